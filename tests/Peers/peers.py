"""The peers' side of compare.sh: `tests/Benchmarks` is the other.

    /usr/bin/python3 tests/Peers/peers.py check FOLDER           every pair: same weights and input, same output?
    /usr/bin/python3 tests/Peers/peers.py time PAIR|peak FOLDER [SECONDS]

FOLDER holds what `Benchmarks pack FOLDER` wrote. check ends with 1 where a number differs by more than 1e-4 (of
itself, where it is above 1). time prints one line a measure: peer, measure, milliseconds (peak: GFLOP/s). With
BENCH_CLOCK=cpu the milliseconds are the processor's.
"""
import os
import pathlib
import sys
import time

import torch
from torch.nn import functional

import dcgan
import ddpm
import dit
import fid
import gpt
import shipped
import vae

CLOSE = 1e-4
NOW = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter


def batches(data, size, count):
    """As many batches as asked, every row once an epoch."""
    while True:
        for rows in torch.randperm(len(data)).split(size):
            if count == 0:
                return
            if len(rows) == size:
                count -= 1
                yield data[rows]


class Parcel:
    def __init__(self, path):
        self.tensors = {name.replace("/", "."): tensor for name, tensor in shipped.tensors(path).items()}

    def part(self, name):
        return {key[len(name) + 1:]: t for key, t in self.tensors.items() if key.startswith(name + ".")}

    def fill(self, name, model):
        model.load_state_dict({key: t.reshape(model.state_dict()[key].shape) for key, t in self.part(name).items()})
        return model


class VaePair:
    def __init__(self, parcel):
        self.model = parcel.fill("model", vae.Vae())
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def outputs(self, x):
        with torch.no_grad():
            mu, log_var = self.model.encode(x)
            logits = self.model.decoder(mu)
        torch.manual_seed(1)
        losses = [vae.step(self.model, self.adam, x) for _ in range(4)]
        return {"mu": mu, "logVar": log_var, "logits": logits, "losses": losses}

    def measures(self):
        pictures = shipped.clothes()[0].flatten(1)

        def steps(count):
            for x in batches(pictures, vae.BATCH, count):
                vae.step(self.model, self.adam, x)

        yield "VAE: training step", steps
        yield "VAE: 1,000 samples", lambda count: [self.model.sample(1000) for _ in range(count)]


class DcganPair:
    def __init__(self, parcel):
        self.game = dcgan.Game(parcel.fill("generator", dcgan.Generator()),
                               parcel.fill("discriminator", dcgan.Discriminator()))

    def outputs(self, x, z):
        with torch.no_grad():
            logits = self.game.discriminator(x)
            self.game.generator.eval()
            fake = self.game.generator(z)
            self.game.generator.train()
        torch.manual_seed(1)
        losses = [loss for _ in range(3) for loss in self.game.step(x)]
        return {"fake": fake, "logits": logits, "losses": losses}

    def measures(self):
        faces = shipped.faces()[0]
        yield "DCGAN: training step", lambda count: [self.game.step(x) for x in batches(faces, dcgan.BATCH, count)]
        yield "DCGAN: 1,000 samples", lambda count: [self.game.generator.sample(1000) for _ in range(count)]


class GptPair:
    VOCABULARY, TOKENS = 82, 256

    def __init__(self, parcel):
        self.model = parcel.fill("model", gpt.Gpt(self.VOCABULARY))
        self.roomy = parcel.fill("roomy", gpt.Gpt(self.VOCABULARY, context=self.TOKENS))
        self.optimizer = gpt.adam_w(self.model)

    def step(self, n, text):
        return gpt.step(self.model, self.optimizer, text, gpt.rate(n, 2000))

    def outputs(self, text, start):
        with torch.no_grad():
            logits = self.model(text[:, :-1])
        tokens = self.roomy.generate(start, self.TOKENS)
        return {"logits": logits, "tokens": tokens, "losses": [self.step(n, text) for n in range(1, 6)]}

    def measures(self):
        n = torch.arange(100_000)
        text = torch.div(n * n, 7, rounding_mode="floor").add(3 * n).remainder(self.VOCABULARY)
        windows = text.unfold(0, gpt.CONTEXT + 1, 1)
        yield "GPT: training step", lambda count: [self.step(200, x) for x in batches(windows, gpt.BATCH, count)]
        yield "GPT: 256 tokens, cached", lambda count: [
            self.roomy.generate(text[None, :1], self.TOKENS) for _ in range(count)]


