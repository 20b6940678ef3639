"""Speaks the words, trains the network on others of the same voice, and writes both.

    python3 make_words.py

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
import voice  # noqa: E402

TRAIN_SEED, PICTURE_SEED, NET_SEED = 1, 20_000, 3
TRAIN_COUNT, PICTURES_PER_CLASS, EPOCHS, BATCH, WIDTH, RATE = 4_000, 30, 12, 64, 48, 6e-3
NAMES = list(voice.WORDS)


class Words(nn.Module):
    """Depthwise separable, as in Zhang, Suda, Lai and Chandra, "Hello Edge", arXiv:1711.07128, but smaller."""

    def __init__(self):
        super().__init__()
        self.stem = Block(1, WIDTH, size=5, stride=2)
        self.depthwise = nn.ModuleList(Block(WIDTH, WIDTH, stride=2 if i == 0 else 1, groups=WIDTH) for i in range(4))
        self.pointwise = nn.ModuleList(Block(WIDTH, WIDTH, size=1) for i in range(4))
        self.head = nn.Linear(WIDTH, len(NAMES))

    def forward(self, x):
        x = F.relu(self.stem(x))
        for depthwise, pointwise in zip(self.depthwise, self.pointwise):
            x = F.relu(pointwise(F.relu(depthwise(x))))
        return self.head(x.mean((2, 3)))


def write(net, path):
    w = onnx_writer.Writer('words', 'Ten spoken words as mel spectrograms, 64 frames of 40 bands, grey, 0..1')

    def block(name, x, part):
        return w.relu(f'{name}_relu', w.batch_norm(f'{name}_norm', w.conv(name, x, part.conv), part.norm))

    x = block('stem', 'sound', net.stem)
    for i, (depthwise, pointwise) in enumerate(zip(net.depthwise, net.pointwise), 1):
        x = block(f'pointwise_{i}', block(f'depthwise_{i}', x, depthwise), pointwise)
    x = w.node('Flatten', 'flatten', w.node('GlobalAveragePool', 'average', x), axis=1)
    w.gemm('head', x, net.head)
    w.save(path, 'sound', ['batch', 1, voice.BANDS, voice.FRAMES], 'logits', ['batch', len(NAMES)])


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def tensor(pictures):
    return torch.from_numpy(np.stack(pictures)).float().div(255).unsqueeze(1)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(NET_SEED)
    rng = np.random.default_rng(PICTURE_SEED)
    test_x, test_y = [], []
    for index, word in enumerate(NAMES):
        folder = HERE / 'pictures' / word
        folder.mkdir(parents=True, exist_ok=True)
        for i in range(PICTURES_PER_CLASS):
            test_x.append(voice.draw(word, rng))
            test_y.append(index)
            cv2.imwrite(str(folder / f'{i:03}.png'), test_x[-1])
    test_x, test_y = tensor(test_x), torch.tensor(test_y)
    (HERE / 'labels.txt').write_text('\n'.join(NAMES) + '\n')

    rng = np.random.default_rng(TRAIN_SEED)
    y = torch.from_numpy(rng.integers(0, len(NAMES), TRAIN_COUNT))
    x = tensor([voice.draw(NAMES[i], rng) for i in y])
    net = Words()
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, EPOCHS * (TRAIN_COUNT // BATCH))
    for epoch in range(EPOCHS):
        net.train()
        for batch in torch.randperm(TRAIN_COUNT)[:TRAIN_COUNT // BATCH * BATCH].view(-1, BATCH):
            optimizer.zero_grad()
            F.cross_entropy(net(x[batch]), y[batch], label_smoothing=0.05).backward()
            optimizer.step()
            schedule.step()
        print(f'epoch {epoch + 1}: {accuracy(net, test_x, test_y):.4f} on the pictures', flush=True)
    net.eval()
    write(net, HERE / 'words.onnx')
    onnx_writer.check(HERE / 'words.onnx', net, test_x[:8])
    print(f'float {accuracy(net, test_x, test_y):.4f}')
    for bits in (8, 4, 3, 2):
        print(f'weights of {bits} bits: {accuracy(onnx_writer.fewer_bits(net, bits), test_x, test_y):.4f}')


if __name__ == '__main__':
    main()
