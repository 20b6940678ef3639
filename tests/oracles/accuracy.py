#!/usr/bin/env python3
"""Accuracy by method, width and network, as a table in Markdown.

    tests/oracles/accuracy.py CLI DATA OUT.md [--networks NAME …] [--widths NAME …] [--methods NAME …] [--threads N]

CLI is a built bitladder-cli, DATA a folder with models/ and images/ (the samples of the repository need none). Pictures
that methods and ranges learn from are never those that are counted: of a folder with enough pictures every third one
(ImageNet, fruits) goes to learning; the CIFAR-10 networks learn from images/cifar10 and are counted on
images/cifar10_lossless, without pictures of the first that look like one of the second. At most --learn pictures (256)
are learned from. Every cell is `quantize` (its methods' seconds are printed) and then `evaluate` with its recipe.
Results are kept in OUT.json beside the table after each cell, so that a stopped run goes on.
"""
import argparse
import functools
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

CIFAR = ["--mean", ".4914,.4822,.4465", "--std", ".2471,.2435,.2616"]
NETWORKS = {  # name: model, pictures, pictures to learn from (None: a third of the same), preprocessing
    "ResNet-8": ("models/resnet8_cifar10_mlperf/model.onnx", "images/cifar10_lossless", "images/cifar10",
                 ["--range", "0..255"]),
    "SqueezeNet": ("models/squeezenet_fp32_from_fp16/model.onnx", "images/imagenet", None,
                   ["--channels", "bgr", "--range", "0..255", "--mean", "104,117,123",
                    "--size", "256", "--crop", "224"]),
    "ResNet-4B": ("models/cifar10_resnet_4b/model.onnx", "images/cifar10_lossless", "images/cifar10", CIFAR),
    "TinyCNN": ("models/tinycnn_esp_fp32/model.onnx", "images/cifar10_lossless", "images/cifar10", CIFAR),
    "fruits": (None, None, None, []),
}
WIDTHS = {  # name: formats of weights and activations
    "W4": ["--weights", "int4"],
    "W4A8": ["--weights", "int4", "--activations", "int8"],
    "W3": ["--weights", "int3"],
    "W2": ["--weights", "int2"],
    "W4A4": ["--weights", "int4", "--activations", "int4"],
}
METHODS = {  # name: in order
    "nearest": [],
    "bias correction": ["bias-correction"],
    "SeqMSE": ["seqmse"],
    "HQQ": ["hqq"],
    "GPTQ": ["gptq"],
    "GPTQ, bias correction": ["gptq", "bias-correction"],
    "AdaRound": ["adaround"],
}


def pixels(path):
    """An 8-bit RGB or grey PNG as rows of bytes, three or one a pixel."""
    data = pathlib.Path(path).read_bytes()
    at, packed, width, channels = 8, b"", 0, 3
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 0: 1, 6: 4}[body[9]]
        if kind == b"IDAT":
            packed += body
        at += 12 + size
    raw, line, rows = zlib.decompress(packed), width * channels, []
    before = bytearray(line)
    for first in range(0, len(raw), line + 1):
        method, row = raw[first], bytearray(raw[first + 1:first + 1 + line])
        for i in range(line):
            left = row[i - channels] if i >= channels else 0
            up = before[i]
            corner = before[i - channels] if i >= channels else 0
            if method == 1:
                row[i] = row[i] + left & 255
            elif method == 2:
                row[i] = row[i] + up & 255
            elif method == 3:
                row[i] = row[i] + (left + up) // 2 & 255
            elif method == 4:
                p = left + up - corner
                a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                row[i] = row[i] + (left if a <= b and a <= c else up if b <= c else corner) & 255
        rows.append(row)
        before = row
    return rows, channels


