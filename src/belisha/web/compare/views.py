"""The pages: choose, the matrix, the exact differences of two.

Room: web.compare. HTTP in, HTTP out: `pages` reads what is asked for, `matrix` and `differences` find the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from belisha.library.questions import questions
from belisha.web import components as ui
from belisha.web import rulebooks, wording
from belisha.web.compare import pages, schools, words
from belisha.web.compare.differences import FOLLOWS, MAY, MUST, ORDER, Compared, compared
from belisha.web.compare.matrix import Row, rows
from belisha.web.components.decisions import VERDICTS
from belisha.web.once import PATIENCE, look_again


def matrix(request: HttpRequest) -> HttpResponse:
    """What two to six policies answer to every question; without them, where to choose."""
    chosen, filters = pages.chosen(request.GET), pages.filters(request.GET)
    errors = chosen.errors(submitted=bool(request.GET))
    if errors or not chosen.names:
        return _choose(request, chosen, errors, reverse("compare"), filters.pairs())
    every = rows(chosen.names, rulebooks.today(), PATIENCE)
    if every is None:
        return look_again(request, _title(chosen.names))
    shown = [row for row in every if filters.shows(row)]
    return render(
        request,
        "compare/matrix.html",
        {
            "ticked": [schools.public(name) for name in chosen.names],
            "options": pages.options(chosen.names),
            "title": _title(chosen.names),
            "columns": columns(chosen.names),
            "summary": words.summary(every, chosen.names),
            "sharpest": words.sharpest(every),
            "counted": words.counted(shown, every),
            "tables": _by_topic(shown),
            "filters": filters,
            "pages": pages,
            "all_questions": pages.address(reverse("compare"), chosen.names),
            "differences": _differences(chosen.names),
            "today": rulebooks.today(),
        },
    )


def _choose(
    request: HttpRequest,
    chosen: pages.Chosen,
    errors: Sequence[tuple[str, str]],
    action: str,
    keep: Sequence[tuple[str, str]] = (),
    exactly: int = 0,
) -> HttpResponse:
    """The page on which policies are chosen. keep: what else the address said; exactly: how many there have to be, 0 for two to six."""
    context = {
        "chosen": chosen,
        "options": pages.options(chosen.names),
        "ticked": [schools.public(name) for name in chosen.names],
        "errors": errors,
        "action": action,
        "keep": keep,
        "exactly": exactly,
    }
    return render(request, "compare/choose.html", context, status=404 if chosen.unknown else 200)


def _title(names: Sequence[str]) -> str:
    if len(names) == 2:
        return f"{rulebooks.called(names[0])} and {words.called(names[1])} compared"
    return f"{wording.capital(wording.NUMBERS[len(names)])} policies compared"


def columns(names: Sequence[str]) -> list[ui.Column]:
    return [ui.Column(rulebooks.called(name), schools.document(name)) for name in names]


def _by_topic(shown: Sequence[Row]) -> list[tuple[str, str, list[tuple[str, list[object]]]]]:
    """By topic: its key, its title, and the rows of its table."""
    return [
        (
            key,
            title,
            [
                (row.question.asks, [each.cell for each in row.answers.values()])
                for row in shown
                if row.question.topic == key
            ],
        )
        for key, title in questions().topics.items()
        if any(row.question.topic == key for row in shown)
    ]


def _differences(names: Sequence[str]) -> str:
    return pages.address(reverse("compare-differences"), names) if len(names) == 2 else ""


# ---- the exact differences of two ------------------------------------------------------------------------------------

GROUPS = {MAY: "What may be done", MUST: "What must be done", FOLLOWS: "What follows"}


def differences(request: HttpRequest) -> HttpResponse:
    """Exactly where two policies differ; without two, where to choose them."""
    chosen, filters = pages.chosen(request.GET), pages.filters(request.GET)
    errors = chosen.errors(submitted=bool(request.GET), exactly=2)
    if errors or not chosen.names:
        return _choose(request, chosen, errors, reverse("compare-differences"), filters.pairs(), exactly=2)
    one, other = chosen.names
    title = f"Where {words.called(one)} and {words.called(other)} differ"
    found = compared((one, other), rulebooks.today(), PATIENCE)
    if found is None:
        return look_again(request, title)
    pair = pages.pair(request.GET)
    shown = [each for each in found.shown if filters.fits(each.topic, each.people) and pair in (None, each.pair)]
    return render(
        request,
        "compare/differences.html",
        {
            "title": title,
            "ticked": [schools.public(name) for name in chosen.names],
            "one": words.called(one),
            "other": words.called(other),
            "called": (rulebooks.called(one), rulebooks.called(other)),
            "compared": found,
            "differing": _percent(found.differing),
            "table": _table(found),
            "groups": [
                (group, heading, [each.part for each in shown if each.group == group], sum(each.group == group for each in found.shown))
                for group, heading in GROUPS.items()
            ],
            "shown": len(shown),
            "filters": filters,
            "pair": ",".join(pair) if pair else "",
            "filtered": bool(filters.topic or filters.who or pair),
            "pair_options": _pair_options(found),
            "pages": pages,
            "everything": pages.address(reverse("compare-differences"), chosen.names),
            "matrix": pages.address(reverse("compare"), chosen.names),
        },
    )  # fmt: skip


def _percent(share: float) -> str:
    if share == 0:
        return "0%"
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}" if share >= 0.001 else "under 0.1%"


def _table(found: Compared) -> tuple[list[str], list[list[Markup | str]]]:
    """Its head and its rows: the share of each pair of answers, those of the first policy down, those of the second across."""
    across = [kind for kind in ORDER if any(right == kind for _, right in found.table)]
    down = [kind for kind in ORDER if any(left == kind for left, _ in found.table)]
    rows = []
    for left in down:
        cells: list[Markup | str] = [VERDICTS[left][0]]
        for right in across:
            share = found.table.get((left, right), 0.0)
            said = _percent(share) if share else "–"
            cells.append(Markup("{} <em>(the same)</em>").format(said) if left == right and share else said)
        rows.append(cells)
    return [rulebooks.called(found.names[0]), *(VERDICTS[kind][0] for kind in across)], rows


def _pair_options(found: Compared) -> list[ui.Option]:
    one, other = (rulebooks.called(name) for name in found.names)
    return [
        ui.Option("", "Any two answers"),
        *(
            ui.Option(f"{left},{right}", f"{one}: {VERDICTS[left][0]} – {other}: {VERDICTS[right][0]}")
            for left, right in found.pairs()
        ),
    ]
