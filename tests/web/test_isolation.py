"""Who is let in: every route of the URL table, every verb, everybody, with identifiers of this school and of another.

`allowed.yaml` beside this says who may; a route without a line there fails. Nobody from another school is ever let in, no identifier of
another school ever opens anything, and no answer holds a word of it. The two schools are made once; each test is undone.
"""

import hashlib
from itertools import product
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

import cast
from belisha.schools.accounts import actions as accounts
from belisha.schools.agreements.models import Campaign, Reply, Scan, Signing
from belisha.schools.apart import in_school, tables
from belisha.schools.asked.models import KeptAnswer, Unanswered
from belisha.schools.channels.models import Channel
from belisha.schools.concerns import handling, sealing
from belisha.schools.concerns.models import Concern, Evidence, Line
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.notices.models import Notice, SchoolEvent, Telling
from belisha.schools.people import links
from belisha.schools.people.models import Guardianship, Link, Person, Role
from belisha.schools.people.permissions import Permission, RoleName, of_roles
from belisha.schools.policies import actions as policies
from belisha.schools.policies.models import EarlyReview, Effect, Translation
from belisha.schools.post.models import Message
from belisha.schools.reports.models import Report
from belisha.schools.rosters.models import Import
from belisha.schools.teaching.models import Item, Resource
from belisha.web.drafts.links import new_token
from cast import account_of, place_of, role_of, sign_in
from web.drafting import make_draft

ALLOWED = yaml.safe_load((Path(__file__).parent / "allowed.yaml").read_text())
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECRET = "Zzelmsecret"  # stands in every row of the other school
NOBODY, CLEO, GUS, HAL = "nobody", "somebody of another school", "installation administrator", "trust officer"
EVERYBODY = [NOBODY, CLEO, GUS, HAL, *(role.value for role in RoleName)]


def routes():
    """Each named route, and the names of its arguments."""

    def walk(patterns, before):
        for each in patterns:
            if isinstance(each, URLPattern):
                yield each.name, before + str(each.pattern), list(each.pattern.converters)
            elif getattr(each, "namespace", None) != "api":  # the API is of the public pages; it has no session
                yield from walk(each.url_patterns, before + str(each.pattern))

    return list(walk(get_resolver().url_patterns, "/"))


def of_schools():
    return [(name, arguments) for name, address, arguments in routes() if "<slug:school>" in address and name != "link"]


def test_every_route_has_its_line():
    names = {name for name, _, _ in routes()}
    told = [name for kind in ("school", "office", "account", "token", "public") for name in ALLOWED[kind]]
    assert sorted(names - set(told)) == [], "say in allowed.yaml who may open these"
    assert sorted(set(told) - names) == [], "allowed.yaml names routes that there are not"
    assert len(told) == len(set(told))


def test_every_line_stands_where_the_address_says():
    assert {name for name, _ in of_schools()} == set(ALLOWED["school"])
    assert {name for name, address, _ in routes() if address.startswith("/offices/")} == set(ALLOWED["office"])
    assert {name for name, _, arguments in routes() if "token" in arguments} == set(ALLOWED["token"])


def test_the_lines_name_roles_and_offices_that_there_are():
    named = {role for verbs in ALLOWED["school"].values() for roles in verbs.values() for role in roles}
    assert named <= {role.value for role in RoleName}


@pytest.fixture(scope="module")
def town(database):
    with transaction.atomic():
        yield cast.town()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def paper(monkeypatch):
    """What would stand on a paper, in place of the paper: no sooner is it asked for than it is there, and a foreign word can be seen in it."""
    monkeypatch.setattr("typst.compile", lambda files, **_: b"".join(files.values()))


@pytest.fixture(autouse=True)
def undone(request):
    """What a test does to the town, none of its neighbours sees."""
    if "town" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("other" if "other" in request.fixturenames else "town")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def other(town):
    """The other school has of everything that this one has, marked with a secret word."""
    with in_school(town.elm):
        Person.objects.filter(school=town.elm).update(family=SECRET, preferred=SECRET)
    return {school.key: things(town, school) for school in (town.oak, town.elm)}


