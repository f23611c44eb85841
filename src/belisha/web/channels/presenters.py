"""Presenters: channels, shaped for their pages, and what of them waits for somebody.

Room: web.channels. A keeper's name is shown to whoever may see that person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from markupsafe import Markup

from belisha.schools.channels.models import UNOFFICIAL, Channel
from belisha.schools.declarations.models import Approval
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import WORKING_ROLES, Permission, RoleName
from belisha.schools.people.places import Place
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.channels.forms import KEEPING, said_of
from belisha.web.school.need import Need, Visit

IN_USE, CLOSED, UNOFFICIAL_WORDS, OVER, UNKEPT = (
    "In use",
    "Closed",
    "Not official",
    "Approval is over",
    "Nobody keeps it",
)
COLOURS = {IN_USE: "green", CLOSED: "grey", UNOFFICIAL_WORDS: "orange", OVER: "orange", UNKEPT: "orange"}
MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of some channels beside their own rows. keepers: those who work here still; approvals: by channel, latest last."""

    keepers: Collection[UUID]
    approvals: Mapping[UUID, list[Approval]]

    def standing(self, channel: Channel, day: date) -> str:
        """How a channel stands, in a word or two: what somebody has to see to comes first."""
        if not channel.is_in_use(day):
            return CLOSED
        if channel.kind == UNOFFICIAL:
            return UNOFFICIAL_WORDS
        given = self.approvals.get(channel.pk, [])
        if given and all(each.until <= day for each in given):
            return OVER
        return IN_USE if channel.keeper_role or channel.keeper_id in self.keepers else UNKEPT

    def keeper(self, channel: Channel, seen: Mapping[UUID, Person]) -> str:
        """Who keeps it. seen: the keepers whom the reader may see."""
        if channel.keeper_role:
            role = RoleName(channel.keeper_role)
            return KEEPING.get(role, role.label)
        person = seen.get(channel.keeper_id) if channel.keeper_id else None
        if person is None:
            return "Somebody who works here" if channel.keeper_id in self.keepers else "Nobody"
        return person.name if person.pk in self.keepers else f"{person.name}, who works here no more"


def beside(channels: Iterable[Channel], place: Place) -> Beside:
    """Two queries, however many channels."""
    listed = list(channels)
    here = Person.objects.filter(school=place.school, pk__in=_keepers(listed)).holding(*WORKING_ROLES)
    given = Approval.objects.filter(school=place.school, channel__in=[each.pk for each in listed], since__isnull=False)
    given = given.filter(kind__in=(Approval.Kind.GROUP, Approval.Kind.ACCOUNT)).order_by("since")
    approvals: dict[UUID, list[Approval]] = {}
    for each in given:
        approvals.setdefault(each.channel_id, []).append(each)
    return Beside(set(here.values_list("pk", flat=True)), approvals)


def keepers_seen(channels: Collection[Channel], place: Place) -> dict[UUID, Person]:
    """The keepers whom the reader may see."""
    return Person.objects.visible_to(place).in_bulk(_keepers(channels))


def _keepers(channels: Collection[Channel]) -> set[UUID]:
    return {each.keeper_id for each in channels if each.keeper_id}


def tag(said: str) -> Markup:
    return ui.tag(said, COLOURS[said])


def rows(page: Collection[Channel], place: Place, day: date) -> list[list[Markup | str]]:
    """What it is called and is, how it stands and who keeps it: two columns, for a phone."""
    told, seen, sees_all = beside(page, place), keepers_seen(page, place), place.may(Permission.SEE_CHANNELS)
    return [
        [
            Markup('{}<br><span class="govuk-!-font-weight-regular">{}</span>').format(
                ui.link(reverse("channel", args=[place.school.key, each.pk]), each.name), said_of(each.kind)
            ),
            Markup("{}<br>{}").format(tag(told.standing(each, day)), f"kept by {_lower(told.keeper(each, seen))}")
            if sees_all
            else tag(_to_families(each, day)),
        ]
        for each in page
    ]


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:] if said.startswith(("The ", "Nobody", "Somebody")) else said


def _to_families(channel: Channel, day: date) -> str:
    """What of its standing is anybody's business."""
    if not channel.is_in_use(day):
        return CLOSED
    return UNOFFICIAL_WORDS if channel.kind == UNOFFICIAL else IN_USE


def summary(channel: Channel, place: Place, day: date) -> list[ui.Row]:
    told, sees_all = beside([channel], place), place.may(Permission.SEE_CHANNELS)
    approvals = _approvals(told.approvals.get(channel.pk, []), place, day) if sees_all else []
    standing = told.standing(channel, day) if sees_all else _to_families(channel, day)
    return [
        ui.Row("How it stands", tag(standing)),
        ui.Row("What it is", said_of(channel.kind)),
        *([ui.Row("Where", address(channel))] if channel.address else []),
        *([ui.Row("Kind of site", wording.label("site", channel.site)[0])] if channel.site else []),
        ui.Row("Who can see it", wording.label("audience", channel.audience)[0] if channel.audience else "not said"),
        *([ui.Row("Kept by", told.keeper(channel, keepers_seen([channel], place)))] if sees_all else []),
        *(ui.Row("Approved", each) for each in approvals),
        *([ui.Row("In the list since", wording.day(channel.since))] if sees_all else []),
        *([ui.Row("Closed", f"{wording.day(channel.closed)}: {channel.closed_because}" if sees_all else wording.day(channel.closed))] if channel.closed else []),
    ]  # fmt: skip


def _approvals(given: Collection[Approval], place: Place, day: date) -> list[Markup | str]:
    """Until when, with a link for whoever may open them."""
    seen = Approval.objects.visible_to(place).filter(pk__in=[each.pk for each in given])
    opens = set(seen.values_list("pk", flat=True)) if given else set()
    found: list[Markup | str] = []
    for each in given:
        said = f"until {wording.day(each.until)}" + ("" if each.until > day else ", and not since")
        href = reverse("approval", args=[place.school.key, each.pk])
        found.append(ui.link(href, wording.capital(said)) if each.pk in opens else wording.capital(said))
    return found


def address(channel: Channel) -> Markup | str:
    """A link, where it is a web address."""
    if not channel.address.startswith(("https://", "http://")):
        return channel.address
    return ui.link(channel.address, channel.address)


def facts(channel: Channel) -> list[ui.Row]:
    """What the policy may ask of it: each question and its answer."""
    return [ui.Row(wording.question(flag), "Yes" if value else "No") for flag, value in channel.facts.items()]


# ---- what waits ------------------------------------------------------------------------------------------------------


def needs(visit: Visit) -> list[Need]:
    """For whoever keeps the list: channels whose keeper has left, or that nobody approves of any more."""
    place, day = visit.place, visit.day
    if not place.may(Permission.KEEP_CHANNELS):
        return []
    open_ = list(Channel.objects.visible_to(place).in_use(day))
    told = beside(open_, place)
    said = {UNKEPT: "Whoever kept it works here no more.", OVER: "Its approval is over: close it, or have it asked for again."}  # fmt: skip
    found = [(each, said[standing]) for each in open_ if (standing := told.standing(each, day)) in said]
    needs = [Need(f"See to {each.name}", reverse("channel", args=[place.school.key, each.pk]), why) for each, why in found[:MOST_NEEDS]]  # fmt: skip
    if len(found) > MOST_NEEDS:
        needs.append(Need("See to the other channels", reverse("channels", args=[place.school.key])))
    return needs
