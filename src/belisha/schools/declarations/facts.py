"""Facts: what the school knows already when one of its people asks the policy something, and where each comes from.

Room: schools.declarations. The roster gives ages, stages and leaving dates, and whose child is whose; declarations give the ties beside it; approvals say
who has allowed it; the list of channels gives what an account is; the calendar, what takes place at school. Reads only, in a number of queries that does not grow. A blank is unknown, not no: where the registers say nothing, nothing is said.
Next door: `approving` says whose leave is needed; docs/adr/0053 and 0063 say what counts, and 0054 who sees what of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from belisha.engine.situation import Stated, read_value
from belisha.language.frontmatter import add_months
from belisha.language.vocabulary import load
from belisha.schools.channels.models import Channel
from belisha.schools.days import in_words
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.notices.models import SchoolEvent
from belisha.schools.people.models import Guardianship, Person, Role, running
from belisha.schools.people.permissions import GOVERNING_ROLES, STAFF_ROLES, RoleName

R = RoleName
# What somebody of the school is to whoever asks: the vocabulary's `with`.
SIDES: dict[RoleName, str] = {
    **dict.fromkeys((*STAFF_ROLES, R.CONTRACTOR, R.EXTERNAL_PROVIDER), "colleague"),
    **dict.fromkeys(GOVERNING_ROLES, "governor"),
    R.VOLUNTEER: "volunteer", R.APPLICANT: "applicant", R.PARENT: "parent", R.RELATIVE: "relative of pupil", R.PUPIL: "pupil",
}  # fmt: skip
FORMER = "former pupil"
RELATED = (
    "pupil",
    FORMER,
    "parent",
    "relative of pupil",
    "colleague",
    "governor",
)  # of whom `with.relation` can be said
# Where something has come from the other side, whoever that is has done it.
FROM_OTHER = frozenset({"message from pupil", "friend request from pupil", "contact from former pupil"})
# What changes by itself from day to day, and so is no part of what an approval is for.
PASSING = frozenset({"actor.age", "with.age", "with.months since leaving", "event.author age", "authorised by"})
# What leave to have an account is leave for; what is put on it is another question.
HAVING = frozenset({"create account", "run account"})
# Whose audience is the channel's; a private message has its own, whatever it is sent on.
SEEN_ON_CHANNEL = frozenset({
    "use", "post", "react", "join group", "create account", "run account", "livestream", "identify", "link", "remove", "keep",
})  # fmt: skip
# How a question is about a school event: somebody is there, or it is about what was taken there.
THERE, OF_IT = "there", "of it"
EVENTS = {
    SchoolEvent.Kind.PERFORMANCE: "a performance", SchoolEvent.Kind.SPORTS: "a sports day", SchoolEvent.Kind.ASSEMBLY: "an assembly for families",
    SchoolEvent.Kind.TRIP: "a school trip", SchoolEvent.Kind.RESIDENTIAL: "a residential trip", SchoolEvent.Kind.MEETING: "a parents' evening or meeting",
    SchoolEvent.Kind.FAIR: "a fair or open day", SchoolEvent.Kind.OTHER: "a school event",
}  # fmt: skip
# To a parents' evening children may come, or not.
WITHOUT_CHILDREN = (SchoolEvent.Kind.MEETING, SchoolEvent.Kind.OTHER)
# Strongest first: what is said of two who are tied in two ways.
TIES = {Declaration.Relation.PARENT: "own child", Declaration.Relation.RELATIVE: "close family", Declaration.Relation.FRIEND: "declared friend"}  # fmt: skip
OF_ROSTER = {"parent": "own child", "carer": "own child", "grandparent": "close family", "sibling": "close family"}
STAGES = (
    (0, "EYFS"),
    (2, "KS1"),
    (4, "lower KS2"),
    (6, "upper KS2"),
    (9, "KS3"),
    (11, "KS4"),
    (13, "KS5"),
)  # up to which year


@dataclass(frozen=True, slots=True)
class Known:
    """A value, and where it comes from, in words without anybody's name: "the roster: left 14 months ago"."""

    value: Stated
    source: str


