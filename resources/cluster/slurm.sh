#!/bin/sh
# slurm.sh PARTS VERB MODEL [OPTION...]: sweep or sensitivity as a job array of Slurm, each part on one processor, and
# a job behind it that puts the parts together. Folder and model have to be on a disk that all nodes see. The whole
# comes into whole.json. Example:
#   slurm.sh 64 sweep model.onnx --time
set -eu
parts=$1; shift
cli=${BITLADDER_CLI:-bitladder-cli}
export cli parts
array=$(sbatch --parsable --array="1-$parts" --cpus-per-task=1 --output="part-%a.log" --job-name=bitladder \
  --export=ALL --wrap='exec "$cli" '"$(printf "'%s' " "$@")"'--threads 1 --json \
    --shard "$SLURM_ARRAY_TASK_ID/$parts" > "part-$SLURM_ARRAY_TASK_ID.json"')
sbatch --dependency="afterok:$array" --cpus-per-task=1 --output=merge.log --job-name=bitladder-merge --export=ALL \
  --wrap='exec "$cli" merge $(seq -f "part-%g.json" "$parts") > whole.json'