def things(town, school):
    """One of everything in a school that an address can name, by the name of the argument."""
    marked = SECRET if school == town.elm else "Example"
    with in_school(school):
        pupil = Person(school=school, given="Kim", family=marked, since="2020-09-01", email=f"kim@{school.key}.example")
        pupil.save(force_insert=True)
        role_of(pupil, RoleName.TEACHER)
        adult = Person(school=school, given="Pat", family=marked, since="2020-09-01")
        adult.save(force_insert=True)
        held = role_of(adult, RoleName.PARENT)
        ward = Guardianship(school=school, pupil=pupil, adult=adult, relation="parent", since="2020-09-01", note=marked)
        ward.save(force_insert=True)
        head = town.dora if school == town.oak else town.cleo
        invitation = links.invite(pupil, by=place_of(head))
        text = f"---\npolicy: {marked}\nschool: {marked}\nversion: 1\n---\n\n{marked}\n"
        version = policies.begin(by=place_of(head), text=text)
        looked = EarlyReview(school=school, version=version, trigger="law changed", why=marked)
        looked.save(force_insert=True)
        translated = Translation(
            school=school, version=version, language="pl", title=marked, text=marked, translator=marked
        )
        translated.save(force_insert=True)
        Effect(school=school, version=version, characteristic="age", likely="none", evidence=marked).save(
            force_insert=True
        )
        policies.comment(version, by=place_of(head), text=marked)
        message = Message.objects.get(school=school)
        Message.objects.filter(pk=message.pk).update(subject=marked)
        roster = Import(
            school=school, kind="plain", state="ready", file_name=f"{marked}.csv", digest="0", pending=b"id,given\n1,x\n", person_words=marked,
            bad=[{"line": 1, "file": "", "problem": marked}],
        )  # fmt: skip
        roster.save(force_insert=True)
        campaign = Campaign(
            school=school, version=version, sha256=version.sha256, agreement="AG-1", title=marked, statements=[{"id": "AG-1.1", "text": marked}],
            roles=["teacher"], due="2100-01-01", state="open", by_words=marked,
        )  # fmt: skip
        campaign.save(force_insert=True)
        scan = Scan(school=school, sha256="0", kind="application/pdf", data=marked.encode())
        scan.save(force_insert=True)
        signing = Signing(
            school=school, campaign=campaign, person=pupil if school == town.oak else head, group=marked, due="2100-01-01", state="signed", way="paper",
            at=timezone.now(), on=timezone.localdate(), name=marked, scan=scan,
        )  # fmt: skip
        signing.save(force_insert=True)
        reply = Reply(school=school, signing=signing, kind="other", text=marked, person=pupil.pk, person_words=marked)
        reply.save(force_insert=True)
        tie = Declaration(
            school=school, person=pupil, about=adult, named=marked, relation="friend", words=marked, since="2026-09-01", confirmed="2026-09-01"
        )  # fmt: skip
        tie.save(force_insert=True)
        channel = Channel(
            school=school, name=marked, address=marked, kind="learning group", keeper=pupil, since="2026-09-01"
        )
        channel.save(force_insert=True)
        approval = Approval(
            school=school, person=pupil, kind="group", what=marked, reason=marked, benefit=marked, givers=["headteacher"], version="0" * 64,
            until="2099-09-01",
        )  # fmt: skip
        approval.save(force_insert=True)
        answer = KeptAnswer(
            school=school, person=head, about=pupil, question=marked, note=marked, as_of="2026-09-01", policy=marked, version="0" * 64,
            verdict="silent", headline=marked,
        )  # fmt: skip
        answer.save(force_insert=True)
        Unanswered(
            school=school, version="0" * 64, policy=marked, situation=marked, verdict="silent", month="2026-09-01"
        ).save(force_insert=True)
        report = Report(
            school=school, year=2026, meeting="2026-11-20", minute=marked, by_words=marked,
            said={"school": marked, "policy": marked, "year": "2026/27", "period": marked, "so_far": "", "made": marked, "version": marked, "hash": "0", "calls": [marked], "sections": [], "rule": marked},
        )  # fmt: skip
        report.save(force_insert=True)
        return {
            "report": report.pk,
            "campaign": campaign.pk,
            "signing": signing.pk,
            "reply": reply.pk,
            "declaration": tie.pk,
            "channel": channel.pk,
            "approval": approval.pk,
            "kept": answer.pk,
            **calendar_things(school, marked),
            **concern_things(school, marked),
            "roster": roster.pk,
            "pk": pupil.pk,
            "role": Role.objects.get(school=school, person=pupil).pk,
            "guardianship": ward.pk,
            "link": invitation.pk,
            "message": message.pk,
            "adult": adult.pk,
            "held": held.pk,
            "version": version.pk,
            "early_review": looked.pk,
            "translation": translated.pk,
        }


