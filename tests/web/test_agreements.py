"""The pages of agreements: signed by a link or signed in, followed up by those who may, and seen by nobody else."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from belisha.schools.agreements import actions, asking
from belisha.schools.agreements.models import Campaign, Reply, Signing
from belisha.schools.apart import in_school
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import force
from belisha.schools.policies.models import State
from belisha.schools.post.models import Message
from belisha.schools.record.models import Entry
from belisha.web import rulebooks
from cast import LONG_AGO, place_of, sign_in
from jobs import run_jobs
from schools.test_agreements import COMMA, DUE, PDF, copy_of, policy
from schools.test_policies import version_in
from web.test_life import in_parts

TODAY = timezone.localdate()


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        town.oak.version = version_in(town, State.PUBLISHED, policy())
    return town


def opened(town, agreement="AG-1", **more):
    with in_school(town.oak):
        version = force.in_force(town.oak, TODAY)
        made = actions.open_campaign(by=place_of(town.dora), version=version, agreement=agreement, due=DUE, **more)
        run_jobs()
        made.refresh_from_db()
        return made


def page(client, name, *args, status=200, data=None, **query):
    address = reverse(name, args=["oak", *args], query=query)
    response = client.get(address) if data is None else client.post(address, data)
    assert response.status_code == status, (name, response.status_code, response.content[:2000])
    return response.content.decode()


def in_oak(town, found):
    with in_school(town.oak):
        return found()


def link_to(town, address):
    """Of the newest letter there, below the site's own address."""
    return in_oak(town, lambda: Message.objects.filter(to=address).latest("made").link)


def mine(town, person):
    return in_oak(town, lambda: copy_of(person))


# -- By a link -------------------------------------------------------------------------------------------------------


def test_signed_by_a_link_on_which_looking_changes_nothing(oak):
    opened(oak, "AG-2")
    nobody, link = Client(), link_to(oak, "ben@example.org")
    for _ in range(2):
        said = nobody.get(link).content.decode()
        assert "I put no picture from school online." in said
        assert nobody.head(link).status_code == 200
    assert mine(oak, oak.ben).state == "asked"
    assert nobody.post(link).status_code == 302
    assert (mine(oak, oak.ben).state, mine(oak, oak.ben).way) == ("signed", "link")
    said = nobody.get(link).content.decode()
    assert "Thank you, Ben Example" in said
    assert "I agree and sign" not in said
    assert nobody.post(link).status_code == 302  # twice is once
    certificate = nobody.get(f"{link}/certificate.pdf")
    assert certificate.content.startswith(b"%PDF-")
    assert certificate["Content-Disposition"] == 'attachment; filename="signed-AG-2.pdf"'


def test_a_pupil_and_a_parent_sign_together(oak):
    opened(oak, "AG-3")
    nobody, link = Client(), link_to(oak, "ben@example.org")
    said = nobody.post(link, {"child": "yes"})
    assert said.status_code == 422
    assert "Ben Example, say that you have read it with Pip" in said.content.decode()
    nobody.post(link, {"child": "yes", "own": "yes"})
    assert mine(oak, oak.pip).who == "Pip Example with Ben Example"


def test_declined_by_a_link_with_a_reason(oak):
    opened(oak, "AG-2")
    nobody, link = Client(), link_to(oak, "ben@example.org")
    assert "Say why" in nobody.post(f"{link}/decline").content.decode()
    assert nobody.post(f"{link}/decline", {"reason": "I do not use it."}).status_code == 302
    assert "You can sign all the same." in nobody.get(link).content.decode()
    assert nobody.get(f"{link}/certificate.pdf").status_code == 404


def test_something_else_asked_for_and_answered(oak):
    opened(oak, "AG-2")
    nobody, link = Client(), link_to(oak, "ben@example.org")
    said = nobody.post(f"{link}/ask", {"kind": "language", "text": ""})
    assert (said.status_code, "Say which language" in said.content.decode()) == (422, True)
    nobody.post(f"{link}/ask", {"kind": "language", "text": "Polish"})
    assert "The school has not answered yet." in nobody.get(link).content.decode()
    olive = sign_in(Client(), oak.olive)
    assert "Answer Ben Example" in page(olive, "school")
    reply = in_oak(oak, Reply.objects.get)
    page(olive, "reply", reply.pk, data={"text": "Here it is in Polish."}, status=302)
    assert "Answer Ben Example" not in page(olive, "school")
    assert "Here it is in Polish." in nobody.get(link).content.decode()
    assert "Here it is in Polish." in nobody.get(link_to(oak, "ben@example.org")).content.decode()


