#!/usr/bin/env python3
"""Whether the front of `search` beats recipes drawn at random in equal time, and the presets with one width for all.

    tests/oracles/front.py CLI DATA [--networks NAME …] [--seconds N] [--floor SHARE] [--limit PICTURES]

CLI is a built bitladder-cli, DATA a folder with models/ and images/; the sample digits needs none. For each network:
`search --minimize size` for so many seconds, `search --random` for as long as that really took, and `evaluate` with each
preset. Printed are the front, and every recipe of the others that no point of the front matches (no larger, and no fewer
equal answers). Ends with status 1 where there is one.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from accuracy import NETWORKS

PRESETS = {f"W{bits}A8": (f"int{bits}", "int8") for bits in range(2, 9)}


def run(cli, verb, model, options):
    ran = subprocess.run([cli, verb, model, *options, "--json"], capture_output=True, text=True)
    if not ran.stdout:
        sys.exit(f"{verb} {model}: {ran.stderr.strip()}")
    return json.loads(ran.stdout)


def points_of(found):
    return [(p["sizeBytes"], p["measured"]["rate"]) for p in found["front"] if p["measured"]]


def size_of(cli, model, options, weights, activations):
    # What one recipe costs is what a search among nothing but its formats says.
    found = run(cli, "search", model, [*options, "--weight-formats", weights, "--activation-formats", activations,
                                       "--min-agreement", "0", "--points", "2", "--probes", "1", "--seconds", "0"])
    return points_of(found)[0]


def beaten_by_none(points, front):
    return [(name, size, rate) for name, size, rate in points
            if not any(s <= size and r >= rate for s, r in front)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--networks", nargs="*", default=["digits", "TinyCNN", "ResNet-8", "SqueezeNet"])
    parser.add_argument("--seconds", type=float, default=110)
    parser.add_argument("--floor", type=float, default=0.95)
    parser.add_argument("--limit", type=int, default=500)
    arguments = parser.parse_args()
    samples = pathlib.Path(__file__).resolve().parents[2] / "samples" / "digits"
    left = 0
    for name in arguments.networks:
        model, pictures, _, preprocessing = NETWORKS[name]
        model = arguments.data / model if model else samples / "digits.onnx"
        pictures = arguments.data / pictures if pictures else samples / "pictures"
        options = ["--data", str(pictures), "--limit", str(arguments.limit), *preprocessing]
        found = run(arguments.cli, "search", str(model), [*options, "--min-agreement", str(arguments.floor),
                                                          "--seconds", str(arguments.seconds)])
        front = points_of(found)
        random = run(arguments.cli, "search", str(model),
                     [*options, "--min-agreement", str(arguments.floor), "--random", "1",
                      "--seconds", str(found["seconds"])])
        others = [("random", *point) for point in points_of(random)]
        for preset, formats in PRESETS.items():
            others.append((preset, *size_of(arguments.cli, str(model), options, *formats)))
        chosen = found["front"][found["chosen"]] if found["chosen"] is not None else None
        print(f"{name}: {found['evaluated']} recipes in {found['seconds']:.0f} s, rank correlation "
              f"{found['rankCorrelation']:.2f}; at random {random['evaluated']} in {random['seconds']:.0f} s")
        if chosen:
            print(f"  kept {100 * arguments.floor:.0f} %: {chosen['sizeBytes'] / 1e6:.4f} MB, "
                  f"{100 * chosen['measured']['rate']:.1f} % ({100 * chosen['measured']['low']:.1f} …)")
        print("  front:  " + "  ".join(f"{size / 1e6:.4f} MB {100 * rate:.1f} %" for size, rate in front))
        print("  others: " + "  ".join(f"{preset} {size / 1e6:.4f} MB {100 * rate:.1f} %"
                                       for preset, size, rate in others))
        unbeaten = beaten_by_none(others, front)
        left += len(unbeaten)
        for preset, size, rate in unbeaten:
            print(f"  not matched: {preset}, {size / 1e6:.4f} MB, {100 * rate:.1f} %")
        print(flush=True)
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
