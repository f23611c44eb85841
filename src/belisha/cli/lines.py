"""Lines: an endless input cut into lines, with memory that does not grow.

Room: cli. No line is kept beyond a limit; of a longer one, its number and its length are known. Nothing is read ahead:
what has come is handed on before more is waited for, so that another program can ask and wait for the answer.
Next door: `decide` reads situations from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_LINE = 1_048_576
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """number counts from 1; data is without its line end; length in bytes, more than `data` has where the line was too long."""

    number: int
    data: bytes
    length: int

    @property
    def too_long(self) -> bool:
        return self.length > len(self.data)


def read_lines(read: Callable[[int], bytes], longest: int = LONGEST_LINE) -> Iterator[list[Line]]:
    """The lines of an input, as many at a time as have come.

    read: gives at most so many bytes, as soon as it has some; b"" at the end. longest: in bytes.
    """
    number, kept, length = 1, bytearray(), 0
    while chunk := read(CHUNK):
        lines: list[Line] = []
        *ended, last = chunk.split(b"\n")
        for part in ended:
            kept += part[: longest - len(kept)]
            lines.append(Line(number, bytes(kept), length + len(part)))
            number, length = number + 1, 0
            kept.clear()
        kept += last[: longest - len(kept)]
        length += len(last)
        if lines:
            yield lines
    if length:
        yield [Line(number, bytes(kept), length)]


__all__ = ["CHUNK", "LONGEST_LINE", "Line", "read_lines"]
