"""Every write about agreements: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.agreements. Each takes `by: Place` and stands in that school. Whoever signs by a link stands there as themselves (`places.of_person`);
whether a copy is theirs to sign is asked here again. Next door: `asking` writes to many, in a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from belisha.schools.agreements import asking, letters, whom
from belisha.schools.agreements.models import Campaign, Reply, Scan, Signing, digest, for_whom, kind_of
from belisha.schools.agreements.statements import changes, find, kept, newest
from belisha.schools.agreements.whom import roles_of
from belisha.schools.people import links
from belisha.schools.people.models import Link, Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.policies.models import Version
from belisha.schools.post import actions as post
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

LARGEST_SCAN = 10_000_000  # bytes
LONGEST_DAYS, MOST_REMINDERS = 120, 6
State, Way = Signing.State, Signing.Way


# ---- a campaign --------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_campaign(
    *,
    by: Place,
    version: Version,
    agreement: str,
    due: date,
    reminders: Sequence[int] = (-7, 1, 8),
    from_year: int | None = None,
    material: Mapping[str, bool] | None = None,
    stand: bool = False,
    today: date | None = None,
) -> Campaign:
    """Puts an agreement of the version in force to everybody whom it is for; a job asks them. An earlier campaign for it is closed.

    version: the one that was read. reminders: in days after `due`, below zero before. from_year: of pupils, the first school year asked.
    material: for the id of each statement that changed since the campaign before, whether it means something else now. stand: whether what was
    signed then counts here too, which it cannot where something material changed. Raises ValidationError.
    """
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    day = today or timezone.localdate()
    current = force.in_force(by.school, day)
    found = find(current, agreement) if current else None
    if current is None or current.pk != version.pk or found is None:
        raise ValidationError({"agreement": "Another version is in force since you opened the page. Look at it again"})
    _must_be_near(due, day)
    steps = sorted(set(reminders))
    if len(steps) > MOST_REMINDERS or any(abs(step) > 60 for step in steps):
        raise ValidationError(
            {"reminders": f"Send at most {MOST_REMINDERS} reminders, none more than 60 days from the day"}
        )
    roles = roles_of(found, force.policy_of(current))
    people = whom.wanted(by.school, roles, from_year, day)
    if not people:
        raise ValidationError(
            {"agreement": f"It is for {', '.join(found.people) or 'nobody'}, and nobody here is that"}
        )
    before = newest(by.school).get(agreement)
    judged = _judged(before, kept(found), material or {}) if before else []
    if stand and (before is None or any(each["material"] for each in judged)):
        raise ValidationError({"stand": "A statement means something else now, so everybody has to sign again"})
    if before is not None and before.state != Campaign.State.CLOSED:
        close(before, by=by)
    campaign = Campaign(
        school=by.school, version=current, sha256=current.sha256, agreement=found.id, title=found.title[:300], statements=kept(found),
        signed=list(found.signed), roles=[role.value for role in roles], from_year=from_year, due=due, reminders=steps, before=before, stand=stand,
        judged=judged, total=len(people), by=by.person.pk if by.person else None, by_words=by.words[:300], looked_on=day,
    )  # fmt: skip
    try:
        with transaction.atomic():
            campaign.save(force_insert=True)
    except IntegrityError:  # two opened it at once
        raise ValidationError({"agreement": "Somebody else has just opened it"}) from None
    record.write(
        by,
        Event.AGREEMENT_OPENED,
        campaign,
        after={"sha256": campaign.sha256, "due": due, "people": len(people), "stand": stand, "reminders": steps},
    )
    _go_on(campaign)
    return campaign


def _judged(before: Campaign, now: list[dict[str, str]], material: Mapping[str, bool]) -> list[dict[str, Any]]:
    changed = changes(before.statements, now)
    if unsaid := [each.id for each in changed if each.id not in material]:
        raise ValidationError({f"material-{id}": "Say whether it means something else now" for id in unsaid})
    return [
        {"id": each.id, "before": each.before, "after": each.after, "material": material[each.id]} for each in changed
    ]


@transaction.atomic
def close(campaign: Campaign, *, by: Place) -> Campaign:
    """Nobody is asked or reminded any more; what was signed stays."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    held = Campaign.objects.select_for_update().get(school=by.school, pk=campaign.pk)
    if held.state == Campaign.State.CLOSED:
        return held
    held.state, held.closed = Campaign.State.CLOSED, timezone.now()
    held.save(update_fields=["state", "closed"])
    record.write(by, Event.AGREEMENT_CLOSED, held)
    return held


