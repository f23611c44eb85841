"""What can be wrong with a document that somebody wants to bring in.

Room: importing. One error: what was found, and what to do about it; its reader is a school business manager at nine in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportFault(Exception):
    """A document that could not be brought in. problem: what was found; mend: what to do instead."""

    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.problem}. {self.mend}"
