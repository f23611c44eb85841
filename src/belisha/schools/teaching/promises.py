"""Promises: what a policy says will be taught, so that somebody can plan it and governors see whether it was.

Room: schools.teaching. From the language's rules: duties whose deed is to teach. From notices and prose: those whose words speak of lessons, visitors
or training; a person decides what comes of them. Pure. Next door: `actions.plan` keeps the sentence with the plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from belisha.language import Policy, load
from belisha.language.meaning import meaning_of
from belisha.language.policy import Notice, Prose

TEACHING = re.compile(r"\b(teach(es|ing)?|taught|lessons?|train(ed|ing)|professional development|visitors? (who|come|talk)|curriculum|assembl(y|ies)|induction|sessions? of)\b", re.IGNORECASE)  # fmt: skip
SPEAKS_OF_PUPILS = re.compile(r"\b(pupils?|children|lessons?|curriculum|computing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """clause: its id. says: its sentence. kind: of the item that would keep it. whom: for adults, the words of a training. sure: a rule says so."""

    clause: str
    says: str
    kind: str
    whom: tuple[str, ...] = ()
    sure: bool = False


@lru_cache(maxsize=64)
def promises(policy: Policy, day: date) -> tuple[Promise, ...]:
    """In the document's order; rules first."""
    found: dict[str, Promise] = {}
    for norm in meaning_of(policy, load(), day).norms:
        if norm.duty is not None and norm.duty.do == "teach":
            found.setdefault(norm.clause.id, Promise(norm.clause.id, norm.clause.sentence, "lesson", sure=True))
    for part in policy.parts:
        if isinstance(part, Notice) and TEACHING.search(f"{part.title} {part.when} {part.says}"):
            found.setdefault(part.id, _of_notice(part))
        elif isinstance(part, Prose) and part.ids and TEACHING.search(part.text):
            kind = "lesson" if SPEAKS_OF_PUPILS.search(part.text) else "training"
            says = " ".join(part.text.split())[:600]
            found.setdefault(part.ids[0], Promise(part.ids[0], says, kind, () if kind == "lesson" else ("staff",)))
    return tuple(found.values())


def _of_notice(notice: Notice) -> Promise:
    says = f"{notice.title}. {notice.says}"
    if "pupil" in notice.to:
        return Promise(notice.id, says, "visitor" if "visitor" in f"{notice.title} {notice.when}".lower() else "lesson")
    return Promise(notice.id, says, "training", tuple(notice.to))
