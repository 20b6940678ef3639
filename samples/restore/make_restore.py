"""Paints pictures, trains a denoiser on others of the same brush, and writes both.

    python3 make_restore.py

`clean/` holds the paintings, `pictures/` the same with noise: what the network gets.
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

SIZE, NOISE, PICTURES, WIDTH = 128, 25.0, 8, 24


def colour(rng):
    hsv = np.uint8([[[rng.integers(0, 180), rng.integers(90, 230), rng.integers(110, 250)]]])
    return tuple(int(v) for v in cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)[0, 0])


def paint(rng, size=SIZE):
    """A sky that fades, hills in layers, a sun, and now and then ribbons: smooth ramps beside sharp edges."""
    y, x = np.mgrid[0:size, 0:size] / size
    top, bottom = np.array(colour(rng), float), np.array(colour(rng), float)
    tilt = rng.uniform(-0.4, 0.4)
    ramp = np.clip(y + tilt * (x - 0.5), 0, 1)[..., None]
    picture = top * (1 - ramp) + bottom * ramp
    cx, cy, r = rng.uniform(0.15, 0.85), rng.uniform(0.1, 0.45), rng.uniform(0.05, 0.14)
    glow = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * (2.5 * r) ** 2))[..., None]
    sun = np.array(colour(rng), float) * 0.4 + 150
    picture = picture * (1 - 0.7 * glow) + sun * 0.7 * glow
    disc = (((x - cx) ** 2 + (y - cy) ** 2) < r * r)[..., None]
    picture = np.where(disc, sun, picture)
    for layer in range(rng.integers(2, 5)):
        height = 0.45 + 0.14 * layer + rng.uniform(-0.05, 0.05)
        line = height + sum(rng.uniform(0.01, 0.06) / k * np.sin(2 * np.pi * k * x + rng.uniform(0, 7)) for k in (1, 2, 4))
        tone = np.array(colour(rng), float) * rng.uniform(0.5, 0.95)
        depth = np.clip((y - line) * 2, 0, 1)[..., None]
        picture = np.where((y > line)[..., None], tone * (1 - 0.5 * depth), picture)
    picture = picture.astype(np.uint8).copy()
    for _ in range(rng.integers(0, 4)):
        points = (rng.uniform(0, 1, (4, 2)) * size).astype(np.int32)
        cv2.polylines(picture, [points], False, colour(rng), int(rng.integers(1, 4)), cv2.LINE_AA)
    return picture


def noisy(clean, rng):
    return np.clip(clean + rng.normal(0, NOISE, clean.shape), 0, 255).astype(np.uint8)


def tensor(pictures):
    return torch.from_numpy(np.stack(pictures)[..., ::-1].copy()).float().div(255).permute(0, 3, 1, 2)


class Restore(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, WIDTH, WIDTH, WIDTH, WIDTH, 3]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        h = x
        for layer in self.layers[:-1]:
            h = F.relu(layer(h))
        return x + self.layers[-1](h)


def psnr(a, b):
    return (-10 * torch.log10(((a.clamp(0, 1) - b) ** 2).mean((1, 2, 3)))).mean().item()


def main():
    torch.set_num_threads(2)
    torch.manual_seed(7)
    rng = np.random.default_rng(1)
    clean = [paint(rng) for _ in range(500)]
    x, y = tensor([noisy(p, rng) for p in clean]), tensor(clean)
    net = Restore()
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    steps = 900
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, steps)
    for step in range(steps):
        pick = torch.randint(0, len(x), (12,))
        top, left = int(torch.randint(0, SIZE - 63, ())), int(torch.randint(0, SIZE - 63, ()))
        window = (pick, slice(None), slice(top, top + 64), slice(left, left + 64))
        optimizer.zero_grad()
        F.mse_loss(net(x[window]), y[window]).backward()
        optimizer.step()
        schedule.step()

    rng = np.random.default_rng(40_000)
    paintings = [paint(rng) for _ in range(PICTURES)]
    grainy = [noisy(p, rng) for p in paintings]
    for folder, pictures in (('clean', paintings), ('pictures', grainy)):
        (HERE / folder).mkdir(exist_ok=True)
        for i, p in enumerate(pictures):
            cv2.imwrite(str(HERE / folder / f'{i}.png'), p)
    net.eval()
    w = onnx_writer.Writer('restore', 'Takes the noise out of a 128x128 RGB picture in 0..1')
    h = 'image'
    for i, layer in enumerate(net.layers[:-1]):
        h = w.relu(f'relu{i + 1}', w.conv(f'conv{i + 1}', h, layer))
    w.node('Add', 'skip', 'image', w.conv(f'conv{len(net.layers)}', h, net.layers[-1]))
    w.save(HERE / 'restore.onnx', 'image', [1, 3, SIZE, SIZE], 'restored', [1, 3, SIZE, SIZE])
    tx, ty = tensor(grainy), tensor(paintings)
    onnx_writer.check(HERE / 'restore.onnx', net, tx[:1])
    with torch.no_grad():
        print(f'PSNR {psnr(tx, ty):.2f} dB noisy, {psnr(net(tx), ty):.2f} dB restored')
        for bits in (8, 4, 3, 2):
            print(f'weights of {bits} bits: {psnr(onnx_writer.fewer_bits(net, bits)(tx), ty):.2f} dB')


if __name__ == '__main__':
    main()