USELESS = {
    "unknown": lambda town: None,
    "left": lambda town: Role.objects.filter(person=town.ben).update(until=TODAY),
    "restricted by a court": lambda town: Guardianship.objects.filter(adult=town.ben).update(restricted=True),
}


@pytest.mark.parametrize("what", USELESS)
def test_a_link_that_opens_nothing(oak, what):
    opened(oak, "AG-3")
    link = link_to(oak, "ben@example.org")
    in_oak(oak, lambda: USELESS[what](oak))
    if what == "unknown":
        link = link.replace("/agreement", "x/agreement")
    for response in (Client().get(link), Client().post(link, {"child": "yes", "own": "yes"})):
        assert response.status_code == 410
        assert "I am kind online." not in response.content.decode()
    assert Client().get(link.replace("/oak/", "/elm/")).status_code == 410
    assert mine(oak, oak.pip).state == "asked"


def test_a_link_opens_its_own_copy_and_no_other_page(oak):
    opened(oak, "AG-2")
    nobody, link = Client(), link_to(oak, "ben@example.org")
    assert nobody.get(link.removesuffix("/agreement")).status_code == 410 or "another page" in nobody.get(link.removesuffix("/agreement")).content.decode()  # fmt: skip
    assert nobody.get("/schools/oak/agreements/").status_code == 302


def test_a_closed_one_cannot_be_signed(oak):
    campaign = opened(oak, "AG-2")
    in_oak(oak, lambda: actions.close(campaign, by=place_of(oak.dora)))
    link = link_to(oak, "ben@example.org")
    assert "It cannot be signed any more." in Client().get(link).content.decode()
    assert Client().post(link).status_code == 302
    assert mine(oak, oak.ben).state == "asked"


def test_in_large_print_and_on_paper_to_hand_out(oak):
    campaign = opened(oak, "AG-3")
    link = link_to(oak, "ben@example.org")
    assert Client().get(f"{link}/large.pdf").content.startswith(b"%PDF-")
    olive = sign_in(Client(), oak.olive)
    for query in ({}, {"print": "large"}):
        paper = olive.get(reverse("print-campaign", args=["oak", campaign.pk], query=query))
        assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


# -- Signed in -------------------------------------------------------------------------------------------------------


def test_signed_from_the_home_page(oak):
    opened(oak)
    ada, copy = sign_in(Client(), oak.ada), mine(oak, oak.ada)
    assert "Sign: What staff agree to" in page(ada, "school")
    page(ada, "copy", copy.pk, data={}, status=302)
    assert "Sign: What staff agree to" not in page(ada, "school")
    assert mine(oak, oak.ada).way == "signed in"
    assert "Thank you, Ada Example" in page(ada, "copy", copy.pk)
    assert ada.get(reverse("certificate-copy", args=["oak", copy.pk])).content.startswith(b"%PDF-")


def test_a_pupil_reads_and_a_parent_signs(oak):
    opened(oak, "AG-3")
    copy = mine(oak, oak.pip)
    pip, ben = sign_in(Client(), oak.pip), sign_in(Client(), oak.ben)
    assert "Read: What pupils agree to" in page(pip, "school")
    assert "They have a link, and sign it with you." in page(pip, "copy", copy.pk)
    page(pip, "copy", copy.pk, data={"child": "yes", "own": "yes"}, status=403)
    assert "Sign with Pip Example: What pupils agree to" in page(ben, "school")
    page(ben, "copy", copy.pk, data={"child": "yes", "own": "yes"}, status=302)
    assert mine(oak, oak.pip).state == "signed"


@pytest.mark.parametrize("who", ["dora", "olive", "finn", "ben"])
def test_nobody_opens_or_signs_a_colleagues_copy(oak, who):
    opened(oak)
    client, copy = sign_in(Client(), getattr(oak, who)), mine(oak, oak.ada)
    for name in ("copy", "decline-copy", "ask-copy"):
        page(client, name, copy.pk, status=404)
        page(client, name, copy.pk, data={"reason": "x", "kind": "interpreter"}, status=404)
    assert mine(oak, oak.ada).state == "asked"


# -- Following it up -------------------------------------------------------------------------------------------------


