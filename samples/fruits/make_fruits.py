"""Renders fruits, trains a network on others of the same kitchen, and writes both.

    python3 make_fruits.py

Needs torch, onnx, numpy and OpenCV for Python. Seeded: the same machine makes the same files again. One thread, about
three minutes.
"""
import pathlib
import sys
import time

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import onnx_writer  # noqa: E402
from onnx_writer import Block  # noqa: E402
import still_life  # noqa: E402

TRAIN_SEED, PICTURE_SEED, NET_SEED = 1, 20_000, 3
TRAIN_COUNT, PICTURES_PER_CLASS, BATCH = 1_600, 30, 32
# Side of the pictures, epochs: small ones teach most, and cost little. Then what they cannot teach, at a lower rate.
STAGES, RATE = ((32, 8), (48, 4), (96, 1)), 4e-3
FINE_STAGES, FINE_RATE = ((96, 2),), 1.5e-3
QUALITY = 88


class Separable(nn.Module):
    """Depthwise, then pointwise."""

    def __init__(self, before, after, stride=1):
        super().__init__()
        self.depthwise = Block(before, before, stride=stride, groups=before)
        self.pointwise = Block(before, after, size=1)

    def forward(self, x):
        return self.pointwise(F.relu(self.depthwise(x)))


class Fruits(nn.Module):
    """22 layers, 101 million products for 96x96."""

    def __init__(self):
        super().__init__()
        self.stem = Block(3, 32, stride=2)
        self.edges_a, self.edges_b = Block(32, 32), Block(32, 32)
        self.halve1 = Separable(32, 64, stride=2)
        self.textures_a, self.textures_b = Block(64, 64), Block(64, 64)
        self.halve2 = Separable(64, 128, stride=2)
        self.parts1, self.parts2, self.parts3 = Separable(128, 128), Separable(128, 128), Separable(128, 128)
        self.halve3 = Separable(128, 192, stride=2)
        self.shapes1, self.shapes2 = Separable(192, 192), Separable(192, 192)
        self.head = nn.Linear(192, len(still_life.NAMES))

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = F.relu(x + self.edges_b(F.relu(self.edges_a(x))))
        x = F.relu(self.halve1(x))
        x = F.relu(x + self.textures_b(F.relu(self.textures_a(x))))
        x = F.relu(self.halve2(x))
        for part in (self.parts1, self.parts2, self.parts3):
            x = F.relu(x + part(x))
        x = F.relu(self.halve3(x))
        for part in (self.shapes1, self.shapes2):
            x = F.relu(x + part(x))
        return self.head(x.mean((2, 3)))


def write(net, path):
    w = onnx_writer.Writer('fruits', 'Rendered fruits, 96x96 RGB, 0..1; classes in labels.txt')

    def block(name, x, part, relu=True):
        y = w.batch_norm(f'{name}_norm', w.conv(name, x, part.conv), part.norm)
        return w.relu(f'{name}_relu', y) if relu else y

    def separable(name, x, part, relu=True):
        x = block(f'{name}_depthwise', x, part.depthwise)
        return block(f'{name}_pointwise', x, part.pointwise, relu)

    def joined(name, x, y):
        return w.relu(f'{name}_relu', w.node('Add', f'{name}_add', x, y))

    x = block('stem', 'image', net.stem)
    x = joined('edges', x, block('edges_b', block('edges_a', x, net.edges_a), net.edges_b, relu=False))
    x = separable('halve1', x, net.halve1)
    x = joined('textures', x, block('textures_b', block('textures_a', x, net.textures_a), net.textures_b, relu=False))
    x = separable('halve2', x, net.halve2)
    for name in ('parts1', 'parts2', 'parts3'):
        x = joined(name, x, separable(name, x, getattr(net, name), relu=False))
    x = separable('halve3', x, net.halve3)
    for name in ('shapes1', 'shapes2'):
        x = joined(name, x, separable(name, x, getattr(net, name), relu=False))
    x = w.node('Flatten', 'flatten', w.node('GlobalAveragePool', 'average', x), axis=1)
    w.gemm('head', x, net.head)
    w.save(path, 'image', ['batch', 3, 96, 96], 'logits', ['batch', len(still_life.NAMES)])


def tensor(pictures):
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = sum((net(a.float() / 255).argmax(1) == b).sum().item() for a, b in zip(x.split(60), y.split(60)))
    return right / len(y)


def draw_pictures():
    """The labelled ones, as they are after they were a JPEG."""
    rng = np.random.default_rng(PICTURE_SEED)
    x, y = [], []
    for kind, name in enumerate(still_life.NAMES):
        folder = HERE / 'pictures' / name
        folder.mkdir(parents=True, exist_ok=True)
        for i in range(PICTURES_PER_CLASS):
            file = str(folder / f'{i:02}.jpg')
            cv2.imwrite(file, still_life.draw(kind, rng)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            x.append(cv2.imread(file)[..., ::-1])
            y.append(kind)
    return tensor(x), torch.tensor(y)


def train(net, x, y, test_x, test_y, stages, rate):
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3)
    steps = sum(epochs for _, epochs in stages) * (len(y) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps)
    for side, epochs in stages:
        small = x if side == still_life.SIZE else tensor(
            [cv2.resize(p, (side, side), interpolation=cv2.INTER_AREA) for p in x.permute(0, 2, 3, 1).numpy()])
        for epoch in range(epochs):
            net.train()
            start, total = time.process_time(), 0.0
            for batch in torch.randperm(len(y))[:len(y) // BATCH * BATCH].view(-1, BATCH):
                picture = small[batch].float() / 255
                if torch.rand(()) < 0.5:
                    picture = picture.flip(3)
                optimizer.zero_grad()
                loss = F.cross_entropy(net(picture), y[batch])
                loss.backward()
                optimizer.step()
                schedule.step()
                total += loss.item()
            right = accuracy(net, test_x, test_y) if side >= 48 else 0
            print(f'{side} px, epoch {epoch + 1}: loss {total / (len(y) // BATCH):.3f}, {right:.4f} on the pictures, '
                  f'{time.process_time() - start:.0f} s', flush=True)


def main():
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(NET_SEED)
    test_x, test_y = draw_pictures()
    rng = np.random.default_rng(TRAIN_SEED)
    y = torch.from_numpy(rng.integers(0, len(still_life.NAMES), TRAIN_COUNT))
    x = tensor([still_life.draw(int(kind), rng) for kind in y])
    print('drawn', flush=True)
    net = Fruits()
    train(net, x, y, test_x, test_y, STAGES, RATE)
    torch.manual_seed(NET_SEED + 1)
    train(net, x, y, test_x, test_y, FINE_STAGES, FINE_RATE)
    net.eval()
    write(net, HERE / 'fruits.onnx')
    (HERE / 'labels.txt').write_text('\n'.join(still_life.NAMES) + '\n')
    onnx_writer.check(HERE / 'fruits.onnx', net, test_x[:8].float() / 255)
    print(f'float {accuracy(net, test_x, test_y):.4f}')
    for bits in (8, 4, 3, 2):
        print(f'weights of {bits} bits: {accuracy(onnx_writer.fewer_bits(net, bits), test_x, test_y):.4f}')


if __name__ == '__main__':
    main()
