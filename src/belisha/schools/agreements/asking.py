"""Asking: the long part of a campaign, in a job: everybody who is missing is asked, whoever has left falls away, and who is late is reminded.

Room: schools.agreements. A block of people a transaction, each with its mails and its line in the record; what is there already is done already, so
that whatever stops it, it is begun again and nobody is asked twice. Next door: `actions` for what a person does; `whom` says who is to sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from belisha.schools.agreements import letters, whom
from belisha.schools.agreements.models import Campaign, Reply, Signing, Signings
from belisha.schools.agreements.whom import Wanted
from belisha.schools.alone import alone
from belisha.schools.apart import in_school
from belisha.schools.people import links, places
from belisha.schools.people.models import Link, Person
from belisha.schools.people.places import Place
from belisha.schools.post import actions as post
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.rosters.comparing import blocks

BLOCK = 250
JOINERS_HAVE = timedelta(days=14)  # whoever is asked later than the others
State = Signing.State


def run(today: date, place: Place) -> int:
    """Daily: has every running campaign look who has come, gone and not signed. Returns how many there are."""
    from belisha.schools.agreements import jobs

    here = Campaign.objects.filter(school=place.school).running()
    due = here.filter(Q(looked_on__isnull=True) | Q(looked_on__lt=today)).select_for_update()
    pks = [each.pk for each in due]
    Campaign.objects.filter(school=place.school, pk__in=pks).update(looked_on=today)
    for pk in pks:
        jobs.go_on.defer(school=place.school.key, campaign=str(pk))
    return len(pks)


def go_on(school: str, pk: str, today: date | None = None) -> None:
    """Does what a campaign waits for. Twice at once, or twice after each other, does it once."""
    day = today or timezone.localdate()
    with alone(pk) as got:
        if not got:
            return
        campaign = _running(school, pk)
        if campaign is None:
            return
        with in_school(school):
            missing, gone = _compared(campaign, day)
        for pks in blocks(gone, BLOCK):
            _fall_away(campaign, pks)
        for block in blocks(list(missing.items()), BLOCK):
            now = _running(school, pk)
            if now is None:  # somebody closed it meanwhile
                return
            campaign.due = now.due  # or gave it another day
            _ask(campaign, dict(block), day)
        with in_school(school):
            Campaign.objects.filter(school=campaign.school, pk=campaign.pk, state=Campaign.State.OPENING).update(
                state=Campaign.State.OPEN, touched=timezone.now()
            )
        _remind(campaign, day)


def _running(school: str, pk: str) -> Campaign | None:
    with in_school(school):
        return Campaign.objects.filter(school=school, pk=pk).running().select_related("school", "before").first()


def _compared(campaign: Campaign, day: date) -> tuple[dict[UUID, Wanted], list[UUID]]:
    """Who is to be asked and has not been, or had left; and the copies of those who were asked and are here no more."""
    wanted = whom.of_campaign(campaign, day)
    here = Signing.objects.filter(school=campaign.school, campaign=campaign).exclude(state=State.STRUCK)
    asked = {person: (pk, state) for person, pk, state in here.values_list("person", "pk", "state")}
    missing = {person: each for person, each in wanted.items() if person not in asked or asked[person][1] == State.GONE}
    return missing, [pk for person, (pk, state) in asked.items() if state == State.ASKED and person not in wanted]


def _fall_away(campaign: Campaign, pks: Sequence[UUID]) -> None:
    with in_school(campaign.school):
        asked = Signing.objects.filter(school=campaign.school, pk__in=pks, state=State.ASKED)
        count = asked.update(state=State.GONE, remind=False)
        record.write(_place(campaign), Event.AGREEMENT_LEFT, campaign, after={"people": count})


def _ask(campaign: Campaign, block: dict[UUID, Wanted], day: date) -> None:
    school, opening = campaign.school, campaign.state == Campaign.State.OPENING
    due = campaign.due if opening else max(campaign.due, day + JOINERS_HAVE)
    with in_school(school):
        people = Person.objects.filter(school=school).in_bulk(list(block))
        parents = whom.parents_of(school, [pk for pk, each in block.items() if each.as_pupil], day)
        stands = _standing(campaign, block)
        back = {
            each.person_id: each
            for each in Signing.objects.filter(school=school, campaign=campaign, person__in=block, state=State.GONE)
        }
        made: list[Signing] = []
        letters_to: list[tuple[Signing, list[Person]]] = []
        for pk, each in block.items():
            signing = back.get(pk) or Signing(
                school=school, campaign=campaign, person=people[pk], as_pupil=each.as_pupil
            )
            signing.campaign, signing.person = campaign, people[pk]
            signing.group, signing.due, signing.state = each.group, due, State.ASKED
            signing.reminded, signing.asked = over(campaign, due, day), timezone.now()
            if earlier := stands.get(pk):
                _let_stand(signing, earlier)
            else:
                to = [who for who in (parents.get(pk, []) if signing.as_pupil else [people[pk]]) if who.email]
                signing.told = len(to)
                letters_to.append((signing, to))
            made.append(signing)
        new = [each for each in made if each.person_id not in back]
        Signing.objects.bulk_create(new)
        again = [each for each in made if each.person_id in back]
        Signing.objects.bulk_update(again, ["group", "due", "state", "reminded", "asked", "told"])
        place = _place(campaign)
        write_asked(place, campaign, letters_to)
        record.write(
            place,
            Event.AGREEMENT_ASKED,
            campaign,
            after={"asked": len(letters_to), "signed_before": len(made) - len(letters_to)},
        )
        if opening:
            campaign.done += len(made)
            Campaign.objects.filter(school=school, pk=campaign.pk).update(done=campaign.done, touched=timezone.now())


def _standing(campaign: Campaign, people: Iterable[UUID]) -> dict[UUID, Signing]:
    """By person, the signature of the campaign before that counts here too."""
    if not campaign.stand or campaign.before is None:
        return {}
    signed = Signing.objects.filter(
        school=campaign.school, campaign=campaign.before, person__in=list(people), state=State.SIGNED
    )
    return {each.person_id: each for each in signed}


def _let_stand(signing: Signing, earlier: Signing) -> None:
    signing.earlier_id = earlier.earlier_id or earlier.pk
    signing.state = State.SIGNED
    for name in ("at", "on", "way", "name", "parent", "parent_words"):
        setattr(signing, name, getattr(earlier, name))


def write_asked(place: Place, campaign: Campaign, asked: Iterable[tuple[Signing, list[Person]]]) -> None:
    _write(place, [(each, who, letters.asked(campaign, each, who)) for each, to in asked for who in to], "agreement")


def _write(place: Place, said: Sequence[tuple[Signing, Person, tuple[str, str]]], purpose: str) -> None:
    """To each person a letter with a link of their own to this copy."""
    made, messages = [], []
    for signing, who, (subject, text) in said:
        link, address = links.prepared(who, Link.Purpose.SIGN, by=place, about=signing.pk)
        made.append(link)
        messages.append(
            post.prepared(place, to=who, purpose=purpose, subject=subject, text=text, link=f"{address}/agreement")
        )
    Link.objects.bulk_create(made)
    post.send_all(messages)


def _place(campaign: Campaign) -> Place:
    return places.of_belisha(campaign.school, campaign.by_words)


# ---- reminding ---------------------------------------------------------------------------------------------------------


def _remind(campaign: Campaign, day: date) -> None:
    """Those whose next reminder is due, or to whom somebody wants one sent now: one letter, and not twice on a day."""
    with in_school(campaign.school):
        pks = list(_late(campaign, day).values_list("pk", flat=True))
    for block in blocks(pks, BLOCK):
        if _running(campaign.school_id, str(campaign.pk)) is None:
            return
        with in_school(campaign.school):
            held = _late(campaign, day).filter(pk__in=block)
            rows = list(held.select_for_update())
            people = Person.objects.filter(school=campaign.school).in_bulk([each.person_id for each in rows])
            parents = whom.parents_of(campaign.school, [each.person_id for each in rows if each.as_pupil], day)
            said: list[tuple[Signing, Person, tuple[str, str]]] = []
            for signing in rows:
                signing.campaign, signing.person = campaign, people[signing.person_id]
                to = parents.get(signing.person_id, []) if signing.as_pupil else [signing.person]
                reached = [who for who in to if who.email]
                said += [(signing, who, letters.reminder(campaign, signing, who, day)) for who in reached]
                signing.reminded = max(signing.reminded, over(campaign, signing.due, day))
                signing.remind, signing.told, signing.reminded_on = False, len(reached), day
            place = _place(campaign)
            _write(place, said, "agreement reminder")
            Signing.objects.bulk_update(rows, ["reminded", "remind", "told", "reminded_on"])
            record.write(
                place, Event.AGREEMENT_REMINDED, campaign, after={"people": len({each.pk for each, _, _ in said})}
            )


def over(campaign: Campaign, due: date, day: date) -> int:
    """How many of the campaign's reminders are over on a day, for a copy that is due then."""
    return sum(due + timedelta(days=step) <= day for step in campaign.reminders)


def _late(campaign: Campaign, day: date) -> Signings:
    steps = Q(remind=True)
    for number, step in enumerate(sorted(campaign.reminders), 1):
        steps |= Q(reminded__lt=number, due__lte=day - timedelta(days=step))
    # Whoever waits for an answer of the school is left in peace until they have it.
    waits = Reply.objects.filter(school=OuterRef("school"), signing=OuterRef("pk"), answered__isnull=True)
    found = Signing.objects.filter(school=campaign.school, campaign=campaign, state=State.ASKED).filter(steps)
    return found.exclude(Exists(waits)).exclude(reminded_on=day).exclude(asked__date=day)
