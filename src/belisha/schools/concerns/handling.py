"""Handling: what the log of a concern amounts to: what is known, which steps the policy asks for, by when, and which are done.

Room: schools.concerns. Decides anew each time, under the version and as of the day on which the concern was opened; a step is owed from the moment at which
what it rests on became known. Reads only. Next door: `clocks` counts days, `readers` says who may open it, `actions` writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from belisha import library
from belisha.engine import Decision, Situation, decide, rulebook_of
from belisha.engine.decision import DutyOwed
from belisha.engine.situation import Stated, read_value
from belisha.language import Policy
from belisha.language.conditions import Among, leaves
from belisha.language.meaning import Norm
from belisha.language.policy import Clause, Procedure
from belisha.language.vocabulary import load
from belisha.schools.concerns import clocks, readers, sealing
from belisha.schools.concerns.clocks import Due, SchoolDays
from belisha.schools.concerns.models import Concern, Line
from belisha.schools.notices.models import Term
from belisha.schools.policies import force

Kind = Line.Kind
LAW = "law"
BANS = ("prohibited", "advised against", "needs approval")
# What is kept to for as long as the concern is open, and is never done.
KEPT_TO = frozenset(
    {"do not handle personally", "keep confidential", "do not view", "wait", "take care", "follow procedure"}
)
# Of a situation only what has come up is kept: who asked is in the log, and a concern is about no act that somebody proposes.
OF_EVENTS = "event"
# What only the log of a concern can say: not so, until somebody writes there that it is (docs/adr/0066).
OF_LOG = ("event.asked to remove", "event.copy kept", "event.LADO has advised")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log, opened. said: who, who_id, roles, text, facts, clause, do, on, name, sha256, from, and the like."""

    line: Line
    said: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def facts(self) -> dict[str, Stated | None]:
        """What became known; None: that nobody knows it. Without what the vocabulary has no more."""
        vocabulary, found = load(), {}
        for name, value in self.said.get("facts", {}).items():
            if name not in vocabulary.facts:
                continue
            read = None if value is None else read_value(vocabulary.facts[name], value, vocabulary)
            if read is None or isinstance(read, str | bool | int | frozenset):
                found[name] = read
        return found

    @property
    def moment(self) -> datetime:
        """When it happened: as it was told, or when it was written."""
        return datetime.fromisoformat(self.said["on"]) if self.said.get("on") else self.line.at


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the policy, or the law, asks for. key: its clause and what is to be done, by which the log says that it is done."""

    key: str
    duty: DutyOwed
    layer: str  # "" or LAW
    raised: datetime
    due: Due
    done: Entry | None = None

    @property
    def is_kept_to(self) -> bool:
        return self.duty.do in KEPT_TO

    @property
    def waits(self) -> bool:
        """Whether it is still to be done; a step that the policy leaves open (`may`) waits for nobody."""
        return self.done is None and not self.is_kept_to and self.duty.strength != "may"


@dataclass(frozen=True, slots=True)
class Case:
    """All that a concern comes to.

    facts: what was written down as known; None: that nobody can say. policy: under which it stands. steps: in the order of the policy, then those of the law;
    started, may_start: the procedures that have started, and that may yet. perhaps: what may yet have to be done. bans: what the procedures allow nobody to do meanwhile; ban_facts: what of the event they hang on.
    """

    concern: Concern
    entries: tuple[Entry, ...]
    facts: Mapping[str, Stated | None]
    policy: Policy
    decision: Decision
    steps: tuple[Step, ...]
    started: tuple[Procedure, ...]
    may_start: tuple[Procedure, ...]
    perhaps: tuple[DutyOwed, ...] = ()
    bans: tuple[Clause, ...] = ()
    ban_facts: tuple[str, ...] = ()

    @property
    def open_questions(self) -> tuple[str, ...]:
        """What of the event is not known and could change what has to be done or left, best first; what nobody knows is not asked again."""
        asked = dict.fromkeys((*self.decision.ask, *self.ban_facts))
        return tuple(each for each in asked if each.startswith(OF_EVENTS) and each not in self.facts)

    @property
    def due(self) -> datetime | None:
        """By when the next thing has to be done that has a time, beside what was to be done at once."""
        moments = [each.due.at for each in self.steps if each.waits and each.due.at is not None and not each.due.now]
        return min(moments, default=None)

    @property
    def at_once(self) -> bool:
        """Whether something was to be done at once, and is not done."""
        return any(each.waits and each.due.now for each in self.steps)


def place_of(concern: Concern, what: object) -> str:
    """The place to which something sealed belongs."""
    return f"{concern.school_id}/{concern.pk}/{what}"


def opened(concern: Concern, line: Line, key: bytes) -> Entry:
    """Raises CannotOpen."""
    return Entry(line, sealing.unseal_words(key, line.sealed, place_of(concern, line.number)))


def case_of(concern: Concern) -> Case:
    """Reads the log and decides. Stands in the school. Raises CannotOpen, and what compiling a policy raises."""
    key = sealing.key_of(concern.school)
    entries = [opened(concern, each, key) for each in Line.objects.filter(school=concern.school, concern=concern)]
    policy, _ = force.by_hash(concern.school, concern.version)
    if policy is None:
        policy, _ = force.lived_by(concern.school, timezone.localdate(concern.opened))
    return worked_out(concern, policy, entries, days_of(concern))


def worked_out(concern: Concern, policy: Policy, entries: Sequence[Entry], days: SchoolDays) -> Case:
    """The same, of a log that was read."""
    book = rulebook_of(policy, timezone.localdate(concern.opened), library.law())
    # What somebody has to do anyway ("a new starter should sign") is no step of a concern.
    standing = {
        norm.clause.id for norm in book.norms if norm.duty and not norm.clause.procedure and not _of_event(norm)
    }
    facts: dict[str, Stated | None] = {}
    owed: dict[str, tuple[DutyOwed, str]] = {}
    # INVARIANT: a clock never starts again, though what it rests on is taken back for a while.
    raised: dict[str, datetime] = {}
    done: dict[str, Entry] = {}
    decision: Decision | None = None
    for entry in entries:
        if entry.kind == Kind.DONE:
            done[entry.said["step"]] = entry
        new = entry.facts
        if not new and decision is not None:
            continue
        facts |= new
        known = {**dict.fromkeys(OF_LOG, False), **{name: value for name, value in facts.items() if value is not None}}
        decision = decide(book, Situation(known), layers=(library.law(),))
        now = {
            key_of(duty): (duty, layer)
            for layer, duty in duties_of(decision)
            if duty.fired == "yes" and (layer or duty.clause not in standing)
        }
        for key in now:
            raised.setdefault(key, entry.moment)
        # What is done stays, though it is no longer owed: often because it is done.
        owed = {**{key: value for key, value in owed.items() if key in done}, **now}
    if decision is None:
        raise ValueError("a concern begins with what has come up")
    places = {clause.id: place for place, clause in enumerate((*policy.clauses, *library.law().clauses))}
    steps = tuple(
        Step(key, duty, layer, raised[key], clocks.due(duty.within, raised[key], days), done.get(key))
        for key, (duty, layer) in sorted(owed.items(), key=lambda each: (each[1][1] == LAW, places[each[1][0].clause]))
    )
    started, may_start = readers.begun(policy, decision.situation.facts, book.as_of)
    ids = {each.id for each in started}
    bans = [
        each for each in book.norms if each.clause.procedure in ids and each.effect in BANS and not _lifted(each, facts)
    ]
    conditions = [each for norm in bans for each in (norm.when, *(excuse.when for excuse in norm.unless))]
    ban_facts = dict.fromkeys(leaf.fact for condition in conditions for leaf in leaves(condition))
    perhaps = tuple(
        duty
        for layer, duty in duties_of(decision)
        if not layer and duty.fired != "yes" and duty.procedure in ids and key_of(duty) not in done
    )
    return Case(
        concern,
        tuple(entries),
        facts,
        policy,
        decision,
        steps,
        started,
        may_start,
        perhaps,
        tuple(dict.fromkeys(each.clause for each in bans)),
        tuple(ban_facts),
    )


def _of_event(norm: Norm) -> bool:
    return any(leaf.fact.startswith(OF_EVENTS) for leaf in leaves(norm.when))


def _lifted(ban: Norm, facts: Mapping[str, Stated | None]) -> bool:
    """Whether what it waits for ("until the officer has advised") has come about."""
    waits = [each.when for each in ban.unless if isinstance(each.when, Among)]
    return any(each.values == {True} and facts.get(each.fact) is True for each in waits)


def duties_of(decision: Decision) -> list[tuple[str, DutyOwed]]:
    """Those of the policy, and those that the law adds, each with its layer."""
    return [("", each) for each in decision.duties] + [
        (LAW, each) for _, layer in decision.layers for each in layer.duties
    ]


def key_of(duty: DutyOwed) -> str:
    return f"{duty.clause} {duty.do}"


def days_of(concern: Concern) -> SchoolDays:
    """The school's terms. One query."""
    return SchoolDays(list(Term.objects.filter(school=concern.school_id).values_list("first", "last")))