@transaction.atomic
def change_due(campaign: Campaign, *, by: Place, due: date, today: date | None = None) -> Campaign:
    """Gives everybody who has not signed another day; their reminders follow it. Whoever joined later keeps their own, where that is later.

    due: from today on. A reminder whose day came nearer than today goes out the next morning, with the new day in it. Raises ValidationError.
    """
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    day = today or timezone.localdate()
    held = Campaign.objects.select_for_update().get(school=by.school, pk=campaign.pk)
    if held.state == Campaign.State.CLOSED:
        raise ValidationError({"due": "It is closed, so that nobody signs it any more"})
    _must_be_near(due, day)
    if due == held.due:
        return held
    before, held.due = held.due, due
    held.save(update_fields=["due"])
    waiting = Signing.objects.filter(school=by.school, campaign=held, state=State.ASKED).filter(
        Q(due=before) | Q(due__lt=due)
    )
    count = waiting.update(due=due, reminded=Least(F("reminded"), asking.over(held, due, day)))
    record.write(by, Event.AGREEMENT_DUE_CHANGED, held, before={"due": before}, after={"due": due, "people": count})
    return held


def _must_be_near(due: date, day: date) -> None:
    if not day <= due or (due - day).days > LONGEST_DAYS:
        raise ValidationError({"due": f"Choose a day from today on, at most {LONGEST_DAYS} days away"})


@transaction.atomic
def begin_again(campaign: Campaign, *, by: Place) -> None:
    """Goes on with one that stands still, because whatever sent it out was stopped."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    held = Campaign.objects.select_for_update().get(school=by.school, pk=campaign.pk)
    if held.stands_still:
        Campaign.objects.filter(school=by.school, pk=held.pk).update(touched=timezone.now())
        _go_on(held)


@transaction.atomic
def remind(campaign: Campaign, these: QuerySet[Signing], *, by: Place) -> int:
    """Has one reminder sent now to those of these who have not signed, and were not written to today. Returns to how many."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    today = timezone.localdate()
    late = Signing.objects.filter(school=by.school, campaign=campaign, pk__in=these.values("pk")).open()
    count = late.exclude(reminded_on=today).exclude(asked__date=today).update(remind=True)
    if count:
        record.write(by, Event.AGREEMENT_REMINDED, campaign, after={"asked_for": count})
        _go_on(campaign)
    return count


def _go_on(campaign: Campaign) -> None:
    from belisha.schools.agreements import jobs

    jobs.go_on.defer(school=campaign.school_id, campaign=str(campaign.pk))


# ---- by whoever is asked -----------------------------------------------------------------------------------------------


@transaction.atomic
def sign(signing: Signing, *, by: Place, way: str) -> Signing:
    """Signs one's own copy; a pupil's, together with the pupil. Signed already: nothing changes. Raises PermissionDenied, ValidationError."""
    by.must_be_allowed(Permission.SIGN)
    held = _own(signing, by)
    if held.state == State.SIGNED:
        return held
    _must_be_open(held)
    assert by.person is not None
    held.state, held.at, held.on, held.way = State.SIGNED, timezone.now(), timezone.localdate(), way
    held.name = held.person.name
    if held.as_pupil:
        held.parent, held.parent_words = by.person.pk, by.person.name
    held.remind = False
    held.save(update_fields=["state", "at", "on", "way", "name", "parent", "parent_words", "remind"])
    Reply.objects.filter(school=by.school, signing=held, kind=Reply.Kind.DECLINED, answered=None).update(
        answer="They have signed since.", answered=timezone.now()
    )
    record.write(
        by, Event.AGREEMENT_SIGNED, held, after={"state": held.state, "way": way, "sha256": held.campaign.sha256}
    )
    return held


