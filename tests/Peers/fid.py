"""Lesson 1.3's ruler for clothes in PyTorch: features of pictures, and the Fréchet distance between two sets of them.

    /usr/bin/python3 tests/Peers/fid.py       2,000 unseen pictures against 2,000 others, with the shipped weights

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS).
"""
import torch
from torch import nn
from torch.nn import functional

import shipped


def block(start, end):
    return nn.Sequential(nn.Conv2d(start, end, 3, padding=1, bias=False), nn.BatchNorm2d(end), nn.ReLU())


class SmallCnn(nn.Module):
    def __init__(self, channels=1, classes=10, width=24):
        super().__init__()
        self.large = nn.Sequential(block(channels, width), block(width, width))
        self.medium = nn.Sequential(block(width, 2 * width), block(2 * width, 2 * width))
        self.small = block(2 * width, 4 * width)
        self.output = nn.Linear(4 * width, classes)
        self.eval()

    @torch.no_grad()
    def features(self, x):
        return torch.cat([self.embed(part) for part in x.split(250)])

    def embed(self, x):
        h = functional.max_pool2d(self.large(x), 2)
        h = functional.max_pool2d(self.medium(h), 2)
        return self.small(h).mean((2, 3))


def distance(real, fake):
    """|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½), in double precision."""
    real, fake = real.double(), fake.double()
    sigma1, sigma2 = real.T.cov(), fake.T.cov()
    values, vectors = torch.linalg.eigh(sigma1)
    root = (vectors * values.clamp_min(0).sqrt()) @ vectors.T
    trace_of_root = torch.linalg.eigvalsh(root @ sigma2 @ root).clamp_min(0).sqrt().sum()
    return ((real.mean(0) - fake.mean(0)).square().sum() + sigma1.trace() + sigma2.trace() - 2 * trace_of_root).item()


def pictures():
    train, test = shipped.clothes()
    return test[:, None], train[:2000, None]


if __name__ == "__main__":
    ruler = SmallCnn()
    ruler.load_state_dict(shipped.weights("1.3-fashion"))
    print(f"PyTorch {torch.__version__}: {distance(*(ruler.features(x) for x in pictures())):.4f}")