Facts = dict[str, Known]


# ---- who somebody is -------------------------------------------------------------------------------------------------


def actors_of(roles: Iterable[RoleName]) -> list[str]:
    """The vocabulary's words for whoever asks: one, or several to choose from; in the order of the table of roles."""
    held = set(roles)
    return list(dict.fromkeys(role.actor for role in RoleName if role in held and role.actor))


def sides_of(person: Person, roles: Iterable[Role], day: date) -> list[str]:
    """What a person is to the others on a day. roles: theirs, those that are over too. Empty where policies have no word for it."""
    running_now = {each.name for each in roles if _runs(each, person, day)}
    found = list(dict.fromkeys(SIDES[role] for role in RoleName if role in running_now))
    return found or ([FORMER] if left_on(person, roles, day) else [])


def left_on(person: Person, roles: Iterable[Role], day: date) -> date | None:
    """The first day on which somebody was no pupil any more; None for who is one still, or never was."""
    own = [each for each in roles if each.role == R.PUPIL]
    if not own or any(_runs(each, person, day) for each in own):
        return None
    ends = [min(end for end in (each.until, person.until) if end) for each in own if each.until or person.until]
    return max((end for end in ends if end <= day), default=None)


def _runs(role: Role, person: Person, day: date) -> bool:
    ends = [end for end in (role.until, person.until) if end is not None]
    return role.since <= day and all(end > day for end in ends)


def age(born: date, day: date) -> int:
    """In whole years. Whoever was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_between(first: date, day: date) -> int:
    """Whole months."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return months if add_months(first, months) <= day else months - 1


def stage(detail: str) -> str:
    """The key stage that the roster's words for a class say: "Year 6, class 1"; "" where they say none."""
    if re.search(r"\b(nursery|reception)\b", detail, re.I):
        return "EYFS"
    met = re.search(r"\byear\s*(\d{1,2})\b", detail, re.I)
    return next((name for last, name in STAGES if met and 0 < int(met.group(1)) <= last), "")


# ---- what is known ---------------------------------------------------------------------------------------------------


def known(
    actor: Person,
    whom: Person | None = None,
    *,
    day: date,
    role: str = "",
    side: str = "",
    channel: Channel | None = None,
    occasion: SchoolEvent | None = None,
    part: str = THERE,
    stated: Mapping[str, Stated] | None = None,
) -> Facts:
    """What the registers say on a day, by fact.

    actor: who asks; role: as what, of `actors_of`, where that is several. whom: who is on the other side, whom the caller has found through `visible_to`;
    side: as what, of `sides_of`. channel, occasion: on which channel, and about which school event, found in the same way; part: THERE or OF_IT. stated: what is known of the situation beside that; approvals are found by it. Stands in the school.
    """
    people = [each for each in (actor, whom) if each is not None]
    held: dict[object, list[Role]] = {each.pk: [] for each in people}
    for each in Role.objects.filter(school_id=actor.school_id, person__in=people).order_by("since"):
        held[each.person_id].append(each)
    found = _of_actor(actor, held[actor.pk], role, day)
    if whom is not None:
        found |= _of_whom(actor, whom, held[whom.pk], side, day)
        event = (stated or {}).get("event")
        if "with.age" in found and isinstance(event, frozenset) and event and event <= FROM_OTHER:
            found["event.author age"] = found["with.age"]
        if "with.relation" not in found and (stated or {}).get("with.relation") == "declared friend":
            # A declared friend is one who stands in the register; a friend who does not is none (yet) to the policy.
            found["with.relation"] = Known(
                "none", "your declarations: no friendship with them, and an undeclared one does not count"
            )
    act = (stated or {}).get("act")
    if channel is not None and channel.is_in_use(day):
        found |= _of_channel(channel, act)
    if occasion is not None:
        found |= _of_occasion(occasion, part, act)
    facts = {**(stated or {}), **{name: each.value for name, each in found.items()}}
    return found | _approved(actor, whom, channel, occasion, facts, day)