def concern_things(school, marked):
    """A concern that the policy opens to the headteacher, the safeguarding lead and the chair, with a file; about whom it is stands in its log."""
    concern = Concern(
        school=school, number=1, title=marked, version="0" * 64,
        readers=["headteacher", "designated safeguarding lead", "chair of governors"],
    )  # fmt: skip
    concern.save(force_insert=True)
    key = sealing.key_of(school)
    evidence = Evidence(school=school, concern=concern, kind="text/plain", size=1)
    evidence.sealed = sealing.seal(key, marked.encode(), handling.place_of(concern, evidence.pk))
    evidence.save(force_insert=True)
    said = [
        ("opened", {"text": marked, "facts": {"event": ["concern about adult"], "event.about headteacher": False}}),
        ("attached", {"evidence": str(evidence.pk), "name": f"{marked}.txt", "from": marked, "sha256": hashlib.sha256(marked.encode()).hexdigest()}),
    ]  # fmt: skip
    for number, (kind, told) in enumerate(said, 1):
        sealed = sealing.seal_words(key, {"who": marked, "roles": [], **told}, handling.place_of(concern, number))
        Line(school=school, concern=concern, number=number, kind=kind, sealed=sealed, digest="0" * 64).save(
            force_insert=True
        )
    return {"concern": concern.pk, "evidence": evidence.pk}


def calendar_things(school, marked):
    """A school event, a notice that was given and to which there is a line in the log, a reading and a file that belongs to it."""
    event = SchoolEvent(
        school=school, name=marked, kind="performance", first="2030-12-04", last="2030-12-04", chosen=True
    )
    event.save(force_insert=True)
    notice = Notice(
        school=school, clause="MO-122", title=marked, to=["parent"], says=marked, reason="event", key=f"event {event.pk}", period=marked,
        event=event, opens="2030-11-27", by="2030-12-04", given="2026-01-08",
    )  # fmt: skip
    notice.save(force_insert=True)
    telling = Telling(
        school=school, notice=notice, way="poster", on="2026-01-08", groups=["parent"], note=marked, by_words=marked
    )
    telling.save(force_insert=True)
    item = Item(
        school=school,
        kind="reading",
        title=marked,
        year=2026,
        whom=["new starter"],
        first="2026-09-01",
        last="2031-07-01",
    )
    item.save(force_insert=True)
    resource = Resource(
        school=school, item=item, name=f"{marked}.pdf", data=b"%PDF-", kind="application/pdf", by_words=marked
    )
    resource.save(force_insert=True)
    return {"event": event.pk, "notice": notice.pk, "telling": telling.pk, "item": item.pk, "resource": resource.pk}


def arguments_of(name, names, own, school="oak"):
    found = {each: own[each] for each in names if each not in ("school", "paper", "policy")}
    if name == "message":
        found["pk"] = own["message"]
    if name == "notice-paper":
        found["paper"] = "poster-a4"
    if name == "school-ask-elsewhere":
        found["policy"] = "highwood"
    return {"school": school, **found}


def clients(town, who):
    if who == NOBODY:
        return Client()
    if who == CLEO:
        return sign_in(Client(), town.cleo)
    if who in (GUS, HAL):
        return sign_in(Client(), town.gus if who == GUS else town.hal)
    return sign_in(Client(), town.of_role[RoleName(who)])


def ask(client, verb, address, data=None):
    """One request, undone."""
    save = transaction.savepoint()
    try:
        return client.generic(verb, address) if data is None or verb != "POST" else client.post(address, data)
    finally:
        transaction.savepoint_rollback(save)


