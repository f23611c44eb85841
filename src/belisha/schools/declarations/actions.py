"""Every write to the two registers: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.declarations. Each takes `by: Place` and stands in that school. Next door: `approving` says who may decide, `facts` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from belisha import library
from belisha.engine import Decision, Situation, decide, rulebook_of
from belisha.engine.situation import Stated
from belisha.schools.channels import actions as channels
from belisha.schools.channels.models import Channel
from belisha.schools.days import in_words
from belisha.schools.declarations import approving
from belisha.schools.declarations import facts as registers
from belisha.schools.declarations.approving import Leave
from belisha.schools.declarations.models import LONGEST, LONGEST_POST, Approval, Declaration
from belisha.schools.declarations.years import school_year
from belisha.schools.notices.models import SchoolEvent
from belisha.schools.people.models import Guardianship, Person, Role, running
from belisha.schools.people.permissions import FAMILY_ROLES, PUPIL_ROLES, Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.post import actions as post
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

Kind, State, Relation = Approval.Kind, Approval.State, Declaration.Relation
# What each kind of approval is for, and what is asked of the policy beside that, in order to find whose leave is needed.
SCOPES: dict[Kind, tuple[dict[str, Stated], dict[str, Stated]]] = {
    Kind.DEVICE: ({"device": "school"}, {"act": "use"}),
    Kind.GROUP: ({"account": "learning group"}, {"act": "create account", "purpose": "learning"}),
    Kind.ACCOUNT: ({"account": "school"}, {"act": "create account", "purpose": "learning"}),
    Kind.POST: ({}, {}),
    Kind.OTHER: ({}, {}),
}


# ---- ties with families ----------------------------------------------------------------------------------------------


@transaction.atomic
def declare(*, by: Place, relation: str, about: Person | None = None, named: str = "", words: str = "") -> Declaration:
    """A tie with a pupil, or with a parent and so their children. about: whom the declarer may see and has chosen; else `named`, whom a leader looks for.

    Raises ValidationError where it is no tie with a family, stands already, or the roster says it.
    """
    by.must_be_allowed(Permission.DECLARE)
    person, today = _person(by), timezone.localdate()
    named, words = " ".join(named.split())[:200], " ".join(words.split())[:300]
    if relation not in Relation.values:
        raise ValidationError({"relation": "Select how you know them"})
    if about is None and not named:
        raise ValidationError({"named": "Enter the name of the pupil or the parent"})
    if about is not None:
        if not Person.objects.visible_to(by).filter(pk=about.pk).exists():
            raise PermissionDenied("nobody declares a tie with whom they may not see")
        _must_be_family(person, about, relation, today)
    made = Declaration(
        school=by.school, person=person, about=about, named="" if about else named, relation=relation, words=words, since=today, confirmed=today,
    )  # fmt: skip
    _save_once(made)
    record.write(by, Event.DECLARATION_MADE, made, after={"relation": relation, "about": about and about.pk})
    return made


def _must_be_family(person: Person, about: Person, relation: str, today: date) -> None:
    wrong = ""
    family = Role.objects.filter(school_id=about.school_id, person=about, role__in=(*PUPIL_ROLES, *FAMILY_ROLES))
    if about.pk == person.pk:
        wrong = "Choose somebody else: this is you"
    elif not family.exists():
        wrong = "Choose a pupil, or the parent or relative of one"
    elif relation == Relation.PARENT and not family.filter(role__in=PUPIL_ROLES).exists():
        wrong = "Choose the child whose parent or carer you are"
    elif (
        Guardianship.objects.filter(school_id=about.school_id, pupil=about, adult=person)
        .filter(running(today))
        .exists()
    ):
        wrong = "The school's list of people says already how you are related. If that is wrong, tell the school office"
    if wrong:
        raise ValidationError({"named": wrong})


def _save_once(declared: Declaration) -> None:
    try:
        with transaction.atomic():
            declared.save()
    except IntegrityError as error:
        if "declaration_once" not in str(error):
            raise
        raise ValidationError({"named": "This tie has been declared already. End the other one first"}) from None


@transaction.atomic
def confirm(declared: Declaration, *, by: Place) -> Declaration:
    """That it is still so. By whoever declared it; a second time on one day changes nothing."""
    held = _held(Declaration, declared)
    _must_be_own(held, by)
    today = timezone.localdate()
    _must_run(held, today)
    if held.confirmed != today:
        before, held.confirmed = held.confirmed, today
        held.save(update_fields=["confirmed"])
        record.write(by, Event.DECLARATION_CONFIRMED, held, before={"confirmed": before}, after={"confirmed": today})
    return held


@transaction.atomic
def note(declared: Declaration, *, by: Place, about: Person | None = None) -> Declaration:
    """That the headteacher or the designated safeguarding lead has read it. about: who is meant, where the declarer could only write a name."""
    by.must_be_allowed(Permission.SEE_DECLARATIONS)
    held = _held(Declaration, declared)
    if by.person is not None and held.person_id == by.person.pk:
        raise PermissionDenied("nobody notes their own declaration")
    today = timezone.localdate()
    _must_run(held, today)
    if held.about_id is None:
        if about is None:
            raise ValidationError({"about": "Choose who is meant, so that the declaration counts"})
        _must_be_family(held.person, about, held.relation, today)
        held.about = about
    if held.noted is None:
        held.noted, held.noted_by, held.noted_by_words = timezone.now(), by.person.pk if by.person else None, by.words
        _save_once(held)
        record.write(by, Event.DECLARATION_NOTED, held, after={"noted": held.noted, "about": held.about_id})
    return held


@transaction.atomic
def end(declared: Declaration, *, by: Place, on: date | None = None) -> Declaration:
    """on: the first day without it; today, where left out. By whoever declared it, or a leader who sees them."""
    held = _held(Declaration, declared)
    if by.person is None or held.person_id != by.person.pk:
        by.must_be_allowed(Permission.SEE_DECLARATIONS)
    today = timezone.localdate()
    _must_run(held, today)
    ends = on or today
    if ends < today:  # what was answered on a day that is over stays as it was answered
        raise ValidationError({"until": "It can end today or later; what counted until now has counted"})
    before, held.until = held.until, ends
    held.save(update_fields=["until"])
    record.write(by, Event.DECLARATION_ENDED, held, before={"until": before}, after={"until": ends})
    return held


def _must_run(held: Declaration, today: date) -> None:
    if held.has_ended(today):
        raise ValidationError("It has ended. Declare it anew, if it is so again")


# ---- approvals -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for(
    *,
    by: Place,
    kind: Kind,
    what: str,
    reason: str,
    until: date | None,
    facts: Mapping[str, Stated] | None = None,
    about: Person | None = None,
    channel: Channel | None = None,
    occasion: SchoolEvent | None = None,
    part: str = registers.THERE,
    post: str = "",
    benefit: str = "",
    role: str = "",
    side: str = "",
) -> list[Approval]:
    """Asks for leave: one approval for each set of roles whose leave the policy in force asks for, and a letter to each who may decide.

    what: in words without names. post: of a post, its words as they shall stand. facts: of the situation, where it comes from a question; about, channel, occasion, part, role, side: whom and what it
    concerns and who is what in it (as in `facts.known`). until: the first day without it. Raises ValidationError where something is missing, the policy forbids it, or it waits already.
    """
    by.must_be_allowed(Permission.ENTER)
    person, today = _person(by), timezone.localdate()
    if about is not None and not Person.objects.visible_to(by).filter(pk=about.pk).exists():
        raise PermissionDenied("nobody asks about whom they may not see")
    if channel is not None and not Channel.objects.visible_to(by).filter(pk=channel.pk).exists():
        raise PermissionDenied("nobody asks about a channel that they may not see")
    if occasion is not None and not SchoolEvent.objects.known_to(by).filter(pk=occasion.pk).exists():
        raise PermissionDenied("nobody asks about an event of which they may not know")
    what, post, reason, benefit = " ".join(what.split())[:300], post.strip(), reason.strip(), benefit.strip()
    wrong = _texts(reason=(reason, "Say why you want this"), benefit=(benefit, ""))
    if not what:
        wrong["what"] = "Say what you ask for"
    if kind == Kind.GROUP and not benefit:
        wrong["benefit"] = "Say what it shall bring to learning, and how you will measure that"
    wrong |= _until(until, today)
    if kind == Kind.POST and not post:
        wrong["post"] = "Write the post, word for word"
    if len(post) > LONGEST_POST:
        wrong["post"] = f"Write the post in at most {LONGEST_POST:,} characters"
    if wrong:
        raise ValidationError(wrong)
    scope, beside = SCOPES[kind]
    stated = {**(facts or {}), **scope}
    party = {"whom": about, "channel": channel, "occasion": occasion, "part": part, "role": role, "side": side}
    decision = _decided(by, person, {**stated, **beside}, today, **party)
    # A question is about all that is known of its situation; what is asked for in general, about what makes its kind.
    kept = registers.scope_of(decision.situation.facts if kind in (Kind.OTHER, Kind.POST) and facts else stated)
    made = []
    for leave in approving.leaves(decision):
        same = Approval.objects.filter(
            school=by.school,
            person=person,
            state=State.ASKED,
            kind=kind,
            about=about,
            channel=channel,
            occasion=occasion,
        )
        if any(
            each.facts == kept and each.what == what and each.post == post and each.givers == list(leave.givers)
            for each in same
        ):
            raise ValidationError({"what": "You have asked for this already, and it waits for an answer"})
        one = Approval(
            school=by.school, person=person, about=about, channel=channel, occasion=occasion, kind=kind, what=what, facts=kept, post=post, reason=reason, benefit=benefit, givers=list(leave.givers),
            clauses=list(leave.clauses), version=decision.rulebook.policy.hash, until=until,
        )  # fmt: skip
        one.save(force_insert=True)
        record.write(by, Event.APPROVAL_ASKED, one, after={"kind": kind, "givers": one.givers, "until": until})
        _tell_deciders(one, by, leave)
        made.append(one)
    return made


def _decided(by: Place, person: Person, stated: Mapping[str, Stated], day: date, **party: Any) -> Decision:
    """What the policy of the day says of what is asked for, with all that the registers know, and before anybody has allowed it. party: as `facts.known`."""
    policy, _ = force.lived_by(by.school, day)
    known = registers.known(person, day=day, stated=stated, **party)
    facts = {**stated, **{name: each.value for name, each in known.items()}, "authorised by": frozenset[str]()}
    return decide(rulebook_of(policy, day, library.law()), Situation(facts))


def may_decide(approval: Approval, by: Place) -> list[str]:
    """For which of those whom the policy in force asks whoever stands here may decide: of the fact `authorised by`. Empty: it is for others.

    Raises ValidationError where the policy in force forbids it.
    """
    if by.person is None or approval.person_id == by.person.pk or not by.may(Permission.DECIDE_APPROVALS):
        return []
    asker = _roles_of(approval.person)
    now = _leaves_now(approval, by)
    same = [each for each in now if set(each.givers) & set(approval.givers)] or now
    givers = dict.fromkeys(giver for each in same for giver in each.givers)
    return [approving.value_of(giver) for giver in givers if approving.deciders(giver, asker) & by.roles]


def _leaves_now(approval: Approval, by: Place) -> tuple[Leave, ...]:
    """Whose leave the policy in force asks for; what it asked for then may be of a version that is over."""
    facts = registers.read_scope(approval.facts)
    beside = SCOPES[Kind(approval.kind)][1]
    role, side = (str(facts.get(name, "")) for name in ("actor", "with"))
    # What the calendar said of an event stands in the scope.
    party = {"whom": approval.about, "channel": approval.channel, "role": role, "side": side}
    decision = _decided(by, approval.person, {**facts, **beside}, timezone.localdate(), **party)
    return approving.leaves(decision)


def _roles_of(person: Person) -> frozenset[RoleName]:
    return frozenset(each.name for each in Role.objects.filter(school_id=person.school_id, person=person).running())


@transaction.atomic
def grant(approval: Approval, *, by: Place, answer: str, until: date | None = None) -> Approval:
    """Gives leave, from today on. until: sooner or later than was asked for. Raises PermissionDenied, ValidationError."""
    held, givers = _to_decide(approval, by, answer)
    today, until = timezone.localdate(), until or held.until
    if wrong := _until(until, today):
        raise ValidationError(wrong)
    before = {"state": held.state, "until": held.until}
    held.state, held.since, held.until, held.decided_as = State.GRANTED, today, until, givers
    if (account := SCOPES[Kind(held.kind)][0].get("account")) and held.channel is None:
        held.channel = channels.add_approved(by=by, name=held.what, kind=str(account), keeper=held.person)
    _write_decision(held, by, answer)
    after = {"state": held.state, "since": today, "until": until, "decided_as": givers}
    record.write(by, Event.APPROVAL_GRANTED, held, before=before, after=after)
    _tell_asker(held, by, f"You were given the approval that you asked for. It holds until {in_words(until)}.")
    return held


@transaction.atomic
def refuse(approval: Approval, *, by: Place, answer: str) -> Approval:
    """Raises PermissionDenied, ValidationError."""
    try:
        held, givers = _to_decide(approval, by, answer)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise
        held, givers = _held(Approval, approval), []  # what the policy forbids can be refused by all who decide
        if held.state != State.ASKED:
            raise
    before = {"state": held.state}
    held.state, held.decided_as = State.REFUSED, givers
    _write_decision(held, by, answer)
    record.write(by, Event.APPROVAL_REFUSED, held, before=before, after={"state": held.state, "decided_as": givers})
    _tell_asker(held, by, "You were not given the approval that you asked for.")
    return held


def _to_decide(approval: Approval, by: Place, answer: str) -> tuple[Approval, list[str]]:
    by.must_be_allowed(Permission.DECIDE_APPROVALS)
    held = _held(Approval, approval)
    if by.person is not None and held.person_id == by.person.pk:
        raise PermissionDenied("nobody decides on what they ask for themselves")
    if held.state != State.ASKED:
        raise ValidationError(f"It is decided already: {held.stands(timezone.localdate()).lower()}")
    if wrong := _texts(answer=(answer.strip(), "Say why: whoever asked reads it")):
        raise ValidationError(wrong)
    givers = may_decide(held, by)
    if not givers:
        raise PermissionDenied("the policy asks for the leave of others")
    return held, givers


def _write_decision(held: Approval, by: Place, answer: str) -> None:
    held.decided, held.decided_by_words, held.answer = timezone.now(), by.words, answer.strip()
    held.decided_by = by.person.pk if by.person else None
    held.save(
        update_fields=[
            "state",
            "since",
            "until",
            "channel",
            "decided_as",
            "decided",
            "decided_by",
            "decided_by_words",
            "answer",
        ]
    )


@transaction.atomic
def withdraw(approval: Approval, *, by: Place, why: str) -> Approval:
    """Takes back what one has asked for or was given; or, as somebody who could give it, what was given. It holds no more from today on."""
    held = _held(Approval, approval)
    own = by.person is not None and held.person_id == by.person.pk
    if not own and not may_withdraw(held, by):
        raise PermissionDenied("an approval is withdrawn by whoever asked for it or could give it")
    today = timezone.localdate()
    if not (held.state == State.ASKED or (held.state == State.GRANTED and held.until > today)):
        raise ValidationError("It is over already")
    if not own and held.state == State.ASKED:
        raise ValidationError("It waits for an answer: give that instead")
    if wrong := _texts(why=(why.strip(), "" if own else "Say why: whoever holds it reads it")):
        raise ValidationError(wrong)
    before = {"state": held.state, "until": held.until}
    if held.state == State.GRANTED:
        held.until = today
    held.state, held.ended_by_words, held.ended_why = State.WITHDRAWN, by.words, why.strip()
    held.ended_by = by.person.pk if by.person else None
    held.save(update_fields=["state", "until", "ended_by", "ended_by_words", "ended_why"])
    record.write(by, Event.APPROVAL_WITHDRAWN, held, before=before, after={"state": held.state, "until": held.until})
    if not own:
        _tell_asker(held, by, "The approval that you were given was withdrawn. It holds no more.")
    return held


def may_withdraw(approval: Approval, by: Place) -> bool:
    """Whether somebody else than its holder may take it back: whoever decided it, or decides for the same roles."""
    if by.person is None or approval.person_id == by.person.pk or not by.may(Permission.DECIDE_APPROVALS):
        return by.person is None
    return approval.decided_by == by.person.pk or bool(set(approving.givers_of(by.roles)) & set(approval.givers))


@transaction.atomic
def measure(approval: Approval, *, by: Place, outcome: str) -> Approval:
    """What a learning group has brought, as was promised when it was asked for. By whoever holds it."""
    held = _held(Approval, approval)
    _must_be_own(held, by)
    outcome = outcome.strip()
    if wrong := _texts(outcome=(outcome, "Write what you have measured")):
        raise ValidationError(wrong)
    if held.kind != Kind.GROUP or held.since is None:
        raise ValidationError("Only of a learning group that was approved is the benefit measured")
    if held.outcome != outcome:
        before, held.outcome = held.outcome, outcome
        held.save(update_fields=["outcome"])
        record.write(by, Event.APPROVAL_MEASURED, held, before={"outcome": before}, after={"outcome": outcome})
    return held


# ---- what they share -------------------------------------------------------------------------------------------------


def _person(by: Place) -> Person:
    if by.person is None:
        raise PermissionDenied("this is somebody's own")
    return by.person


def _must_be_own(held: Declaration | Approval, by: Place) -> None:
    if by.person is None or held.person_id != by.person.pk:
        raise PermissionDenied("this is somebody else's")


def _held(model: type[Any], row: Any) -> Any:
    """The row as it is now, held until the deed is done: of two at once, the second sees what the first did."""
    return model.objects.select_for_update().get(school_id=row.school_id, pk=row.pk)


def _texts(**given: tuple[str, str]) -> dict[str, str]:
    """What is wrong with what was written: missing where that has a sentence, or too long."""
    wrong = {name: said for name, (text, said) in given.items() if said and not text}
    return wrong | {name: f"Say it in at most {LONGEST:,} characters" for name, (text, _) in given.items() if len(text) > LONGEST}  # fmt: skip


def _until(until: date | None, today: date) -> dict[str, str]:
    if until is None:
        return {"until": "Enter the first day without it"}
    if until <= today:
        return {"until": "It must end after today"}
    if until > date(school_year(today).year + 2, 9, 1):
        return {"until": "An approval ends with the next school year at the latest; ask again then"}
    return {}


def _where(approval: Approval) -> str:
    return f"{settings.BELISHA_ADDRESS}/schools/{approval.school_id}/approvals/{approval.pk}/"


def _tell_deciders(approval: Approval, by: Place, leave: Leave) -> None:
    roles = frozenset(role for giver in leave.givers for role in approving.deciders(giver, by.roles))
    text = f"{by.words} asks for your approval. See what it is about, and decide, here:\n\n{_where(approval)}\n\nYou get this because the policy asks for your leave."
    for person in Person.objects.filter(school=by.school).holding(*roles).exclude(pk=approval.person_id):
        post.send(by, to=person, purpose="approval", subject="Somebody asks for your approval", text=text)


def _tell_asker(approval: Approval, by: Place, said: str) -> None:
    text = f"{said} Read why here:\n\n{_where(approval)}"
    post.send(by, to=approval.person, purpose="approval", subject="Your request for approval", text=text)
