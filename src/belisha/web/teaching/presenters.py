"""Presenters: what is taught, shaped for its pages; the year at a glance; and what waits for whoever looks.

Room: web.teaching. Templates lay out what stands here and decide nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from belisha.schools.notices.calling import year_of
from belisha.schools.people.classes import STAGES, classes, stage_of
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.teaching import standing
from belisha.schools.teaching.models import Item, Resource
from belisha.schools.teaching.standing import ADULTS, Standing
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.school.need import Need, Visit

COLOURS = {"planned": "blue", "overdue": "red", "done": "green", "let go": "grey"}


def needs(visit: Visit) -> list[Need]:
    """One's own reading; and for those who plan, what is overdue."""
    place, today, found = visit.place, visit.day, []
    if place.person is not None:
        for item, due in standing.unread(place.school, place.person.pk, place.roles, today):
            href = reverse("item-read", args=[place.school.key, item.pk])
            found.append(Need(f"Read: {item.title}", href, f"By {wording.day(due)}", due < today))
    if place.may(Permission.PLAN_TEACHING):
        over = Q(last__lt=today) | Q(kind=Item.Kind.READING)
        items = list(Item.objects.visible_to(place).standing().of_year(year_of(today)).filter(over))
        late = [each for each in standing.of(items, place.school, today) if each.word == "overdue"] if items else []
        if len(late) == 1:
            found.append(
                Need(
                    f"See to what is overdue: {late[0].item.title}", href_of(late[0].item), missing_words(late[0]), True
                )
            )
        elif late:
            href = f"{reverse('teaching', args=[place.school.key])}?show=overdue"
            found.append(
                Need(
                    f"See to {len(late)} lessons and trainings that are overdue",
                    href,
                    late[0].item.title + " and others",
                    True,
                )
            )
    return found


def href_of(item: Item) -> str:
    return reverse("item", args=[item.school_id, item.pk])


def link(item: Item) -> Markup:
    return ui.link(href_of(item), item.title)


def tag(word: str) -> Markup:
    return ui.tag(wording.capital(word), COLOURS[word])


def whom(item: Item) -> str:
    """ "Key Stage 1", "Year 4 and Year 5", "All staff"."""
    if item.for_pupils:
        return wording.listed(_class_words(each) for each in item.whom) or "All pupils"
    return wording.listed(ADULTS.get(each, each) for each in item.whom)


def _class_words(word: str) -> str:
    return wording.label("actor.stage", word)[0] if word in STAGES else word


def days(item: Item) -> str:
    if item.kind == Item.Kind.READING:
        return f"From {wording.day(item.first)}, each within {item.days} days"
    return (
        wording.day(item.first) if item.first == item.last else f"{wording.day(item.first)} to {wording.day(item.last)}"
    )


def had_words(stands: Standing) -> str:
    """ "3 of 4 classes", "54 of 58 people"."""
    if not stands.expected:
        return "Nobody here is in it"
    what = "classes" if stands.item.for_pupils else "people"
    return f"{len(stands.had):,} of {len(stands.expected):,} {what}"


def missing_words(stands: Standing) -> str:
    if stands.item.for_pupils:
        return f"{wording.listed(sorted(map(str, stands.missing)))}; it was due by {wording.day(stands.item.last)}"
    missing = len(stands.late) if stands.item.kind == Item.Kind.READING else len(stands.missing)
    return f"{missing} {'person has' if missing == 1 else 'people have'} not had it"


def rows(stands: Sequence[Standing]) -> list[list[Markup]]:
    return [
        [
            Markup("{}<br>{}").format(link(each.item), f"{each.item.get_kind_display()}{f', {each.item.clause}' if each.item.clause else ''}"),
            Markup("{} {}<br>{}<br>{}").format(tag(each.word), had_words(each), whom(each.item), days(each.item)),
        ]
        for each in stands
    ]  # fmt: skip


def resource_words(resource: Resource) -> str:
    if resource.href:
        return "a link"
    return f"{resource.size / 1_000_000:.1f} MB" if resource.size >= 100_000 else f"{max(1, resource.size // 1000)} kB"


# ---- the year at a glance --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Glance:
    """A school year: groups at the head, months down the side; in each cell what falls into it. shares: of adults, how many have had each item."""

    groups: tuple[str, ...]
    months: tuple[tuple[str, tuple[tuple[Standing, ...], ...]], ...]
    counts: tuple[tuple[str, int], ...]
    shares: tuple[Standing, ...]


def glance(stands: Sequence[Standing], year: int, among: Sequence[str]) -> Glance:
    """year: in which it begins, with September. among: the classes of the school."""
    stages = [each for each in STAGES if each in {stage_of(one) for one in among}]
    cells: dict[tuple[str, str], list[Standing]] = {}
    used: Counter[str] = Counter()
    for each in stands:
        for group in _groups(each.item, stages, among):
            used[group] += 1
            cells.setdefault((_month(each.item), group), []).append(each)
    heads = [
        each
        for each in [*map(_class_words, stages), "All pupils", *ADULTS.values()]
        if used[each] or each in map(_class_words, stages)
    ]
    named = [date(year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(8, 20)]  # August to July
    months = [
        (f"{first:%B %Y}", tuple(tuple(cells.get((f"{first:%B %Y}", head), ())) for head in heads))
        for first in named
        if first.month != 8 or any((f"{first:%B %Y}", head) in cells for head in heads)
    ]
    counts = Counter(each.word for each in stands)
    shares = tuple(each for each in stands if not each.item.for_pupils and not each.item.dropped)
    return Glance(tuple(heads), tuple(months), tuple((word, counts[word]) for word in COLOURS), shares)


def _month(item: Item) -> str:
    """Where it stands: in the month by which it is to be done; a reading, in that from which on."""
    return f"{item.first if item.kind == Item.Kind.READING else item.last:%B %Y}"


def _groups(item: Item, stages: Sequence[str], among: Sequence[str]) -> list[str]:
    if not item.for_pupils:
        return [ADULTS.get(each, each) for each in item.whom]
    if not item.whom:
        return ["All pupils"]
    named = {each if each in STAGES else stage_of(each) for each in item.whom}
    return [_class_words(each) for each in stages if each in named] or ["All pupils"]


def today_classes(place: Place) -> list[str]:
    return classes(place.school, timezone.localdate())
