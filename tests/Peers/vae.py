"""Lesson 2.2's VAE in PyTorch: same data, same batches a step, same optimizer, same steps.

    /usr/bin/python3 tests/Peers/vae.py [--epochs 30] [--seeds 1 2 3]

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). Prints, for each seed, the negative ELBO of the
2,000 test pictures in nats per picture (one code each) and the seconds of an epoch.
"""
import argparse
import time

import torch
from torch import nn
from torch.nn import functional

import shipped

BATCH = 128


class Vae(nn.Module):
    def __init__(self, pixels=784, hidden=400, latent=20):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU())
        self.toMu = nn.Linear(hidden, latent)
        self.toLogVar = nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def encode(self, x):
        h = self.trunk(x)
        return self.toMu(h), self.toLogVar(h)

    def loss(self, x):
        mu, log_var = self.encode(x)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        reconstruction = functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="none").sum(1)
        kl = 0.5 * (mu.square() + log_var.exp() - log_var - 1).sum(1)
        return (reconstruction + kl).mean()

    @torch.no_grad()
    def sample(self, count):
        return self.decoder(torch.randn(count, self.toMu.out_features)).sigmoid()


def step(model, adam, x):
    adam.zero_grad()
    loss = model.loss(x)
    value = loss.item()
    loss.backward()
    adam.step()
    return value


def train(seed, epochs, data):
    torch.manual_seed(seed)
    model = Vae()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    started = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(data))
        for start in range(0, len(data) - BATCH + 1, BATCH):
            step(model, adam, data[order[start:start + BATCH]])
    return model, (time.perf_counter() - started) / epochs


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--epochs", type=int, default=30)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = arguments.parse_args()
    train_set, test_set = (pictures.flatten(1) for pictures in shipped.clothes())
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    for seed in options.seeds:
        model, seconds = train(seed, options.epochs, train_set)
        with torch.no_grad():
            elbo = model.loss(test_set).item()
        print(f"seed {seed}: {elbo:.2f} nats per picture, {seconds:.2f} seconds an epoch", flush=True)


if __name__ == "__main__":
    main()
