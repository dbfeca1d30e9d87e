"""What several peers read: the kit's safetensors files, and its data sets."""
import gzip
import json
import pathlib
import struct

import numpy
import torch

DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
TYPES = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}


def tensors(path):
    """Name to tensor."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header, body = json.loads(raw[8:8 + size]), raw[8 + size:]
    header.pop("__metadata__", None)

    def tensor(entry):
        numbers = numpy.frombuffer(body[slice(*entry["data_offsets"])], TYPES[entry["dtype"]])
        return torch.from_numpy(numbers.copy()).reshape(entry["shape"])

    return {name: tensor(entry) for name, entry in header.items()}


def weights(name):
    return tensors(DATA / f"checkpoints/{name}.safetensors")


def idx(path):
    """A gzipped IDX file of bytes, as floats from 0 to 1."""
    raw = gzip.decompress((DATA / path).read_bytes())
    shape = numpy.frombuffer(raw, ">i4", raw[3], 4)
    return torch.from_numpy(numpy.frombuffer(raw, "u1", offset=4 + 4 * raw[3]).reshape(shape).astype("float32") / 255)


def faces():
    """3,200 faces to train on, 800 to test with: [N, 3, 16, 16] in [0, 1]."""
    pixels = idx("faces/pixel-faces-16x16-rgb-idx4-ubyte.gz").permute(0, 3, 1, 2).contiguous()
    return pixels[:3200], pixels[3200:]


def clothes():
    """10,000 and 2,000 pictures: [N, 28, 28] in [0, 1]."""
    return idx("fashion/train-10k-images-idx3-ubyte.gz"), idx("fashion/test-2k-images-idx3-ubyte.gz")
