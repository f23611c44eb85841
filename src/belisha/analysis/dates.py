"""Dates, approval and identity: what a clerk looks at first: the head of the document, its numbers, its blanks.

Room: analysis. Text and front matter only; the day is given, there is no clock.
Next door: the review date against its cycle is found where the front matter is read (`language.frontmatter`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from belisha.language.frontmatter import add_months, months_of
from belisha.language.policy import Agreement, Notice
from belisha.language.reading import ID
from belisha.library.lawpack import first_day, last_day

from .findings import Finding
from .looked import Looked, counted, listed
from .passages import Passage

WORDS = ("prose", "item", "note", "statement", "says", "heading", "title")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def check(looked: Looked) -> Iterator[Finding]:
    if looked.policy.front.layer == "school":
        yield from _review(looked)
        yield from _control(looked)
    yield from _contradictions(looked)
    yield from _numbers(looked)
    yield from _notices(looked)
    yield from _placeholders(looked)
    yield from _not_there(looked)


def in_words(text: str) -> str:
    """A date as printed, in words: 14 September 2026, September 2026, 2026."""
    parts = [int(part) for part in text.split("-")]
    words = [str(parts[0]), *(_MONTHS[month - 1] for month in parts[1:2]), *(str(day) for day in parts[2:])]
    return " ".join(reversed(words))


def on_or_in(text: str) -> str:
    """On 14 September 2026, in September 2026."""
    return f"{'on' if len(text) == 10 else 'in'} {in_words(text)}"


# ---- review ----------------------------------------------------------------------------------------------------


def _last(looked: Looked) -> str:
    front = looked.policy.front
    on = max((each.on for each in (*front.approved, *front.reviewed) if each.on), default="")
    return front.review.last or on or front.adopted or front.dated


def _review(looked: Looked) -> Iterator[Finding]:
    front = looked.policy.front
    review, ids = front.review, dict(front.clauses).get("review", ())
    cycle, last = months_of(review.every), _last(looked)
    due = f"{add_months(first_day(last), cycle):%Y-%m}" if cycle and last else ""
    if review.next and last_day(review.next) < looked.as_of:
        yield looked.find(
            "review-overdue", f"the next review was due {on_or_in(review.next)}", looked.key("review"), ids
        )
    elif due and last_day(due) < looked.as_of:
        printed = "" if review.next else ", and no date is printed"
        message = f"by its cycle ({review.every} after {in_words(last)}) the review was due in {in_words(due)}{printed}"
        yield looked.find("review-overdue", message, looked.key("review"), ids)
    elif not review.next and not review.every:
        yield looked.find("no-review", "neither a review date nor a review cycle is given", looked.key("review"), ids)
    elif not review.next and not due:
        message = f"the review cycle is {review.every}, and there is no date to count from"
        yield looked.find("no-review", message, looked.key("review"), ids)


def _control(looked: Looked) -> Iterator[Finding]:
    front = looked.policy.front
    missing = [
        what
        for what, there in (
            ("who approved it", front.approved),
            ("who answers for it", front.owner or front.lead),
            ("which version it is", front.version),
            ("of which day it is", front.dated or front.adopted or front.approved or front.reviewed),
        )
        if not there
    ]
    if missing:
        keys = listed(("`approved`", "`owner`", "`version`", "`dated`")[:4], "or")
        yield looked.find(
            "document-control", f"the head of the document does not say {listed(missing, 'or')}", looked.key("policy"),
            mend=f"add the keys that are missing to the front matter: {keys}",
        )  # fmt: skip


def _contradictions(looked: Looked) -> Iterator[Finding]:
    front = looked.policy.front
    said = [
        ("dated", "it was dated", front.dated),
        ("adopted", "it was adopted", front.adopted),
        *(("approved", f"{each.by or 'somebody'} approved it", each.on) for each in front.approved),
        *(("reviewed", f"{each.by or 'somebody'} reviewed it", each.on) for each in front.reviewed),
        ("review", "it was last reviewed", front.review.last),
    ]
    for key, what, on in said:
        if not on:
            continue
        if first_day(on) > looked.as_of:
            message = f"{what} {on_or_in(on)}, which has not come yet"
            yield looked.find("dates-contradict", message, looked.key(key))
        elif front.review.next and first_day(on) > last_day(front.review.next) and key != "review":
            message = f"{what} {on_or_in(on)}, after the next review ({in_words(front.review.next)})"
            yield looked.find("dates-contradict", message, looked.key(key))
    approved = max((each.on for each in front.approved if each.on), default="")
    if approved and front.adopted and last_day(front.adopted) < first_day(approved):
        message = f"it was adopted {on_or_in(front.adopted)}, before it was approved {on_or_in(approved)}"
        yield looked.find("dates-contradict", message, looked.key("adopted"))
    reviewed = max((each.on for each in front.reviewed if each.on), default="")
    if reviewed and front.review.last and reviewed[:7] != front.review.last[:7]:
        message = f"the last review was {on_or_in(front.review.last)}, and somebody reviewed it {on_or_in(reviewed)}"
        yield looked.find("dates-contradict", message, looked.key("review"))
    last, years = _last(looked), [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", front.version)]
    if years and last and max(years) < first_day(last).year:
        ids = dict(front.clauses).get("version", ())
        message = f"the version ({front.version}) is older than the last review or approval ({in_words(last)})"
        yield looked.find("old-version", message, looked.key("version"), ids)


# ---- numbers ---------------------------------------------------------------------------------------------------


def _numbers(looked: Looked) -> Iterator[Finding]:
    order: dict[str, list[tuple[int, str]]] = {}
    seen: dict[str, set[int]] = {}
    for id in (id for _, ids in looked.policy.front.clauses for id in ids):
        prefix, number = _number(id)
        seen.setdefault(prefix, set()).add(number)
    for passage in looked.passages:
        for id in passage.ids:
            prefix, number = _number(id)
            seen.setdefault(prefix, set()).add(number)
            # What stands inside a block is numbered with the block; an exception may have a number of its own.
            if passage.kind in ("prose", "item", "title") or (passage.kind == "sentence" and not passage.block):
                order.setdefault(prefix, []).append((number, id))
    for part in looked.policy.parts:
        for id in getattr(part, "clauses", ()) if isinstance(part, Notice | Agreement) else ():
            seen.setdefault(_number(id)[0], set()).add(_number(id)[1])
    named = "\n".join(clause.sentence for clause in looked.policy.clauses)
    for met in re.finditer(rf"\(({ID.pattern})\)", named):
        seen.setdefault(_number(met[1])[0], set()).add(_number(met[1])[1])
    for numbered in order.values():
        kept = _longest_rising([number for number, _ in numbered])
        ids = list(dict.fromkeys(id for place, (_, id) in enumerate(numbered) if place not in kept))
        if ids:
            yield looked.about("id-order", f"{listed(ids)} {'stands' if len(ids) == 1 else 'stand'} out of order", ids)
    for prefix, numbers in seen.items():
        gaps = [number for number in range(min(numbers), max(numbers)) if number not in numbers]
        if gaps and len(gaps) < len(numbers):
            message = (
                f"{listed(f'{prefix}-{number}' for number in gaps[:12])} {'is' if len(gaps) == 1 else 'are'} missing"
            )
            message += f", and {len(gaps) - 12} more" if len(gaps) > 12 else ""
            after = next(id for id in _ids(looked) if _number(id) == (prefix, max(n for n in numbers if n < gaps[0])))
            yield looked.find("id-missing", message, looked.place(after))


def _longest_rising(numbers: list[int]) -> frozenset[int]:
    """The places of a longest part of the numbers that never falls: what is left out is out of order."""
    ends: list[
        tuple[int, int]
    ] = []  # for each length, the smallest number that such a part can end with, and its place
    before: dict[int, int] = {}
    for place, number in enumerate(numbers):
        at = bisect_right(ends, (number, len(numbers)))
        before[place] = ends[at - 1][1] if at else -1
        ends[at : at + 1] = [(number, place)]
    kept, place = set[int](), ends[-1][1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return frozenset(kept)


def _ids(looked: Looked) -> Iterator[str]:
    yield from (id for passage in looked.passages for id in passage.ids)
    yield from (id for part in looked.policy.parts for id in getattr(part, "clauses", ()) if isinstance(id, str))
    yield from (id for _, ids in looked.policy.front.clauses for id in ids)
    for clause in looked.policy.clauses:
        yield from re.findall(rf"\(({ID.pattern})\)", clause.sentence)


def _number(id: str) -> tuple[str, int]:
    prefix, _, rest = id.partition("-")
    met = re.match(r"\d+", rest)
    return prefix, int(met[0]) if met else 0


# ---- notices and agreements ------------------------------------------------------------------------------------


def _notices(looked: Looked) -> Iterator[Finding]:
    for part in looked.policy.parts:
        if isinstance(part, Notice):
            if not part.to:
                yield looked.about("no-audience", f"{part.id} ({part.title}) is a notice to nobody", [part.id])
            if not (part.before or part.when or part.every):
                message = f"{part.id} ({part.title}) does not say when or how often people are told"
                yield looked.about("no-moment", message, [part.id])
        elif isinstance(part, Agreement):
            if not part.people:
                yield looked.about("no-audience", f"{part.id} ({part.title}) is an agreement for nobody", [part.id])
            if not part.signed:
                message = f"{part.id} ({part.title}) does not say when people sign"
                yield looked.about("no-moment", message, [part.id])


# ---- placeholders ----------------------------------------------------------------------------------------------

_BLANKS = (
    # Square brackets, unless they are a link, a footnote, a tick box, or mark a change in a quotation.
    re.compile(r"(?<!\])\[(?!\^|sic\]|…\]|\.\.\.\]|[xX ]?\]|\d+\])([^\[\]\n]{2,80})\](?![(\[:])"),
    re.compile(r"<(?!https?:|mailto:|www\.|/|!|br\b)((?:[\w’'-]+ ){0,4}(?:school|name|date|role|insert|head\w*|contact)(?: [\w’'-]+){0,4})>", re.I),
    re.compile(r"\b(?:TBC|TBA|TBD|X{2,}|x{2,}/x{2,}(?:/x{2,})?)\b"),
    re.compile(r"_{3,}|\.{5,}|…{2,}"),
    re.compile(r"\binsert (?:\w+ ){0,2}(?:here|name|school|date|link|details|logo|role|contact)\w*\b|\bdelete as appropriate\b|\blorem ipsum\b", re.I),
    re.compile(r"\bName of (?:the )?[Ss]chool\b|\b(?:[Yy]our|the) school name\b"),
    re.compile(r"\bto be (?:confirmed|completed|inserted|advised|agreed|filled in)\b(?! by (?:a|the|both) parents?)", re.I),
)  # fmt: skip
_ADMITTED = re.compile(
    r"\bplaceholders?\b|\bbracketed\b|\b(?:printed )?in brackets\b|\bblank\b[^.]{0,40}\bnot filled\b|\bdrafting instruction\b"
    r"|\bleft over from the model\b|\binstruction to its author\b|\bhas to fill it in\b",
    re.IGNORECASE,
)


def _placeholders(looked: Looked) -> Iterator[Finding]:
    front = looked.policy.front
    blank: set[str] = set()
    for passage in looked.of(*WORDS, "front"):
        if passage.kind == "front" and not _own_words(passage):
            continue
        for pattern in _BLANKS:
            if (met := pattern.search(passage.text)) is None:
                continue
            # What a name of the front matter holds stands in quotes; a list in brackets is no blank.
            if passage.kind == "front" and pattern is _BLANKS[0] and f'"{met[0]}' not in passage.text:
                continue
            message = f"`{met[0].strip()}` was not filled in"
            yield looked.find("placeholder", message, passage.at(met.start()), passage.ids, length=len(met[0]))
            blank |= {passage.block} - {""}
            break
    for passage in looked.of("note", "prose", "item", "front"):
        if (passage.kind == "front" and passage.key != "notes") or passage.block in blank:
            continue
        if met := _ADMITTED.search(passage.text):
            ids = passage.ids or tuple(dict.fromkeys(re.findall(rf"\b{ID.pattern}\b", passage.text)))
            known = {id for each in looked.passages for id in each.ids} | {
                id for _, each in front.clauses for id in each
            }
            message = f"the document's own words admit what was left from a model or not filled in (“{met[0]}”)"
            yield looked.find(
                "placeholder", message, passage.at(met.start()), [id for id in ids if id in known], length=len(met[0])
            )


def _own_words(passage: Passage) -> bool:
    return passage.key in (
        "policy",
        "school",
        "owner",
        "lead",
        "version",
        "approved",
        "reviewed",
        "people",
        "when silent",
    )


_NOT_THERE = re.compile(
    r"(?:has|have|is|are) not (?:been )?supplied|not printed in this policy|(?:is|are) not (?:in|part of) this policy",
    re.IGNORECASE,
)


def _not_there(looked: Looked) -> Iterator[Finding]:
    found: dict[str, Passage] = {}
    ids: list[str] = []
    for passage in looked.of("note", "prose", "item", "says", "front"):
        if (passage.kind != "front" or passage.key == "notes") and _NOT_THERE.search(passage.text):
            found.setdefault(passage.text, passage)
            ids += passage.ids
    if found:
        first = next(iter(found.values()))
        message = f"{counted(len(found), 'place')} {'rests' if len(found) == 1 else 'rest'} on a document or a procedure that is not supplied"
        yield looked.find("document-missing", message, first.at(), ids)


__all__ = ["check", "in_words", "on_or_in"]
