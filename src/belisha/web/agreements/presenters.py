"""Presenters: agreements, their campaigns and copies, shaped for their pages; and what waits for whoever stands here.

Room: web.agreements. Templates lay out what stands here and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from belisha.schools.agreements import statements
from belisha.schools.agreements.models import Campaign, Reply, Signing
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.school.need import Need, Visit

State = Signing.State
COLOURS = {
    State.ASKED: "yellow",
    State.SIGNED: "green",
    State.DECLINED: "red",
    State.GONE: "grey",
    State.STRUCK: "grey",
}
FEWEST = 5  # people in a group, for those who see numbers alone
MOST_WAITING = 10
SOON = timedelta(days=14)  # before the day by which people should sign


def tag(signing: Signing) -> Markup:
    return ui.tag(signing.get_state_display(), COLOURS[State(signing.state)])


# ---- how far it has come -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How many are asked in all, and in which state they are; and the same for each group."""

    all: int
    signed: int
    declined: int
    missing: int
    unreached: int
    groups: tuple[dict[str, Any], ...]


COUNTS = ("all", "signed", "declined", "missing", "unreached")


def progress(campaign: Campaign, place: Place) -> Progress:
    """One query. Whoever sees numbers alone sees none of so few people that everybody knows who they are."""
    groups = Signing.objects.filter(school=place.school, campaign=campaign).numbers_by("group")
    sums = {name: sum(each[name] for each in groups) for name in COUNTS}
    if not place.may(Permission.SEE_SIGNATURES):
        few = [each for each in groups if each["all"] < FEWEST]
        groups = [each for each in groups if each["all"] >= FEWEST]
        if few and len(groups) + len(few) > 1:
            together = {name: sum(each[name] for each in few) for name in COUNTS}
            groups.append({"group": f"Groups of fewer than {FEWEST}", **together})
    return Progress(**sums, groups=tuple(groups))


def progress_of(campaigns: QuerySet[Campaign], place: Place) -> list[tuple[Campaign, dict[str, Any]]]:
    """Each of the campaigns, with how many are in each state over all groups. Two queries."""
    numbers = Signing.objects.filter(school=place.school, campaign__in=campaigns.order_by()).numbers_by("campaign")
    found = {each["campaign"]: each for each in numbers}
    return [(each, found.get(each.pk, dict.fromkeys(COUNTS, 0))) for each in campaigns]


def group_rows(found: Progress, campaign: Campaign, place: Place) -> list[list[Markup | str]]:
    """Group, missing, signed, declined, asked: on a phone, what calls for something stands first."""
    sees = place.may(Permission.SEE_SIGNATURES)
    return [
        [
            each["group"],
            ui.link(missing(campaign, each["group"]), f"{each['missing']:,}")
            if sees and each["missing"]
            else f"{each['missing']:,}",
            f"{each['signed']:,}",
            f"{each['declined']:,}",
            f"{each['all']:,}",
        ]
        for each in found.groups
    ]


def missing(campaign: Campaign, group: str = "", state: str = State.ASKED.value) -> str:
    return missing_from(campaign.school_id, campaign.pk, group, state)


def missing_from(school: str, campaign: UUID, group: str = "", state: str = State.ASKED.value) -> str:
    """Where those are listed who have not signed, or are in another state; of one group, or all."""
    asked = urlencode({"state": state, **({"group": group} if group else {})})
    return f"{reverse('campaign-people', args=[school, campaign])}?{asked}"


def missing_of(campaigns: Iterable[Campaign], place: Place) -> dict[UUID, tuple[int, str]]:
    """For each that runs and lacks somebody, how many have not signed, and where they are listed. One query."""
    running = [each for each in campaigns if each.state != Campaign.State.CLOSED]
    if not running or not place.may(Permission.SEE_SIGNATURES):
        return {}
    open_ = Signing.objects.visible_to(place).open().filter(campaign__in=running)
    counts = open_.values_list("campaign").annotate(missing=Count("id")).order_by()
    return {pk: (count, missing_from(place.school.key, pk)) for pk, count in counts}


def campaign_rows(campaign: Campaign, place: Place) -> list[ui.Row]:
    runs = place.may(Permission.RUN_AGREEMENTS) and campaign.state != Campaign.State.CLOSED
    change = reverse("due-campaign", args=[campaign.school_id, campaign.pk]) if runs else ""
    version = ui.link(reverse("version", args=[campaign.school_id, campaign.version_id]), campaign.version.name)
    return [
        ui.Row("For", whom(campaign)),
        ui.Row("To be signed by", wording.day(campaign.due), change, "the day by which it is to be signed"),
        ui.Row("Reminders", wording.listed(step(each) for each in campaign.reminders) or "none"),
        ui.Row("Put to people", f"{wording.moment(campaign.made)}, by {campaign.by_words}"),
        *([ui.Row("Closed", wording.moment(campaign.closed))] if campaign.closed else []),
        ui.Row("From", version),
        ui.Row("Fingerprint of the policy’s text (SHA-256)", Markup('<code class="belisha-hash">{}</code>').format(campaign.sha256)),
    ]  # fmt: skip


