"""Faults: what is wrong with a document, where, and how to mend it.

Room: language. A fault is a value with fields that a face can lay out; `str(fault)` is how a terminal shows it.
Next door: `documents` and `reading` make faults; `cli` and `web` show them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document: line and column count from 1; `text` is the line itself."""

    file: str
    line: int
    column: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    where: the place; problem: what was found, in the document's own words; mend: what to write instead.
    length: how many characters of the line the fault covers. warning: reported, and the document is read all the same.
    kind: which of the things that a check looks for it is, where it is one (`belisha.analysis.kinds`).
    """

    where: Place
    problem: str
    mend: str = ""
    length: int = 1
    warning: bool = False
    kind: str = ""

    def __str__(self) -> str:
        head = f"{self.where.file}:{self.where.line}:{self.where.column}: {'warning: ' if self.warning else ''}{self.problem}"
        if not self.where.text:
            return _printable(head) + (f"\n  {self.mend}" if self.mend else "")
        # A long line is shown around the fault, so that a terminal does not drown in it.
        start = max(0, self.where.column - 60)
        shown = self.where.text[start : start + 120]
        gutter = f"{self.where.line:>5} | "
        mark = " " * (self.where.column - 1 - start) + "^" * max(1, min(self.length, 120))
        lines = [head, gutter + shown, " " * (len(gutter) - 2) + "| " + mark + (f"  {self.mend}" if self.mend else "")]
        return "\n".join(_printable(line) for line in lines)

    def at(self, where: Place) -> Fault:
        """The same fault at another place."""
        return replace(self, where=where)


def _printable(line: str) -> str:
    """A line as a terminal may show it: a tab as wide as the mark beneath it, and no command to the terminal."""
    return "".join(each if each.isprintable() else " " if each == "\t" else "\ufffd" for each in line)


class LanguageError(Exception):
    """A document that cannot be read. `faults` holds every fault that was found, in the document's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
