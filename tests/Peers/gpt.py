"""Lesson 4.3's GPT in PyTorch: same text, same batches a step, same optimizer and schedule, same steps.

    /usr/bin/python3 tests/Peers/gpt.py [--steps 2000] [--seed 1]     trains: nats per character, milliseconds a step
    /usr/bin/python3 tests/Peers/gpt.py --logits FILE                 the shipped weights' logits, one line a place

Needs Debian's python3-torch (with libopenblas0-openmp as its BLAS). The unseen novel is cut into pieces of 64, as in the
lesson. --logits reads data/checkpoints/4.3-gpt.safetensors and the first 128 characters of the unseen novel; the tests of
the kit compare its own logits with that file.
"""
import argparse
import gzip
import math
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional

import shipped

TO_TRAIN_ON = ["emma", "mansfieldpark", "northangerabbey", "persuasion", "sensesensibility"]
BATCH, CONTEXT = 12, 64


def novel(name):
    return gzip.decompress((shipped.DATA / f"text/austen-{name}.txt.gz").read_bytes()).decode().replace("\r", "")


def texts():
    train, held = "\n\n\n".join(novel(name) for name in TO_TRAIN_ON), novel("prideprejudice")
    token = {c: n for n, c in enumerate(sorted(set(train + held)))}
    return [torch.tensor([token[c] for c in text]) for text in (train, held)], len(token)


class Attention(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.inProjection = nn.Linear(channels, 3 * channels)
        self.outProjection = nn.Linear(channels, channels)

    def forward(self, x, room=None, start=0):
        b, t, c = x.shape
        q, k, v = self.inProjection(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        if room is not None:
            room[0][:, :, start:start + t], room[1][:, :, start:start + t] = k, v
            k, v = room[0][:, :, :start + t], room[1][:, :, :start + t]
        scores = q @ k.transpose(2, 3) / math.sqrt(c // self.heads)
        if t > 1:
            scores = scores.masked_fill(torch.ones(t, t, dtype=torch.bool).triu(1), -math.inf)
        y = scores.softmax(3) @ v
        return self.outProjection(y.transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(channels), Attention(channels, heads)
        self.norm2 = nn.LayerNorm(channels)
        self.mlp = nn.Sequential(nn.Linear(channels, 4 * channels), nn.GELU(), nn.Linear(4 * channels, channels))

    def forward(self, x, room=None, start=0):
        x = x + self.attention(self.norm1(x), room, start)
        return x + self.mlp(self.norm2(x))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context=CONTEXT, layers=4, heads=4, channels=128):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, channels), nn.Embedding(context, channels)
        self.blocks = nn.ModuleList(Block(channels, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(channels)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                ends = name.endswith(("outProjection.weight", "mlp.2.weight"))
                nn.init.normal_(p, 0, 0.02 / math.sqrt(2 * layers) if ends else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def forward(self, text, rooms=None, start=0):
        x = self.tokens(text) + self.positions(torch.arange(start, start + text.shape[1]))
        for layer, block in enumerate(self.blocks):
            x = block(x, rooms[layer] if rooms else None, start)
        return self.norm(x) @ self.tokens.weight.T

    def loss(self, text):
        return functional.cross_entropy(self(text[:, :-1]).flatten(0, 1), text[:, 1:].flatten())

    @torch.no_grad()
    def generate(self, text, count):
        """The likeliest next token, again and again; keys and values of what was read are kept."""
        heads = self.blocks[0].attention.heads
        size = len(text), heads, self.positions.num_embeddings, self.positions.embedding_dim // heads
        rooms, unread = [(torch.zeros(size), torch.zeros(size)) for _ in self.blocks], text
        for _ in range(count):
            unread_from = text.shape[1] - unread.shape[1]
            unread = self(unread, rooms, unread_from)[:, -1].argmax(1, keepdim=True)
            text = torch.cat([text, unread], 1)
        return text[:, -count:]


def rate(n, steps, highest=1e-3, warm_up=100):
    if n < warm_up:
        return highest * n / warm_up
    done = (n - warm_up) / max(1, steps - warm_up)
    return highest / 10 + 0.9 * highest * (1 + math.cos(math.pi * done)) / 2


def adam_w(model):
    return torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)


def step(model, optimizer, text, learning_rate):
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    optimizer.zero_grad()
    loss = model.loss(text)
    value = loss.item()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()
    return value


def train(steps, seed):
    (text, held), vocabulary = texts()
    torch.manual_seed(seed)
    model = Gpt(vocabulary)
    optimizer = adam_w(model)
    windows = text.unfold(0, CONTEXT + 1, 1)
    started = time.perf_counter()
    for n in range(1, steps + 1):
        step(model, optimizer, windows[torch.randint(len(windows), (BATCH,))], rate(n, steps, 3e-3))
    milliseconds = (time.perf_counter() - started) / steps * 1000
    with torch.no_grad():
        pieces = held.unfold(0, CONTEXT + 1, CONTEXT)
        nats = sum(model.loss(some).item() * len(some) for some in pieces.split(200)) / len(pieces)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads: after {steps} steps {nats:.4f} nats per "
          f"character, {milliseconds:.1f} ms a step")


def logits(file):
    (_, held), vocabulary = texts()
    model = Gpt(vocabulary, context=128, channels=160)
    model.load_state_dict(shipped.weights("4.3-gpt"))
    with torch.no_grad():
        numbers = model(held[:128].unsqueeze(0))[0]
    file.write_text("".join("\t".join(f"{v:.5f}" for v in row) + "\n" for row in numbers[::16].tolist()))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--steps", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--logits", type=pathlib.Path)
    options = arguments.parse_args()
    logits(options.logits) if options.logits else train(options.steps, options.seed)


if __name__ == "__main__":
    main()