def whom(campaign: Campaign) -> str:
    """Teacher, pupil (from Year 3 on)."""
    said = wording.capital(wording.listed(campaign.roles))
    return f"{said} (from Year {campaign.from_year} on)" if campaign.from_year else said


def step(days: int) -> str:
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{count} {'before' if days < 0 else 'after'}" if days else "on the day"


def judged_rows(campaign: Campaign) -> list[list[Markup | str]]:
    return [
        [each["id"], each["before"] or "(nothing)", each["after"] or "(nothing)", "something else" if each["material"] else "the same"]
        for each in campaign.judged
    ]  # fmt: skip


def people_rows(
    signings: Iterable[Signing], came_back: Mapping[UUID, Sequence[Person]], place: Place
) -> list[list[Markup | str]]:
    return [
        [
            ui.link(reverse("signing", args=[each.school_id, each.pk]), each.person.listed_name),
            each.group,
            Markup("{} {}{}").format(
                tag(each), said(each), mend(came_back[each.pk], place) if each.pk in came_back else ""
            ),
        ]
        for each in signings
    ]


def mend(people: Sequence[Person], place: Place) -> Markup:
    """Whose mail came back, and what to do about it."""
    names = wording.listed(each.name for each in people)
    other = "another address"
    if place.may(Permission.CHANGE_PEOPLE) and len(people) == 1:
        href = reverse("change-person", args=[place.school.key, people[0].pk])
        other = ui.link(href, Markup('another address<span class="govuk-visually-hidden"> for {}</span>').format(names))
    return Markup("<br>Mail to {} came back: ask for {}, or give them the paper").format(names, other)


def said(signing: Signing) -> str:
    """What more there is to say of a copy in a list."""
    if signing.state in (State.SIGNED, State.DECLINED):
        how = signing.get_way_display() if signing.state == State.SIGNED else ""
        return f"{wording.day(signing.on)}{f', {how}' if how else ''}{', stands from before' if signing.earlier_id else ''}"
    if signing.state == State.ASKED:
        if not signing.told:
            return "nobody could be written to"
        return f"reminded on {wording.day(signing.reminded_on)}" if signing.reminded_on else ""
    return ""


def signing_rows(signing: Signing, came_back: Sequence[Person] = ()) -> list[ui.Row]:
    """All that is known of one copy."""
    campaign = signing.campaign
    rows = [
        ui.Row("How it stands", tag(signing)),
        ui.Row("Agreement", campaign.title),
        ui.Row("Group", signing.group),
        ui.Row("Asked", wording.moment(signing.asked)),
        ui.Row("To be signed by", wording.day(signing.due)),
    ]
    if signing.state in (State.SIGNED, State.STRUCK):
        rows += [
            ui.Row("Signed by", signing.who),
            ui.Row("Signed on", wording.day(signing.on)),
            ui.Row("How", signing.get_way_display()),
        ]
        if signing.way == Signing.Way.PAPER and signing.by_words:
            rows.append(ui.Row("Entered by", f"{signing.by_words}, {wording.moment(signing.at)}"))
        if signing.earlier is not None:
            rows.append(ui.Row("Stands from", signing.earlier.campaign.version.name))
    if signing.state == State.ASKED:
        written = (
            "Nobody could be written to: there is no e-mail address"
            if not signing.told
            else f"{signing.told} e-mail{'' if signing.told == 1 else 's'}"
        )
        rows.append(ui.Row("Written to", written))
        if came_back:
            names = wording.listed(each.name for each in came_back)
            rows.append(ui.Row("Mail came back", f"That to {names}: ask for another address, or give them the paper"))
        if signing.reminded_on:
            rows.append(ui.Row("Last reminded", wording.day(signing.reminded_on)))
    if signing.struck:
        rows.append(ui.Row("Struck out", signing.struck))
    return rows


# ---- lists -------------------------------------------------------------------------------------------------------------

WHY = {
    "never": "Nobody has been asked to sign it yet.",
    "changed": "Its statements have changed since people were asked to sign.",
    "a year old": "People were asked a year ago or longer.",
}


def standing_rows(found: Sequence[statements.Standing], place: Place) -> list[list[Markup | str]]:
    """Each agreement of the policy; what calls for signing, and the way there."""
    rows: list[list[Markup | str]] = []
    for each in found:
        campaign, parts = each.campaign, [Markup.escape(WHY[each.why])] if each.why else []
        if campaign is not None:
            href = reverse("campaign", args=[campaign.school_id, campaign.pk])
            state = {"opening": "Being sent out", "open": "Open", "closed": "Closed"}[campaign.state]
            parts.insert(
                0, Markup("{}: {}.").format(ui.link(href, state), f"to be signed by {wording.day(campaign.due)}")
            )
        if each.why and place.may(Permission.RUN_AGREEMENTS):
            href = f"{reverse('open-agreement', args=[place.school.key])}?agreement={each.agreement.id}"
            parts.append(ui.link(href, "Ask people to sign" if each.why == "never" else "Ask people to sign again") + Markup('<span class="govuk-visually-hidden">: {}</span>').format(each.agreement.title))  # fmt: skip
        rows.append([Markup("{}<br>{}").format(each.agreement.title, wording.capital(wording.listed(each.agreement.people))), Markup("<br>").join(parts)])  # fmt: skip
    return rows