def _of_actor(actor: Person, roles: list[Role], role: str, day: date) -> Facts:
    now = [each for each in roles if _runs(each, actor, day)]
    words = actors_of(each.name for each in now)
    chosen = role if role in words else words[0] if len(words) == 1 else ""
    if not chosen:
        return {}
    own = next(each for each in now if each.name.actor == chosen)
    detail = f", {own.detail}" if own.detail else ""
    found: Facts = {"actor": Known(chosen, f"the roster: {own.role}{detail}")}
    if chosen == "pupil":
        if actor.born:
            found["actor.age"] = Known(age(actor.born, day), "the roster: date of birth")
        if at := stage(own.detail):
            found["actor.stage"] = Known(at, f"the roster: {own.detail}")
    if family := _is_family(actor, day):
        found["actor.is family of pupil"] = family
    return found


def _is_family(actor: Person, day: date) -> Known | None:
    pupils = Role.objects.filter(school_id=actor.school_id, role=R.PUPIL).running(day).values("person")
    here = Guardianship.objects.filter(school_id=actor.school_id, adult=actor, pupil__in=pupils).filter(running(day))
    if here.exists():
        return Known(True, "the roster: a child here")
    own = Declaration.objects.filter(school_id=actor.school_id, person=actor).standing(day)
    tied = own.filter(about__in=pupils).exclude(relation=Declaration.Relation.FRIEND).first()
    return Known(True, _of_declaration(tied)) if tied else None


def _of_whom(actor: Person, whom: Person, roles: list[Role], side: str, day: date) -> Facts:
    sides = sides_of(whom, roles, day)
    chosen = side if side in sides else sides[0] if len(sides) == 1 else ""
    if not chosen:
        return {}
    found: Facts = {"with": Known(chosen, f"the roster: {chosen}")}
    left = left_on(whom, roles, day) if chosen == FORMER else None
    if left:
        months = months_between(left, day)
        ago = f"{months} month{'' if months == 1 else 's'} ago" if months else "less than a month ago"
        found["with.months since leaving"] = Known(months, f"the roster: left {ago}")
    if chosen in ("pupil", FORMER) and whom.born:
        found["with.age"] = Known(age(whom.born, day), "the roster: date of birth")
    if chosen in RELATED and (tie := _tie(actor, whom, left, day)):
        found["with.relation"] = tie
    return found


def _tie(actor: Person, whom: Person, left: date | None, day: date) -> Known | None:
    """How the two are related. What the roster says counts first; where a court has a say in it, nothing is said."""
    school = actor.school_id
    pair = Q(pupil=whom, adult=actor) | Q(pupil=actor, adult=whom)
    # Whose parent somebody is ends with the list of pupils in many a school's system, not in life.
    last_day = date.fromordinal(left.toordinal() - 1) if left else day
    on_roster = Guardianship.objects.filter(school_id=school).filter(pair).filter(running(last_day)).first()
    if on_roster is not None:
        if on_roster.restricted or not on_roster.contact_allowed:
            return None
        tie = OF_ROSTER.get(on_roster.relation, "")
        if tie == "own child" and on_roster.adult_id == whom.pk:
            tie = "close family"  # seen from the child
        if tie:
            return Known(tie, f"the roster: {on_roster.get_relation_display().lower()}")
    parents = Guardianship.objects.filter(school_id=school, pupil=whom, relation__in=("parent", "carer"))
    parents = parents.filter(running(last_day)).values("adult")
    own = Declaration.objects.filter(school_id=school, person=actor).standing(day)
    found = list(own.filter(Q(about=whom) | Q(about__in=parents)))
    for relation, tie in TIES.items():
        for each in found:
            # Whoever is a friend of the parents is one of their children's too; a child of one's own is declared as such.
            if each.relation == relation and (each.about_id == whom.pk or relation != Declaration.Relation.PARENT):
                return Known(tie, _of_declaration(each))
    return None


