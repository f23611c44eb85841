"""Demonstration: a primary school of made-up people, in which every role can be tried. The same people every time.

Room: schools.people. Written in bulk, with one line in the record, since nobody did any of it. Every name is put together from two
short lists; whoever has such a name in life is not meant. Doing it twice changes nothing.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.published import actions as published
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

KEY, NAME, POLICY = "beacon-lane", "Beacon Lane Primary demonstration school", "model"
SECOND = "highwood"  # where Finn is a governor too
TRUST, AUTHORITY = "beacon-trust", "zebra-council"
SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000001934")
YEARS = ("Reception", *(f"Year {each}" for each in range(1, 7)))
CLASS = 30

GIVEN = ["Aisha", "Alfie", "Amara", "Amelia", "Archie", "Arun", "Beatrix", "Bilal", "Callum", "Chidi", "Daisy", "Daniel", "Ellie", "Elif", "Emmanuel", "Erin", "Ethan", "Farah", "Florence", "Freddie", "Grace", "Gurpreet", "Hana", "Harvey", "Imogen", "Isaac", "Isla", "Jack", "Jaya", "Joshua", "Kacper", "Kezia", "Leah", "Leo", "Lola", "Mabel", "Maryam", "Mia", "Mohammed", "Niamh", "Noah", "Oliver", "Olivia", "Oscar", "Poppy", "Priya", "Reuben", "Rosa", "Rowan", "Ruby", "Samuel", "Seren", "Sofia", "Tariq", "Theo", "Tomos", "Wei", "Yusuf", "Zara", "Zoe"]  # fmt: skip
FAMILY = ["Abara", "Adeyemi", "Ahmed", "Atkins", "Baker", "Barrow", "Begum", "Bishop", "Brennan", "Carter", "Chaudhry", "Clarke", "Cole", "Costa", "Davies", "Dhillon", "Doyle", "Edwards", "Evans", "Farrell", "Fletcher", "Foster", "Garner", "Gill", "Grant", "Green", "Hall", "Harris", "Hughes", "Hussain", "Iqbal", "Jenkins", "Joshi", "Kaur", "Kelly", "Khan", "Kowalska", "Lewis", "Lloyd", "Mahmood", "Marsh", "Mensah", "Moore", "Morgan", "Murphy", "Nash", "Nguyen", "Nowak", "Okafor", "Osei", "Parry", "Patel", "Pearce", "Perera", "Quinn", "Rahman", "Reid", "Roberts", "Rossi", "Sharma", "Shaw", "Singh", "Stone", "Sutton", "Taylor", "Thomas", "Turner", "Wallace", "Walsh", "Wang", "Ward", "West", "Wood", "Wright", "Yilmaz", "Young"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody to sign in as."""

    given: str
    family: str
    roles: tuple[R, ...] = ()
    detail: str = ""
    office: str = ""
    email: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", f"{self.given.lower()}@demonstration.example")

    @property
    def words(self) -> str:
        told = (
            ", ".join(role.label if not place else role.value for place, role in enumerate(self.roles)) or self.office
        )
        return f"{told[:1].upper()}{told[1:]}: {self.given} {self.family}"


CAST = (
    Cast("Dora", "Fielding", (R.HEADTEACHER,)),
    Cast("Edna", "Marlow", (R.SENIOR_LEADER, R.SAFEGUARDING_LEAD), "assistant head"),
    Cast("Silas", "Brook", (R.SENIOR_LEADER,), "deputy head"),
    Cast("Tess", "Okoro", (R.TEACHER, R.DEPUTY_SAFEGUARDING_LEAD), "Year 2"),
    Cast("Piotr", "Zielinski", (R.DATA_PROTECTION_OFFICER,)),
    Cast("Olive", "Hart", (R.OFFICE,)),
    Cast("Ada", "Novak", (R.TEACHER,), "Year 4"),
    Cast("Uma", "Bird", (R.TEACHER, R.PARENT), "Year 1"),
    Cast("Leon", "Pike", (R.TEACHING_ASSISTANT,), "Year 3"),
    Cast("Moira", "Glen", (R.SUPPORT_STAFF,), "caretaker"),
    Cast("Nico", "Vale", (R.SUPPLY_STAFF,)),
    Cast("Rhea", "Lund", (R.TRAINEE,)),
    Cast("Kit", "Ash", (R.NEW_STARTER,)),
    Cast("Connie", "Wells", (R.CHAIR, R.GOVERNOR)),
    Cast("Finn", "Sawyer", (R.GOVERNOR,), "link governor for safeguarding"),
    Cast("Clement", "Dale", (R.CLERK,)),
    Cast("Vera", "Holm", (R.VOLUNTEER,), "reads with Year 1"),
    Cast("Cora", "Mills", (R.CONTRACTOR,), "runs the computers"),
    Cast("Eli", "Strand", (R.EXTERNAL_PROVIDER,), "after-school club"),
    Cast("Ben", "Archer", (R.PARENT,)),
    Cast("Gran", "Archer", (R.RELATIVE,)),
    Cast("Pip", "Archer", (R.PUPIL,), "Year 6, class 1"),
    Cast("Gus", "Tanner", office="installation administrator"),
    Cast("Hal", "Quill", office="trust officer"),
    Cast("Ivy", "Rook", office="authority officer"),
)  # fmt: skip