@transaction.atomic
def decline(signing: Signing, *, by: Place, way: str, reason: str) -> Signing:
    """Says no, with a reason, which waits for an answer. One may sign later all the same."""
    by.must_be_allowed(Permission.SIGN)
    held = _own(signing, by)
    _must_be_open(held)
    reason = _text(reason, "reason", "Say why, so that the school can answer", 1000)
    if held.state == State.DECLINED:
        return held
    assert by.person is not None
    held.state, held.at, held.on, held.way = State.DECLINED, timezone.now(), timezone.localdate(), way
    held.remind = False
    held.save(update_fields=["state", "at", "on", "way", "remind"])
    _reply(held, by, Reply.Kind.DECLINED, reason)
    record.write(by, Event.AGREEMENT_DECLINED, held, after={"state": held.state, "way": way})
    return held


@transaction.atomic
def ask_for(signing: Signing, *, by: Place, kind: str, text: str = "") -> Reply:
    """Asks for what somebody needs before they sign. It waits for an answer, and no reminder is sent meanwhile."""
    by.must_be_allowed(Permission.SIGN)
    held = _own(signing, by)
    _must_be_open(held)
    if kind not in Reply.Kind.values or kind == Reply.Kind.DECLINED:
        raise ValidationError({"kind": "Choose what you need"})
    if kind in (Reply.Kind.LARGE_PRINT, Reply.Kind.INTERPRETER):
        text = text.strip()[:1000]
    else:
        asked = "Say which language" if kind == Reply.Kind.LANGUAGE else "Say in a few words what it is about"
        text = _text(text, "text", asked, 1000)
    made = _reply(held, by, kind, text)
    record.write(by, Event.AGREEMENT_REPLIED, made)
    return made


def _reply(signing: Signing, by: Place, kind: str, text: str) -> Reply:
    assert by.person is not None
    made = Reply(
        school=by.school, signing=signing, kind=kind, text=text, person=by.person.pk, person_words=by.person.name
    )
    made.save(force_insert=True)
    return made


def _own(signing: Signing, by: Place) -> Signing:
    """The copy, held; a colleague's never is."""
    held = _held(signing, by)
    if not Signing.objects.filter(pk=held.pk, school=by.school).filter(for_whom(by)).exists():
        raise PermissionDenied("somebody else is asked to sign this")
    if held.as_pupil and by.person is not None and held.person_id == by.person.pk:
        raise PermissionDenied("a pupil signs with a parent, by the parent's link")
    return held


def _held(signing: Signing, by: Place) -> Signing:
    found = Signing.objects.select_for_update(of=("self",)).select_related(
        "campaign__school", "campaign__version", "person"
    )
    return found.get(school=by.school, pk=signing.pk)


def _must_be_open(held: Signing) -> None:
    if not held.can_be_signed:
        raise ValidationError("This agreement cannot be signed any more")


def _text(said: str, field: str, missing: str, most: int) -> str:
    if not (said := said.strip()):
        raise ValidationError({field: missing})
    if len(said) > most:
        raise ValidationError({field: f"Say it in at most {most:,} characters"})
    return said


