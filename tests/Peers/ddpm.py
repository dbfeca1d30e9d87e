"""Lesson 5.2's U-Net and diffusion in PyTorch: same faces, batches a step, optimizer and schedule, same steps.

    /usr/bin/python3 tests/Peers/ddpm.py [--steps 1500] [--seed 1]    trains: error of the noise, milliseconds a step
    /usr/bin/python3 tests/Peers/ddpm.py --noise FILE                 what the shipped weights say, one line a face

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). --noise reads
data/checkpoints/5.2-noise.safetensors and the first four unseen faces, each at another step and under a wave in
place of noise, and writes every eighth number; the tests of the kit compare its own numbers with that file.
"""
import argparse
import copy
import math
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional

import shipped

BATCH, STEPS = 64, 1000


def zero(layer):
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


class ResidualBlock(nn.Module):
    def __init__(self, start, end, time_numbers):
        super().__init__()
        self.first = nn.Sequential(nn.GroupNorm(8, start), nn.SiLU(), nn.Conv2d(start, end, 3, padding=1))
        self.toShift = nn.Linear(time_numbers, end)
        self.second = nn.Sequential(nn.GroupNorm(8, end), nn.SiLU(), zero(nn.Conv2d(end, end, 3, padding=1)))
        self.shortcut = nn.Conv2d(start, end, 1)

    def forward(self, x, at):
        h = self.first(x) + self.toShift(at)[:, :, None, None]
        return self.shortcut(x) + self.second(h)


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.inProjection, self.outProjection = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.inProjection(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(2, 3) / (c // self.heads) ** 0.5).softmax(3)
        return self.outProjection((weights @ v).transpose(1, 2).reshape(b, t, c))


class SelfAttention2d(nn.Module):
    def __init__(self, maps):
        super().__init__()
        self.norm = nn.GroupNorm(8, maps)
        self.attention = SelfAttention(maps, 1)
        zero(self.attention.outProjection)

    def forward(self, x):
        places = self.norm(x).flatten(2).transpose(1, 2)
        return x + self.attention(places).transpose(1, 2).reshape(x.shape)


def waves(t, count):
    frequency = torch.exp(torch.arange(count // 2, dtype=torch.float32) * (-math.log(10_000) / (count // 2)))
    angle = t.float()[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], 1)


class UNet(nn.Module):
    def __init__(self, channels=3, maps=32, time_numbers=128):
        super().__init__()
        self.half = time_numbers // 2
        self.timeEmbedding = nn.Sequential(nn.Linear(time_numbers // 2, time_numbers), nn.SiLU(),
                                           nn.Linear(time_numbers, time_numbers))
        self.stem = nn.Conv2d(channels, maps, 3, padding=1)
        self.down1 = ResidualBlock(maps, maps, time_numbers)
        self.downsample1 = nn.Conv2d(maps, maps, 3, stride=2, padding=1)
        self.down2 = ResidualBlock(maps, 2 * maps, time_numbers)
        self.attention2 = SelfAttention2d(2 * maps)
        self.downsample2 = nn.Conv2d(2 * maps, 2 * maps, 3, stride=2, padding=1)
        self.middle = ResidualBlock(2 * maps, 2 * maps, time_numbers)
        self.attention3 = SelfAttention2d(2 * maps)
        self.up2 = ResidualBlock(4 * maps, 2 * maps, time_numbers)
        self.up1 = ResidualBlock(3 * maps, maps, time_numbers)
        self.output = nn.Sequential(nn.GroupNorm(8, maps), nn.SiLU(), zero(nn.Conv2d(maps, channels, 3, padding=1)))

    def forward(self, x, t):
        at = functional.silu(self.timeEmbedding(waves(t, self.half)))
        h1 = self.down1(self.stem(x), at)
        h2 = self.attention2(self.down2(self.downsample1(h1), at))
        h = self.attention3(self.middle(self.downsample2(h2), at))
        h = self.up2(torch.cat([functional.interpolate(h, scale_factor=2), h2], 1), at)
        h = self.up1(torch.cat([functional.interpolate(h, scale_factor=2), h1], 1), at)
        return self.output(h)


def linear_schedule():
    beta = torch.linspace(1e-4, 0.02, STEPS, dtype=torch.float64)
    return torch.cat([torch.ones(1, dtype=torch.float64), (1 - beta).cumprod(0)])


ALPHA_BAR = linear_schedule()


def noised(x0, t, noise):
    abar = ALPHA_BAR[t].float()[:, None, None, None]
    return abar.sqrt() * x0 + (1 - abar).sqrt() * noise


def error(network, x0, t=None, noise=None):
    t = torch.randint(1, STEPS + 1, (len(x0),)) if t is None else t
    noise = torch.randn_like(x0) if noise is None else noise
    return (network(noised(x0, t, noise), t) - noise).square().flatten(1).mean(1).mean()


@torch.no_grad()
def sample(network, noise, steps=50):
    """DDIM with η = 0; clean pictures lie within ±1."""
    x = noise
    for k in range(steps, 0, -1):
        now, after = round(STEPS * k / steps), round(STEPS * (k - 1) / steps)
        abar, abar_after = ALPHA_BAR[now].item(), ALPHA_BAR[after].item()
        said = network(x, torch.full((len(x),), now))
        x0 = ((x - math.sqrt(1 - abar) * said) / math.sqrt(abar)).clamp(-1, 1)
        eps = (x - math.sqrt(abar) * x0) / math.sqrt(1 - abar)
        x = math.sqrt(abar_after) * x0 + math.sqrt(1 - abar_after) * eps
    return x


def rate(step, steps, highest=2e-3):
    warm_up = min(100, steps // 10)
    if step < warm_up:
        return highest * step / warm_up
    return highest * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up))) / 2


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, network, decay=0.998):
        self.network, self.average, self.decay, self.updates = network, copy.deepcopy(network), decay, 0

    @torch.no_grad()
    def update(self):
        self.updates += 1
        d = min(self.decay, (1 + self.updates) / (10 + self.updates))
        for mean, w in zip(self.average.parameters(), self.network.parameters()):
            mean.mul_(d).add_(w, alpha=1 - d)


def step(network, optimizer, average, learning_rate, x0, t=None, noise=None):
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    optimizer.zero_grad()
    loss = error(network, x0, t, noise)
    value = loss.item()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1)
    optimizer.step()
    average.update()
    return value


