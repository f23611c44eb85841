"""Library: the clauses of the policies that come with Belisha and of its law layer, to search, and to take over into a draft.

Room: web.life. Read from the documents, once; nothing of a school in here. Next door: `rules` shows what a clause would change in a draft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from belisha import library
from belisha.importing.suggest import strength
from belisha.language import Policy
from belisha.language import sentences as s
from belisha.language.policy import Clause
from belisha.language.reading import ID
from belisha.web import rulebooks

LAW = "law"


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause. source: the policy's name, or "law"; whose: in words; modality: how it binds; words: what a search looks in."""

    source: str
    whose: str
    clause: Clause
    modality: str
    words: str

    @property
    def key(self) -> str:
        return f"{self.source}/{self.clause.id}"

    @property
    def section(self) -> str:
        return self.clause.section

    @property
    def law(self) -> bool:
        return self.source == LAW


@cache
def entries() -> tuple[Entry, ...]:
    """All of them: the model policy's first, then the schools', then the law's, each in its document's order."""
    names = ("model", *(name for name in library.NAMES if name != "model"))
    found = [
        _entry(name, "the model policy" if name == "model" else rulebooks.school(name), each)
        for name in names
        for each in library.policy(name).clauses
        if each.procedure is None  # a step means what its procedure starts with, and would mean more without it
    ]
    return (*found, *(_entry(LAW, "the law layer for England", each) for each in library.law().clauses))


def _entry(source: str, whose: str, clause: Clause) -> Entry:
    words = f"{clause.id} {clause.sentence} {clause.section} {clause.note}".lower()
    return Entry(source, whose, clause, _modality(clause.tree), words)


def _modality(tree: s.Sentence) -> str:
    match tree:
        case s.Rule():
            return tree.modality
        case s.NotSettled():
            return "not settled"
        case s.Consequence():
            return "consequence"
    return strength(tree) or "definition"


def modalities() -> list[str]:
    return sorted({each.modality for each in entries()})


def sections() -> list[str]:
    """The headings under which clauses stand, in their documents' order, each once."""
    return list(dict.fromkeys(each.section for each in entries() if each.section))


def search(wanted: str, source: str = "", section: str = "", modality: str = "") -> list[Entry]:
    """Those that hold each of the words, or the beginning of it, and are what was chosen."""
    words = [re.compile(rf"\b{re.escape(word)}") for word in wanted.lower().split()[:12]]
    return [
        each
        for each in entries()
        if source in ("", each.source)
        and section in ("", each.section)
        and modality in ("", each.modality)
        and all(word.search(each.words) for word in words)
    ]


@cache
def _by_key() -> dict[str, Entry]:
    return {each.key: each for each in entries()}


def find(key: str) -> Entry | None:
    """A clause that may be taken over, by its key ("model/MO-1"); None where there is none. The law's cannot be: it holds all the same."""
    found = _by_key().get(key)
    return None if found is None or found.law else found


def same_in(policy: Policy | None) -> dict[s.Sentence, str]:
    """What a draft says already, as trees, and under which id."""
    return {bare(clause.tree): clause.id for clause in reversed(policy.clauses)} if policy is not None else {}


def bare(tree: s.Sentence) -> s.Sentence:
    """A tree without the ids of its exceptions' own clauses, which belong to one document."""
    if isinstance(tree, s.Rule | s.Duty | s.NotSettled | s.Consequence):
        return replace(tree, unless=tuple(replace(each, id=None) for each in tree.unless))
    return tree


def fitted(entry: Entry, policy: Policy | None) -> tuple[s.Sentence, str]:
    """The clause as it would stand in a draft: tree and sentence. Ids that it names become those of the same sentences there.

    An exception's own id is left out. An id for which the draft has no such sentence stays, and is a fault that is shown.
    """
    known, theirs = (
        same_in(policy),
        {each.clause.id: bare(each.clause.tree) for each in entries() if each.source == entry.source},
    )
    ours = {id: known[tree] for id, tree in theirs.items() if tree in known}
    sentence = re.sub(rf"\({ID.pattern}\) ", "", entry.clause.sentence)
    sentence = ID.sub(lambda met: ours.get(met[0], met[0]), sentence)
    tree = bare(entry.clause.tree)
    if isinstance(tree, s.Consequence):
        tree = replace(tree, breaking=tuple(ours.get(each, each) for each in tree.breaking))
    return tree, sentence


__all__ = ["LAW", "Entry", "entries", "find", "fitted", "modalities", "same_in", "search", "sections"]
