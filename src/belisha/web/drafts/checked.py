"""Checked: a draft as the policy that it is so far, and what `belisha check` finds in it.

Room: web.drafts. Worked out once for each version of a draft; the last ones are kept in memory.
Next door: `schools.drafts.document` writes the policy, `check` is the one place that says what is looked for.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from belisha import analysis
from belisha.importing.draft import Draft as Written
from belisha.language import Policy, load, read_policy
from belisha.schools.drafts.document import document, gather, name_of
from belisha.schools.drafts.models import Draft
from belisha.web import rulebooks, wording
from belisha.web.drafts.within import TookTooLong, within

_KEPT = 32
# What comes of how a draft is written, and says nothing about the school's document: rules stand beneath the prose of their section, in gaps
# that are still prose, each with the print as its note.
OF_THE_DRAFT = frozenset({"id-order", "id-missing", "read-otherwise"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. clause: its id, or ""; problem and mend: sentences. severity: error, warning or note; example: a situation in words.

    silent: it is about what the draft does not answer.
    """

    clause: str
    problem: str
    mend: str = ""
    severity: str = "error"
    example: str = ""
    silent: bool = False

    @property
    def after_clause(self) -> str:
        """The problem, to stand behind its clause: "DR-8 allows what DR-1 forbids" names it itself."""
        return self.problem[len(self.clause) :] if self.problem.startswith(f"{self.clause} ") else f": {self.problem}"


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

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        """What makes an answer wrong, contradictory or out of date."""
        return tuple(each for each in self.findings if each.severity != "note")

    @property
    def to_know(self) -> tuple[Finding, ...]:
        """What a reader of the policy should know."""
        return tuple(each for each in self.findings if each.severity == "note" and not each.silent)

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        """Questions, by topic, that most other policies answer and this one does not."""
        return tuple(each for each in self.findings if each.silent)


def check(policy: Policy) -> tuple[Finding, ...]:
    """What `belisha check` finds in the policy, today."""
    return tuple(
        Finding(
            each.ids[0] if each.ids else "",
            _sentence(each.message),
            _sentence(each.mend),
            each.severity,
            each.example.words if each.example is not None else "",
            each.kind == "silent",
        )
        for each in analysis.check(policy, as_of=rulebooks.today())
        if each.kind not in OF_THE_DRAFT
    )


_checked: OrderedDict[tuple[int, int], Checked] = OrderedDict()
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
            found, whole = check(policy), True
    except TookTooLong:
        found, whole = (), False
    made = Checked(written, policy, faults, found, whole)
    with _lock:
        _checked[draft.pk, draft.version] = made
        if len(_checked) > _KEPT:
            _checked.popitem(last=False)
    return made


def _sentence(said: str) -> str:
    """A fault's words as a sentence for people."""
    if not said:
        return ""
    said = wording.quoted(re.sub(r"[.\s]+$", "", said))
    said = said if said.startswith("http") else wording.capital(said)
    return said if said.endswith(("?", "!")) else f"{said}."
