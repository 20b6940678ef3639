#!/usr/bin/env python3
"""What training wins back, as a table in Markdown.

    tests/oracles/training.py CLI DATA OUT.md --fruits FOLDER [--rows NAME …] [--seeds N …]

CLI is a built bitladder-cli, DATA as in accuracy.py. Each row is one network at one width, trained with each seed. What
judges never taught: spiral and digits keep a fifth and two fifths of their samples, cut by the seed; fruits are judged
by 720 more pictures of the same renderer, 60 of each kind, which are drawn into FOLDER if it is missing (that needs
OpenCV for Python); the CIFAR-10 network learns from pictures of images/cifar10 without their labels, leaving out what
looks like one of images/cifar10_lossless, which judges. "before" is the best of the post-training methods named in the
row, with the same samples; "trained" is executed by the engine. The epoch is chosen by the same samples, as the program
does it, so the last epoch stands beside it. Results that a table of the same name holds (as JSON beside it) are kept,
and so is what stands behind the table.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accuracy  # noqa: E402

CHANGES = "turn=8,shift=0.06,scale=0.08,contrast=0.1,noise=0.01"
DIGITS = ["--kept", "0.4", "--batch", "8", "--augment", CHANGES, "--distill", "T=2,alpha=0.3"]
NETWORKS = {  # name: options of all its rows
    "spiral": ["--distill", "T=1,alpha=0.5"],
    "digits": DIGITS,
    "fruits": ["--augment", "turn=8,shift=0.06,scale=0.08,brightness=0.05,contrast=0.1", "--batch", "16"],
    "ResNet-8": ["--distill", "T=2,alpha=0", "--augment", "mirror=0.5,shift=0.1,contrast=0.2,brightness=0.1"],
}
GPTQ = ["gptq", "bias-correction"]
ADAROUND = ["adaround", "bias-correction"]
BOTH = ["--distill", "T=2,alpha=0.5"]  # labels and the float network; without: labels alone
FRUITS = ["--epochs", "12", "--lr", "0.005"]
FEW = ["--limit", "120", "--epochs", "36", "--lr", "0.005"]
CIFAR = ["--epochs", "40", "--lr", "0.0003"]
ROWS = {  # name: network, widths, further options, methods before (the best counts)
    "spiral W2A2, ends 8": ("spiral", ["int2", "int2", "at8"], ["--epochs", "60"], [[], GPTQ]),
    "digits W2A2": ("digits", ["int2", "int2", "alike"], ["--epochs", "200", "--lower", "4"], [[], GPTQ]),
    "digits W2A2 at once": ("digits", ["int2", "int2", "alike"], ["--epochs", "200"], [[], GPTQ]),
    "digits W2A2, ends 8": ("digits", ["int2", "int2", "at8"], ["--epochs", "25"], [[], GPTQ]),
    "digits W1A1, ends 8": ("digits", ["binary", "binary", "at8"],
                            ["--epochs", "160", "--lr", "0.01", "--lower", "8"], [[]]),
    "fruits W2A4": ("fruits", ["int2", "int4", "alike"], [*FRUITS, *BOTH], [[], GPTQ]),
    "fruits W4A4": ("fruits", ["int4", "int4", "alike"], [*FRUITS, *BOTH], [[], GPTQ]),
    "fruits W2A8, labels and float": ("fruits", ["int2", "int8", "alike"], [*FRUITS, *BOTH], [[]]),
    "fruits W2A8, float alone": ("fruits", ["int2", "int8", "alike"], [*FRUITS, "--distill", "T=2,alpha=0"], [[]]),
    "fruits W2A8, labels alone": ("fruits", ["int2", "int8", "alike"], FRUITS, [[]]),
    "fruits W2A2, 120 pictures, labels and float": ("fruits", ["int2", "int2", "alike"],
                                                    [*FEW, "--distill", "T=4,alpha=0.3"], [[]]),
    "fruits W2A2, 120 pictures, labels alone": ("fruits", ["int2", "int2", "alike"], FEW, [[]]),
    "ResNet-8 W4A4": ("ResNet-8", ["int4", "int4", "alike"], CIFAR, [GPTQ, ADAROUND]),
    "ResNet-8 W4A4, ends 8": ("ResNet-8", ["int4", "int4", "at8"], CIFAR, [GPTQ, ADAROUND]),
    "ResNet-8 W3A8": ("ResNet-8", ["int3", "int8", "alike"], CIFAR, [GPTQ, ADAROUND]),
    "ResNet-8 W3A8, blocks": ("ResNet-8", ["int3", "int8", "alike"], ["--epochs", "8", "--lr", "0.0005", "--blocks"],
                              [GPTQ, ADAROUND]),
    "ResNet-8 W2A8": ("ResNet-8", ["int2", "int8", "alike"], ["--epochs", "40", "--lr", "0.004"], [GPTQ, ADAROUND]),
}


def train(cli, model, options):
    done = subprocess.run([cli, "train", model, *options, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or "failed")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1]


def draw_fruits(root, folder):
    """More of the sample's pictures, with other dice than those that taught or lie in the repository."""
    sys.path.insert(0, os.path.join(root, "samples/fruits"))
    import cv2
    import numpy
    import still_life
    rng = numpy.random.default_rng(40_000)
    for kind, name in enumerate(still_life.NAMES):
        (folder / name).mkdir(parents=True)
        for i in range(60):
            cv2.imwrite(str(folder / name / f"{i:02}.jpg"), still_life.draw(kind, rng)[..., ::-1],
                        [cv2.IMWRITE_JPEG_QUALITY, 88])


