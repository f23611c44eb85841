"""Touches: which policies and clauses an entry of the law pack touches, so that whoever changes it knows whom to tell.

Room: analysis. The other way about of `law`: an entry or a platform in, the places that cite it or rest on it out; and two packs in, what changed.
Next door: `belisha.library.lawpack` holds the entries; `cli.law` and the page /law/ show what they touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from belisha.language import Place, Policy, load
from belisha.language.meaning import Norm, meaning_of
from belisha.library.lawpack import Entry, LawPack, Platform, ids_cited

from .findings import Quoted
from .law import CITING, TEXT, is_the_duty
from .looked import Looked

# The files' words for what the values call otherwise.
_KEYS = {"begins": "in force from", "ends": "in force to", "checked": "checked on", "in_part": "in part", "may_change": "may change"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touch:
    """A place in a policy that an entry touches. how: cites it | names it | rests on it | has its time | is set aside by EN-1."""

    policy: str
    how: str
    where: Place
    clauses: tuple[Quoted, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "policy": self.policy, "how": self.how, "line": self.where.line, "text": self.where.text.strip(),
            "clauses": [{"id": each.id, "sentence": each.sentence, "line": each.line} for each in self.clauses],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """An entry or a platform that two packs do not hold alike. what: added | removed | changed; keys: which of its keys changed."""

    id: str
    title: str
    what: str
    keys: tuple[str, ...] = ()


def touches(
    id: str, policies: Iterable[Policy], *, pack: LawPack, as_of: date, law: Policy | None = None
) -> tuple[Touch, ...]:
    """Every place of the policies that cites the entry (or names the platform) of that id, or rests on it. law: the law layer."""
    return tuple(touch for policy in policies for touch in _touches(id, Looked(policy, as_of, pack, law)))


def _touches(id: str, looked: Looked) -> Iterator[Touch]:
    name, pack = looked.policy.name, looked.pack
    found: dict[tuple[int, str], Touch] = {}

    def add(how: str, where: Place, ids: Iterable[str]) -> None:
        found.setdefault((where.line, how), Touch(name, how, where, looked.quoted(ids)))

    for passage in looked.of(*TEXT, "front"):
        if passage.kind != "front" or passage.key in CITING:
            for each in pack.citations(passage.text):
                if each.id == id:
                    add("cites it", passage.at(each.start), passage.ids)
            for each in pack.platforms_named(passage.text):
                if each.id == id:
                    add("names it", passage.at(each.start), passage.ids)
        for each in ids_cited(passage.text):
            if each.id == id:
                add("rests on it", passage.at(each.start), passage.ids)
    entry, set_aside = pack.get(id), _set_aside(looked, id)
    for norm in looked.meant.norms:
        if norm.duty is None:
            continue
        if entry is not None and entry.clock is not None and entry.clock.do and is_the_duty(norm, entry.clock):
            add("has its time", looked.place(norm.clause.id), [norm.clause.id])
        for by in set_aside:
            if norm.duty.do in by.suspends and looked.policy.front.layer != "law":
                add(f"is set aside by {by.clause.id}", looked.place(norm.clause.id), [norm.clause.id])
    yield from sorted(found.values(), key=lambda touch: (touch.where.line, touch.how))


def _set_aside(looked: Looked, id: str) -> tuple[Norm, ...]:
    """The rules of the law layer that rest on the entry and set duties aside."""
    if looked.law is None:
        return ()
    return tuple(
        norm
        for norm in meaning_of(looked.law, load(), looked.as_of).norms
        if norm.effect == "suspends" and id in {each.id for each in ids_cited(norm.clause.note)}
    )


def changes(old: LawPack, new: LawPack) -> tuple[Change, ...]:
    """What the two packs do not hold alike, in the new one's order; what was taken out stands last."""
    before, after = _all(old), _all(new)
    made = []
    for id, entry in after.items():
        was = before.get(id)
        if was is None:
            made.append(Change(id, title_of(entry), "added"))
        elif was != entry:
            keys = [each.name for each in fields(entry) if getattr(was, each.name, None) != getattr(entry, each.name)]
            made.append(Change(id, title_of(entry), "changed", tuple(_KEYS.get(key, key) for key in keys)))
    made += [Change(id, title_of(entry), "removed") for id, entry in before.items() if id not in after]
    return tuple(made)


def _all(pack: LawPack) -> dict[str, Entry | Platform]:
    return {**{entry.id: entry for entry in pack.entries}, **{platform.id: platform for platform in pack.platforms}}


def title_of(entry: Entry | Platform) -> str:
    return entry.title if isinstance(entry, Entry) else entry.name


__all__ = ["Change", "Touch", "changes", "title_of", "touches"]