def test_put_to_people_from_a_page(oak):
    dora = sign_in(Client(), oak.dora)
    assert "Ask people to sign" in page(dora, "school")
    assert "What staff agree to" in page(dora, "open-agreement")
    said = page(dora, "open-agreement", agreement="AG-1")
    assert "I tell somebody when I am worried." in said
    told = {"agreement": "AG-1", "seen": oak.oak.version.sha256, "reminders": ["-7", "1"], **in_parts("due", DUE)}
    assert "Another version is in force" in page(dora, "open-agreement", data={**told, "seen": "old"}, status=422)
    wrong = {**told, **in_parts("due", TODAY - timedelta(days=1))}
    assert "Choose a day from today on" in page(dora, "open-agreement", data=wrong, status=422)
    page(dora, "open-agreement", data=told, status=302)
    campaign = in_oak(oak, Campaign.objects.get)
    assert "People are being asked." in page(dora, "campaign", campaign.pk)
    in_oak(oak, run_jobs)
    assert "People are being asked." not in page(dora, "campaign", campaign.pk)
    assert in_oak(oak, Signing.objects.count) == in_oak(oak, Campaign.objects.get).total


def test_asked_again_after_a_change_somebody_says_what_it_means(oak):
    campaign = opened(oak)
    in_oak(oak, lambda: actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link"))
    in_oak(oak, lambda: version_in(oak, State.PUBLISHED, policy("2", **COMMA), TODAY + timedelta(days=1)))
    dora, tomorrow = sign_in(Client(), oak.dora), TODAY + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rulebooks, "today", lambda: tomorrow)
        said = page(dora, "open-agreement", agreement="AG-1")
        assert "I keep my own telephone number to myself." in said
        told = {"agreement": "AG-1", "seen": in_oak(oak, lambda: force.in_force(oak.oak, tomorrow)).sha256, **in_parts("due", DUE)}  # fmt: skip
        unsaid = page(dora, "open-agreement", data={**told, "stand": "stand"}, status=422)
        assert "Say whether AG-1.1 means something else now" in unsaid
        refused = page(dora, "open-agreement", data={**told, "stand": "stand", "material-AG-1.1": "other"}, status=422)
        assert "everybody has to sign again" in refused
        page(dora, "open-agreement", data={**told, "stand": "stand", "material-AG-1.1": "same"}, status=302)
    in_oak(oak, run_jobs)
    new = in_oak(oak, lambda: Campaign.objects.exclude(pk=campaign.pk).get())
    assert in_oak(oak, lambda: copy_of(oak.ada, new)).state == "signed"
    said = page(dora, "campaign", new.pk)
    assert "What was signed before stands." in said
    ada = sign_in(Client(), oak.ada)
    stands = in_oak(oak, lambda: copy_of(oak.ada, new))
    assert "What you signed before stands" in page(ada, "copy", stands.pk)
    assert ada.get(reverse("certificate-copy", args=["oak", stands.pk])).content.startswith(b"%PDF-")


