"""Beside: a version and the one in force, side by side, line for line; on a phone one beneath the other.

Room: web.life. `rows` is pure: two texts in, pairs of lines out, each marked in words as well as by colour.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from belisha.schools.people.permissions import Permission
from belisha.web import rulebooks
from belisha.web.door import at_school
from belisha.web.life.views import before_of, version_of

AROUND = 3  # lines that stay the same, shown on either side of those that do not
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Lines that belong together. kind: same | changed | out | in | gap; count: of a gap, how many lines are left out."""

    kind: str
    left: Markup | str = ""
    right: Markup | str = ""
    count: int = 0

    @property
    def says(self) -> str:
        return {"changed": "Changed", "out": "Taken out", "in": "Put in"}.get(self.kind, "")


def rows(old: str, new: str, whole: bool = False) -> list[Pair]:
    """Two texts side by side. whole: with all that stays the same."""
    olds, news = _lines(old), _lines(new)
    found: list[Pair] = []
    codes = difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    for place, (kind, i, j, k, m) in enumerate(codes):
        if kind == "equal":
            found += _same(olds[i:j], whole, place == 0, place == len(codes) - 1)
        else:
            found += _paired(olds[i:j], news[k:m])
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _same(lines: Sequence[str], whole: bool, first: bool, last: bool) -> Iterator[Pair]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if whole or len(lines) <= head + tail + 1:
        yield from (Pair("same", line, line) for line in lines)
        return
    yield from (Pair("same", line, line) for line in lines[:head])
    yield Pair("gap", count=len(lines) - head - tail)
    yield from (Pair("same", line, line) for line in lines[len(lines) - tail :])


def _paired(olds: Sequence[str], news: Sequence[str]) -> Iterator[Pair]:
    """Lines that give way to others: those that are alike stand side by side, the rest alone."""
    place = 0
    for old in olds:
        near = next((at for at in range(place, len(news)) if _alike(old, news[at])), None)
        if near is None:
            yield Pair("out", old)
            continue
        yield from (Pair("in", right=line) for line in news[place:near])
        yield Pair("changed", *_marked(old, news[near]))
        place = near + 1
    yield from (Pair("in", right=line) for line in news[place:])


def _alike(old: str, new: str) -> bool:
    """The same id, or the same key, or most of the same letters."""
    one, other = (line.partition(":")[0].strip() for line in (old, new))
    if ":" in old and ":" in new and len(one) < 25 and one == other:
        return True
    matcher = difflib.SequenceMatcher(None, old[:400], new[:400], autojunk=False)
    return matcher.real_quick_ratio() > 0.6 and matcher.quick_ratio() > 0.6 and matcher.ratio() > 0.6


def _marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Both lines, with the words marked that differ."""
    olds, news = _WORDS.findall(old), _WORDS.findall(new)
    left, right = Markup(), Markup()
    for kind, i, j, k, m in difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        before, after = "".join(olds[i:j]), "".join(news[k:m])
        if kind == "equal":
            left, right = left + before, right + after
            continue
        left += Markup("<del>{}</del>").format(before) if before else ""
        right += Markup("<ins>{}</ins>").format(after) if after else ""
    return left, right


@at_school(Permission.SEE_DRAFT_POLICIES)
def side_by_side(request: HttpRequest, version: UUID) -> HttpResponse:
    """A version beside the one whose place it takes, or would take today."""
    found, day = version_of(request, version), rulebooks.today()
    before = before_of(found, max(day, found.in_force_from or day))
    whole = bool(request.GET.get("whole"))
    made = rows(before.text, found.text, whole) if before is not None else []
    shown = {
        "version": found,
        "before": before,
        "rows": made,
        "whole": whole,
        "counts": {kind: sum(each.kind == kind for each in made) for kind in ("changed", "in", "out")},
    }
    return render(request, "life/beside.html", shown)


__all__ = ["Pair", "rows", "side_by_side"]