def _of_declaration(declared: Declaration) -> str:
    said = {"parent": "parent or carer", "relative": "close family", "friend": "friend of the family"}[
        declared.relation
    ]
    return f"your declaration of {in_words(declared.since)}: {said}"


def _of_channel(channel: Channel, act: Stated | None) -> Facts:
    said = f"the school's channels: {channel.name}"
    told: dict[str, Stated] = {"account": channel.kind, **channel.facts}
    if channel.site:
        told["site"] = channel.site
    if channel.audience and act in SEEN_ON_CHANNEL:
        told["audience"] = channel.audience
    return {name: Known(value, said) for name, value in told.items()}


def _of_occasion(event: SchoolEvent, part: str, act: Stated | None) -> Facts:
    said = f"the calendar: {EVENTS[SchoolEvent.Kind(event.kind)]} on {in_words(event.first)}"
    if part == OF_IT:
        return {name: Known(True, said) for name in ("content.taken at school", "content.mentions school event")}
    found: Facts = {"place": Known("school event", said)}
    if event.kind not in WITHOUT_CHILDREN:
        found["place.children present"] = Known(True, f"{said}, in which pupils take part")
    if act in ("photograph", "livestream"):
        found["content.taken at school"] = Known(True, said)
    return found


def _approved(
    actor: Person,
    whom: Person | None,
    channel: Channel | None,
    occasion: SchoolEvent | None,
    facts: Mapping[str, Stated],
    day: date,
) -> Facts:
    """What was allowed: the approvals whose whole scope the situation states, and of no other person, channel or event."""
    held = Approval.objects.filter(school_id=actor.school_id, person=actor).exclude(kind=Approval.Kind.POST).held(day)
    for name, own in (("about", whom), ("channel", channel), ("occasion", occasion)):
        fits = Q(**{f"{name}__isnull": True})
        if own is not None:
            fits |= Q(**{name: own})
        elif name == "channel":  # a group or an account of one's own is said by its facts, where nobody picks it
            fits |= Q(kind__in=(Approval.Kind.GROUP, Approval.Kind.ACCOUNT))
        held = held.filter(fits)
    if facts.get("act") not in HAVING:
        held = held.exclude(kind=Approval.Kind.ACCOUNT)
    fitting = [each for each in held.order_by("since") if each.facts and covers(each.facts, facts)]
    found: Facts = {}
    if fitting:
        values = frozenset(value for each in fitting for value in each.decided_as)
        said = " and ".join(
            f"the approval of {in_words(each.since)} (until {in_words(each.until)})" for each in fitting if each.since
        )
        found["authorised by"] = Known(values, said)
    if group := next((each for each in fitting if each.kind == Approval.Kind.GROUP), None):
        found["purpose.can be justified"] = Known(
            True, f"the approval of your learning group of {in_words(group.since)}"
        )
    return found


def covers(scope: Mapping[str, object], facts: Mapping[str, Stated]) -> bool:
    """Whether a situation states all of a scope, as it was kept."""
    return all(name in facts and as_json(facts[name]) == value for name, value in scope.items())


def as_json(value: Stated) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def scope_of(facts: Mapping[str, Stated]) -> dict[str, object]:
    """What an approval of this situation is for: all of it but what passes by itself."""
    return {name: as_json(value) for name, value in facts.items() if name not in PASSING}


def read_scope(scope: Mapping[str, object]) -> dict[str, Stated]:
    """A scope as facts again; without what the vocabulary has no more."""
    vocabulary = load()
    read = {
        name: read_value(vocabulary.facts[name], value, vocabulary)
        for name, value in scope.items()
        if name in vocabulary.facts
    }
    return {name: value for name, value in read.items() if isinstance(value, str | bool | int | frozenset)}
