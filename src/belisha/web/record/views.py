"""Pages of the record. Whoever opens it leaves a line in it.

Room: web.record. Next door: `schools.record` writes and proves it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from belisha.schools.people.permissions import Permission
from belisha.schools.record import actions as record
from belisha.schools.record.events import LOOKS, Event
from belisha.schools.record.models import Entry
from belisha.web import lists
from belisha.web.door import at_school

NEEDED = Permission.SEE_RECORD
HASH = re.compile("[0-9a-f]{64}")
LOOKED = "looked"  # in the address: who opened or downloaded what


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    asked = lists.asked(request.GET, "event", "q")
    found = Entry.objects.visible_to(request.place).order_by("-number")
    if asked["event"] == LOOKED:
        found = found.filter(event__in=LOOKS)
    elif asked["event"] in set(Event):
        found = found.filter(event=asked["event"])
    if asked["q"]:
        found = found.filter(who_words__icontains=asked["q"]) | found.filter(about_words__icontains=asked["q"])
    return found, asked


def change_in_words(entry: Entry) -> str:
    """What changed: "role: teacher; until: nothing, then 2026-08-31"."""
    before, after = entry.before or {}, entry.after or {}
    said = []
    for name in dict.fromkeys([*before, *after]):
        old, new = _value(before.get(name)), _value(after.get(name))
        words = name.replace("_", " ")
        if name not in before or name not in after:
            said.append(f"{words}: {new if name in after else old}")
        else:
            said.append(f"{words}: {old}, then {new}")
    return "; ".join(said)


def what_in_words(entry: Entry) -> str:
    """What was done, to what, and what it changed: "Role given: Ada Novak. role: teacher"."""
    said = ": ".join(filter(None, [entry.event[:1].upper() + entry.event[1:], entry.about_words]))
    return ". ".join(filter(None, [said, change_in_words(entry)]))


def _value(value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and HASH.fullmatch(value):
        return f"{value[:16]}…"  # the file to download has it whole
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@at_school(NEEDED, fresh=True)
def entries(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    rows = [
        [
            str(each.number),
            f"{timezone.localtime(each.at):%d.%m.%Y %H:%M}, {each.who_words}",
            what_in_words(each),
        ]
        for each in page
    ]
    if "page" not in request.GET:  # one line for a reading, not for each page of it
        record.read(request.place, Event.RECORD_OPENED)
    shown = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "events": [
            ("", "Everything"),
            (LOOKED, "Whatever was opened or downloaded"),
            *((each.value, each.label) for each in Event),
        ],
    }
    return render(request, "record/record.html", shown)


@at_school(NEEDED, fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    told = "; ".join(f"{name}: {value}" for name, value in asked.items() if value) or "all of it"
    record.read(request.place, Event.RECORD_EXPORTED, record.About("record", "", told))
    anchored = record.anchor(request.place, "download")
    head = ["Number", "At (UTC)", "Event", "Who", "Roles", "About", "Which", "Before", "After", "Previous hash", "Hash"]
    rows = [
        (
            each.number,
            each.at.isoformat(),
            each.event,
            each.who_words,
            ", ".join(each.roles),
            each.about_words,
            f"{each.about_kind} {each.about_id}".strip(),
            _json(each.before),
            _json(each.after),
            each.previous,
            each.hash,
        )
        for each in found.iterator(chunk_size=2000)
    ]
    assert anchored is not None
    return lists.as_csv(f"record-to-{anchored.number}-{anchored.hash[:12]}", head, rows)


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


@at_school(NEEDED, fresh=True)
def verify(request: HttpRequest) -> HttpResponse:
    found = record.verify(request.place.school.key)
    return render(request, "record/verify.html", {"found": found})
