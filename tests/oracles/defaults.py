#!/usr/bin/env python3
"""Which range estimators should be the defaults: accuracies of every classifier with every choice, as a table.

usage: defaults.py BITLADDER_CLI DATA_FOLDER [-o TABLE.md] [--only NETWORK,…]

DATA_FOLDER holds models/NAME/model.onnx and images/SET, as described in its README; networks that are missing are left
out and named. Everything is nearest rounding; weights symmetric per channel, activations asymmetric per tensor, which
are the defaults; calibration by the 32 pictures that `evaluate` takes when none are named.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

CIFAR = ["--mean", ".4914,.4822,.4465", "--std", ".2471,.2435,.2616"]
IMAGENET = ["--mean", ".485,.456,.406", "--std", ".229,.224,.225"]
GREY = ["--channels", "grey"]
# network: set of pictures, preprocessing
NETWORKS = {
    "resnet8_cifar10_mlperf": ("cifar10_lossless", ["--range", "0..255"]),
    "cifar10_resnet_2b": ("cifar10_lossless", CIFAR),
    "cifar10_resnet_4b": ("cifar10_lossless", CIFAR),
    "tinycnn_esp_fp32": ("cifar10_lossless", CIFAR),
    "cifar_base_biasfield": ("cifar10_lossless", IMAGENET),
    "wml_cifar_pytorch": ("cifar10_lossless", ["--mean", ".5,.5,.5", "--std", ".5,.5,.5"]),
    "oval21_deep": ("cifar10_lossless", ["--mean", ".485,.456,.406", "--std", ".225,.225,.225"]),
    "marabou_cifar10_small": ("cifar10_lossless", []),
    "vit_pgd_2_3_16": ("cifar10_lossless", ["--mean", ".4914,.4822,.4465", "--std", ".2023,.1994,.2010"]),
    "mnist_8": ("mnist", GREY + ["--range", "0..255"]),
    "mnist_sigmoid_6x200": ("mnist", GREY),
    "mnistfc_256x2": ("mnist", GREY),
    "ece_fp32": ("neu_det", GREY + ["--size", "96x96", "--resize", "bicubic"]),
    "ece_v5_fp32": ("neu_det", GREY + ["--size", "128x128", "--resize", "bicubic"]),
    "squeezenet_fp32_from_fp16": ("imagenet", ["--channels", "bgr", "--range", "0..255", "--mean", "104,117,123",
                                               "--size", "256", "--crop", "224"]),
}
WIDTHS = [(8, 8), (6, 6), (4, 8), (4, 4)]
# (estimator of the weights, estimator of the activations), first and last layer
CHOICES = [("minmax", "minmax"), ("minmax", "percentile"), ("minmax", "mse"),
           ("mse", "minmax"), ("mse", "percentile"), ("mse", "mse")]


def evaluate(cli, folder, network, options):
    pictures, preprocessing = NETWORKS[network]
    command = [cli, "evaluate", os.path.join(folder, "models", network, "model.onnx"), "--data",
               os.path.join(folder, "images", pictures), "--json", "--threads", "1", "--runs", "1"]
    run = subprocess.run(command + preprocessing + options, capture_output=True, text=True)
    if run.returncode:
        return run.stderr.strip()
    return json.loads(run.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cli")
    parser.add_argument("folder")
    parser.add_argument("-o", "--output")
    parser.add_argument("--only", default="")
    o = parser.parse_args()
    wanted = [n for n in NETWORKS if not o.only or n in o.only.split(",")]
    cases = []
    for network in wanted:
        if not os.path.exists(os.path.join(o.folder, "models", network, "model.onnx")):
            print(f"{network}: not there, left out", file=sys.stderr)
            continue
        for w, a in WIDTHS:
            for ends in ["alike"] + (["at8"] if min(w, a) < 8 else []):
                for choice in CHOICES:
                    cases.append((network, w, a, ends, choice))

    def run(case):
        network, w, a, ends, (weights, activations) = case
        return case, evaluate(o.cli, o.folder, network, [
            "--weights", f"int{w}", "--activations", f"int{a}", "--ends", ends, "--weight-range", weights,
            "--activation-range", activations])

    results = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, result in pool.map(run, cases):
            results[case] = result
            print(case, result if isinstance(result, str) else result["quantized"]["top1"], file=sys.stderr, flush=True)

    lines = []
    for w, a in WIDTHS:
        for ends in ["alike"] + (["at8"] if min(w, a) < 8 else []):
            title = f"W{w}A{a}" + (", first and last layer at 8 bits" if ends == "at8" else "")
            lines += [f"## {title}", "", "| network | pictures | float | " +
                      " | ".join(f"{x} / {y}" for x, y in CHOICES) + " |", "|---|---:|---:|" + "---:|" * len(CHOICES)]
            losses = {choice: [] for choice in CHOICES}
            for network in wanted:
                row = [results.get((network, w, a, ends, choice)) for choice in CHOICES]
                good = [r for r in row if isinstance(r, dict)]
                if not good:
                    continue
                cells = []
                for choice, r in zip(CHOICES, row):
                    if not isinstance(r, dict):
                        cells.append("fails")
                        continue
                    losses[choice].append(100 * (r["float"]["top1"] - r["quantized"]["top1"]))
                    cells.append(f"{100 * r['quantized']['top1']:.1f}")
                lines.append(f"| {network} | {good[0]['labelled']} | {100 * good[0]['float']['top1']:.1f} | " +
                             " | ".join(cells) + " |")
            for name, figure in (("mean loss", lambda x: sum(x) / len(x)), ("largest loss", max)):
                lines.append(f"| {name} | | | " + " | ".join(
                    f"{figure(losses[c]):.2f}" if losses[c] else "" for c in CHOICES) + " |")
            lines.append("")
    text = "\n".join(lines)
    if o.output:
        with open(o.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)


main()