def make(today: date | None = None) -> bool:
    """Makes the school with 420 pupils, 24 who have left, 60 staff, 9 governors and 600 parents; False if it is there already."""
    day = today or timezone.localdate()
    trust = published.register_organisation(TRUST, name="Beacon Trust (demonstration)", kind="trust")
    authority = published.register_organisation(AUTHORITY, name="Zebra Council (demonstration)", kind="authority")
    school = published.register(KEY, name=NAME, policy=POLICY, trust=trust, authority=authority)
    second = School.objects.filter(key=SECOND).first()
    if second is not None and second.trust_id is None:
        second.trust, second.authority = trust, authority
        second.save(update_fields=["trust", "authority"])
    with in_school(school):
        if Person.objects.filter(school=school).exists():
            return False
        people, roles, wards = _everybody(school, day)
        _with_accounts(people)
        Person.objects.bulk_create(people, batch_size=1000)
        Role.objects.bulk_create(roles, batch_size=1000)
        Guardianship.objects.bulk_create(wards, batch_size=1000)
        place = places.of_belisha(school)
        record.write(place, Event.DEMONSTRATION_MADE, record.About("school", KEY, f"{len(people)} made-up people"))
    for each in CAST:
        if each.office:
            above = {"trust officer": trust, "authority officer": authority}.get(each.office)
            accounts.give_office(_account(each.email), each.office, above)
    if second is not None:
        _governor_elsewhere(second, day)
    return True


