#!/usr/bin/env python3
"""Writes a network of many layers, to look at what pages do with them.

    tests/bench/many_layers.py LAYERS OUT.onnx

Convolutions of 3×3 and 1×1 in residual blocks on a picture of 3 × 32 × 32, then ten scores; seeded random weights, so
that its answers mean nothing. Needs nothing but Python.
"""
import argparse
import random
import struct

CHANNELS = 16


def number(field, value):
    return varint(field << 3) + varint(value)


def varint(value):
    out = b""
    while True:
        out += bytes([(value & 127) | (128 if value > 127 else 0)])
        value >>= 7
        if not value:
            return out


def part(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def attribute(name, values):
    if isinstance(values, int):
        return part(5, part(1, name) + number(3, values) + number(20, 2))
    return part(5, part(1, name) + b"".join(number(8, v) for v in values) + number(20, 7))


def node(op, name, inputs, *attributes):
    return part(1, b"".join(part(1, i) for i in inputs) + part(2, name) + part(3, name) + part(4, op)
                + b"".join(attributes))


def tensor(name, shape, dice, scale):
    count = 1
    for extent in shape:
        count *= extent
    values = struct.pack(f"<{count}f", *[dice.gauss(0, scale) for _ in range(count)])
    return part(5, b"".join(number(1, e) for e in shape) + number(2, 1) + part(8, name) + part(9, values))


def value(field, name, shape):
    dims = b"".join(part(1, number(1, e)) for e in shape)
    return part(field, part(1, name) + part(2, part(1, number(1, 1) + part(2, dims))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers", type=int)
    parser.add_argument("file")
    arguments = parser.parse_args()
    dice = random.Random(1)
    nodes, weights = [], []

    def convolution(name, x, inputs, size):
        weights.append(tensor(f"{name}.weight", [CHANNELS, inputs, size, size], dice, (2 / (inputs * size * size)) ** 0.5))
        nodes.append(node("Conv", name, [x, f"{name}.weight"], attribute("kernel_shape", [size, size]),
                          attribute("pads", [size // 2] * 4)))
        return name

    def relu(x):
        nodes.append(node("Relu", f"{x}/relu", [x]))
        return f"{x}/relu"

    x = relu(convolution("stem", "picture", 3, 3))
    for i in range((arguments.layers - 2) // 2):
        y = relu(convolution(f"stage{i // 8}/block{i % 8}/conv3x3", x, CHANNELS, 3))
        y = convolution(f"stage{i // 8}/block{i % 8}/conv1x1", y, CHANNELS, 1)
        nodes.append(node("Add", f"sum{i}", [x, y]))
        # Half of the sum: the values neither grow nor fade.
        nodes.append(node("Mul", f"half{i}", [f"sum{i}", "half"]))
        x = relu(f"half{i}")
    weights.append(part(5, number(2, 1) + part(8, "half") + part(9, struct.pack("<f", 0.7))))
    nodes.append(node("GlobalAveragePool", "pool", [x]))
    nodes.append(node("Flatten", "flat", ["pool"], attribute("axis", 1)))
    weights.append(tensor("scores.weight", [10, CHANNELS], dice, 0.5))
    nodes.append(node("Gemm", "scores", ["flat", "scores.weight"], attribute("transB", 1)))
    graph = (b"".join(nodes) + part(2, "many layers") + b"".join(weights) + value(11, "picture", [1, 3, 32, 32])
             + value(12, "scores", [1, 10]))
    with open(arguments.file, "wb") as out:
        out.write(number(1, 8) + part(7, graph) + part(8, number(2, 13)))


if __name__ == "__main__":
    main()
