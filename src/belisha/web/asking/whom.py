"""Whom: the people whom a question can be about, and a question under the policy of one's school with what the registers know of them.

Room: web.asking. In an address somebody stands by their identifier alone, which is looked up through `visible_to` at each step. Next door: `views`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.engine.situation import Stated
from belisha.schools.declarations import facts
from belisha.schools.declarations.facts import Known
from belisha.schools.people.models import Person, Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.people.places import Place
from belisha.web import rulebooks, wording
from belisha.web.ask.answers import read_day
from belisha.web.ask.unanswered import count
from belisha.web.ask.under import Under
from belisha.web.door import at_school
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.life.public import lived_by

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a question is about. side: what they are to whoever asks, of the vocabulary's `with`. words: beside the name."""

    person: Person
    side: str
    words: str

    @property
    def called(self) -> str:
        """As pages about it say: "Wren Bird, pupil (Reception)"."""
        return f"{self.person.name}, {self.words}"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks as what, about whom. actors: what they could ask as; role: what they chose, or ""."""

    place: Place
    actors: tuple[str, ...]
    role: str
    party: Party | None

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What stands in each address."""
        found = [("as", self.role)] if self.role else []
        if self.party is not None:
            found += [("whom", str(self.party.person.pk)), ("side", self.party.side)]
        return tuple(found)

    @property
    def about(self) -> Person | None:
        return self.party.person if self.party else None

    @property
    def side(self) -> str:
        return self.party.side if self.party else ""

    def query(self, **other: str) -> str:
        return urlencode([*self.carried, *other.items()])


def called(place: Place, words: str) -> tuple[list[Party], bool]:
    """Those of a name whom somebody may see and a question can be about, each as what they are; and whether there are more. Two queries."""
    if len(words) < 2:
        return [], False
    found = list(_seen(place).called(words)[: MOST_FOUND + 1])
    day = rulebooks.today()
    parties = [Party(person, side, words_of(person, side, day)) for person in found for side in sides_of(person, day)]
    return parties[:MOST_FOUND], len(found) > MOST_FOUND


def safeguarding(place: Place) -> str:
    """Who leads on safeguarding here, and who stands in: "Edna Marlow; deputy: Tess Okoro". Everybody of a school may know, as they have to tell them. One query."""
    named = (R.SAFEGUARDING_LEAD, R.DEPUTY_SAFEGUARDING_LEAD)
    held = Role.objects.filter(school=place.school, role__in=named).running(rulebooks.today()).select_related("person")
    leads, deputies = ([each.person.name for each in held if each.role == role] for role in named)
    return "; ".join(filter(None, [wording.listed(leads), deputies and f"deputy: {wording.listed(deputies)}"]))


def _seen(place: Place) -> Any:
    roles = Prefetch("roles", Role.objects.filter(school=place.school).order_by("since"), "all_roles")
    seen = Person.objects.visible_to(place).prefetch_related(roles)
    return seen.exclude(pk=place.person.pk) if place.person else seen


def sides_of(person: Person, day: date) -> list[str]:
    return facts.sides_of(person, person.all_roles, day)


def words_of(person: Person, side: str, day: date) -> str:
    """What somebody is, with the detail of the role that makes them so: "pupil (Year 6, class 1)"."""
    details = [each.detail for each in person.all_roles if facts.SIDES.get(each.name) == side and each.detail]
    return f"{side} ({details[-1]})" if details and side != facts.FORMER else side


def asking(request: HttpRequest) -> Asking:
    """Who asks about whom, as the address has it. Raises Http404 for whom they may not see."""
    place = request.place
    actors = tuple(facts.actors_of(place.roles))
    role = request.GET.get("as", "")
    return Asking(place, actors, role if role in actors else "", _party(place, request.GET))


def _party(place: Place, given: Mapping[str, str]) -> Party | None:
    if not (told := given.get("whom", "")):
        return None
    try:
        person = _seen(place).filter(pk=UUID(told)).first()
    except ValueError:
        person = None
    if person is None:
        raise Http404
    day, side = rulebooks.today(), given.get("side", "")
    sides = sides_of(person, day)
    chosen = side if side in sides else sides[0] if sides else ""
    return Party(person, chosen, words_of(person, chosen, day)) if chosen else None


def under_of(request: HttpRequest) -> tuple[Asking, Under]:
    """The policy by which the school lives on the day in the address, and what the registers know."""
    who = asking(request)
    key = who.place.school.key
    lived = lived_by(key, read_day(request.GET.get("as-of", "")) or rulebooks.today())
    return who, Under(
        key,
        lived.policy,
        partial(rulebook_of, lived.policy, law=library.law()),
        "school-",
        lived.document or reverse("published-policy", args=[key]),
        frame="school/frame.html",
        owner=who.place.school.name,
        whom=who.party.called if who.party else "",
        carried=who.carried,
        knows=partial(_known, who),
        tell=partial(count, lived.school),
    )


def _known(who: Asking, stated: Mapping[str, Stated], day: date) -> Mapping[str, Known]:
    if who.place.person is None:
        return {}
    return facts.known(who.place.person, who.about, day=day, role=who.role, side=who.side, stated=stated)


def of_place(
    view: Callable[[HttpRequest, Asking, Under], HttpResponse], methods: tuple[str, ...] = ("GET",)
) -> Callable[..., HttpResponse]:
    """A page of the journey for whoever has signed in; bounded in time, since the rules are anybody's."""

    @at_school(methods=methods)
    @wraps(view)
    def of_its_school(request: HttpRequest) -> HttpResponse:
        who, under = under_of(request)
        try:
            with within():
                if under.compiled is not None:
                    under.compiled(rulebooks.today())
                return view(request, who, under)
        except (TookTooLong, TooManyCases):
            return render(request, "life/slow.html", {"school": who.place.school}, status=503)

    return of_its_school