def train(steps, seed):
    pictures = 2 * shipped.faces()[0] - 1
    torch.manual_seed(seed)
    network = UNet()
    optimizer, average = torch.optim.Adam(network.parameters(), lr=2e-3), Average(network)
    order, running = iter(()), 0
    started = time.perf_counter()
    for n in range(1, steps + 1):
        rows = next(order, None)
        if rows is None:
            order = iter(torch.randperm(len(pictures)).split(BATCH))
            rows = next(order)
        running = 0.99 * running + 0.01 * step(network, optimizer, average, rate(n, steps), pictures[rows])
        if n == 1250 or n == steps:
            milliseconds = (time.perf_counter() - started) / n * 1000
            print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads: after {n} steps error of the "
                  f"noise {running / (1 - 0.99 ** n):.4f} (1% running mean), {milliseconds:.1f} ms a step", flush=True)


def say(file):
    network = UNet()
    network.load_state_dict(shipped.weights("5.2-noise"))
    x0, t = 2 * shipped.faces()[1][:4] - 1, torch.tensor([1, 100, 500, 1000])
    wave = (math.sqrt(2) * (1.7 * torch.arange(x0.numel(), dtype=torch.float64)).sin()).float().reshape(x0.shape)
    with torch.no_grad():
        numbers = network(noised(x0, t, wave), t).flatten(1)
    file.write_text("".join("\t".join(f"{v:.5f}" for v in row) + "\n" for row in numbers[:, ::8].tolist()))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--steps", type=int, default=1500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--noise", type=pathlib.Path)
    options = arguments.parse_args()
    say(options.noise) if options.noise else train(options.steps, options.seed)


if __name__ == "__main__":
    main()
