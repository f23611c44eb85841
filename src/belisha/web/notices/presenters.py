"""Presenters: the calendar, notices and their log, shaped for their pages; and which notices wait for whoever looks.

Room: web.notices. Templates lay out what stands here and decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from markupsafe import Markup

from belisha.schools.notices.models import Notice, SchoolEvent, Telling
from belisha.schools.notices.reaching import Became, Group
from belisha.schools.people.permissions import Permission
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.notices.forms import people
from belisha.web.school.need import Need, Visit

COLOURS = {"coming": "grey", "due": "yellow", "overdue": "red", "given": "green", "let go": "grey"}
MOST_NEEDS = 5


def needs(visit: Visit) -> list[Need]:
    """The notices that are due, for those who give them; many of them as one."""
    place, today = visit.place, visit.day
    if not place.may(Permission.GIVE_NOTICES):
        return []
    due = list(Notice.objects.visible_to(place).due(today)[: MOST_NEEDS + 1])
    if len(due) > MOST_NEEDS:
        late = due[0].by < today
        return [Need("Give the notices that are due", reverse("notices", args=[place.school.key]), f"{MOST_NEEDS} or more, the first for {due[0].period}", late)]  # fmt: skip
    return [
        Need(f"Inform {to_words(each)}: {each.title}", href(each), f"{wording.capital(each.period)}; {by_words(each)}", each.by < today)
        for each in due
    ]  # fmt: skip


def to_words(notice: Notice) -> str:
    """ "parents and carers, staff and governors"."""
    return "those who were chosen" if notice.chosen else wording.listed(map(people, notice.to))


def by_words(notice: Notice) -> str:
    return f"by {wording.day(notice.by)}"


def href(notice: Notice) -> str:
    return reverse("notice", args=[notice.school_id, notice.pk])


def tag(word: str) -> Markup:
    return ui.tag(wording.capital(word), COLOURS[word])


def notice_rows(notices: Sequence[Notice], today: date) -> list[list[Markup]]:
    return [
        [
            Markup("{}<br>{}").format(ui.link(href(each), each.title), f"{each.clause}, for {to_words(each)}"),
            Markup("{}<br>{}<br>{}").format(
                tag(each.standing(today)), wording.capital(each.period), days_words(each, today)
            ),
        ]
        for each in notices
    ]


def days_words(notice: Notice, today: date) -> str:
    """When it is to be given, or was."""
    standing = notice.standing(today)
    if standing == "given":
        return f"Given on {wording.day(notice.given)}"
    if standing == "let go":
        return f"Let go on {wording.day(notice.dropped)}"
    if standing == "coming":
        return f"Due from {wording.day(notice.opens)}, by {wording.day(notice.by)}"
    return f"Due since {wording.day(notice.opens)}, {by_words(notice)}"


def days(event: SchoolEvent) -> str:
    """ "4 December 2026", "1 to 3 June 2027"."""
    if event.first == event.last:
        return wording.day(event.first)
    same = (event.first.year, event.first.month) == (event.last.year, event.last.month)
    first = str(event.first.day) if same else wording.day(event.first)
    return f"{first} to {wording.day(event.last)}"


def whom(event: SchoolEvent) -> str:
    if event.chosen:
        return "Single pupils"
    return ", ".join(event.whom) or "The whole school"


def event_rows(events: Sequence[SchoolEvent]) -> list[list[Markup]]:
    return [
        [
            Markup("{}<br>{}").format(ui.link(reverse("event", args=[each.school_id, each.pk]), each.name), each.get_kind_display()),
            Markup("{}{}<br>{}").format(
                ui.tag("Cancelled", "grey") + Markup("<br>") if each.cancelled else "",
                ", ".join(filter(None, (days(each), each.time, each.place))),
                whom(each),
            ),
        ]
        for each in events
    ]  # fmt: skip


def became_words(telling: Telling, became: Became) -> str:
    """What became of the mails of a telling."""
    if telling.way != Telling.Way.EMAIL:
        return wording.capital(wording.listed(map(people, telling.groups)))
    told = [
        f"{became.sent:,} sent",
        *([f"{became.refused:,} refused by their server"] if became.refused else []),
        *([f"{became.no_address:,} without an address"] if became.no_address else []),
        *([f"{became.waiting:,} waiting in the outbox"] if became.waiting else []),
    ]
    return ", ".join(told)


def telling_rows(tellings: Sequence[Telling], became: Mapping[object, Became], *, named: bool, with_notice: bool = True) -> list[list[Markup]]:  # fmt: skip
    """The lines of the log. named: with who wrote it down, and where; else in numbers alone."""
    rows = []
    for each in tellings:
        way = each.get_way_display()
        if named and each.way == Telling.Way.EMAIL:
            way = ui.link(reverse("telling", args=[each.school_id, each.notice_id, each.pk]), way)
        said = became_words(each, became[each.pk]) + (
            " (still being sent)" if each.state == Telling.State.SENDING else ""
        )
        small = f"{each.note + ', ' if each.note else ''}{each.by_words}" if named else ""
        how, whom = Markup("{}<br>{}").format(way, wording.day(each.on)), Markup("{}<br>{}").format(said, small)
        if with_notice:  # two columns, for a phone
            notice = Markup("{}<br>{}").format(ui.link(href(each.notice), each.notice.title), each.notice.period)
            rows.append([notice, Markup("{}<br>{}").format(how, whom)])
        else:
            rows.append([how, whom])
    return rows


def group_rows(groups: Sequence[Group]) -> list[list[Markup | str]]:
    return [
        [
            wording.capital(people(each.word)) if not each.year else Markup('<span class="govuk-hint govuk-!-margin-bottom-0">of {}</span>').format(each.year),
            f"{each.people:,}",
            f"{each.mailed:,}",
            f"{each.other:,}",
            Markup("{}{}").format(ui.tag(*reach(each)), f" {wording.day(each.last)}" if each.last else ""),
        ]
        for each in groups
    ]  # fmt: skip


def reach(group: Group) -> tuple[str, str]:
    """In a word, and its colour. Who was told by poster or by word cannot be counted: it counts for all of them."""
    if group.never:
        return "Never reached", "red"
    return ("Reached in part", "yellow") if group.mailed < group.people and not group.other else ("Reached", "green")
