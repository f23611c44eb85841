"""Bloom: a long list of breached passwords in a small file. It may suspect a good password (one in a thousand); it misses no bad one.

Room: schools.accounts. Reads a list of passwords, or of their SHA-1 in hexadecimal, with or without `:count`, as such lists
are published. The file: a magic word, the number of bits, the number of hashes, then the bits.
"""

from __future__ import annotations

import hashlib
import math
import mmap
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

MAGIC = b"BELISHA1"
HEAD = struct.Struct(">8sQB")
SHA1 = re.compile(rb"^[0-9A-Fa-f]{40}(?::\d+)?$")


def make(lines: Iterable[bytes], count: int, file: Path, wrong: float = 0.001) -> int:
    """Writes the filter for about `count` lines, whole or not at all. Returns how many lines it took."""
    bits = max(1024, math.ceil(-max(count, 1) * math.log(wrong) / math.log(2) ** 2))
    hashes = max(1, min(30, round(bits / max(count, 1) * math.log(2))))
    array, taken = bytearray(-(-bits // 8)), 0
    for line in lines:
        line = line.strip(b"\r\n")
        if not line:
            continue
        digest = bytes.fromhex(line[:40].decode()) if SHA1.match(line) else hashlib.sha1(line).digest()
        for place in _places(digest, bits, hashes):
            array[place >> 3] |= 1 << (place & 7)
        taken += 1
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as out:
        out.write(HEAD.pack(MAGIC, bits, hashes))
        out.write(array)
    fresh.replace(file)
    return taken


def holds(file: Path, password: str) -> bool:
    """Whether the password is in the list; wrong once in a thousand times, and then for yes."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as found:
        magic, bits, hashes = HEAD.unpack_from(found)
        if magic != MAGIC:
            raise ValueError(f"{file} is no list of passwords of Belisha; load it again")
        digest = hashlib.sha1(password.encode()).digest()
        return all(found[HEAD.size + (place >> 3)] >> (place & 7) & 1 for place in _places(digest, bits, hashes))


def _places(digest: bytes, bits: int, hashes: int) -> Iterator[int]:
    whole = hashlib.sha256(digest).digest()
    first, second = int.from_bytes(whole[:16], "big"), int.from_bytes(whole[16:], "big") | 1
    for each in range(hashes):
        yield (first + each * second) % bits