def inputs(root, network, data, work, fruits):
    """The model and where its samples are."""
    def sample(path):
        return os.path.join(root, "samples", path)

    if network == "spiral":
        return sample("spiral/spiral.onnx"), ["--data", sample("spiral/points.csv")]
    if network == "digits":
        return sample("digits/digits.onnx"), ["--data", sample("digits/pictures")]
    if network == "fruits":
        return sample("fruits/fruits.onnx"), ["--data", sample("fruits/pictures"), "--validation", str(fruits)]
    model, folder, learned, rules = accuracy.split(root, network, data, work, 670)
    teaching = os.path.join(work, network + "-teaching")
    if not os.path.exists(teaching):
        os.makedirs(teaching)
        for number, file in enumerate(learned):
            os.symlink(os.path.abspath(file), os.path.join(teaching, f"{number:04d}.png"))
    return model, ["--data", teaching, "--validation", folder, *rules]


def one(cli, root, name, data, work, fruits, seed):
    network, (weights, activations, ends), more, starts = ROWS[name]
    model, where = inputs(root, network, data, work, fruits)
    common = [*where, "--weights", weights, "--activations", activations, "--ends", ends, "--seed", str(seed),
              *NETWORKS[network]]
    best_start, before = None, None
    for methods in starts:
        asked = [item for method in methods for item in ("--method", method)]
        _, result = train(cli, model, [*common, *asked, "--epochs", "1", "--lr", "1e-9"])
        if before is None or result["before"]["hits"] > before["hits"]:
            best_start, before = asked, result["before"]
    epochs, result = train(cli, model, [*common, *best_start, *more])
    last = epochs[-1]["validation"]
    return {"before": before, "float": result["float"], "best": result["best"], "last": last,
            "samples": result["trainingSamples"], "seconds": result["seconds"], "epoch": result["bestEpoch"]}


def interval(hits, total):
    """Wilson's at 95 %."""
    z, p = 1.96, hits / total
    middle, half = p + z * z / (2 * total), z * ((p * (1 - p) + z * z / (4 * total)) / total) ** 0.5
    return 100 * (middle - half) / (1 + z * z / total), 100 * (middle + half) / (1 + z * z / total)


def write(out, results):
    lines = ["# What training wins back", "",
             "Top-1 in percent on samples that never taught, over the seeds together, with Wilson's interval at 95 %;",
             "in brackets the figures of the seeds. Made by `tests/oracles/training.py`, whose head says which",
             "samples taught and which judged. Before: the best of the post-training methods tried. Trained: the epoch",
             "that the judging samples like best, which flatters; last: the last epoch. Seconds: median, on two cores",
             "that other work used too.", "",
             "| | float | before | trained | last | teaching samples | seconds |", "|---|---|---|---|---|---|---|"]
    for name in ROWS:
        rows = [value for key, value in sorted(results.items()) if key.startswith(name + "|")]
        if not rows:
            continue

        def cell(which, each=False):
            hits, total = sum(r[which]["hits"] for r in rows), sum(r[which]["labelled"] for r in rows)
            low, high = interval(hits, total)
            text = f"{100 * hits / total:.1f}"
            if each:
                singles = ", ".join(f"{100 * r[which]['top1']:.1f}" for r in rows)
                text = f"**{text}** [{low:.1f} … {high:.1f}] ({singles})"
            return text
        seconds = sorted(r["seconds"] for r in rows)[len(rows) // 2]
        lines.append(f"| {name} | {cell('float')} | {cell('before')} | {cell('best', True)} | {cell('last')} | "
                     f"{rows[0]['samples']} | {seconds:.0f} |")
    # What stands behind the table was written by hand.
    rest = out.read_text().partition("\n## ") if out.exists() else ("", "", "")
    out.write_text("\n".join(lines) + "\n" + rest[1] + rest[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--fruits", type=pathlib.Path, required=True)
    parser.add_argument("--rows", nargs="*", default=list(ROWS))
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    args = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    if not args.fruits.exists():
        draw_fruits(root, args.fruits)
    kept = args.out.with_suffix(".json")
    results = json.loads(kept.read_text()) if kept.exists() else {}
    with tempfile.TemporaryDirectory() as work:
        for name in args.rows:
            for seed in args.seeds:
                key = f"{name}|{seed}"
                if key not in results:
                    results[key] = one(args.cli, root, name, args.data, work, args.fruits, seed)
                    print(key, results[key]["before"]["top1"], results[key]["best"]["top1"],
                          f"{results[key]['seconds']:.0f} s", flush=True)
                    kept.write_text(json.dumps(results, indent=1))
                    write(args.out, results)
    write(args.out, results)


if __name__ == "__main__":
    main()