def signature(path):
    """Means of 8 × 8 blocks: of two pictures of the same scene they differ by less than compression does."""
    rows, channels = pixels(path)
    sums = []
    for y in range(0, len(rows), 8):
        for x in range(0, len(rows[0]) // channels, 8):
            for c in range(min(3, channels)):
                sums.append(sum(rows[y + j][(x + i) * channels + c] for j in range(8) for i in range(8)) / 64)
    return sums


def listed(folder):
    """File, class and class name of every labelled picture."""
    lines = (pathlib.Path(folder) / "labels.csv").read_text().splitlines()
    return [line.split(",")[:3] for line in lines[1:]]


def spread(items, most):
    return [items[i * len(items) // most] for i in range(most)] if len(items) > most else items


@functools.cache
def unseen(counted, other, most):
    """Pictures of a folder that look like none of another."""
    seen = [signature(os.path.join(counted, row[0])) for row in listed(counted)]
    found = []
    for row in spread(listed(other), most * 5 // 4):
        mine = signature(os.path.join(other, row[0]))
        if min(max(abs(a - b) for a, b in zip(mine, one)) for one in seen) > 6:
            found.append(os.path.join(other, row[0]))
    return found


def place(folder, source, rows):
    """A folder of links to some pictures of another, with their labels."""
    os.makedirs(folder)
    with open(os.path.join(folder, "labels.csv"), "w") as table:
        table.write("file,class_index,class_name\n")
        for number, (file, label, name) in enumerate(rows):
            link = f"{number:04d}_{os.path.basename(file)}"
            os.symlink(os.path.join(os.path.abspath(source), file), os.path.join(folder, link))
            table.write(f"{link},{label},{name}\n")


def split(root, name, data, work, most):
    """The model, the folder that is counted, the files to learn from, and the preprocessing."""
    model, counted, learned, rules = NETWORKS[name]
    if model is None:
        model, source = (os.path.join(root, "samples/fruits", part) for part in ("fruits.onnx", "pictures"))
        names = (pathlib.Path(root) / "samples/fruits/labels.txt").read_text().split()
        rows = [[str(p.relative_to(source)), str(names.index(p.parent.name)), p.parent.name]
                for p in sorted(pathlib.Path(source).rglob("*.*"))]
    else:
        model, source = os.path.join(data, model), os.path.join(data, counted)
        rows = listed(source)
    if learned is None:
        to_learn = [os.path.join(source, row[0]) for row in rows[::3]]
        rows = [row for i, row in enumerate(rows) if i % 3]
    else:
        to_learn = unseen(source, os.path.join(data, learned), most)
    folder = os.path.join(work, name)
    if not os.path.exists(folder):
        place(folder, source, rows)
    return model, folder, spread(to_learn, most), rules


def call(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or "failed")
    return json.loads(done.stdout)


def one(cli, model, folder, learned, rules, formats, methods, work, threads):
    recipe = os.path.join(work, "recipe.json")
    common = [model, *rules, "--threads", str(threads), "--calibration", *learned]
    asked = [item for method in methods for item in ("--method", method)]
    made = call([cli, "quantize", *common, *formats, *asked, "-o", recipe, "--json"])
    found = call([cli, "evaluate", *common, "--data", folder, "--recipe", recipe, "--runs", "1", "--json"])
    return {"top1": 100 * found["quantized"]["top1"], "float": 100 * found["float"]["top1"],
            "pictures": found["labelled"], "learned": len(learned), "threads": threads,
            "seconds": sum(method["seconds"] for method in made["methods"])}


def textOf(cell, method):
    if cell is None:
        return ""
    return f"{cell['top1']:.1f}" + (f" ({cell['seconds']:.0f} s)" if method != "nearest" else "")


def write(out, results):
    lines = ["# Accuracy by method, width and network", "",
             "Top-1 in percent, in brackets the seconds that the methods took; made by `tests/oracles/accuracy.py`,",
             "whose head says which pictures were learned from and which were counted. W: bits of the weights, A: of",
             "the activations (float where none are named); symmetric weights with a scale per channel, default",
             "ranges, first and last layer as narrow as the others. Seconds are of a machine that did",
             "other work too. Cells and networks that are not here were not run yet; a run goes on from",
             "ACCURACY.json.", ""]
    for name in NETWORKS:
        rows = {key: value for key, value in results.items() if key.startswith(name + "|")}
        if not rows:
            continue
        first = next(iter(rows.values()))
        lines += [f"## {name}: {first['float']:.1f} in float, {first['pictures']} pictures counted, "
                  f"{first['learned']} learned from", "",
                  "| | " + " | ".join(WIDTHS) + " |", "|---" * (len(WIDTHS) + 1) + "|"]
        for method in METHODS:
            cells = [rows.get(f"{name}|{width}|{method}") for width in WIDTHS]
            if any(cells):
                lines.append(f"| {method} | " + " | ".join(textOf(cell, method) for cell in cells) + " |")
        lines.append("")
    out.write_text("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS))
    parser.add_argument("--widths", nargs="*", default=list(WIDTHS))
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--learn", type=int, default=256, help="at most so many pictures are learned from")
    parser.add_argument("--render", action="store_true", help="only write the table of what is kept")
    arguments = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    kept = arguments.out.with_suffix(".json")
    results = json.loads(kept.read_text()) if kept.exists() else {}
    if arguments.render:
        write(arguments.out, results)
        return
    with tempfile.TemporaryDirectory() as work:
        for name in arguments.networks:
            model, folder, learned, rules = split(root, name, arguments.data, work, arguments.learn)
            for width in arguments.widths:
                for method in arguments.methods:
                    key = f"{name}|{width}|{method}"
                    if key in results:
                        continue
                    try:
                        results[key] = one(arguments.cli, model, folder, learned, rules, WIDTHS[width],
                                           METHODS[method], work, arguments.threads)
                        print(key, results[key], flush=True)
                    except RuntimeError as error:
                        print(key, error, file=sys.stderr, flush=True)
                        continue
                    kept.write_text(json.dumps(results, indent=1) + "\n")
                    write(arguments.out, results)


if __name__ == "__main__":
    main()