def _everybody(school: School, day: date) -> tuple[list[Person], list[Role], list[Guardianship]]:
    chance = random.Random(1934)
    begun = date(day.year if day.month >= 9 else day.year - 1, 9, 1)  # of this school year
    people: list[Person] = []
    roles: list[Role] = []
    wards: list[Guardianship] = []
    names = _names(chance)

    def person(given: str, family: str, since: date, *held: R, detail: str = "", **more: object) -> Person:
        made = Person(
            id=uuid.uuid5(SPACE, f"person {len(people)}"),
            school=school,
            given=given,
            family=family,
            since=since,
            **more,
        )
        people.append(made)
        for role in held:
            roles.append(
                Role(
                    id=uuid.uuid5(SPACE, f"role {len(roles)}"),
                    school=school,
                    person=made,
                    role=role.value,
                    since=since,
                    until=more.get("until"),
                    detail=detail,
                )
            )
        return made

    def ward(pupil: Person, adult: Person, relation: str = "parent", **more: object) -> None:
        wards.append(
            Guardianship(
                id=uuid.uuid5(SPACE, f"ward {len(wards)}"),
                school=school,
                pupil=pupil,
                adult=adult,
                relation=relation,
                since=pupil.since,
                **more,
            )
        )

    def pupil(family: str, year: int, number: int, given: str = "") -> Person:
        joined = date(begun.year - year, 9, 1)
        return person(
            given or next(names)[0],
            family,
            joined,
            R.PUPIL,
            detail=f"{YEARS[year]}, class {1 + number % 2}",
            born=date(begun.year - year - 5, 9, 1) + timedelta(days=chance.randrange(365)),
        )

    cast: dict[str, Person] = {}
    for each in CAST:
        if each.roles and each.roles != (R.PUPIL,):
            since = max(begun, day - timedelta(days=20)) if R.NEW_STARTER in each.roles else date(begun.year - 3, 9, 1)
            cast[each.given] = person(each.given, each.family, since, *each.roles, detail=each.detail, email=each.email)
    person(*next(names), begun, R.APPLICANT)

    staff = sum(1 for each in CAST if set(each.roles) & set(STAFF))
    rest = [R.TEACHER] * 14 + [R.TEACHING_ASSISTANT] * 16 + [R.SUPPORT_STAFF] * 60
    for number, role in enumerate(rest[: 60 - staff]):
        detail = (
            f"{YEARS[number % 7]}" if role != R.SUPPORT_STAFF else ("lunchtimes", "cleaning", "kitchen")[number % 3]
        )
        given, family = next(names)
        person(
            given,
            family,
            date(begun.year - chance.randrange(12), 9, 1),
            role,
            detail=detail,
            email=_mail(given, family, number),
        )
    governors = sum(1 for each in CAST if R.GOVERNOR in each.roles)
    for number in range(9 - governors):
        given, family = next(names)
        person(given, family, date(begun.year - 1, 10, 1), R.GOVERNOR, email=_mail(given, family, 900 + number))

    # 420 pupils in 300 families: 180 with one child, 120 with two; two parents each. The Archers and the Birds are among them.
    places_left = [(year, number) for year in range(7) for number in range(2 * CLASS)]
    places_left.remove((6, 0))
    places_left.remove((0, 0))
    chance.shuffle(places_left)
    pip = pupil("Archer", 6, 0, "Pip")
    pip.email = "pip@demonstration.example"
    ward(pip, cast["Ben"])
    ward(pip, cast["Gran"], "grandparent")
    other = person("Robin", "Archer", pip.since, R.PARENT, email=_mail("robin", "archer", 1))
    ward(pip, other, restricted=True, contact_allowed=False, note="Order kept in the safe of the school office.")
    ward(pupil("Bird", 0, 0, "Wren"), cast["Uma"])
    parents = 3
    for family_number in range(298):
        given, family = next(names)
        children = [pupil(family, *places_left.pop()) for _ in range(2 if family_number < 120 else 1)]
        for which in range(2 if parents < 600 else 0):
            own = given if which == 0 else next(names)[0]
            adult = person(
                own, family, children[0].since, R.PARENT, email=_mail(own, family, 1000 + 2 * family_number + which)
            )
            parents += 1
            for child in children:
                ward(child, adult, contact_allowed=not (family_number == 7 and which == 1))
    while parents < 600:
        given, family = next(names)
        person(given, family, begun, R.PARENT, email=_mail(given, family, 3000 + parents))
        parents += 1
    for number in range(24):  # last summer's Year 6, and a few who moved
        given, family = next(names)
        left = date(begun.year, 7, 22) if number < 20 else begun + timedelta(days=number)
        if left > day:
            left = begun
        person(
            given,
            family,
            date(begun.year - 7, 9, 1),
            R.PUPIL,
            detail="Year 6, class 1",
            until=left,
            born=date(begun.year - 12, 9, 1) + timedelta(days=chance.randrange(365)),
        )
    return people, roles, wards


STAFF = (
    R.HEADTEACHER, R.SENIOR_LEADER, R.DATA_PROTECTION_OFFICER, R.OFFICE, R.TEACHER, R.TEACHING_ASSISTANT, R.SUPPORT_STAFF,
    R.SUPPLY_STAFF, R.TRAINEE, R.NEW_STARTER,
)  # fmt: skip


def _names(chance: random.Random) -> Iterator[tuple[str, str]]:
    while True:
        yield chance.choice(GIVEN), chance.choice(FAMILY)


def _mail(given: str, family: str, number: int) -> str:
    return f"{given}.{family}{number}@demonstration.example".lower()


def _account(email: str) -> accounts.Account:
    account = accounts.ensure(email)
    if not account.demonstration:
        account.demonstration = True
        account.save(update_fields=["demonstration"])
    return account


def _with_accounts(people: list[Person]) -> None:
    by_mail = {person.email: person for person in people if person.email}
    for each in CAST:
        if each.email in by_mail:
            by_mail[each.email].account = _account(each.email)


def _governor_elsewhere(school: School, day: date) -> None:
    finn = next(each for each in CAST if each.given == "Finn")
    with in_school(school):
        account = _account(finn.email)
        if Person.objects.filter(school=school, account=account).exists():
            return
        made = Person(
            id=uuid.uuid5(SPACE, f"finn {school.key}"),
            school=school,
            given=finn.given,
            family=finn.family,
            email=finn.email,
            account=account,
            since=date(day.year - 1, 1, 1),
        )
        made.save(force_insert=True)
        Role(school=school, person=made, role=R.GOVERNOR.value, since=made.since).save(force_insert=True)
        record.write(
            places.of_belisha(school),
            Event.DEMONSTRATION_MADE,
            record.About("school", school.key, "one made-up governor"),
        )
