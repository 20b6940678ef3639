#!/usr/bin/env python3
"""Whether the front of `search` beats recipes drawn at random in equal time, and the presets with one width for all.

    tests/oracles/front.py CLI DATA [-o FRONT.md] [--networks NAME …] [--seconds N] [--floor SHARE] [--limit PICTURES]

CLI is a built bitladder-cli, DATA a folder with models/ and images/; the sample digits needs none. For each network:
`search --minimize size` for so many seconds, `search --random` for as long as that really took, and a search among one
pair of formats only for each preset. Printed are the front, and every recipe of the others that no point of the front
matches (no larger, and no fewer equal answers). The table says how loaded the machine was: times count against a search
and against chance alike, but both find less. Ends with status 1 where a recipe is left.
"""
import argparse
import json
import os
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


def preset_of(cli, model, options, weights, activations):
    # What one recipe costs is what a search among nothing but its formats says.
    found = run(cli, "search", model, [*options, "--weight-formats", weights, "--activation-formats", activations,
                                       "--min-agreement", "0", "--points", "2", "--probes", "1", "--seconds", "0",
                                       "--narrow"])
    return points_of(found)[0]


def beaten_by_none(points, front):
    return [(name, size, rate) for name, size, rate in points
            if not any(s <= size and r >= rate for s, r in front)]


def size_text(size):
    return f"{size / 1e6:.3f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def best_at(points, floor):
    kept = [(size, rate, name) for name, size, rate in points if rate >= floor]
    return min(kept) if kept else None


def best_text(best):
    return f"{size_text(best[0])} at {100 * best[1]:.1f} % ({best[2]})" if best else "none"


def widened_text(found):
    return "; ".join(f"{w['what']}" + (f" in {len(w['layers'])} layers" if w["layers"] else "")
                     for w in found["widened"]) or "nothing"


def compare(arguments, name):
    samples = pathlib.Path(__file__).resolve().parents[2] / "samples" / "digits"
    model, pictures, _, preprocessing = NETWORKS.get(name, (None, None, None, []))  # the sample digits
    model = str(arguments.data / model if model else samples / "digits.onnx")
    pictures = arguments.data / pictures if pictures else samples / "pictures"
    options = ["--data", str(pictures), "--limit", str(arguments.limit), *preprocessing]
    floor = ["--min-agreement", str(arguments.floor)]
    load = os.getloadavg()[0]
    found = run(arguments.cli, "search", model, [*options, *floor, "--seconds", str(arguments.seconds)])
    front = points_of(found)
    random = run(arguments.cli, "search", model,
                 [*options, *floor, "--random", "1", "--seconds", str(found["seconds"])])
    by_chance = [("random", *point) for point in points_of(random)]
    presets = [(preset, *preset_of(arguments.cli, model, options, *formats)) for preset, formats in PRESETS.items()]
    left = beaten_by_none(by_chance + presets, front)
    lines = [f"### {name}", "",
             f"- search: {found['evaluated']} recipes in {found['seconds']:.0f} s (load {load:.1f} at its beginning); "
             f"rank correlation of predicted and measured {found['rankCorrelation'] or float('nan'):.2f}; added to the "
             f"choice: {widened_text(found)}",
             f"- {found['verdict']}",
             f"- at random, {random['evaluated']} recipes in {random['seconds']:.0f} s: smallest with the floor "
             f"{best_text(best_at(by_chance, arguments.floor))}",
             f"- smallest preset with the floor: {best_text(best_at(presets, arguments.floor))}",
             "- recipes of chance and presets that no point of the front matches: "
             + (", ".join(f"{n} {size_text(s)} {100 * r:.1f} %" for n, s, r in left) or "none"), "",
             "| size | predicted | measured | 95 % interval | ms |", "|---:|---:|---:|---:|---:|"]
    for point in found["front"]:
        predicted = "–" if point["predicted"] is None else f"{100 * point['predicted']:.1f} %"
        m = point["measured"]
        lines.append(f"| {size_text(point['sizeBytes'])} | {predicted} | {100 * m['rate']:.1f} % | "
                     f"{100 * m['low']:.1f} … {100 * m['high']:.1f} | {point['latencyMs']:.3f} |")
    print("\n".join(lines), "\n", flush=True)
    return lines + [""], len(left)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path)
    parser.add_argument("--networks", nargs="*", default=["digits", "TinyCNN", "ResNet-8", "SqueezeNet"])
    parser.add_argument("--seconds", type=float, default=110)
    parser.add_argument("--floor", type=float, default=0.95)
    parser.add_argument("--limit", type=int, default=500)
    arguments = parser.parse_args()
    text = ["# Fronts of `search`, against chance and presets", "",
            f"Made by `front.py` beside this file: at most {arguments.limit} pictures, {arguments.seconds:.0f} s for each "
            f"search, floor {100 * arguments.floor:.0f} % equal answers, weights int2 to int8, activations int8, nearest "
            "rounding. Random recipes have the same time.", ""]
    left = 0
    for name in arguments.networks:
        lines, more = compare(arguments, name)
        text += lines
        left += more
        if arguments.output:
            arguments.output.write_text("\n".join(text))
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
