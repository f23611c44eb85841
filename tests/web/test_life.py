"""The pages of a policy's life: from a draft to the day on which the next version takes its place, and what everybody reads and is answered."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import actions
from belisha.schools.policies.models import State, Version
from belisha.schools.policies.moves import STEPS
from cast import sign_in
from schools.test_policies import BROKEN, text_of, version_in

TODAY = timezone.localdate()
MAY = "Staff may befriend a pupil."
ASKED = "actor=teacher&act=befriend&with=pupil"


def page(client, name, *args, status=200, **data):
    address = reverse(name, args=["oak", *args])
    response = client.post(address, data) if data else client.get(address)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


def in_parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def signed_in(town, role):
    return sign_in(Client(), town.of_role[role])


def made(town, state, text=None, day=TODAY):
    with in_school(town.oak):
        return version_in(town, state, text, day)


def now(version):
    with in_school(version.school):
        return Version.objects.get(pk=version.pk)


# -- From a model to published, page by page -------------------------------------------------------------------------


def test_from_the_model_to_a_policy_in_force(town):
    head, clerk = signed_in(town, R.HEADTEACHER), signed_in(town, R.CLERK)
    assert "has not published a policy of its own" in page(head, "versions")
    page(head, "begin-version", status=302, **{"from": "library model"})
    with in_school(town.oak):
        version = Version.objects.get(school=town.oak)
    assert "school: Oak School\n" in version.text
    page(head, "put-forward-version", version.pk, status=302, seen=version.sha256, note="For the spring.")
    page(head, "approve-version", version.pk, status=302, seen=version.sha256)
    said = page(head, "version", version.pk)
    assert "this is for the chair of governors or the clerk to the governors" in said
    asks = page(
        clerk, "adopt-version", version.pk, seen=version.sha256, minute="", status=422, **in_parts("meeting", TODAY)
    )
    assert "Enter where the minutes say so" in asks
    page(
        clerk,
        "adopt-version",
        version.pk,
        status=302,
        seen=version.sha256,
        minute="FGB 3, item 7",
        **in_parts("meeting", TODAY),
    )
    page(head, "publish-version", version.pk, status=302, seen=version.sha256, **in_parts("from_day", TODAY))
    assert now(version).state == State.PUBLISHED
    nobody = Client()
    public = page(nobody, "published-policy")
    assert version.sha256 in public
    assert "Adopted by the governing body on" in public
    said = page(head, "version", version.pk)
    for words in ("In force", "FGB 3, item 7", "For the spring.", version.sha256):
        assert words in said


def test_taken_in_from_a_document_that_was_brought_in(town):
    from web.drafting import make_draft

    token, head = make_draft()[0], signed_in(town, R.HEADTEACHER)
    link = f"http://testserver/drafts/{token}/?show=all"
    page(head, "begin-version", status=302, **{"from": "draft", "draft": link})
    with in_school(town.oak):
        version = Version.objects.get(school=town.oak)
    assert "school: Oak School\n" in version.text
    assert version.number
    assert token not in version.text
    wrong = page(head, "begin-version", status=422, **{"from": "draft", "draft": link.replace(token, "x" * 43)})
    assert "Paste the whole link" in wrong


SOURCES = ["", "library nothing", "version x", "version 5ab1e5ed-be11-4a00-8000-000000000000", "draft", "nonsense"]


@pytest.mark.parametrize("source", SOURCES)
def test_a_beginning_that_there_is_not_is_said(town, source):
    said = page(signed_in(town, R.HEADTEACHER), "begin-version", status=422, **{"from": source, "draft": ""})
    assert "There is a problem" in said


# -- Editing ---------------------------------------------------------------------------------------------------------


def test_faults_are_shown_at_their_lines_and_a_draft_with_faults_can_be_kept(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = page(head, "edit-version", version.pk, text=BROKEN, edition=1)
    assert re.search(r'href="#fault-1">Line 10: ', said)
    assert "Staff must not befrend a pupil." in said
    assert now(version).text == BROKEN
    refused = page(head, "put-forward-version", version.pk, status=422, seen=now(version).sha256)
    assert "a fault" in refused


def test_checking_saves_nothing(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = page(head, "edit-version", version.pk, text=text_of("2"), edition=1, do="check")
    assert "Nothing has been saved yet." in said
    assert (now(version).edition, now(version).number) == (1, "1")


def test_of_two_writers_the_second_sees_both_texts_and_overwrites_nothing(town):
    version = made(town, State.DRAFT)
    head, lead = signed_in(town, R.HEADTEACHER), signed_in(town, R.SAFEGUARDING_LEAD)
    theirs, mine = text_of(rule=MAY), text_of(rule="Staff must not message a pupil.")
    page(head, "edit-version", version.pk, text=theirs, edition=1)
    said = page(lead, "edit-version", version.pk, text=mine, edition=1, status=409)
    assert f"<del>OA-1: {MAY}</del>" in said
    assert "<ins>OA-1: Staff must not message a pupil.</ins>" in said
    assert 'name="edition" value="2"' in said
    assert now(version).text == theirs
    page(lead, "edit-version", version.pk, text=mine, edition=2)
    assert now(version).text == mine


def test_a_text_written_while_the_draft_left_is_not_lost(town):
    version, head = made(town, State.IN_REVIEW), signed_in(town, R.HEADTEACHER)
    said = page(head, "edit-version", version.pk, text=text_of("9"), edition=1, status=409)
    assert "nothing was saved" in said
    assert "version: 9" in said


@pytest.mark.parametrize("edition", ["", "x", "-1", "99999999999999999999"])
def test_an_edition_that_is_none_is_a_conflict(town, edition):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    page(head, "edit-version", version.pk, text=text_of("2"), edition=edition, status=409)


def test_what_somebody_writes_is_text_and_no_html(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    evil = text_of(more='owner: "<script>x</script>"\n').replace("# Friends", "# <script>x</script>")
    page(head, "edit-version", version.pk, text=evil, edition=1)
    page(head, "comment-version", version.pk, status=302, text="<script>x</script>")
    for name in ("version", "version-text", "version-review", "edit-version"):
        assert "<script>x" not in page(head, name, version.pk), name


# -- Steps -----------------------------------------------------------------------------------------------------------


def test_what_it_changes_stands_where_it_is_approved(town):
    made(town, State.PUBLISHED)
    version = made(town, State.IN_REVIEW, text_of("2", rule=MAY))
    head = signed_in(town, R.HEADTEACHER)
    for name in ("approve-version", "version-review"):
        for _ in range(20):
            if "being worked out" not in (said := page(head, name, version.pk)):
                break
        assert "What may be done" in said, name
        assert "befriend" in said
        assert f"<ins>OA-1: {MAY}</ins>" in said


def test_a_step_on_a_text_that_was_not_seen_is_refused(town):
    version = made(town, State.IN_REVIEW)
    said = page(signed_in(town, R.HEADTEACHER), "approve-version", version.pk, seen="0" * 64, status=409)
    assert "nothing was done" in said
    assert now(version).state == State.IN_REVIEW


def test_a_step_out_of_turn_is_refused(town):
    version = made(town, State.DRAFT)
    assert "Draft" in page(signed_in(town, R.HEADTEACHER), "approve-version", version.pk, status=409)


def test_somebody_whom_the_policy_does_not_name_is_refused(town):
    version = made(town, State.IN_REVIEW, text_of(more="approved: [{by: headteacher}]\n"))
    leader = signed_in(town, R.SENIOR_LEADER)
    page(leader, "approve-version", version.pk, seen=version.sha256, status=403)
    assert "this is for the headteacher" in page(leader, "version", version.pk)


def test_sent_back_with_the_reason_before_the_writers_eyes(town):
    version = made(town, State.IN_REVIEW)
    page(
        signed_in(town, R.CHAIR),
        "send-back-version",
        version.pk,
        status=302,
        seen=version.sha256,
        note="Too soft on phones.",
    )
    assert "Too soft on phones." in page(signed_in(town, R.HEADTEACHER), "edit-version", version.pk)


def test_a_parent_reads_what_was_published_and_no_draft(town):
    published, draft = made(town, State.PUBLISHED), made(town, State.DRAFT, text_of("2"))
    ben = signed_in(town, R.PARENT)
    said = page(ben, "versions")
    assert str(published.pk) in said
    assert str(draft.pk) not in said
    assert "Comments" not in page(ben, "version", published.pk)
    page(ben, "version", draft.pk, status=404)
    page(ben, "version-text", draft.pk, status=404)


def test_the_home_page_names_what_waits_for_oneself(town):
    version = made(town, State.IN_REVIEW)
    for role, waits in (
        (R.HEADTEACHER, True),
        (R.SENIOR_LEADER, True),
        (R.CLERK, False),
        (R.GOVERNOR, False),
        (R.PARENT, False),
    ):
        said = page(signed_in(town, role), "school")
        assert (reverse("approve-version", args=["oak", version.pk]) in said) == waits, role


def test_the_home_page_names_an_overdue_review_to_those_who_make_the_policy(town):
    due = TODAY - timedelta(days=3)
    made(town, State.PUBLISHED, text_of(more=f"review: {{next: {due.isoformat()}}}\n"))
    assert "it is overdue" in page(signed_in(town, R.CLERK), "school")
    assert "it is overdue" in page(signed_in(town, R.CLERK), "versions")
    assert "it is overdue" not in page(signed_in(town, R.PARENT), "school")


# -- What everybody reads, and what decides --------------------------------------------------------------------------


def decision(day=None):
    """What a teacher who wants to befriend a pupil is answered, as of a day: its receipt, and the page."""
    address = f"{reverse('published-ask-decision', args=['oak'])}?{ASKED}" + (
        f"&as-of={day.isoformat()}" if day else ""
    )
    response = Client().get(address, follow=True)
    assert response.status_code == 200
    return response.redirect_chain[-1][0], response.content.decode()


def test_decisions_before_and_after_the_day_rest_on_the_right_version(town):
    day = TODAY + timedelta(days=30)
    first = made(town, State.PUBLISHED)
    second = made(town, State.PUBLISHED, text_of("2", rule=MAY), day)
    for at, version, verdict, other in (
        (TODAY, first, "No", second), (day - timedelta(days=1), first, "No", second), (day, second, "Yes", first), (day + timedelta(days=400), second, "Yes", first),
    ):  # fmt: skip
        _, said = decision(at)
        assert version.sha256 in said, at
        assert other.sha256 not in said, at
        assert f"version {version.number}" in said
        assert re.search(rf"belisha-verdict[^>]*>.*?{verdict}", said, re.DOTALL), at


def test_a_link_of_yesterday_answers_as_it_did_after_the_next_version(town):
    day = TODAY + timedelta(days=30)
    first = made(town, State.PUBLISHED)
    link, _ = decision()
    made(town, State.PUBLISHED, text_of("2", rule=MAY), day)
    assert parse_qs(urlparse(link).query)["version"] == [first.short]
    again = Client().get(link).content.decode()
    assert first.sha256 in again
    assert "made with another version" not in again


def test_the_api_decides_by_what_the_school_lives_by_on_the_day(town):
    day = TODAY + timedelta(days=30)
    first = made(town, State.PUBLISHED)
    second = made(town, State.PUBLISHED, text_of("2", rule=MAY), day)
    facts = {"actor": "teacher", "act": "befriend", "with": "pupil"}
    said = {}
    for at in (TODAY, day):
        body = {"policy": "school:oak", "id": "s1", "facts": facts, "as of": at.isoformat()}
        said[at] = Client().post("/api/decide", body, content_type="application/json").json()
    assert (said[TODAY]["verdict"], said[day]["verdict"]) == ("prohibited", "permitted")
    assert [(each["version"], each["sha256"]) for each in said.values()] == [("1", first.sha256), ("2", second.sha256)]
    assert Client().get("/api/policies/school:oak").json()["version"] == "1"
    assert Client().get("/api/policies/school:nowhere").status_code == 404


def test_a_draft_that_was_brought_in_offers_itself_to_those_who_may_take_it(town):
    from web.drafting import make_draft

    token = make_draft()[0]
    offered = {
        who: reverse("begin-version", args=["oak"]) in client.get(f"/drafts/{token}/").content.decode()
        for who, client in (("head", signed_in(town, R.HEADTEACHER)), ("parent", signed_in(town, R.PARENT)), ("nobody", Client()))
    }  # fmt: skip
    assert offered == {"head": True, "parent": False, "nobody": False}


def test_until_a_school_has_its_own_the_policy_that_it_names_answers(town):
    from belisha import library

    _, said = decision()
    assert library.policy("model").hash in said
    assert "has not published a policy of its own here" in page(Client(), "published-policy")


def test_schools_are_compared_by_what_they_live_by(town):
    version = made(town, State.PUBLISHED, text_of("1", rule=MAY))
    client = Client()
    for _ in range(60):
        answer = client.get("/compare/differences?policy=school:oak&policy=school:elm")
        if answer.status_code != 202:
            break
    said = answer.content.decode()
    assert answer.status_code == 200 and "Where Oak and Elm differ" in re.sub(r"\s+", " ", said)
    assert reverse("published-policy", args=["oak"]) + "#" in said and 'value="school:oak"' in said
    decision = re.search(r'href="(/schools/oak/published/ask/decision[^"]+)"', said)
    assert version.short in client.get(decision.group(1).replace("&amp;", "&"))["Location"]
    assert version.short not in said  # an address says the school, not the version: it holds next year too
    assert client.get("/compare/?policy=school:oak&policy=school:elm").status_code in (200, 202)
    assert client.get("/compare/?policy=school:oak&policy=school:nowhere").status_code == 404
    assert 'value="school:oak"' in sign_in(Client(), town.hal).get("/offices/").content.decode()


def test_older_and_coming_versions_have_their_address_and_drafts_have_none(town):
    first, draft = made(town, State.PUBLISHED), made(town, State.DRAFT, text_of("3", rule=MAY))
    coming = made(town, State.PUBLISHED, text_of("2", rule=MAY), TODAY + timedelta(days=3))
    nobody = Client()
    assert "not in force yet" in page(nobody, "published-version", coming.short)
    assert page(nobody, "published-markdown", first.short) == first.text
    for hash in (draft.short, first.short[:8], "x" * 16, "%" * 16):
        page(nobody, "published-version", hash, status=404)
    assert draft.short not in page(nobody, "published-policy")


def on_paper(answer):
    import io

    from pdfminer.high_level import extract_text

    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return " ".join(extract_text(io.BytesIO(answer.content)).split())


def test_on_paper_a_version_says_how_it_stands_and_who_agreed_to_it_by_office(town):
    first, draft = made(town, State.PUBLISHED), made(town, State.DRAFT, text_of("3", rule=MAY))
    coming = made(town, State.PUBLISHED, text_of("2", rule=MAY), TODAY + timedelta(days=3))
    nobody = Client()
    said = on_paper(nobody.get(reverse("published-policy-pdf", args=["oak"])))
    assert said == on_paper(nobody.get(reverse("published-pdf", args=["oak", first.short])))
    assert first.sha256 in said and "In force from" in said and "Adopted by the governors" in said
    assert town.of_role[R.HEADTEACHER].family not in said
    assert "To be in force from" in on_paper(nobody.get(reverse("published-pdf", args=["oak", coming.short])))
    assert nobody.get(reverse("published-pdf", args=["oak", draft.short])).status_code == 404
    head = signed_in(town, R.HEADTEACHER)
    assert "Draft: not in force" in on_paper(head.get(reverse("version-pdf", args=["oak", draft.pk])))
    unreadable = made(town, State.DRAFT, BROKEN)
    assert head.get(reverse("version-pdf", args=["oak", unreadable.pk])).status_code == 404


def test_a_school_without_its_own_has_the_policy_that_it_names_on_paper(town):
    assert town.elm.name in on_paper(Client().get(reverse("published-policy-pdf", args=["elm"])))


def test_no_published_page_of_one_school_opens_at_another(town):
    first = made(town, State.PUBLISHED)
    assert Client().get(reverse("published-version", args=["elm", first.short])).status_code == 404
    assert first.sha256 not in Client().get(reverse("published-policy", args=["elm"])).content.decode()


@pytest.mark.parametrize(
    ("query", "head", "parent"),
    [
        ({}, {"1", "2", "3", "4"}, {"1", "2", "4"}),
        ({"q": "MAY befriend"}, {"3"}, set()),
        ({"q": "zebra"}, set(), set()),
        ({"q": "\0"}, {"1", "2", "3", "4"}, {"1", "2", "4"}),
        ({"stands": "In force"}, {"2"}, {"2"}),
        ({"stands": "Superseded"}, {"1"}, {"1"}),
        ({"stands": "Published"}, {"4"}, {"4"}),
        (
            {"stands": "Draft"},
            {"3"},
            {"1", "2", "4"},
        ),  # a state in which a parent sees none is none that one can ask for
        ({"stands": "nonsense"}, {"1", "2", "3", "4"}, {"1", "2", "4"}),
    ],
)
def test_versions_are_looked_for_and_the_file_holds_those_that_are_listed(town, query, head, parent, monkeypatch):
    for number, day in (("1", TODAY), ("2", TODAY + timedelta(days=3)), ("4", TODAY + timedelta(days=9))):
        made(town, State.PUBLISHED, text_of(number), day)
    monkeypatch.setattr("belisha.web.rulebooks.today", lambda: TODAY + timedelta(days=4))
    draft = made(town, State.DRAFT, text_of("3", rule=MAY))
    for role, wanted in ((R.HEADTEACHER, head), (R.PARENT, parent)):
        client = signed_in(town, role)
        listed = client.get(reverse("versions", args=["oak"]), query).content.decode()
        assert set(re.findall(r", version (\d)</a></th>", listed)) == wanted, role
        assert ("No such version" in listed) == (not wanted)
        rows = in_csv(client.get(reverse("export-versions", args=["oak"]), query))
        assert {row["Version"] for row in rows} == wanted, role
        assert (draft.sha256 in str(rows)) == ("3" in wanted)
        if query.get("stands") == "In force":
            assert [(row["How it stands"], row["In force from"]) for row in rows] == [("In force", str(TODAY + timedelta(days=3)))]  # fmt: skip
    assert in_csv(sign_in(Client(), town.cleo).get(reverse("export-versions", args=["elm"]))) == []
    assert Client().get(reverse("export-versions", args=["oak"])).status_code == 302


def in_csv(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["versions", "export-versions"])
def test_the_list_asks_the_database_as_much_for_many_versions_as_for_one(town, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    head = signed_in(town, R.HEADTEACHER)
    counts = []
    for _ in range(2):
        made(town, State.PUBLISHED, text_of(f"a{len(counts)}"), TODAY + timedelta(days=100 + len(counts)))
        with CaptureQueriesContext(connection) as asked:
            page(head, name)
        counts.append(len(asked))
        with in_school(town.oak):
            for n in range(8):
                actions.begin(by=places.of_belisha(town.oak), text=text_of(f"b{len(counts)}{n}"))
    assert counts[0] == counts[1]


def test_every_step_has_its_page(town):
    assert {
        reverse(f"{name}-version", args=["oak", "5ab1e5ed-be11-4a00-8000-000000000000"]).rsplit("/", 1)[-1]
        for name in STEPS
    } == set(STEPS)
