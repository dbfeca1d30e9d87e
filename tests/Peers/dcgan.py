"""Lesson 3.2's two players in PyTorch: same faces, same batches a step, same losses, same optimizers.

    /usr/bin/python3 tests/Peers/dcgan.py [--steps 200] [--seed 1]    plays: both losses, milliseconds a step

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). A step is one of the discriminator and one of the
generator; the penalty on the discriminator's slope (R1) is taken at every fourth, with four times its weight.
"""
import argparse
import time

import torch
from torch import nn
from torch.nn import functional

import shipped
from ddpm import Average

BATCH, EVERY, GAMMA = 64, 4, 0.5


class Generator(nn.Module):
    def __init__(self, side=16, channels=3, noise=64, maps=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(noise, 4 * maps * side * side // 16), nn.Unflatten(1, (4 * maps, side // 4, side // 4)),
            nn.BatchNorm2d(4 * maps), nn.ReLU(),
            nn.ConvTranspose2d(4 * maps, 2 * maps, 4, stride=2, padding=1), nn.BatchNorm2d(2 * maps), nn.ReLU(),
            nn.ConvTranspose2d(2 * maps, maps, 4, stride=2, padding=1), nn.BatchNorm2d(maps), nn.ReLU(),
            nn.Conv2d(maps, channels, 3, padding=1), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)

    def noise(self, count):
        return torch.randn(count, self.net[0].in_features)

    @torch.no_grad()
    def sample(self, count):
        self.eval()
        pictures = self(self.noise(count))
        self.train()
        return pictures


class Discriminator(nn.Module):
    def __init__(self, side=16, channels=3, maps=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(channels, maps, 3, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(maps, 2 * maps, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * maps, 4 * maps, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(4 * maps * side * side // 16, 1))

    def forward(self, x):
        return self.net(2 * x - 1).squeeze(1)


def slope(discriminator, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)
    return gradient.flatten(1).square().sum(1).mean()


def adam(network, rate):
    return torch.optim.Adam(network.parameters(), lr=rate, betas=(0.5, 0.99))


class Game:
    def __init__(self, generator, discriminator, rate=1e-3):
        self.generator, self.discriminator = generator, discriminator
        self.of_generator, self.of_discriminator = adam(generator, rate), adam(discriminator, 2 * rate)
        self.average, self.turn = Average(generator, 0.99), 0

    def discriminator_loss(self, x):
        d, fake = self.discriminator, self.generator(self.generator.noise(len(x))).detach()
        loss = functional.softplus(-d(x)).mean() + functional.softplus(d(fake)).mean()
        self.turn += 1
        return loss + EVERY * GAMMA / 2 * slope(d, x) if self.turn % EVERY == 1 else loss

    def generator_loss(self, count):
        return functional.softplus(-self.discriminator(self.generator(self.generator.noise(count)))).mean()

    def step(self, x):
        self.of_discriminator.zero_grad()
        loss = self.discriminator_loss(x)
        of_discriminator = loss.item()
        loss.backward()
        self.of_discriminator.step()
        self.of_generator.zero_grad()
        loss = self.generator_loss(len(x))
        of_generator = loss.item()
        loss.backward()
        self.of_generator.step()
        self.average.update()
        return of_discriminator, of_generator


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--steps", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    pictures = shipped.faces()[0]
    torch.manual_seed(options.seed)
    game = Game(Generator(), Discriminator())
    started = time.perf_counter()
    for _ in range(options.steps):
        losses = game.step(pictures[torch.randint(len(pictures), (BATCH,))])
    milliseconds = (time.perf_counter() - started) / options.steps * 1000
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads: after {options.steps} steps "
          f"discriminator {losses[0]:.3f}, generator {losses[1]:.3f} nats, {milliseconds:.1f} ms a step")


if __name__ == "__main__":
    main()