def test_who_is_missing_is_found_reminded_and_downloaded(oak):
    campaign = opened(oak)
    olive = sign_in(Client(), oak.olive)
    in_oak(oak, lambda: actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link"))
    everybody = page(olive, "campaign-people", campaign.pk)
    missing = page(olive, "campaign-people", campaign.pk, state="asked")
    assert ("Example, Ada" in everybody, "Example, Ada" in missing) == (True, False)
    assert "Example, Edna" in page(olive, "campaign-people", campaign.pk, q="edna", state="asked")
    assert "Nobody is missing here." in page(olive, "campaign-people", campaign.pk, group="Nothing", state="asked")
    in_oak(oak, lambda: Signing.objects.filter(state="asked").update(asked=timezone.now() - timedelta(days=3)))
    page(olive, "remind-campaign", campaign.pk, data={"q": "edna", "state": "asked"}, status=302)
    in_oak(oak, run_jobs)
    assert in_oak(oak, lambda: list(Message.objects.filter(purpose="agreement reminder").values_list("to", flat=True))) == ["edna@example.org"]  # fmt: skip
    file = page(olive, "export-campaign", campaign.pk, state="signed")
    assert file.splitlines()[1].startswith("Example,Ada,Teacher,Signed,")
    assert oak.oak.version.sha256 in file
    assert in_oak(oak, lambda: Entry.objects.filter(event="agreement: list downloaded").count()) == 1


def test_another_day_from_the_page(oak):
    campaign = opened(oak)
    olive = sign_in(Client(), oak.olive)
    way = reverse("due-campaign", args=["oak", campaign.pk])
    assert way in page(olive, "campaign", campaign.pk)
    assert way not in page(sign_in(Client(), oak.of_role[R.CHAIR]), "campaign", campaign.pk)
    assert "Choose a day from today on" in page(olive, "due-campaign", campaign.pk, data=in_parts("due", TODAY - timedelta(days=1)), status=422)  # fmt: skip
    page(olive, "due-campaign", campaign.pk, data=in_parts("due", TODAY + timedelta(days=40)), status=302)
    assert mine(oak, oak.ada).due == TODAY + timedelta(days=40)


def test_whose_mail_came_back_stands_beside_them_with_the_mend(oak):
    campaign = opened(oak)
    olive = sign_in(Client(), oak.olive)
    in_oak(oak, lambda: Message.objects.filter(to="ada@example.org").update(state="bounced"))
    assert "1 whose mail came back" in page(olive, "campaign", campaign.pk)
    listed = page(olive, "campaign-people", campaign.pk, state="came back")
    assert "Mail to Ada Example came back: ask for" in listed and "or give them the paper" in listed
    assert reverse("change-person", args=["oak", oak.ada.pk]) in listed
    assert "Example, Edna" not in listed
    assert "Mail came back" in page(olive, "signing", mine(oak, oak.ada).pk)
    [row] = csv.DictReader(io.StringIO(page(olive, "export-campaign", campaign.pk, state="came back")))
    assert (row["Given name"], row["Mail came back"]) == ("Ada", "yes")


def test_what_is_deleted_next_is_seen_ahead(oak):
    opened(oak)
    in_oak(oak, lambda: Role.objects.filter(person=oak.ada).update(since=LONG_AGO - timedelta(days=3000), until=TODAY - timedelta(days=6 * 365 - 20)))  # fmt: skip
    olive = page(sign_in(Client(), oak.olive), "kept-agreements")
    assert "1 copy goes in the next 30 days." in olive and "Example, Ada" in olive and "The school decides." in olive
    office = sign_in(Client(), oak.olive)
    assert "Example, Ada" in page(office, "kept-agreements", q="ADA example")
    assert "Example, Ada" not in (none := page(office, "kept-agreements", q="zebra")) and "Nobody of this name" in none
    assert "1 copy goes" in none, "the numbers are of all"
    piotr = sign_in(Client(), oak.piotr)
    assert 'name="q"' not in page(piotr, "kept-agreements", q="ada")
    assert "Ada" not in page(piotr, "kept-agreements") and "They have left" in page(piotr, "kept-agreements")
    assert "What staff agree to" in page(piotr, "export-kept-agreements")
    assert reverse("kept-agreements", args=["oak"]) in page(piotr, "agreements")
    dora = sign_in(Client(), oak.dora)
    page(dora, "settings", data={"keep_agreements": "x"}, status=422)
    page(dora, "settings", data={"keep_agreements": ""}, status=302)
    assert "nothing is deleted" in page(dora, "kept-agreements")
    page(dora, "settings", data={"keep_agreements": "10"}, status=302)
    assert "0 copies go" in page(dora, "kept-agreements")


def test_governors_see_numbers_and_none_of_so_few_that_everybody_knows_them(oak):
    campaign = opened(oak)
    chair = sign_in(Client(), oak.of_role[R.CHAIR])
    said = page(chair, "campaign", campaign.pk)
    assert "Groups of fewer than 5" in said
    people = reverse("campaign-people", args=["oak", campaign.pk])
    for words in ("Ada", "Edna", "Headteacher</", people):
        assert words not in said
    assert chair.get(people).status_code == 403
    assert "Headteacher" in page(sign_in(Client(), oak.olive), "campaign", campaign.pk)


def test_a_paper_with_its_scan(oak):
    opened(oak)
    olive, copy = sign_in(Client(), oak.olive), mine(oak, oak.ada)
    on = in_parts("on", TODAY)
    wrong = SimpleUploadedFile("a.pdf", b"<html>", content_type="application/pdf")
    assert "must be a whole PDF" in page(olive, "paper", copy.pk, data={**on, "scan": wrong}, status=422)
    page(olive, "paper", copy.pk, data={**on, "scan": SimpleUploadedFile("a.exe", PDF)}, status=302)
    assert "Entered by" in page(olive, "signing", copy.pk)
    scan = olive.get(reverse("scan", args=["oak", copy.pk]))
    assert (scan.content, scan["Content-Type"]) == (PDF, "application/pdf")
    assert scan["Content-Disposition"].startswith("attachment")
    assert sign_in(Client(), oak.ada).get(reverse("scan", args=["oak", copy.pk])).status_code == 403
    assert in_oak(oak, lambda: Entry.objects.filter(event="agreement: scan opened").count()) == 1
    page(olive, "paper", copy.pk, status=302)
    page(olive, "strike", copy.pk, data={"why": "Another Ada's."}, status=302)
    assert mine(oak, oak.ada).state == "asked"


def test_a_paper_without_a_token_is_refused(oak):
    opened(oak)
    strict = sign_in(Client(enforce_csrf_checks=True), oak.olive)
    page(strict, "paper", mine(oak, oak.ada).pk, data=in_parts("on", TODAY), status=403)


def test_a_scan_that_is_too_large(oak):
    opened(oak)
    olive = sign_in(Client(), oak.olive)
    large = SimpleUploadedFile("a.pdf", PDF + b"x" * 10_200_000)
    said = page(olive, "paper", mine(oak, oak.ada).pk, data={**in_parts("on", TODAY), "scan": large}, status=413)
    assert "smaller than 10 MB" in said


def test_what_people_said_stands_in_a_list_until_it_is_answered(oak):
    opened(oak)
    in_oak(oak, lambda: actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="No."))
    dora = sign_in(Client(), oak.dora)
    assert "Ada Example" in page(dora, "replies")
    assert "Answer Ada Example" in page(dora, "school")
    reply = in_oak(oak, Reply.objects.get)
    page(dora, "reply", reply.pk, data={"text": " "}, status=422)
    page(dora, "reply", reply.pk, data={"text": "Let us talk."}, status=302)
    assert "Ada Example" not in page(dora, "replies").replace("Dora", "")
    assert "Ada Example" in page(dora, "replies", state="answered")


