"""Trains a small perceptron to tell the three arms of a spiral apart, and writes it with points it never saw.

    python3 make_spiral.py
"""
import pathlib
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import onnx_writer  # noqa: E402


def spiral(count, seed):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 3, count)
    t = np.sqrt(rng.uniform(0.02, 1, count))
    angle = t * 4.2 + label * 2 * np.pi / 3 + rng.normal(0, 0.1, count)
    return torch.from_numpy(np.stack([t * np.cos(angle), t * np.sin(angle)], 1)).float(), torch.from_numpy(label)


class Spiral(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.three = nn.Linear(2, 32), nn.Linear(32, 32), nn.Linear(32, 3)

    def forward(self, x):
        return self.three(F.relu(self.two(F.relu(self.one(x)))))


def accuracy(net, x, y):
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(5)
    x, y = spiral(3000, 1)
    test_x, test_y = spiral(600, 2)
    net = Spiral()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 800)
    for _ in range(800):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        schedule.step()
    w = onnx_writer.Writer('spiral', 'Which of three spiral arms a point in -1..1 belongs to')
    h = w.relu('hidden1_relu', w.gemm('hidden1', 'point', net.one))
    h = w.relu('hidden2_relu', w.gemm('hidden2', h, net.two))
    w.gemm('arms', h, net.three)
    w.save(HERE / 'spiral.onnx', 'point', ['batch', 2], 'logits', ['batch', 3])
    onnx_writer.check(HERE / 'spiral.onnx', net, test_x[:1])
    with open(HERE / 'points.csv', 'w') as f:
        f.write('x,y,label\n')
        f.writelines(f'{a:.5f},{b:.5f},{int(c)}\n' for (a, b), c in zip(test_x.tolist(), test_y))
    for arm in range(3):  # some of them again, each a file of its own
        folder = HERE / 'points' / f'arm{arm}'
        folder.mkdir(parents=True, exist_ok=True)
        for i, (a, b) in enumerate(test_x[test_y == arm][:40].tolist()):
            (folder / f'{i:02}.csv').write_text(f'{a:.5f},{b:.5f}\n')
    (HERE / 'labels.txt').write_text('arm0\narm1\narm2\n')
    print(f'float {accuracy(net, test_x, test_y):.4f}')
    for bits in (8, 4, 3, 2):
        print(f'weights of {bits} bits: {accuracy(onnx_writer.fewer_bits(net, bits), test_x, test_y):.4f}')


if __name__ == '__main__':
    main()
