"""Touches: which policies and clauses an entry of the law pack touches, so that whoever changes it knows whom to tell.

Room: analysis. The other way about of `law`: an entry or a platform in, the places that cite it or rest on it out; and two packs in, what changed.
Next door: `belisha.library.lawpack` holds the entries; `cli.law` and the page /law/ show what they touch.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def touched(
    policies: Iterable[Policy], *, pack: LawPack, as_of: date, law: Policy | None = None
) -> dict[str, tuple[Touch, ...]]:
    """For every entry and platform of the pack, by id, the places of the policies that cite it, name it or rest on it.

    In the policies' order, then in each document's. What touches nothing is left out. law: the law layer, which sets duties aside.
    """
    found: dict[str, list[Touch]] = {}
    for policy in policies:
        for id, touch in _touched(Looked(policy, as_of, pack, law)):
            found.setdefault(id, []).append(touch)
    return {id: tuple(each) for id, each in found.items()}


def _touched(looked: Looked) -> list[tuple[str, Touch]]:
    pack = looked.pack
    found: dict[tuple[str, int, str], Touch] = {}

    def add(id: str, how: str, where: Place, ids: Iterable[str]) -> None:
        key = (id, where.line, how)
        if key not in found:
            found[key] = Touch(looked.policy.name, how, where, looked.quoted(ids))

    for passage in looked.of(*TEXT, "front"):
        if passage.kind != "front" or passage.key in CITING:
            for each in pack.citations(passage.text):
                add(each.id, "cites it", passage.at(each.start), passage.ids)
            for each in pack.platforms_named(passage.text):
                add(each.id, "names it", passage.at(each.start), passage.ids)
        for each in ids_cited(passage.text):
            add(each.id, "rests on it", passage.at(each.start), passage.ids)
    clocks = [(entry.id, entry.clock) for entry in pack.entries if entry.clock is not None and entry.clock.do]
    set_aside = _set_aside(looked)
    for norm in looked.meant.norms:
        if norm.duty is None:
            continue
        place, ids = looked.place(norm.clause.id), [norm.clause.id]
        for id, clock in clocks:
            if is_the_duty(norm, clock):
                add(id, "has its time", place, ids)
        for by in set_aside:
            if norm.duty.do in by.suspends:
                for cited in ids_cited(by.clause.note):
                    add(cited.id, f"is set aside by {by.clause.id}", place, ids)
    return sorted(
        ((id, touch) for (id, _, _), touch in found.items()), key=lambda each: (each[1].where.line, each[1].how)
    )


def _set_aside(looked: Looked) -> tuple[Norm, ...]:
    """The rules of the law layer that set duties of a policy aside."""
    if looked.law is None or looked.policy.front.layer == "law":
        return ()
    norms = meaning_of(looked.law, load(), looked.as_of).norms
    return tuple(norm for norm in norms if norm.effect == "suspends")


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


__all__ = ["Change", "Touch", "changes", "title_of", "touched"]