def let_in(response):
    away = response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")
    return not away and response.status_code not in (401, 403, 404, 405)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_is_let_in(town, other, who):
    """Exactly those whom allowed.yaml names, to things of their own school."""
    client, wrong = clients(town, who), []
    for name, names in of_schools():
        address = reverse(name, kwargs=arguments_of(name, names, other["oak"]))
        for verb in VERBS:
            listed = "GET" if verb == "HEAD" else verb
            may = who in ALLOWED["school"][name].get(listed, ())
            response = ask(client, verb, address, {})
            if let_in(response) != may or SECRET.encode() in response.content:
                wrong.append(f"{verb} {name}: {response.status_code}, and it {'may' if may else 'may not'}")
    assert wrong == []


@pytest.mark.parametrize("who", [each for each in EVERYBODY if each != NOBODY])
def test_no_identifier_of_another_school_opens_anything(town, other, who):
    """In the address: all of it foreign, or one part of it; and in the query."""
    client, wrong = clients(town, who), []
    for name, names in of_schools():
        own, foreign = (arguments_of(name, names, other[school]) for school in ("oak", "elm"))
        parts = [
            each for each in own if foreign[each] != own[each] and each != "school"
        ]  # a size of paper is nobody's, nor is a policy that comes with Belisha
        mixes = [{**own, part: foreign[part]} for part in parts] + (
            [{**foreign, "school": "oak"}] if len(parts) > 1 else []
        )
        for mixed, verb in product(mixes, ("GET", "POST")):
            response = ask(client, verb, reverse(name, kwargs=mixed), {})
            if let_in(response) or SECRET.encode() in response.content:
                wrong.append(f"{verb} {name} {mixed}: {response.status_code}")
        query = "&".join(
            f"{key}={value}"
            for key, value in {
                **other["elm"],
                "occasion": other["elm"]["event"],
                "q": "Kim",
                "school": "elm",
                "when": "all",
                "show": "all",
                "of": "all",
            }.items()
        )
        response = ask(client, "GET", f"{reverse(name, kwargs=own)}?{query}")
        if SECRET.encode() in response.content:
            wrong.append(f"GET {name} with a foreign query")
    assert wrong == []


BODY = {
    "given": "New", "family": "Person", "preferred": "", "email": "new@example.org", "role": "volunteer", "relation": "parent",
    "text": "Some text", "edition": "1", "note": "Because", "minute": "7", "do": "save",
    "since-day": "1", "since-month": "9", "since-year": "2024", "until-day": "1", "until-month": "9", "until-year": "2026",
}  # fmt: skip


@pytest.mark.parametrize("who", ["headteacher", "school office"])
def test_no_identifier_of_another_school_in_a_body_does_anything(town, other, who):
    """Every field that could name a row holds one of the other school; nothing there changes and nothing here points at it."""
    client = clients(town, who)
    foreign = {name: str(value) for name, value in other["elm"].items() if name != "role"}
    before = everything(town.elm)
    for name, names in of_schools():
        if "POST" in ALLOWED["school"][name]:
            address = reverse(name, kwargs=arguments_of(name, names, other["oak"]))
            response = client.post(
                address,
                {
                    **BODY,
                    **foreign,
                    "person": foreign["pk"],
                    "pupil": foreign["pk"],
                    "school": "elm",
                    "school_id": "elm",
                },
            )
            assert SECRET.encode() not in response.content, name
            assert response.status_code < 500, name
    assert everything(town.elm) == before
    told = {str(value) for value in other["elm"].values()}
    with in_school(town.oak):
        for model in tables():
            for row in model.objects.filter(school=town.oak).values():
                assert not told & {str(value) for value in row.values()}, (model, row)


def everything(school):
    with in_school(school):
        return {model: sorted(map(str, model.objects.filter(school=school).values())) for model in tables()}


def test_a_positive_control(town, other):
    """The same words are found, and the same things opened, by somebody who belongs there: this test can see what it looks for."""
    cleo = sign_in(Client(), town.cleo)
    for name, names in of_schools():
        if "GET" in ALLOWED["school"][name]:
            address = reverse(name, kwargs=arguments_of(name, names, other["elm"], "elm"))
            assert let_in(ask(cleo, "GET", address)), name
    page = ask(cleo, "GET", reverse("person", kwargs={"school": "elm", "pk": other["elm"]["pk"]}))
    assert SECRET in page.content.decode()


