#!/usr/bin/env python3
"""Times whole networks at several widths, in turns, and prints medians with their ratios.

    tests/bench/networks.py CLI [--threads N] [--rounds N] [--also MODEL.onnx …]

CLI is a built bitladder-cli. The three networks are its own (`synth`): real topologies, seeded random weights, so they are for
timing only. Rounds take turns between the configurations, because the clock of a processor wanders.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile

CONFIGURATIONS = {  # name: options of `run`; float32 is timed beside each
    "int8": ["--weights", "int8", "--activations", "int8"],
    "int4 × int8": ["--weights", "int4", "--activations", "int8"],
    "ternary × int8": ["--weights", "ternary", "--activations", "int8", "--ends", "at8"],
    "binary × binary, ends int8": ["--weights", "binary", "--activations", "binary", "--ends", "at8"],
}


def run(cli, model, options, threads):
    command = [cli, "run", model, *options, "--threads", str(threads), "--runs", "30", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(cli, model, threads, rounds):
    times = {name: [] for name in ("float32", *CONFIGURATIONS)}
    for _ in range(rounds):
        for name, options in CONFIGURATIONS.items():
            result = run(cli, model, options, threads)
            times[name].append(result["latencyMs"]["median"])
            times["float32"].append(result["floatLatencyMs"]["median"])
    return {name: statistics.median(values) for name, values in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--also", nargs="*", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = []
        for name in ("resnet18", "resnet50", "mobilenetv2"):
            models.append(os.path.join(folder, name + ".onnx"))
            subprocess.run([arguments.cli, "synth", name, "-o", models[-1]], check=True, stdout=subprocess.DEVNULL)
        print(f"{arguments.threads} thread(s), medians of {arguments.rounds} rounds of 30 runs, batch 1")
        print(f"{'network':24} {'configuration':28} {'ms':>9} {'× float32':>10} {'× int8':>8}")
        for model in models + arguments.also:
            times = measure(arguments.cli, model, arguments.threads, arguments.rounds)
            for name, ms in times.items():
                label = os.path.basename(model).removesuffix(".onnx")
                print(f"{label:24} {name:28} {ms:9.3f} {times['float32'] / ms:10.2f} {times['int8'] / ms:8.2f}", flush=True)


if __name__ == "__main__":
    main()
