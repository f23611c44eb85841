"""Known: the rules of every policy that comes with Belisha, to be suggested from.

Room: importing. Next door: `suggest` searches them; `belisha.library` has the documents.
"""

from __future__ import annotations

from functools import cache

from belisha import library
from belisha.language import load

from .suggest import Known, Library


@cache
def suggestions() -> Library:
    """The library, ready to be searched. The first call takes a second or two."""
    known = (
        Known(clause.id, name, clause.sentence, clause.note, clause.section)
        for name in reversed(library.NAMES)  # the model policy first: of two alike its rule is the one to take
        for clause in library.policy(name).clauses
        if clause.procedure is None
    )
    return Library(known, load())
