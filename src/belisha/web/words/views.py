"""The reference of the language, and a search in it.

Room: web.words. All of it comes from `belisha.language.reference`.
"""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belisha.language import reference
from belisha.language.vocabulary import load
from belisha.publishing.markdown import markdown_line
from belisha.web import components as ui

LONGEST_SEARCH = 100


def words(request: HttpRequest) -> HttpResponse:
    """By topic, or what a search finds."""
    wanted = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    topic = request.GET.get("topic", "")
    among = [each for each in _topics() if topic in ("", each.name)] or _topics()
    found = reference.search(wanted, among) if wanted else among if topic else ()
    near = () if found or not wanted else load().suggest(wanted, _said())
    return render(
        request,
        "words/words.html",
        {
            "wanted": wanted,
            "topic": topic,
            "topics": _topics(),
            "options": [ui.Option("", "Everything"), *(ui.Option(each.name, each.title) for each in _topics())],
            "found": found,
            "count": sum(len(each.entries) for each in found),
            "near": near,
            "line": markdown_line,
            "shapes": () if wanted or topic else reference.shapes(),
        },
    )


@cache
def _topics() -> tuple[reference.Topic, ...]:
    return reference.topics()


@cache
def _said() -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for topic in _topics() for entry in topic.entries for said in entry.said))
