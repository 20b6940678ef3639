#!/usr/bin/env python3
"""Times single layers at every rung of the ladder and prints one table: GMAC/s, and percent of the peak of the same run.

    tests/bench/layers.py CLI [--threads N] [--isa LEVEL] [--rounds N] [--quick]

CLI is a built bitladder-cli. Shapes are those of ResNet and MobileNetV2; medians of the rounds, because a processor's clock and its
neighbours wander. Where the program was built beside oneDNN, the last columns say how many times its rate ours is.
"""
import argparse
import json
import statistics
import subprocess

PRODUCTS = ["3136x64x576", "784x128x1152", "196x256x2304", "49x512x4608", "12544x64x147", "1024x1024x1024", "1x1000x2048", "1x4096x4096"]
CONVOLUTIONS = ["64x56x56x64x3x1", "128x28x28x128x3x1", "256x14x14x256x3x1", "512x7x7x512x3x1", "3x224x224x64x7x2", "24x56x56x144x1x1",
                "576x14x14x96x1x1", "32x112x112x32x3x1x32", "144x56x56x144x3x1x144", "576x14x14x576x3x1x576"]


def measure(arguments):
    command = [arguments.cli, "bench", "--json", "--threads", str(arguments.threads), "--milliseconds", "60"]
    command += ["--isa", arguments.isa] if arguments.isa else []
    command += ["--gemm", *(PRODUCTS[2:3] if arguments.quick else PRODUCTS)]
    command += ["--conv", *(CONVOLUTIONS[:1] if arguments.quick else CONVOLUTIONS)]
    result = subprocess.run([*command, "--peers"], capture_output=True, text=True)
    if result.returncode:  # built without oneDNN
        result = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--isa")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="two shapes only")
    arguments = parser.parse_args()
    rates, percents, peers, formats, shapes = {}, {}, {}, [], []
    for _ in range(arguments.rounds):
        result = measure(arguments)
        for row in result["rows"]:
            pair = f"{row['weights']} × {row['activations']}"
            key = row["shape"], pair
            formats += [pair] if pair not in formats else []
            shapes += [row["shape"]] if row["shape"] not in shapes else []
            rates.setdefault(key, []).append(row["gmacPerS"] if row["executed"] else None)
            percents.setdefault(key, []).append(row["percentOfPeak"])
            if "peer" in row:
                peers.setdefault(key, []).append(row["peer"]["ratio"])

    def median(values):
        return None if None in values else statistics.median(values)

    def cell(key):
        rate, percent = median(rates[key]), median(percents[key])
        return "" if rate is None else f"{rate:.0f}" if percent is None else f"{rate:.0f} ({percent:.0f} %)"

    beside = [pair for pair in formats if any(key[1] == pair for key in peers)]
    print(f"{result['isa']}, {arguments.threads} thread(s), medians of {arguments.rounds} rounds; peaks: "
          + ", ".join(f"{peak['operation']} {peak['gmacPerS']:.0f}" for peak in result["peaks"]) + " GMAC/s\n")
    header = ["shape", *formats, *(f"{pair} / oneDNN" for pair in beside)]
    print("| " + " | ".join(header) + " |\n|" + " --- |" * len(header))
    for shape in shapes:
        ratios = [f"{statistics.median(peers[shape, pair]):.2f}" if (shape, pair) in peers else "" for pair in beside]
        print("| " + " | ".join([shape, *(cell((shape, pair)) for pair in formats), *ratios]) + " |")


if __name__ == "__main__":
    main()
