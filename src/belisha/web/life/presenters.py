"""Presenters: a version, its steps and its moves, shaped for their pages.

Room: web.life. Templates lay out what stands here and decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from markupsafe import Markup

from belisha.language.policy import FrontMatter
from belisha.schools.people.permissions import Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies import equality, force, translations
from belisha.schools.policies.models import Effect, Move, State, Translation, Version
from belisha.schools.policies.moves import STEPS, Step, may, whose_turn
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.life import worked
from belisha.web.school.need import Need, Visit

COLOURS = {"Draft": "grey", "In review": "yellow", "Approved": "blue", "Adopted": "purple", "Published": "teal", "In force": "green", "Superseded": "grey", "Withdrawn": "red"}  # fmt: skip
DONE = {
    State.DRAFT: "Begun", State.IN_REVIEW: "Put forward", State.APPROVED: "Approved", State.ADOPTED: "Adopted",
    State.PUBLISHED: "Published", State.WITHDRAWN: "Withdrawn",
}  # fmt: skip
MOST_WAITING = 10
ONWARD = ("put-forward", "approve", "adopt", "publish")


@dataclass(frozen=True, slots=True)
class Next:
    """A step that could be taken now. allowed: by whoever looks; href: its page; who: who may, in words."""

    step: Step
    allowed: bool
    href: str
    who: str


def nexts(version: Version, front: FrontMatter, place: Place, day: date) -> list[Next]:
    """The steps that are open, the one onward first."""
    if version.in_force_from is not None and version.in_force_from <= day:
        return []
    found = []
    for step in STEPS.values():
        if version.state in step.before:
            who = who_in_words(step, front)
            href = reverse(f"{step.name}-version", args=[version.school_id, version.pk])
            found.append(Next(step, may(place, step, front), href, who))
    return found


def who_in_words(step: Step, front: FrontMatter) -> str:
    """The headteacher or a senior leader."""
    one_of_many = (RoleName.SENIOR_LEADER,)
    return wording.listed((f"{'a' if role in one_of_many else 'the'} {role}" for role in whose_turn(step, front)), "or")


def whats_next(version: Version, front: FrontMatter) -> str:
    """What a version waits for, in a sentence; "" where for nothing."""
    step = next((STEPS[name] for name in ONWARD if version.state in STEPS[name].before), None)
    if step is None:
        return ""
    who = who_in_words(step, front)
    doing = {
        "put-forward": "put it forward for review",
        "approve": "approve it",
        "adopt": "record that the governing body adopted it",
        "publish": "publish it",
    }[step.name]
    return f"Waits for {who} to {doing}."


def tag(said: str) -> Markup:
    return ui.tag(said, COLOURS[said])


def version_rows(version: Version, standing: str, until: date | None, base: Version | None) -> list[ui.Row]:
    """What is known of a version, as the lines of a list."""
    begun, day = f"{wording.moment(version.made)}, by {version.by_words}", wording.day
    days = ""
    if version.in_force_from:
        days = f"from {day(version.in_force_from)}" + (f" until {day(until)}" if until else "")
    return [
        ui.Row("How it stands", tag(standing)),
        *([ui.Row("In force", days)] if days else []),
        *([ui.Row("Adopted", f"{day(version.meeting)}, {version.minute}")] if version.meeting else []),
        ui.Row("Begun", begun),
        *([ui.Row("Made from", link(base))] if base else []),
        *(
            [ui.Row("Last saved", f"{wording.moment(version.changed)}, edition {version.edition}")]
            if version.edition > 1
            else []
        ),
        ui.Row(
            "Fingerprint of its text (SHA-256)", Markup('<code class="belisha-hash">{}</code>').format(version.sha256)
        ),
    ]


def link(version: Version) -> Markup:
    href = reverse("version", args=[version.school_id, version.pk])
    return ui.link(href, version.name)


def move_rows(moves: Sequence[Move]) -> list[list[Markup | str]]:
    """What was done; and when, by whom and why, in one column, for a phone."""
    return [
        [
            "Sent back" if each.after == State.DRAFT and each.before else DONE[State(each.after)],
            Markup("{}<br>{}{}").format(
                wording.moment(each.at),
                f"{each.by_words}, {wording.listed(each.roles)}" if each.roles else each.by_words,
                Markup("<br>{}").format(ui.as_written(each.note)) if each.note else "",
            ),
        ]
        for each in moves
    ]


def list_rows(versions: Sequence[Version], standing: dict[Version, str]) -> list[list[Markup]]:
    return [[link(each), Markup("{}<br>{}").format(tag(standing[each]), _waits(each))] for each in versions]


def _waits(version: Version) -> str:
    if version.state == State.PUBLISHED:
        return f"In force from {wording.day(version.in_force_from)}"
    return "" if version.state == State.WITHDRAWN else whats_next(version, worked.front_of(version.text))


def assessed(version: Version) -> tuple[str, bool]:
    """How far its equality impact assessment is, in a sentence, and whether that is all of it."""
    left = equality.open_in(Effect.objects.filter(school_id=version.school_id, version=version))
    of = len(equality.characteristics())
    if not left:
        return f"All {of} protected characteristics have been assessed.", True
    return f"{of - len(left)} of {of} protected characteristics have been assessed.", False


def languages(version: Version) -> list[str]:
    """The languages into which a version is translated, in English."""
    found = Translation.objects.filter(school_id=version.school_id, version=version).standing()
    return sorted(translations.named(each)[1] for each in found.values_list("language", flat=True))


def review_said(version: Version | None, day: date) -> tuple[str, bool]:
    """When the version in force is to be looked at again, in a sentence, and whether that calls for something now."""
    due = force.due(version) if version else None
    if due is None:
        return ("It says no day of its next review." if version else "", False)
    left = (due - day).days
    if left < 0:
        return f"Its review was due on {wording.day(due)}: it is overdue.", True
    near = left <= force.DRAWS_NEAR
    return f"Its next review is due on {wording.day(due)}{f', in {left} days' if near else ''}.", near


def needs(visit: Visit) -> list[Need]:
    """The versions whose next step is for whoever stands here, and a review that draws near."""
    place, day = visit.place, visit.day
    found = [Need(f"{each.step.says}: {version.name}", each.href) for version, each in _waiting_for(visit)]
    if place.may(Permission.SEE_DRAFT_POLICIES):
        version = visit.in_force
        said, calls = review_said(version, day)
        if calls:
            late = (force.due(version) or day) < day
            found.append(Need("Look at the policy again", reverse("versions", args=[place.school.key]), said, late))
    return found


def _waiting_for(visit: Visit) -> list[tuple[Version, Next]]:
    """The versions that have been put forward and whose next step is for whoever stands here."""
    place = visit.place
    mine = [STEPS[name] for name in ONWARD[1:] if place.may(STEPS[name].permission)]
    states = {state for step in mine for state in step.before}
    found = [each for each in visit.forward if each.state in states][:MOST_WAITING]
    return [
        (version, each)
        for version in found
        for each in nexts(version, worked.front_of(version.text), place, date.min)
        if each.allowed and each.step in mine
    ]