class UNetPair:
    def __init__(self, parcel):
        self.network = parcel.fill("model", ddpm.UNet())
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=2e-3)
        self.average = ddpm.Average(self.network)

    def step(self, n, *batch):
        return ddpm.step(self.network, self.optimizer, self.average, ddpm.rate(n, 1500), *batch)

    def outputs(self, x0, t, noise):
        with torch.no_grad():
            said = self.network(ddpm.noised(x0, t, noise), t)
        faces = ddpm.sample(self.network, noise, 5)
        return {"said": said, "faces": faces, "losses": [self.step(n, x0, t, noise) for n in range(1, 5)]}

    def measures(self):
        pictures = 2 * shipped.faces()[0] - 1
        yield "U-Net DDPM: training step", lambda count: [
            self.step(n, x) for n, x in enumerate(batches(pictures, ddpm.BATCH, count), 1)]
        noise = torch.randn(64, 3, 16, 16)
        yield "U-Net DDPM: 64 faces, 50 steps", lambda count: [
            ddpm.sample(self.network, noise) for _ in range(count)]


class DitPair:
    def __init__(self, parcel):
        self.network = parcel.fill("model", dit.Dit())
        self.optimizer, self.average = dit.adam(self.network), ddpm.Average(self.network)

    def step(self, n, *batch):
        return dit.step(self.network, self.optimizer, self.average, ddpm.rate(n, 1500, 1e-3), *batch)

    def outputs(self, x0, y, t, noise):
        with torch.no_grad():
            said = self.network(x0, t, y)
        faces = ddpm.sample(dit.guided(self.network, y, 2), noise, 5)
        return {"said": said, "faces": faces, "losses": [self.step(n, x0, y, t, noise) for n in range(1, 5)]}

    def measures(self):
        pictures, labels = 2 * shipped.faces()[0] - 1, dit.wishes(3200)
        yield "DiT: training step", lambda count: [
            self.step(n, pictures[rows], labels[rows])
            for n, rows in enumerate(batches(torch.arange(3200), dit.BATCH, count), 1)]
        network = dit.guided(self.network, labels[:64], 2)
        noise = torch.randn(64, 3, 16, 16)
        yield "DiT: 64 guided faces, 50 steps", lambda count: [ddpm.sample(network, noise) for _ in range(count)]


class FidPair:
    def __init__(self, parcel):
        self.ruler, self.sets = parcel.fill("model", fid.SmallCnn()), fid.pictures()

    def distance(self):
        return fid.distance(*(self.ruler.features(x) for x in self.sets))

    def outputs(self):
        return {"features": self.ruler.features(self.sets[0])[:20], "distance": [self.distance()]}

    def measures(self):
        yield "FID: 2,000 against 2,000", lambda count: [self.distance() for _ in range(count)]


PAIRS = {"vae": VaePair, "dcgan": DcganPair, "gpt": GptPair, "unet": UNetPair, "dit": DitPair, "fid": FidPair}


def milliseconds(run, seconds):
    """A third of the seconds to warm up, three to guess how many fit into the seconds, then those."""
    def clock(count):
        started = NOW()
        run(count)
        return NOW() - started

    until = NOW() + seconds / 3
    clock(2)
    while NOW() < until:
        clock(1)
    count = int(min(max(seconds / (clock(3) / 3), 3), 5000))
    return clock(count) / count * 1000


def check(folder):
    worst = 0
    for name, pair in PAIRS.items():
        parcel = Parcel(folder / f"{name}.safetensors")
        for key, mine in pair(parcel).outputs(**parcel.part("in")).items():
            theirs = parcel.part("out")[key].double()
            mine = torch.as_tensor(mine).double()
            apart = ((mine - theirs).abs() / theirs.abs().clamp_min(1)).max().item()
            worst = max(worst, apart)
            print(f"{name} {key}: {apart:.1e} apart{'' if apart <= CLOSE else ', MORE THAN ' + str(CLOSE)}")
    return worst <= CLOSE


@torch.no_grad()
def peak(seconds):
    def product(n):
        a, b = torch.randn(n, n), torch.randn(n, n)
        return 2 * n ** 3 / 1e6 / milliseconds(lambda count: [a @ b for _ in range(count)], seconds / 3)

    def convolve(maps):
        x, w = torch.randn(64, maps, 16, 16), torch.randn(maps, maps, 3, 3)
        flops = 2 * 9 * maps * maps * 16 * 16 * 64
        return flops / 1e6 / milliseconds(
            lambda count: [functional.conv2d(x, w, padding=1) for _ in range(count)], seconds / 3)

    print(f"peer\tpeak: matrix product\t{max(product(n) for n in (512, 1024, 2048)):.1f}")
    print(f"peer\tpeak: convolution\t{max(convolve(maps) for maps in (32, 64, 128)):.1f}")


def main():
    match sys.argv[1:]:
        case ["check", folder]:
            sys.exit(0 if check(pathlib.Path(folder)) else 1)
        case ["time", "peak", _, *rest]:
            peak(float(rest[0]) if rest else 2)
        case ["time", name, folder, *rest]:
            for measure, run in PAIRS[name](Parcel(pathlib.Path(folder) / f"{name}.safetensors")).measures():
                print(f"peer\t{measure}\t{milliseconds(run, float(rest[0]) if rest else 2):.4f}")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
