#!/usr/bin/env python3
"""Times every layer of a model at every rung of the ladder and names each step that is slower than one above it.

    tests/bench/ladder.py CLI MODEL… [--isa LEVEL] [--rounds N] [--runs N] [--floor US] [--all] [--json FILE]

CLI is a built bitladder-cli. MODEL is a file, or a name that `synth` knows (resnet18, resnet50, mobilenetv2). One thread;
the rungs take turns, a layer's time is the median of the rounds' medians. A processor's clock and its neighbours wander:
all times of a run are scaled by what the float32 layers beside them took, against the median of all runs. An inversion is a rung that is slower than 1.05
times the fastest above it (int8: slower than float32) by more than the floor, since a clock tells microseconds badly.
Where both ran in the same kernel and less than 1.25 times lie between them, the machine is to blame, not the choice: such
steps are counted by themselves.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile

RUNGS = [("int8", "int8"), ("int7", "int8"), ("int4", "int8"), ("int2", "int8"), ("binary", "int8"),
         ("ternary", "ternary"), ("binary", "binary")]  # weights, activations
ALIKE = 1.25  # so far apart times of one kernel may lie
SYNTHETIC = ("resnet18", "resnet50", "mobilenetv2")


def run(arguments, model, rung):
    command = [arguments.cli, "run", model, "--weights", rung[0], "--activations", rung[1], "--threads", "1",
               "--runs", str(arguments.runs), "--json"]
    command += ["--isa", arguments.isa] if arguments.isa else []
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(arguments, model):
    """[layer] → {rung: (ms, kernel)}; the rung "float32" is timed beside every other, in the same run."""
    runs = [(" × ".join(rung), run(arguments, model, rung)) for _ in range(arguments.rounds) for rung in RUNGS]
    clocks = [sum(layer["floatTimeMs"] for layer in result["layers"]) for _, result in runs]
    usual = statistics.median(clocks)
    times = {}
    for (rung, result), clock in zip(runs, clocks):
        for index, layer in enumerate(result["layers"]):
            cells = times.setdefault((index, layer["name"]), {})
            cells.setdefault("float32", ([], ""))[0].append(layer["floatTimeMs"] * usual / clock)
            cells.setdefault(rung, ([], layer["kernel"]))[0].append(layer["timeMs"] * usual / clock)
    return runs[0][1]["isa"], {key: {rung: (statistics.median(ms), kernel) for rung, (ms, kernel) in cells.items()}
                               for key, cells in times.items()}


def inversions(cells, floor):
    """Rungs that are slower than they may be: {rung: (fastest time above, whether the machine is to blame)}."""
    found, fastest, slack = {}, None, 1.0
    for rung, (ms, kernel) in cells.items():
        if fastest is not None and ms > slack * fastest[0] + floor:
            found[rung] = fastest[0], kernel == fastest[1] and ms < ALIKE * fastest[0]
        fastest = (ms, kernel) if fastest is None or ms < fastest[0] else fastest
        slack = 1.05 if rung != "float32" else 1.0
    return found


def report(name, isa, layers, arguments):
    header = ["float32", *(" × ".join(rung) for rung in RUNGS)]
    found = {key: inversions(cells, arguments.floor / 1000) for key, cells in layers.items()}
    alike = sum(same for steps in found.values() for _, same in steps.values())
    count = sum(map(len, found.values())) - alike
    print(f"{name}, {isa}, one thread: {count} inversions in {len(layers)} layers × {len(RUNGS)} rungs, "
          f"and {alike} in the same kernel")
    print(f"{'layer':28}" + "".join(f"{rung:>19}" for rung in header) + "   µs, ! slower than a rung above")
    total = dict.fromkeys(header, 0.0)
    for (_, layer), cells in layers.items():
        for rung in header:
            total[rung] += cells[rung][0]
    rows = [(key, cells) for key, cells in layers.items() if arguments.all or found[key]]
    for key, cells in rows:
        print(f"{key[1][-28:]:28}" + "".join(
            f"{cells[rung][0] * 1000:18.1f}{'!' if rung in found[key] else ' '}" for rung in header))
        for rung, (fastest, same) in found[key].items():
            print(f"    {rung}: {cells[rung][0] / fastest:.2f} times the fastest above, {cells[rung][1]}"
                  f"{', as that one' if same else ''}")
    print(f"{'all layers':28}" + "".join(f"{total[rung] * 1000:18.1f} " for rung in header) + "\n", flush=True)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--isa")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=20, help="of one round, float32 beside it")
    parser.add_argument("--floor", type=float, default=2, help="microseconds")
    parser.add_argument("--all", action="store_true", help="also the layers without an inversion")
    parser.add_argument("--json", help="the times and kernels, into this file")
    arguments = parser.parse_args()
    count, everything = 0, {}
    with tempfile.TemporaryDirectory() as folder:
        for model in arguments.models:
            path = model
            if model in SYNTHETIC:
                path = os.path.join(folder, model + ".onnx")
                subprocess.run([arguments.cli, "synth", model, "-o", path], check=True, stdout=subprocess.DEVNULL)
            isa, layers = measure(arguments, path)
            count += report(os.path.basename(model), isa, layers, arguments)
            everything[model] = [{"layer": key[1], **{rung: {"ms": ms, "kernel": kernel}
                                                      for rung, (ms, kernel) in cells.items()}}
                                 for key, cells in layers.items()]
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(everything, file, indent=1)
    print(f"{count} inversions in all")


if __name__ == "__main__":
    main()
