"""Lesson 5.3's diffusion transformer in PyTorch: patches as tokens, adaLN-zero, wishes about attributes.

    /usr/bin/python3 tests/Peers/dit.py [--steps 20] [--seed 1]    trains on faces with wishes drawn at random:
                                                                   error of the noise, milliseconds a step

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). The lesson's wishes are the faces' own
attributes; drawn ones take as long.
"""
import argparse
import time

import torch
from torch import nn
from torch.nn import functional

import ddpm
import shipped
from ddpm import SelfAttention, waves

BATCH, VALUES = 64, [2, 2, 2, 7, 4, 2, 4, 5]


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.modulation = ddpm.zero(nn.Linear(width, 6 * width))
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.attention = SelfAttention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, condition):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(condition)[:, None].chunk(6, 2)
        x = x + gate1 * self.attention((1 + scale1) * self.norm(x) + shift1)
        return x + gate2 * self.mlp((1 + scale2) * self.norm(x) + shift2)


class Wishes(nn.Module):
    def __init__(self, values, width):
        super().__init__()
        self.table = nn.Embedding(sum(values) + len(values), width)
        self.register_buffer("first", torch.tensor([sum(values[:a]) + a for a in range(len(values))]))

    def forward(self, y):
        return self.table(y + 1 + self.first).sum(1)


class Dit(nn.Module):
    def __init__(self, values=tuple(VALUES), side=16, channels=3, patch=2, width=128, depth=4, heads=4):
        super().__init__()
        self.width, self.patch = width, patch
        self.patchEmbedding = nn.Conv2d(channels, width, patch, stride=patch)
        line = waves(torch.arange(side // patch), width // 2)
        rows = line[:, None].expand(-1, side // patch, -1)
        self.register_buffer("positions", torch.cat([rows, rows.transpose(0, 1)], 2).flatten(0, 1))
        self.timeEmbedding = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.labelEmbedding = Wishes(list(values), width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.modulation = ddpm.zero(nn.Linear(width, 2 * width))
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.output = ddpm.zero(nn.Linear(width, channels * patch * patch))

    def forward(self, x, t, y):
        condition = functional.silu(self.timeEmbedding(waves(t, self.width)) + self.labelEmbedding(y))
        h = self.patchEmbedding(x).flatten(2).transpose(1, 2) + self.positions
        for block in self.blocks:
            h = block(h, condition)
        shift, scale = self.modulation(condition)[:, None].chunk(2, 2)
        h = self.output((1 + scale) * self.norm(h) + shift).transpose(1, 2)
        side = x.shape[2] // self.patch
        return functional.pixel_shuffle(h.unflatten(2, (side, side)), self.patch)


def guided(network, y, weight):
    """Exaggerates by the weight what the wish changes."""
    def said(x, t):
        both = network(torch.cat([x, x]), torch.cat([t, t]), torch.cat([y, torch.full_like(y, -1)]))
        asked, free = both.chunk(2)
        return free + weight * (asked - free)
    return said


def forget(y, whole=0.1, each=0.2):
    y = y.masked_fill(torch.rand(len(y), 1) < whole, -1)
    return y.masked_fill(torch.rand(y.shape) < each, -1)


def wishes(count):
    return torch.stack([torch.randint(values, (count,)) for values in VALUES], 1)


def adam(network):
    return torch.optim.Adam(network.parameters(), lr=1e-3)


def step(network, optimizer, average, learning_rate, x0, y, t=None, noise=None):
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    y = forget(y) if t is None else y
    optimizer.zero_grad()
    loss = ddpm.error(lambda x, steps: network(x, steps, y), x0, t, noise)
    value = loss.item()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1)
    optimizer.step()
    average.update()
    return value


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--steps", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    pictures = 2 * shipped.faces()[0] - 1
    torch.manual_seed(options.seed)
    network = Dit()
    optimizer, average, labels = adam(network), ddpm.Average(network), wishes(len(pictures))
    started = time.perf_counter()
    for n in range(1, options.steps + 1):
        rows = torch.randint(len(pictures), (BATCH,))
        loss = step(network, optimizer, average, ddpm.rate(n, 1500, 1e-3), pictures[rows], labels[rows])
    milliseconds = (time.perf_counter() - started) / options.steps * 1000
    size = sum(p.numel() for p in network.parameters())
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads: {size:,} weights, after "
          f"{options.steps} steps error of the noise {loss:.3f}, {milliseconds:.1f} ms a step")


if __name__ == "__main__":
    main()
