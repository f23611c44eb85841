"""Presenters: ties and approvals, shaped for their pages, and what of them waits for somebody.

Room: web.declarations. Names are shown to whoever may see their people; the caller has looked them up through `visible_to`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from textwrap import shorten

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from belisha.engine.explain import givers_in_words
from belisha.language.vocabulary import load
from belisha.schools.declarations import facts
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.declarations.reminders import BEFORE
from belisha.schools.declarations.years import overdue_from, school_year
from belisha.schools.people.models import Person, running
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.school.need import Need, Visit

COLOURS = {
    "Counts": "green", "To be confirmed": "yellow", "Counts no more": "orange", "Name to be found": "yellow", "Ended": "grey",
    "Waiting": "yellow", "Given": "green", "Refused": "red", "Withdrawn": "grey", "Expired": "grey",
}  # fmt: skip
MOST_NEEDS = 5
UNSEEN = "somebody whom you may not see"


def tag(said: str) -> Markup:
    return ui.tag(said, COLOURS[said])


def seen(place: Place, people: Iterable[object]) -> dict[object, Person]:
    """Those of these identifiers whom somebody may see. One query."""
    wanted = [each for each in people if each]
    return {each.pk: each for each in Person.objects.visible_to(place).filter(pk__in=wanted)} if wanted else {}


# ---- ties ------------------------------------------------------------------------------------------------------------


def standing(declared: Declaration, day: date) -> str:
    """How a declaration stands, in a word or two."""
    if declared.has_ended(day):
        return "Ended"
    if declared.about_id is None:
        return "Name to be found"
    if declared.confirmed >= school_year(day):
        return "Counts"
    return "To be confirmed" if day < overdue_from(day) else "Counts no more"


def whom(declared: Declaration, known: Mapping[object, Person], place: Place) -> str:
    """Whose name stands there: what the declarer wrote is theirs to see, and of those who see the register."""
    if declared.about_id is None:
        return declared.named
    person = known.get(declared.about_id)
    return person.name if person else declared.named or UNSEEN


def declaration_rows(page: Collection[Declaration], place: Place, day: date) -> list[list[Markup | str]]:
    """Whom and what they are, and how it stands: two columns, for a phone."""
    known = seen(place, [each.about_id for each in page])
    mine = place.person.pk if place.person else None
    return [
        [
            Markup("{}<br>{}").format(
                ui.link(reverse("declaration", args=[place.school.key, each.pk]), whom(each, known, place)),
                _under("" if each.person_id == mine else each.person.name, each.get_relation_display()),
            ),
            Markup("{}<br>since {}{}").format(
                tag(standing(each, day)),
                wording.day(each.since),
                "" if each.noted else Markup("<br>not noted yet"),
            ),
        ]
        for each in page
    ]


def _under(who: str, said: str) -> Markup:
    """Beside a link in the first column, which is bold."""
    return Markup('<span class="govuk-!-font-weight-regular">{}</span>').format(
        f"{who}: {said.lower()}" if who else said
    )


def declaration_summary(declared: Declaration, place: Place, day: date) -> list[ui.Row]:
    known = seen(place, [declared.about_id])
    own = place.person is not None and declared.person_id == place.person.pk
    noted = f"{wording.moment(declared.noted)}, by {declared.noted_by_words}" if declared.noted else "not yet"
    return [
        ui.Row("How it stands", tag(standing(declared, day))),
        ui.Row("Declared by", "you" if own else declared.person.name),
        ui.Row("Whom", whom(declared, known, place)),
        *([ui.Row("Written as", declared.named)] if declared.named and declared.about_id in known else []),
        ui.Row("What they are", declared.get_relation_display()),
        *([ui.Row("In their words", declared.words)] if declared.words else []),
        ui.Row("Since", wording.day(declared.since)),
        ui.Row("Last confirmed", wording.day(declared.confirmed)),
        *([ui.Row("Ends", wording.day(declared.until))] if declared.until else []),
        ui.Row("Noted by a leader", noted),
    ]


# ---- approvals -------------------------------------------------------------------------------------------------------


def fact_rows(kept: Mapping[str, object]) -> list[ui.Row]:
    """A scope in words: each question and its answer; what was denied of a page of ticks is left out."""
    vocabulary = load()
    read = facts.read_scope(kept)
    return [
        ui.Row(wording.question(name), wording.answer(name, value))
        for name, value in read.items()
        if not (value is False and vocabulary.page_of(name)) and name != "authorised by"
    ]


def approval_rows(page: Collection[Approval], place: Place, day: date) -> list[list[Markup | str]]:
    """What for, of which kind, and how it stands: two columns, for a phone."""
    known = seen(place, [each.person_id for each in page])
    mine = place.person.pk if place.person else None
    return [
        [
            Markup("{}<br>{}").format(
                ui.link(reverse("approval", args=[place.school.key, each.pk]), each.what),
                _under("" if each.person_id == mine else asker(each, known, place), each.get_kind_display()),
            ),
            Markup("{}<br>{}").format(tag(each.stands(day)), _when(each)),
        ]
        for each in page
    ]


def _when(approval: Approval) -> str:
    if approval.since is None:
        return f"asked on {wording.day(timezone.localdate(approval.asked))}"
    return f"from {wording.day(approval.since)} until {wording.day(approval.until)}"


def asker(approval: Approval, known: Mapping[object, Person], place: Place) -> str:
    """Who asked: whoever is asked for leave sees that in any case."""
    return approval.person.name if approval.person_id in known or place.may(Permission.DECIDE_APPROVALS) else UNSEEN


def approval_summary(approval: Approval, place: Place, day: date) -> list[ui.Row]:
    known = seen(place, [approval.person_id, approval.about_id])
    own = place.person is not None and approval.person_id == place.person.pk
    about = known.get(approval.about_id)
    rows = [
        ui.Row("How it stands", tag(approval.stands(day))),
        ui.Row("Asked by", "you" if own else asker(approval, known, place)),
        ui.Row("Asked on", wording.moment(approval.asked)),
        ui.Row("For", approval.what),
        *([ui.Row("The post", ui.as_written(approval.post))] if approval.post else []),
        *([ui.Row("About", about.name if about else UNSEEN)] if approval.about_id else []),
        ui.Row("Why", ui.as_written(approval.reason)),
        *([ui.Row("What it shall bring", ui.as_written(approval.benefit))] if approval.benefit else []),
        *([ui.Row("What it has brought", ui.as_written(approval.outcome))] if approval.outcome else []),
        ui.Row("Asked of", wording.capital(givers_in_words(approval.givers))),
        ui.Row("From", wording.day(approval.since)) if approval.since else ui.Row("Asked for until", wording.day(approval.until)),
    ]  # fmt: skip
    if approval.since:
        rows.append(ui.Row("Until", wording.day(approval.until)))
    if approval.decided:
        rows.append(ui.Row("Decided", f"{wording.moment(approval.decided)}, by {approval.decided_by_words}"))
        rows.append(ui.Row("Their reason", ui.as_written(approval.answer)))
    if approval.ended_by_words:
        said = f"by {approval.ended_by_words}" + (f": {approval.ended_why}" if approval.ended_why else "")
        rows.append(ui.Row("Withdrawn", ui.as_written(said)))
    return rows


# ---- what waits ------------------------------------------------------------------------------------------------------


def needs(visit: Visit) -> list[Need]:
    """Approvals to decide on, ties to confirm and to note, and what runs out."""
    place, day = visit.place, visit.day
    if place.person is None:
        return []
    return [*_to_decide(place), *_ties(place, day), *_running_out(place, day)]


def _to_decide(place: Place) -> list[Need]:
    key = place.school.key
    if not place.may(Permission.DECIDE_APPROVALS):
        return []
    waiting = list(Approval.objects.waiting_for(place).select_related("person").order_by("asked")[: MOST_NEEDS + 1])
    found = [
        Need(f"Decide what {each.person.name} asks for", reverse("approval", args=[key, each.pk]), _asked(each))
        for each in waiting[:MOST_NEEDS]
    ]
    if len(waiting) > MOST_NEEDS:
        found.append(Need("See what else is asked of you", f"{reverse('approvals', args=[key])}?show=waiting"))
    return found


def _asked(approval: Approval) -> str:
    return f"A post: {in_short(approval)}" if approval.post else approval.what


def in_short(approval: Approval) -> str:
    """The beginning of a post."""
    return f"“{shorten(approval.post, 80, placeholder=' …')}”"


def _ties(place: Place, day: date) -> list[Need]:
    """One's own to confirm; and what colleagues have declared, for those who note it."""
    if not place.may(Permission.DECLARE) and not place.may(Permission.SEE_DECLARATIONS):
        return []
    own = Q(person=place.person)
    count = Declaration.objects.visible_to(place).filter(running(day)).aggregate(
        confirm=Count("pk", filter=own & Q(confirmed__lt=school_year(day))), note=Count("pk", filter=~own & Q(noted=None))
    )  # fmt: skip
    href, found = reverse("declarations", args=[place.school.key]), []
    if count["confirm"] and place.may(Permission.DECLARE):
        last = overdue_from(day) - timedelta(days=1)
        said = f"By {wording.day(last)}; what is not confirmed then counts no more."
        found.append(Need("Confirm what you have declared", href, said, day > last))
    if count["note"] and place.may(Permission.SEE_DECLARATIONS):
        new = f"{count['note']} new" if count["note"] > 1 else "One is new"
        found.append(Need("Note what colleagues have declared", f"{href}?show=to-note", new))
    return found


def _running_out(place: Place, day: date) -> list[Need]:
    key = place.school.key
    ending = (
        Approval.objects.filter(school=place.school, person=place.person, state=Approval.State.GRANTED)
        .exclude(kind=Approval.Kind.POST)
        .held(day)
    )
    return [
        Need("An approval of yours runs out", reverse("approval", args=[key, each.pk]), f"{each.what}: until {wording.day(each.until)}")
        for each in ending.filter(until__lte=day + BEFORE)[:MOST_NEEDS]
    ]  # fmt: skip
