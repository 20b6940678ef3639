#!/bin/sh
# parallel.sh PARTS VERB MODEL [OPTION...]: sweep or sensitivity in parts with GNU parallel, as many at once as there
# are processors. Prints the whole. Example:
#   parallel.sh 8 sensitivity model.onnx --data pictures --weights int4 --activations int8
set -eu
parts=$1; shift
cli=${BITLADDER_CLI:-bitladder-cli}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seq "$parts" | parallel --quote --halt now,fail=1 sh -c '"$@" > "$0"' "$folder/{}.json" \
  "$cli" "$@" --threads 1 --json --shard "{}/$parts"
"$cli" merge "$folder"/*.json
