"""Checked: a draft as the policy that it is so far, and what `belisha check` finds in it.

Room: web.drafts. Worked out once for each version of a draft; the last ones are kept in memory.
Next door: `schools.drafts.document` writes the policy, `check` is the one place that says what is looked for.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

from belisha import library
from belisha.engine import Rulebook
from belisha.engine.boxes import TooManyCases
from belisha.importing.draft import Draft as Written
from belisha.language import Policy, load, read_policy
from belisha.language.reading import ID
from belisha.schools.drafts.document import document, gather, name_of
from belisha.schools.drafts.models import Draft
from belisha.web import wording
from belisha.web.drafts.within import TookTooLong, within

_KEPT = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. clause: its id, or ""; problem and mend: sentences."""

    clause: str
    problem: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A version of a draft. policy: as it reads. faults: of rules that cannot stand in it, and are prose until they are mended. findings: the rest.

    whole: False where looking for findings took too long and was given up.
    """

    written: Written
    policy: Policy
    faults: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    whole: bool = True


def check(policy: Policy) -> list[Finding]:
    """What a careful reader would find in the policy."""
    lines = policy.text.split("\n")
    found = [
        Finding(_clause_in(lines[each.where.line - 1]), _sentence(each.problem), _sentence(each.mend))
        for each in policy.warnings
    ]
    try:
        Rulebook(policy, load(), date.today())
    except TooManyCases as error:
        found.append(
            Finding(error.clause, f"{error.clause} falls into too many cases.", "Split it into several rules.")
        )
    return found


_checked: OrderedDict[tuple[int, int], Checked] = OrderedDict()
_rulebooks: OrderedDict[tuple[str, date], Rulebook] = OrderedDict()
_lock = threading.Lock()


def known(draft: Draft) -> Checked | None:
    """What was found in this version of the draft, if it was looked at already."""
    with _lock:
        return _checked.get((draft.pk, draft.version))


def checked(draft: Draft) -> Checked:
    """This version of the draft, read and checked. Raises TookTooLong where even reading it does."""
    if (there := known(draft)) is not None:
        return there
    gathered = gather(draft)
    with within():  # nothing of the database inside: half a conversation with it must not be broken off
        written = document(gathered)
        policy = read_policy(written.text, name_of(draft), load())
    faults = tuple(
        Finding(id, _sentence(fault.problem), _sentence(fault.mend))
        for id, fault in written.refused
        if not fault.warning
    )
    try:
        with within():
            found, whole = tuple(check(policy)), True
    except TookTooLong:
        found, whole = (), False
    made = Checked(written, policy, faults, found, whole)
    _keep(_checked, (draft.pk, draft.version), made)
    return made


def rulebook(there: Checked, as_of: date) -> Rulebook:
    """The draft compiled for a day. Raises TooManyCases."""
    policy = there.policy
    key = (policy.hash, as_of)
    with _lock:
        there = _rulebooks.get(key)
    if there is None:
        there = Rulebook(policy, load(), as_of, library.law())
        _keep(_rulebooks, key, there)
    return there


def _keep(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    with _lock:
        kept[key] = value
        if len(kept) > _KEPT:
            kept.popitem(last=False)


def _clause_in(line: str) -> str:
    met = ID.match(line.strip())
    return met.group() if met else ""


def _sentence(said: str) -> str:
    """A fault's words as a sentence for people."""
    if not said:
        return ""
    said = wording.quoted(wording.capital(re.sub(r"[.\s]+$", "", said)))
    return said if said.endswith(("?", "!")) else f"{said}."
