"""Analysis: what a policy's readers should know about it before they adopt it: findings, each with its place, its clauses and the mend.

Room: analysis. Above `library` (whose law pack it holds documents against) and `engine`; no Django, no network, no clock: the day is an argument.
Inside: `check` is the one door; `kinds` is the table of what can be found; a module a theme finds it; `touches` says what an entry of the
law pack touches; `sarif` writes findings for other programs; `review` says what a new version changes, and from when.
Next door: `engine.compare` and `engine.contradictions` find what differs and clashes; `cli` and `web` show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import Place, Policy
from belisha.library.lawpack import LawPack, law_pack

from . import dates, law, logic, people, procedures, silence, strengths, wording
from .findings import Example, Finding, Quoted, arranged, fingerprints, of_fault
from .kinds import KINDS, SEVERITIES, Kind
from .looked import Looked

# One function a theme: what it looks at in, findings out.
CHECKS: tuple[Callable[[Looked], Iterator[Finding]], ...] = (
    dates.check,
    law.check,
    wording.check,
    logic.check,
    strengths.check,
    people.check,
    procedures.check,
    silence.check,
)


def check(
    policy: Policy,
    *,
    as_of: date,
    others: Sequence[Policy] = (),
    pack: LawPack | None = None,
    people: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that is to be said about a policy on a day, the most severe first, then in the document's order.

    others: policies that it is compared with. pack: the law pack; the one that comes with Belisha where left out. people: who fills which
    role in the school (role: name), beside those whom the document names. A document that cannot be read has no policy: `of_fault` each fault.
    """
    above = library.law() if policy.front.layer != "law" else None
    looked = Looked(policy, as_of, pack or law_pack(), above, tuple(others), people or {})
    found = [replace(of_fault(each), clauses=looked.quoted(looked.ids_at(each.where.line))) for each in policy.warnings]
    try:
        rulebook_of(policy, as_of, above)
    except TooManyCases as error:
        text = policy.text.split("\n")[error.line - 1] if error.line and policy.text else ""
        where = Place(looked.key("policy").file, error.line, 1, text)
        message = f"{error.clause} falls into too many cases"
        found.append(
            Finding("too-many-cases", message, KINDS["too-many-cases"].as_mend, where, length=len(error.clause))
        )
    for each in CHECKS:
        found.extend(each(looked))
    return arranged(found)


__all__ = [
    "KINDS", "SEVERITIES", "Example", "Finding", "Kind", "Quoted", "arranged", "check", "fingerprints", "of_fault",
]  # fmt: skip