OFFICES = {GUS: "installation administrator", HAL: "trust officer"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_is_let_into_the_offices(town, who):
    client = clients(town, who)
    for name, verbs in ALLOWED["office"].items():
        kwargs = {"key": "oak"} if name == "first-headteacher" else {}
        for verb in VERBS:
            may = OFFICES.get(who) in verbs.get("GET" if verb == "HEAD" else verb, ())
            assert let_in(ask(client, verb, reverse(name, kwargs=kwargs), {})) == may, (verb, name)


def test_an_office_sees_the_schools_in_its_charge_alone(town):
    from belisha.schools.published import actions

    actions.register("far", name="Far School", policy="model")
    assert "Oak School" in ask(clients(town, HAL), "GET", "/offices/").content.decode()
    assert "Far School" not in ask(clients(town, HAL), "GET", "/offices/").content.decode()
    assert "Far School" in ask(clients(town, GUS), "GET", "/offices/").content.decode()


def test_no_office_shows_anybody(town):
    """Neither a name nor an address of anybody in a school stands on a page of an office."""
    people = {person.given for person in town.people.values()} | {"Cleo"}
    for who in (GUS, HAL):
        client = clients(town, who)
        for name in ALLOWED["office"]:
            kwargs = {"key": "oak"} if name == "first-headteacher" else {}
            text = ask(client, "GET", reverse(name, kwargs=kwargs)).content.decode()
            assert not [given for given in people if f"{given} " in text or f"{given.lower()}@" in text], (who, name)


def test_an_administrator_who_also_teaches_is_a_teacher_there_and_no_more(town):
    accounts.give_office(town.ada.account, "installation administrator")
    account_of("ada", second_factor=True)
    client = sign_in(Client(), town.ada)
    assert client.get("/offices/").status_code == 200
    assert client.get("/schools/oak/people/").status_code == 200
    assert client.get("/schools/oak/record/").status_code == 403
    assert client.get("/schools/elm/").status_code == 403


def test_a_draft_opens_for_its_link_alone(town):
    """Whoever has the link is let in; without it nobody is, a headteacher and an administrator no more than others."""
    link, wrong = make_draft()[0], []
    everybody = {who: clients(town, who) for who in (NOBODY, "headteacher", GUS)}
    tries = [(NOBODY, link, "GET"), *product(everybody, (new_token(), link.swapcase()), VERBS)]
    for (who, token, verb), name in product(tries, ALLOWED["token"]):
        kwargs = {"token": token, **({"position": 1} if name in ("draft-sentence", "draft-rule") else {})}
        response = ask(everybody[who], verb, reverse(name, kwargs=kwargs), {})
        if response.status_code != 405 and (response.status_code == 404) == (token == link):
            wrong.append(f"{verb} {name} by {who}: {response.status_code}")
    assert wrong == []


@pytest.mark.parametrize("name", ALLOWED["account"])
def test_nobody_opens_the_pages_of_an_account(db, name):
    kwargs = {"pk": 1} if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else {}
    for verb in ("GET", "POST"):
        response = ask(Client(), verb, reverse(name, kwargs=kwargs), {})
        assert not let_in(response), verb


def test_an_account_ends_its_own_sessions_alone(town):
    from allauth.usersessions.models import UserSession

    ben, ada = sign_in(Client(), town.ben), sign_in(Client(), town.ada)
    theirs = UserSession.objects.create(
        user=town.ben.account, ip="127.0.0.1", user_agent="", session_key=ben.session.session_key
    )
    assert ada.post("/account/sessions", {"session": str(theirs.pk)}).status_code == 404
    ada.post("/account/sessions", {"session": "others"})
    assert ben.get("/schools/oak/").status_code == 200


def test_an_administrator_and_a_trust_officer_may_nothing_in_a_school():
    """In the table itself: an office is no role, and no permission of an office is one of a school."""
    from belisha.schools.people.permissions import OFFICES as table
    from belisha.schools.people.permissions import ROLES

    assert not set(table) & {role.value for role in ROLES}
    assert not {str(each) for kinds in table.values() for each in kinds} & {str(each) for each in Permission}
    assert of_roles(frozenset({RoleName.APPLICANT})) == frozenset()
    assert Link.Purpose.SIGN_IN in links.LASTS
