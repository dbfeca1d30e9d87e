"""Lesson 2.2's VAE in PyTorch: same data, same batches a step, same optimizer, same steps.

    /usr/bin/python3 tests/Peers/vae.py [--epochs 30] [--seeds 1 2 3]

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). Prints, for each seed, the negative ELBO of the
2,000 test pictures in nats per picture (one code each) and the seconds of an epoch.
"""
import argparse
import gzip
import pathlib
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

DATA = pathlib.Path(__file__).resolve().parents[2] / "data/fashion"
BATCH = 128


def pictures(name):
    raw = gzip.decompress((DATA / name).read_bytes())
    count, height, width = numpy.frombuffer(raw, ">i4", 3, 4)
    pixels = numpy.frombuffer(raw, "u1", offset=16).reshape(count, height * width)
    return torch.from_numpy(pixels.astype("float32") / 255)


class Vae(nn.Module):
    def __init__(self, pixels=784, hidden=400, latent=20):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU())
        self.to_mu = nn.Linear(hidden, latent)
        self.to_log_var = nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def loss(self, x):
        h = self.trunk(x)
        mu, log_var = self.to_mu(h), self.to_log_var(h)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        reconstruction = functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="none").sum(1)
        kl = 0.5 * (mu.square() + log_var.exp() - log_var - 1).sum(1)
        return (reconstruction + kl).mean()


def train(seed, epochs, data):
    torch.manual_seed(seed)
    model = Vae()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    started = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(data))
        for start in range(0, len(data) - BATCH + 1, BATCH):
            loss = model.loss(data[order[start:start + BATCH]])
            adam.zero_grad()
            loss.backward()
            adam.step()
    return model, (time.perf_counter() - started) / epochs


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--epochs", type=int, default=30)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = arguments.parse_args()
    train_set = pictures("train-10k-images-idx3-ubyte.gz")
    test_set = pictures("test-2k-images-idx3-ubyte.gz")
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    for seed in options.seeds:
        model, seconds = train(seed, options.epochs, train_set)
        with torch.no_grad():
            elbo = model.loss(test_set).item()
        print(f"seed {seed}: {elbo:.2f} nats per picture, {seconds:.2f} seconds an epoch", flush=True)


if __name__ == "__main__":
    main()