def in_csv(client, name, **query):
    return list(csv.DictReader(io.StringIO(page(client, name, **query).removeprefix("\ufeff"))))


@pytest.fixture
def said(oak):
    """Ada declines and is answered; Ben asks for large print before he signs with Pip."""
    opened(oak)
    opened(oak, "AG-3")
    with in_school(oak.oak):
        actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="=No")
        actions.answer(Reply.objects.get(), by=place_of(oak.dora), text="Let us talk.")
        actions.ask_for(copy_of(oak.pip), by=place_of(oak.ben), kind="large print")
    return oak


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({}, {"Ben"}),
        ({"state": "answered"}, {"Ada"}),
        ({"state": "all"}, {"Ada", "Ben"}),
        ({"state": "all", "q": "ada staff"}, {"Ada"}),
        ({"state": "all", "q": "pip"}, {"Ben"}),
        ({"state": "all", "q": "zebra"}, set()),
        ({"state": "all", "q": "\0"}, {"Ada", "Ben"}),
        ({"state": "all", "kind": "declined"}, {"Ada"}),
        ({"kind": "nonsense"}, {"Ben"}),
    ],
)
def test_replies_are_looked_for_and_the_file_holds_those_that_are_listed(said, query, who):
    olive = sign_in(Client(), said.olive)
    listed = page(olive, "replies", **query)
    assert {each for each in ("Ada", "Ben") if f"{each} Example</a>" in listed} == who
    assert {row["Who"] for row in in_csv(olive, "export-replies", **query)} == {f"{each} Example" for each in who}


def test_what_people_said_is_downloaded_by_those_who_may_and_leaves_a_line(said):
    olive = sign_in(Client(), said.olive)
    ben, ada = in_csv(olive, "export-replies", state="all")
    assert (ben["Whose copy"], ben["What"], ben["Answer"]) == ("Example, Pip", "It in large print", "")
    assert (ada["In their words"], ada["Answer"], ada["Answered by"]) == ("'=No", "Let us talk.", "Dora Example")
    assert in_oak(said, lambda: Entry.objects.get(event="agreement: list of replies downloaded").about_words) == "2 replies; all"  # fmt: skip
    edna = sign_in(Client(), said.edna)  # a senior leader follows up, and takes no list of people away
    assert reverse("export-replies", args=["oak"]) not in page(edna, "replies")
    for who in (said.edna, said.ada, said.ben, said.piotr):
        page(sign_in(Client(), who), "export-replies", status=403)
    page(sign_in(Client(), said.olive, minutes_ago=20), "export-replies", status=302)
    assert sign_in(Client(), said.cleo).get(reverse("export-replies", args=["elm"])).content.count(b"\n") == 1


