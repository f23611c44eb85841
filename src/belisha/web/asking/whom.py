"""Whom: the people, channels and school events that a question can be about, and a question under the policy of one's school with what is known of them.

Room: web.asking. In an address each stands by its identifier alone, which is looked up through `visible_to` at each step. Next door: `views`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, wraps
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.engine.situation import Stated
from belisha.schools.channels.models import Channel
from belisha.schools.declarations import facts
from belisha.schools.declarations.facts import Known
from belisha.schools.notices.models import SchoolEvent
from belisha.schools.people.models import Person, Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.people.places import Place
from belisha.web import rulebooks, wording
from belisha.web.ask.answers import read_day
from belisha.web.ask.quick import QuickStart
from belisha.web.ask.unanswered import count
from belisha.web.ask.under import Under
from belisha.web.door import at_school
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.life.public import lived_by

MOST_FOUND = 20
PARTS = {facts.THERE: "being there", facts.OF_IT: "what was taken there"}
BACK = timedelta(days=365)  # so long ago a school event can be that somebody still asks about


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
    """Who asks as what, about whom, on which channel, about which school event. actors: what they could ask as; role: what they chose, or "".
    part: of `facts.known`."""

    place: Place
    actors: tuple[str, ...]
    role: str
    party: Party | None
    channel: Channel | None = None
    occasion: SchoolEvent | None = None
    part: str = facts.THERE

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What stands in each address."""
        found = [("as", self.role)] if self.role else []
        if self.party is not None:
            found += [("whom", str(self.party.person.pk)), ("side", self.party.side)]
        if self.channel is not None:
            found.append(("channel", str(self.channel.pk)))
        if self.occasion is not None:
            found += [("occasion", str(self.occasion.pk)), ("part", self.part)]
        return tuple(found)

    @property
    def about(self) -> Person | None:
        return self.party.person if self.party else None

    @property
    def side(self) -> str:
        return self.party.side if self.party else ""

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be picked."""
        return None not in (self.party, self.channel, self.occasion)

    @property
    def things(self) -> list[str]:
        """The channel and the event by name: for a line about the question, which names nobody."""
        event = f"{called_event(self.occasion)} ({PARTS[self.part]})" if self.occasion else ""
        return [each for each in (self.channel.name if self.channel else "", event) if each]

    @property
    def words(self) -> str:
        """All that it is about, as pages say it."""
        return "; ".join([*([self.party.called] if self.party else []), *self.things])

    def query(self, **other: object) -> str:
        """What is carried, with something else in its place or beside it; "" takes it out."""
        told = {**dict(self.carried), **{name: str(value) for name, value in other.items()}}
        return urlencode({name: value for name, value in told.items() if value}, quote_via=quote)

    @property
    def party_of_facts(self) -> dict[str, Any]:
        """As `facts.known` takes it."""
        return {"whom": self.about, "side": self.side, "role": self.role, "channel": self.channel, "occasion": self.occasion, "part": self.part}  # fmt: skip


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
    held = (
        Role.objects.filter(school=place.school, role__in=named)
        .running(rulebooks.today())
        .select_related("person")
        .order_by("since", "person__given")
    )
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


# ---- channels and school events ----------------------------------------------------------------------------------------


def channels(place: Place, words: str = "") -> list[Channel]:
    """Those in use that somebody may see; with all of the words in their names. One query."""
    found = Channel.objects.visible_to(place).in_use(rulebooks.today())
    return list(_with(found, words, "name", "address")[:MOST_FOUND])


def occasions(place: Place, words: str = "") -> list[SchoolEvent]:
    """The events of which somebody may know: the next ones first; those that are over too where they are looked for by words. One query."""
    today = rulebooks.today()
    found = SchoolEvent.objects.known_to(place).filter(last__gte=today - BACK if words else today)
    return list(_with(found, words, "name")[:MOST_FOUND])


def _with(found: Any, words: str, *fields: str) -> Any:
    for word in words.split()[:5]:
        found = found.filter(Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR))
    return found


def called_event(event: SchoolEvent) -> str:
    return f"{event.name}, {wording.day(event.first)}"


def asking(request: HttpRequest) -> Asking:
    """Who asks about whom and what, as the address has it. Raises Http404 for what they may not see."""
    place, given = request.place, request.GET
    actors = tuple(facts.actors_of(place.roles))
    role, part = given.get("as", ""), given.get("part", "")
    return Asking(
        place, actors, role if role in actors else "", _party(place, given), _named(Channel.objects.visible_to(place), given.get("channel", "")),
        _named(SchoolEvent.objects.known_to(place), given.get("occasion", "")), part if part in PARTS else facts.THERE,
    )  # fmt: skip


def _named(rows: Any, told: str) -> Any:
    """The row that an address names; None where it names none."""
    if not told:
        return None
    try:
        found = rows.filter(pk=UUID(told)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _party(place: Place, given: Mapping[str, str]) -> Party | None:
    person = _named(_seen(place), given.get("whom", ""))
    if person is None:
        return None
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
        whom=who.words,
        carried=who.carried,
        knows=partial(_known, who),
        tell=partial(count, lived.school),
    )


def _known(who: Asking, stated: Mapping[str, Stated], day: date) -> Mapping[str, Known]:
    if who.place.person is None:
        return {}
    return facts.known(who.place.person, day=day, stated=stated, **who.party_of_facts)


def fits(who: Asking, starts: Iterable[QuickStart]) -> list[QuickStart]:
    """Those that state nothing else than what is known already."""
    known = _known(who, {}, rulebooks.today())
    return [
        each
        for each in starts
        if all(known[name].value == value for name, value in each.states.items() if name in known)
    ]


def of_place(view: Callable[..., HttpResponse], methods: tuple[str, ...] = ("GET",)) -> Callable[..., HttpResponse]:
    """A page of the journey for whoever has signed in; bounded in time, since the rules are anybody's."""

    @at_school(methods=methods)
    @wraps(view)
    def of_its_school(request: HttpRequest, **named: str) -> HttpResponse:
        who, under = under_of(request)
        try:
            with within():
                if under.compiled is not None:
                    under.compiled(rulebooks.today())
                return view(request, who, under, **named)
        except (TookTooLong, TooManyCases):
            return render(request, "life/slow.html", {"school": who.place.school}, status=503)

    return of_its_school
