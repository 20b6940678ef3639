#!/usr/bin/env python3
"""How long the ladder map, sensitivities and a search take, as a table in Markdown.

    tests/oracles/analysis_times.py CLI DATA [-o TIMES.md] [--networks NAME …] [--seconds N] [--limit PICTURES]

CLI is a built bitladder-cli, DATA a folder with models/ and images/; the sample digits needs none. Each figure is what
the verb says of itself, of one run: `sweep` (SQNR of the weights of every layer in every format, no times),
`sensitivity` with int4 and int8 over 64 pictures, `search --min-agreement 0.95` with so many seconds. The load of the
machine at the beginning of each stands beside it: figures of a busy machine say little.
"""
import argparse
import os
import pathlib

from accuracy import NETWORKS
from front import run, size_text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path)
    parser.add_argument("--networks", nargs="*", default=["digits", "TinyCNN", "ResNet-8", "SqueezeNet"])
    parser.add_argument("--seconds", type=float, default=110)
    parser.add_argument("--limit", type=int, default=1000)
    arguments = parser.parse_args()
    samples = pathlib.Path(__file__).resolve().parents[2] / "samples" / "digits"
    lines = ["# Times of the analyses", "",
             f"Made by `analysis_times.py` beside this file, one run each, {os.cpu_count()} processors; the load of the "
             "machine when each began in parentheses (0: nothing else ran).", "",
             "| network | layers × formats | map | sensitivity, 64 pictures | search | recipes | found |",
             "|---|---:|---:|---:|---:|---:|---|"]
    print("\n".join(lines))
    for name in arguments.networks:
        model, pictures, _, preprocessing = NETWORKS[name]
        model = str(arguments.data / model if model else samples / "digits.onnx")
        data = ["--data", str(arguments.data / pictures if pictures else samples / "pictures"), "--limit",
                str(arguments.limit), *preprocessing]
        loads = []

        def timed(verb, options):
            loads.append(os.getloadavg()[0])
            return run(arguments.cli, verb, model, options)

        sweep = timed("sweep", [])
        sensitivity = timed("sensitivity", [*data, "--weights", "int4", "--activations", "int8"])
        search = timed("search", [*data, "--min-agreement", "0.95", "--seconds", str(arguments.seconds)])
        chosen = search["front"][search["chosen"]] if search["chosen"] is not None else None
        found = (f"{size_text(chosen['sizeBytes'])} at {100 * chosen['measured']['rate']:.1f} %" if chosen
                 else search["verdict"])
        lines.append(f"| {name} | {len(sweep['layers'])} × {len(sweep['formats'])} | "
                     f"{sweep['seconds']:.2f} s ({loads[0]:.1f}) | {sensitivity['seconds']:.1f} s ({loads[1]:.1f}) | "
                     f"{search['seconds']:.0f} s ({loads[2]:.1f}) | {search['evaluated']} | {found} |")
        print(lines[-1], flush=True)
        if arguments.output:
            arguments.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