def test_agreements_are_looked_for_and_downloaded_with_how_far_each_has_come(oak):
    staff, parents = opened(oak), opened(oak, "AG-2")
    in_oak(oak, lambda: actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link"))
    in_oak(oak, lambda: actions.close(parents, by=place_of(oak.dora)))
    chair = sign_in(Client(), oak.of_role[R.CHAIR])
    titles = {staff.title, parents.title}
    for query, wanted in (
        ({}, titles),
        ({"q": "staff AG-1"}, {staff.title}),
        ({"q": "zebra"}, set()),
        ({"state": "open"}, {staff.title}),
        ({"state": "closed"}, {parents.title}),
        ({"state": "nonsense"}, titles),
    ):
        listed = page(chair, "agreements", **query).partition("Put to people so far")[2]
        assert {each for each in titles if f">{each}</a>" in listed} == wanted, query
        assert ("No such agreement" in listed) == (not wanted)
        assert {row["Title"] for row in in_csv(chair, "export-agreements", **query)} == wanted, query
    [row] = in_csv(chair, "export-agreements", state="open")
    asked, signed = in_oak(oak, lambda: (staff.signings.count(), staff.signings.filter(state="signed").count()))
    told = [row[each] for each in ("People", "Signed", "Declined", "Not signed yet", "Nobody could be written to")]
    assert told == [str(asked), "1", "0", str(asked - 1), "0"] and signed == 1
    assert "Ada" not in str(row)
    for who in (oak.ada, oak.ben, oak.finn):
        page(sign_in(Client(), who), "export-agreements", status=403)
    assert sign_in(Client(), oak.cleo).get(reverse("export-agreements", args=["elm"])).content.count(b"\n") == 1


def test_without_a_policy_of_its_own_the_page_says_where_agreements_come_from(town):
    dora = sign_in(Client(), town.dora)
    assert "has not published a policy of its own yet" in page(dora, "agreements")
    assert "nothing that people sign" in page(dora, "open-agreement")
    assert "You are asked to sign nothing." in page(sign_in(Client(), town.ada), "agreements")


# -- Many ------------------------------------------------------------------------------------------------------------

LISTS = ("school", "agreements", "campaign", "campaign-people", "export-campaign", "kept-agreements")


@pytest.mark.parametrize("name", LISTS)
def test_no_page_asks_more_of_the_database_with_more_people(oak, name):
    campaign, olive = opened(oak, "AG-2"), sign_in(Client(), oak.olive)

    def queries():
        args = [] if name in ("school", "agreements", "kept-agreements") else [campaign.pk]
        with CaptureQueriesContext(connection) as found:
            page(olive, name, *args)
            return len(found)

    queries()
    before = queries()
    assert before > 3
    with in_school(oak.oak):
        people = [Person(school=oak.oak, given=f"P{n}", family="Many", since=LONG_AGO) for n in range(120)]
        Person.objects.bulk_create(people)
        Role.objects.bulk_create(Role(school=oak.oak, person=each, role="parent", since=LONG_AGO) for each in people)
        asking.go_on("oak", str(campaign.pk))
    assert queries() <= before


@pytest.mark.parametrize("name", ["agreements", "export-agreements", "replies", "export-replies"])
def test_no_list_asks_more_of_the_database_the_longer_it_is(said, name):
    olive = sign_in(Client(), said.olive)

    def queries():
        with CaptureQueriesContext(connection) as found:
            page(olive, name)
            return len(found)

    queries()
    before = queries()
    with in_school(said.oak):
        for n in range(6):
            campaign, signing = Campaign.objects.first(), Signing.objects.filter(state="asked").first()
            campaign.pk, campaign._state.adding, campaign.agreement, signing.campaign = uuid4(), True, f"AG-9{n}", campaign  # fmt: skip
            campaign.save()
            signing.pk, signing._state.adding = uuid4(), True
            signing.save()
            Reply(
                school=said.oak, signing=signing, kind="talk", text="x", person=said.ada.pk, person_words="Ada"
            ).save()
    assert queries() == before
