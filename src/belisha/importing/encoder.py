"""Encoder: a small language model in NumPy: pieces of text in, a share for each label out.

Room: importing. Six layers of MiniLM, taught on school policies by `script/teach`; `model/CARD.md` says from what, and how well it does.
Keeps out: what a sentence and its surroundings are (`modality` puts those into words for it). No network, no other files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LONGEST, LONGEST_AROUND = 56, 40  # pieces of the sentence, and of what stands around it
_HEADS = 12
_BATCH = 48
_QUOTES = str.maketrans("‘’‚“”„–—…", "'''\"\"\"--.")
_WORD = re.compile(r"\w+|[^\w\s]")


class Encoder:
    """The model. folder: holds `weights.npz` and `pieces.txt`; its own by default."""

    def __init__(self, folder: Any = None) -> None:
        folder = folder if folder is not None else files(__package__) / "model"
        with (folder / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as found:
            self.weights: dict[str, Floats] = {
                name: found[name].astype(np.float32) * (found[f"{name}*"] if f"{name}*" in found else np.float32(1))
                for name in found.files
                if not name.endswith("*")
            }
        pieces = (folder / "pieces.txt").read_text(encoding="utf-8").splitlines()
        self.pieces = {piece: number for number, piece in enumerate(pieces)}
        self.layers = 1 + max(int(name.split(".")[0]) for name in self.weights if name[0].isdigit())

    def cut(self, text: str) -> list[int]:
        """The pieces of a text, as numbers: words that the model knows whole, others in parts."""
        made: list[int] = []
        plain = unicodedata.normalize("NFD", text.translate(_QUOTES).lower())
        for word in _WORD.findall(
            "".join(each for each in plain if unicodedata.category(each) != "Mn").replace("_", " ")
        ):
            made += self._cut_word(word[:100])
        return made

    def _cut_word(self, word: str) -> list[int]:
        made: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in self.pieces), 0)
            if not end:
                return [self.pieces["[UNK]"]]
            made.append(self.pieces[mark + word[start:end]])
            start = end
        return made

    def numbered(self, sentence: str, around: Sequence[tuple[str, int]]) -> tuple[list[int], int]:
        """A sentence with what stands around it (each part with how many pieces of it count), and how many pieces are its own."""
        own = self.cut(sentence)[:LONGEST] or [self.pieces["[UNK]"]]
        beside = [piece for text, most in around for piece in self.cut(text)[:most]][:LONGEST_AROUND]
        close = self.pieces["[SEP]"]
        return [self.pieces["[CLS]"], *own, close, *beside, close], len(own)

    def shares(self, asked: Sequence[tuple[list[int], int]]) -> Floats:
        """The share of each label, a row for each that is asked (as `numbered` gives it)."""
        made = np.zeros((len(asked), self.weights["head.b"].shape[0]), np.float32)
        order = sorted(
            range(len(asked)), key=lambda number: len(asked[number][0])
        )  # those of like length together: less is padded
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            made[batch] = _softmax(self._scores([asked[number] for number in batch]))
        return made

    def _scores(self, asked: Sequence[tuple[list[int], int]]) -> Floats:
        long = max(len(pieces) for pieces, _ in asked)
        numbers = np.zeros((len(asked), long), np.int64)
        there = np.zeros((len(asked), long), bool)
        second = np.zeros((len(asked), long), np.int64)
        own = np.zeros((len(asked), long, 1), np.float32)
        for row, (pieces, count) in enumerate(asked):
            numbers[row, : len(pieces)] = pieces
            there[row, : len(pieces)] = True
            second[row, count + 2 : len(pieces)] = 1
            own[row, 1 : count + 1] = 1 / count
        w = self.weights
        x = _normal(w["words"][numbers] + w["places"][:long] + w["parts"][second], w["first.g"], w["first.b"])
        away = np.where(there, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for number in range(self.layers):
            x = self._layer(x, away, f"{number}.")
        return np.asarray(np.concatenate([x[:, 0], (x * own).sum(1)], 1) @ w["head"] + w["head.b"], np.float32)

    def _layer(self, x: Floats, away: Floats, at: str) -> Floats:
        w = self.weights
        rows, long, wide = x.shape
        each = wide // _HEADS
        asks, keys, values = (
            part.reshape(rows, long, _HEADS, each).transpose(0, 2, 1, 3)
            for part in np.split(x @ w[f"{at}look"] + w[f"{at}look.b"], 3, axis=2)
        )
        look = _softmax(asks @ keys.transpose(0, 1, 3, 2) / np.float32(np.sqrt(each)) + away)
        seen = (look @ values).transpose(0, 2, 1, 3).reshape(rows, long, wide)
        x = _normal(x + seen @ w[f"{at}seen"] + w[f"{at}seen.b"], w[f"{at}one.g"], w[f"{at}one.b"])
        inner = _bent(x @ w[f"{at}in"] + w[f"{at}in.b"])
        return _normal(x + inner @ w[f"{at}out"] + w[f"{at}out.b"], w[f"{at}two.g"], w[f"{at}two.b"])


def _bent(x: Floats) -> Floats:
    """GELU, by its tanh, in place where it can be: half of the time goes here and in multiplying."""
    made = x * x
    made *= np.float32(0.7978846 * 0.044715)
    made += np.float32(0.7978846)
    made *= x
    np.tanh(made, out=made)
    made += np.float32(1)
    made *= x
    made *= np.float32(0.5)
    return made


def _softmax(x: Floats) -> Floats:
    made = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(made / made.sum(-1, keepdims=True), np.float32)


def _normal(x: Floats, gain: Floats, bias: Floats) -> Floats:
    x = x - x.mean(-1, keepdims=True)
    return np.asarray(x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12) * gain + bias, np.float32)


@cache
def encoder() -> Encoder:
    """The model that comes with Belisha, read once."""
    return Encoder()