def own_rows(signings: Iterable[Signing], place: Place) -> list[list[Markup | str]]:
    rows: list[list[Markup | str]] = []
    for each in signings:
        title = each.campaign.title if each.person_id == _own(place) else f"{each.person.name}: {each.campaign.title}"
        until = f"by {wording.day(each.due)}" if each.can_be_signed else wording.day(each.on)
        rows.append(
            [ui.link(reverse("copy", args=[each.school_id, each.pk]), title), Markup("{} {}").format(tag(each), until)]
        )
    return rows


def reply_rows(replies: Iterable[Reply]) -> list[list[Markup | str]]:
    return [
        [
            Markup("{}{}").format(
                ui.link(reverse("reply", args=[each.school_id, each.pk]), each.person_words),
                Markup("<br>with {}").format(each.signing.person.name) if each.person != each.signing.person_id else "",
            ),
            Markup("{}<br>{}<br>{}, {}").format(
                each.get_kind_display(), each.signing.campaign.title, wording.day(timezone.localdate(each.at)),
                "answered" if each.answered else "waits for an answer",
            ),
        ]
        for each in replies
    ]  # fmt: skip


def _own(place: Place) -> Any:
    return place.person.pk if place.person else None


# ---- what waits --------------------------------------------------------------------------------------------------------


def needs(visit: Visit) -> list[Need]:
    """What somebody is asked to sign; and for those who put agreements to people, what waits for an answer and what calls for signing."""
    place, day = visit.place, visit.day
    own = Signing.objects.own(place).open().select_related("campaign", "person").order_by("due", "id")
    found = [_to_sign(each, place, day) for each in own[:MOST_WAITING]]
    if place.may(Permission.RUN_AGREEMENTS):
        found += _to_run(visit)
    if place.may(Permission.SEE_SIGNATURES):
        found += _to_chase(place, day)
    return found


def _to_sign(signing: Signing, place: Place, day: date) -> Need:
    href = reverse("copy", args=[place.school.key, signing.pk])
    title, by = signing.campaign.title, f"By {wording.day(signing.due)}"
    if signing.as_pupil and signing.person_id == _own(place):
        return Need(
            f"Read: {title}", href, f"{by}. A parent or carer has a link, and signs it with you", signing.due < day
        )
    says = f"Sign with {signing.person.name}: {title}" if signing.as_pupil else f"Sign: {title}"
    return Need(says, href, by, signing.due < day)


def _to_chase(place: Place, day: date) -> list[Need]:
    """One line for all who have not signed, once the day by which they should is near. Reminders go by themselves; some people need a word."""
    open_ = Signing.objects.visible_to(place).open().filter(due__lte=day + SOON)
    of_each = list(
        open_.values("campaign", "campaign__title").annotate(missing=Count("id"), by=Min("due")).order_by("by", "campaign")
    )  # fmt: skip
    if not of_each:
        return []
    said = wording.listed(f"“{each['campaign__title']}” ({each['missing']:,})" for each in of_each)
    first = of_each[0]["by"]
    href = (
        missing_from(place.school.key, of_each[0]["campaign"])
        if len(of_each) == 1
        else reverse("agreements", args=[place.school.key])
    )
    by = f"{said}, by {wording.day(first)}" if first >= day else f"{said}, since {wording.day(first)}"
    return [Need("See who has not signed", href, by, first < day)]


def _said(reply: Reply) -> str:
    """What somebody said instead of signing, in a few words: "Needs first: it in large print"."""
    kind = reply.get_kind_display()
    return "Does not agree" if reply.kind == Reply.Kind.DECLINED else f"Needs first: {kind[:1].lower()}{kind[1:]}"


def _to_run(visit: Visit) -> list[Need]:
    place, version = visit.place, visit.in_force
    waiting = list(Reply.objects.visible_to(place).open().select_related("signing__campaign")[: MOST_WAITING + 1])
    found = [
        Need(f"Answer {each.person_words}", reverse("reply", args=[place.school.key, each.pk]), f"{_said(each)}. {each.signing.campaign.title}")
        for each in waiting[:MOST_WAITING]
    ]  # fmt: skip
    if len(waiting) > MOST_WAITING:
        found.append(Need("Answer the others who wait", reverse("replies", args=[place.school.key])))
    call = [each for each in statements.standing(version, visit.day) if each.why] if version else []
    if call:
        titles = wording.listed(f"“{each.agreement.title}”" for each in call[:3]) + (
            " and others" if len(call) > 3 else ""
        )
        found.append(Need("Ask people to sign", reverse("agreements", args=[place.school.key]), titles))
    return found
