"""Review: what a new version of a policy changes, for whom and from when, in sentences that could stand in the governors' papers.

Room: analysis. Two versions and a day in; what changes on that day and on each later day that the sentences name, out. No clock.
Next door: `engine.compare` finds the differences, `engine.telling` words them; `cli.review` and the web site lay this out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.compare import Comparison, compare
from belisha.engine.telling import Teller, Told
from belisha.engine.wording import listed, sentence
from belisha.language import Policy
from belisha.language.policy import Agreement, Notice, Procedure
from belisha.publishing.contents import about, day, people


@dataclass(frozen=True, slots=True)
class Change:
    """What changes on one day. may, must, follows: the changes in what may be done, must be done, and follows, the most important first."""

    on: date
    differing: float
    may: tuple[Told, ...]
    must: tuple[Told, ...]
    follows: tuple[Told, ...]

    @property
    def nothing(self) -> bool:
        return not (self.may or self.must or self.follows)


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that a new version changes.

    changes: on the day of adoption, and on each later day, in order; document: what the front says otherwise; signing: what people sign otherwise;
    telling: notices; procedures: who leads and who may see; added, removed: ids; reworded: ids of sentences that changed and decide the same.
    """

    changes: tuple[Change, ...]
    document: tuple[str, ...]
    signing: tuple[str, ...]
    telling: tuple[str, ...]
    procedures: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all changes, not even a word of a rule."""
        lists = (self.document, self.signing, self.telling, self.procedures, self.added, self.removed, self.reworded)
        return all(each.nothing for each in self.changes) and not any(lists)


def review(old: Policy, new: Policy, on: date) -> Review:
    """What changes when `new` takes the place of `old` on a day. Raises TooManyCases (engine.boxes)."""
    law = library.law()
    first = compare(rulebook_of(old, on, law), rulebook_of(new, on, law))
    found = [_change(on, first, ("until now the policy", "the new version"))]
    comparisons = [first]
    for later in sorted(_days(new, on)):
        before = later - timedelta(days=1)
        comparison = compare(rulebook_of(new, before, law), rulebook_of(new, later, law))
        names = f"until {day(before.isoformat())} the policy", f"from {day(later.isoformat())} it"
        found.append(_change(later, comparison, names))
        comparisons.append(comparison)
    olds, news = ({clause.id: clause.sentence for clause in policy.clauses} for policy in (old, new))
    deciding = {each for comparison in comparisons for each in _cited(comparison)}
    return Review(
        changes=tuple(each for each in found if not each.nothing),
        document=tuple(_document(old, new)),
        signing=tuple(_signing(old, new)),
        telling=tuple(_notices(old, new)),
        procedures=tuple(_procedures(old, new)),
        added=tuple(each for each in news if each not in olds),
        removed=tuple(each for each in olds if each not in news),
        reworded=tuple(each for each in news if each in olds and news[each] != olds[each] and each not in deciding),
    )


def in_short(old: Policy, new: Policy) -> tuple[str, ...]:
    """How the words of two versions differ, in a few sentences, the most important first; () where none does. What that decides, `review` says."""
    olds, news = ({clause.id: clause.sentence for clause in policy.clauses} for policy in (old, new))
    told = [
        (len(ids), what, _some(ids))
        for what, ids in (
            ("new", [each for each in news if each not in olds]),
            ("gone", [each for each in olds if each not in news]),
            ("worded otherwise", [each for each in news if each in olds and news[each] != olds[each]]),
        )
        if ids
    ]
    rules = listed([f"{count} {'is' if count == 1 else 'are'} {what} ({ids})" for count, what, ids in told])
    others = (*_signing(old, new), *_notices(old, new), *_procedures(old, new), *_document(old, new))
    return (*([sentence(f"of its numbered sentences, {rules}")] if rules else []), *others)


def _some(ids: Sequence[str], most: int = 6) -> str:
    return listed(ids) if len(ids) <= most else f"{', '.join(ids[:most])} and {len(ids) - most} more"


def _change(on: date, comparison: Comparison, names: tuple[str, str]) -> Change:
    teller = Teller(comparison, names)
    return Change(
        on,
        comparison.differing,
        tuple(teller.difference(each) for each in comparison.differences),
        tuple(teller.duties(comparison.duties)),
        tuple(teller.consequences(comparison.consequences)),
    )


def _days(policy: Policy, after: date) -> set[date]:
    """The days after which a sentence begins, or ceases, to count."""
    starts = {clause.tree.since for clause in policy.clauses if clause.tree.since is not None}
    ends = {clause.tree.until + timedelta(days=1) for clause in policy.clauses if clause.tree.until is not None}
    return {each for each in starts | ends if each > after}


def _cited(comparison: Comparison) -> Iterator[str]:
    for difference in comparison.differences:
        for each in difference.whole:
            yield from (*each.left.ids, *each.right.ids)
    for group in (comparison.duties, comparison.consequences):
        for one in group:
            yield from (each.clause for each in (*one.left, *one.right))


# ---- the document ------------------------------------------------------------------------------------------------


def _document(old: Policy, new: Policy) -> Iterator[str]:
    """What is said about the policy, row by row. Its version and its approvals change with every version and are left out."""
    rows = [{row.key: row.values for row in about(policy)} for policy in (old, new)]
    for key in dict.fromkeys((*rows[0], *rows[1])):
        before, after = rows[0].get(key, ()), rows[1].get(key, ())
        if before != after and key not in ("Version", "Approved by", "Dated", "Adopted"):
            yield f"{key}: {_said(before)} until now; {_said(after)} in the new version."


def _said(values: Sequence[str]) -> str:
    return listed([f"“{each}”" for each in values]) or "nothing"


def _by_id(policy: Policy, kind: type) -> dict[str, Any]:
    return {part.id: part for part in policy.parts_of(kind)}  # type: ignore[union-attr]


def _pairs(old: Policy, new: Policy, kind: type) -> Iterator[tuple[str, Any, Any]]:
    olds, news = _by_id(old, kind), _by_id(new, kind)
    for each in dict.fromkeys((*olds, *news)):
        if olds.get(each) != news.get(each):
            yield each, olds.get(each), news.get(each)


def _who(words: Iterable[str]) -> str:
    from belisha.language import load

    return listed(people(words, load()))


def _signing(old: Policy, new: Policy) -> Iterator[str]:
    for each, before, after in _pairs(old, new, Agreement):
        if before is None:
            yield sentence(f"{_who(after.people)} sign a new agreement, “{after.title}” ({each})")
        elif after is None:
            yield sentence(f"{_who(before.people)} no longer sign “{before.title}” ({each})")
        else:
            yield from _statements(before, after)


def _statements(before: Agreement, after: Agreement) -> Iterator[str]:
    who = _who(after.people)
    if before.people != after.people:
        yield sentence(f"“{after.title}” ({after.id}) is signed by {who}, and until now by {_who(before.people)}")
    olds, news = ({each.id: each.text for each in one.statements} for one in (before, after))
    for each, text in news.items():
        if each not in olds:
            yield sentence(f"{who} sign a further statement, {each}: “{text}”").replace(".”.", ".”")
        elif changed_materially(olds[each], text):
            yield sentence(f"{who} sign {each} anew, which now says “{text}”").replace(".”.", ".”")
    for each, text in olds.items():
        if each not in news:
            yield sentence(f"{who} no longer sign {each}, “{text}”").replace(".”.", ".”")


def changed_materially(before: str, after: str) -> bool:
    """Whether a statement says something else, so that it has to be signed again: a comma, a capital or a space does not."""
    return _plain(before) != _plain(after)


def _plain(text: str) -> str:
    return " ".join("".join(each for each in text.lower() if each.isalnum() or each.isspace()).split())


def _notices(old: Policy, new: Policy) -> Iterator[str]:
    for each, before, after in _pairs(old, new, Notice):
        if before is None:
            yield sentence(f"{_who(after.to)} are told something new, “{after.title}” ({each})")
        elif after is None:
            yield sentence(f"{_who(before.to)} are no longer told “{before.title}” ({each})")
        else:
            yield sentence(f"what {_who(after.to)} are told in “{after.title}” ({each}) changes")


def _procedures(old: Policy, new: Policy) -> Iterator[str]:
    """Who leads, who may see and what starts it; what its steps change stands among the duties."""
    for each, before, after in _pairs(old, new, Procedure):
        if before is None:
            yield sentence(f"there is a new procedure, “{after.title}” ({each})")
        elif after is None:
            yield sentence(f"the procedure “{before.title}” ({each}) is gone")
        else:
            for what, one, other in (
                ("is led by", before.led_by, after.led_by),
                ("starts when", before.starts_text, after.starts_text),
                ("may be seen by", listed(before.confidential_to), listed(after.confidential_to)),
            ):
                if one != other:
                    yield sentence(
                        f"the procedure “{after.title}” ({each}) {what} {other or 'nobody in particular'}, and until now {one or 'nobody in particular'}"
                    )


__all__ = ["Change", "Review", "changed_materially", "review"]
