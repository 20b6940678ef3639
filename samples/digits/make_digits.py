"""Draws the digits, trains the network on others of the same pen, and writes both.

    python3 make_digits.py

Needs torch, onnx, numpy and OpenCV for Python. Seeded: the same machine makes the same files again.
"""
import pathlib
import sys

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import onnx_writer  # noqa: E402
from onnx_writer import Block  # noqa: E402
import pen  # noqa: E402

TRAIN_SEED, PICTURE_SEED, NET_SEED = 1, 20_000, 3
TRAIN_COUNT, PICTURES_PER_CLASS, EPOCHS = 20_000, 36, 8


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Block(1, 16, stride=2)
        self.res_a, self.res_b = Block(16, 16), Block(16, 16)
        self.depthwise, self.pointwise = Block(16, 16, stride=2, groups=16), Block(16, 32, size=1)
        self.wide = Block(32, 64)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = F.relu(x + self.res_b(F.relu(self.res_a(x))))
        x = F.relu(self.pointwise(F.relu(self.depthwise(x))))
        x = F.relu(self.wide(x))
        return self.head(x.mean((2, 3)))


def write(net, path):
    w = onnx_writer.Writer('digits', 'Hand-drawn-looking digits, 28x28 grey, white on black, 0..1')

    def block(name, x, part, relu=True):
        y = w.batch_norm(f'{name}_norm', w.conv(name, x, part.conv), part.norm)
        return w.relu(f'{name}_relu', y) if relu else y

    x = block('stem', 'image', net.stem)
    y = block('res_b', block('res_a', x, net.res_a), net.res_b, relu=False)
    x = w.relu('res_relu', w.node('Add', 'res_add', x, y))
    x = block('pointwise', block('depthwise', x, net.depthwise), net.pointwise)
    x = block('wide', x, net.wide)
    x = w.node('Flatten', 'flatten', w.node('GlobalAveragePool', 'average', x), axis=1)
    w.gemm('head', x, net.head)
    w.save(path, 'image', ['batch', 1, 28, 28], 'logits', ['batch', 10])


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main():
    torch.set_num_threads(2)
    torch.manual_seed(NET_SEED)
    rng = np.random.default_rng(PICTURE_SEED)
    test_x, test_y = [], []
    for digit in range(10):
        folder = HERE / 'pictures' / str(digit)
        folder.mkdir(parents=True, exist_ok=True)
        for i in range(PICTURES_PER_CLASS):
            picture = pen.draw(digit, rng)
            cv2.imwrite(str(folder / f'{i:03}.png'), picture)
            test_x.append(picture)
            test_y.append(digit)
    test_x = torch.from_numpy(np.stack(test_x)).float().div(255).unsqueeze(1)
    test_y = torch.tensor(test_y)

    rng = np.random.default_rng(TRAIN_SEED)
    y = torch.from_numpy(rng.integers(0, 10, TRAIN_COUNT))
    x = torch.from_numpy(np.stack([pen.draw(int(d), rng) for d in y])).float().div(255).unsqueeze(1)
    net = Digits()
    optimizer = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-3)
    steps = EPOCHS * (TRAIN_COUNT // 128)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, steps)
    for epoch in range(EPOCHS):
        net.train()
        for batch in torch.randperm(TRAIN_COUNT)[:TRAIN_COUNT // 128 * 128].view(-1, 128):
            optimizer.zero_grad()
            F.cross_entropy(net(x[batch]), y[batch], label_smoothing=0.05).backward()
            optimizer.step()
            schedule.step()
        print(f'epoch {epoch + 1}: {accuracy(net, test_x, test_y):.4f} on the pictures')
    net.eval()
    write(net, HERE / 'digits.onnx')
    onnx_writer.check(HERE / 'digits.onnx', net, test_x[:8])
    print(f'float {accuracy(net, test_x, test_y):.4f}')
    for bits in (8, 4, 3, 2):
        print(f'weights of {bits} bits: {accuracy(onnx_writer.fewer_bits(net, bits), test_x, test_y):.4f}')


if __name__ == '__main__':
    main()