# ---- by the office -----------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_paper(
    signing: Signing, *, by: Place, on: date, parent_words: str = "", scan: bytes = b"", today: date | None = None
) -> Signing:
    """Enters a paper that came back signed. on: the day on it. parent_words: of a pupil, the parent who signed it too. Raises ValidationError."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    held = _held(signing, by)
    if held.state == State.SIGNED:
        raise ValidationError("It has been signed already")
    faults = {}
    if on > (today or timezone.localdate()):
        faults["on"] = "The day on the paper cannot be in the future"
    elif on < timezone.localtime(held.campaign.made).date():
        faults["on"] = "The day on the paper is before people were asked to sign"
    if held.as_pupil and not parent_words.strip():
        faults["parent_words"] = "Enter the parent or carer who signed it too"
    kind = kind_of(scan) if scan else None
    if len(scan) > LARGEST_SCAN:
        faults["scan"] = f"The scan must be smaller than {LARGEST_SCAN // 1_000_000} MB"
    elif scan and kind is None:
        faults["scan"] = "The scan must be a whole PDF, JPEG or PNG"
    if faults:
        raise ValidationError(faults)
    if scan and kind is not None:
        held.scan, _ = Scan.objects.get_or_create(
            school=by.school, sha256=digest(scan), defaults={"kind": kind, "data": scan}
        )
    held.state, held.at, held.on, held.way, held.name = State.SIGNED, timezone.now(), on, Way.PAPER, held.person.name
    if held.as_pupil:
        held.parent_words = parent_words.strip()[:300]
        known = whom.parents_of(by.school, [held.person_id], timezone.localdate()).get(held.person_id, [])
        held.parent = next((each.pk for each in known if each.name == held.parent_words), None)
    held.by, held.by_words, held.remind = (by.person.pk if by.person else None), by.words[:300], False
    held.save(
        update_fields=["state", "at", "on", "way", "name", "parent", "parent_words", "by", "by_words", "scan", "remind"]
    )
    after = {"state": held.state, "way": held.way, "on": on, "sha256": held.campaign.sha256}
    record.write(by, Event.AGREEMENT_ENTERED, held, after={**after, "scan": held.scan.sha256 if held.scan else ""})
    return held


@transaction.atomic
def strike(signing: Signing, *, by: Place, why: str) -> Signing:
    """Strikes out a paper that was entered by mistake; it stays, and the person is asked as before. Returns their new copy."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    held = _held(signing, by)
    if held.state != State.SIGNED or held.way != Way.PAPER or held.earlier_id:
        raise ValidationError({"why": "Only a paper that was entered here can be struck out"})
    held.struck, held.state = _text(why, "why", "Say what was wrong with it", 500), State.STRUCK
    held.save(update_fields=["state", "struck"])
    record.write(by, Event.AGREEMENT_STRUCK, held, before={"state": State.SIGNED}, after={"state": held.state})
    new = Signing(
        school=by.school, campaign=held.campaign, person=held.person, as_pupil=held.as_pupil, group=held.group, asked=held.asked,
        due=max(held.due, held.campaign.due), told=held.told, reminded=held.reminded, reminded_on=held.reminded_on,
    )  # fmt: skip
    new.save(force_insert=True)
    Link.objects.filter(school=by.school, about=held.pk).update(about=new.pk)
    return new


@transaction.atomic
def answer(reply: Reply, *, by: Place, text: str) -> Reply:
    """Answers what somebody asked for, or why they declined: kept, and sent to them with a link to their copy."""
    by.must_be_allowed(Permission.RUN_AGREEMENTS)
    held = Reply.objects.select_for_update(of=("self",)).select_related("signing__campaign__school", "signing__person")
    found = held.get(school=by.school, pk=reply.pk)
    if found.answered is not None:
        raise ValidationError({"text": "Somebody has answered it since you opened the page"})
    found.answer = _text(text, "text", "Write an answer", 2000)
    found.answered, found.answered_by, found.answered_by_words = (
        timezone.now(),
        by.person.pk if by.person else None,
        by.words[:300],
    )
    found.save(update_fields=["answer", "answered", "answered_by", "answered_by_words"])
    person = Person.objects.filter(school=by.school, pk=found.person).first()
    if person is not None and person.email:
        subject, said = letters.answered(found)
        _, address = links.make(person, Link.Purpose.SIGN, by=by, about=found.signing_id)
        post.send(by, to=person, purpose="agreement answer", subject=subject, text=said, link=f"{address}/agreement")
    record.write(by, Event.AGREEMENT_ANSWERED, found)
    return found
