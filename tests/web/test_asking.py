"""Asking the policy of one's school: about whom one may see, with what the registers know, approval by the right person, and answers that are kept."""

import csv
import html
import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha import library
from belisha.engine.explain import APPROVED
from belisha.schools.apart import in_school
from belisha.schools.asked.models import KeptAnswer, Unanswered
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.record.models import Entry
from belisha.web.ask import presenters
from belisha.web.ask.answers import Answers
from cast import person_of, role_of, sign_in
from web.forms import Form
from web.test_ask import follow, link, text_of, where

R = RoleName
TODAY = timezone.localdate()
ASK = "/schools/oak/ask/"
FACTS = "act=befriend&account=personal&purpose=personal&time=outside+work&place=elsewhere&yes=started+by+other&no=place.children+present,in+doubt,contact+is+school+related,head+informed+first,privacy+settings+are+weak,time.excessive&authorised+by=none&with.relation=none&device=personal"


@pytest.fixture
def ada(client, town):
    return sign_in(client, town.ada)


@pytest.fixture
def lea(town):
    """A former pupil of eighteen, who left four months ago."""
    months_ago = TODAY - timedelta(days=130)
    made = person_of(town.oak, "Lea", account=False, email="", family="Leaver", born=date(TODAY.year - 19, 1, 1))
    with in_school(town.oak):
        role_of(made, R.PUPIL, until=months_ago)
    return made


def about(person, more=FACTS):
    return f"{ASK}decision?whom={person.pk}&side=&{more}"


# -- Whom ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "looked", "found"),
    [
        ("ada", "Pip", True),
        ("ada", "Dora", True),
        ("ada", "Ben", False),  # teachers do not see families
        ("dora", "Ben", True),
        ("ben", "Pip", True),
        ("ben", "Quin", False),
        ("robin", "Pip", False),  # whom a court has restricted
        ("finn", "Pip", False),
        ("ada", "Cleo", False),
        ("ada", "Ada", False),
    ],
)
def test_one_finds_whom_one_may_see(client, town, who, looked, found):
    sign_in(client, getattr(town, who))
    response = client.get(ASK, {"q": looked})
    assert (f">{looked} Example</a>" in response.content.decode()) == found
    assert found or "Nobody and nothing found that you may see" in text_of(response)


def test_a_former_pupil_is_found_as_such(ada, lea):
    response = ada.get(ASK, {"q": "Leaver"})
    assert "Lea Leaver , former pupil" in text_of(response)
    assert "side=former%20pupil" in response.content.decode()


@pytest.mark.parametrize("who", ["ben", "cleo"])
@pytest.mark.parametrize("page", ["", "question", "check", "decision", "approval"])
def test_whom_one_may_not_see_is_not_there(client, town, who, page):
    sign_in(client, town.ada)
    assert client.get(f"{ASK}{page}?whom={getattr(town, who).pk}&{FACTS}").status_code == 404
    assert client.get(f"{ASK}{page}?whom=1&{FACTS}").status_code == 404


def test_who_is_two_things_chooses_as_what_they_ask(client, town):
    with in_school(town.oak):
        role_of(town.ada, R.PARENT)
    sign_in(client, town.ada)
    assert "You ask as" in text_of(client.get(ASK))
    asked = follow(client, f"{ASK}question?{FACTS}&with=pupil")
    assert Form(asked.content.decode()).title == "Who is asking?"
    asked = follow(client, f"{ASK}question?as=teacher&{FACTS}&with=pupil")
    assert "Who is asking? A teacher The roster: teacher" in text_of(asked)


# -- What is known is not asked, and stands apart --------------------------------------------------------------------


def walk(client, address):
    """Answers every question with what is harmless; gives the titles, and the page of the answer."""
    response, titles = follow(client, address), []
    while where(response).endswith("/question"):
        form = Form(response.content.decode())
        titles.append(form.title)
        choice = next((each for each in ("nobody", "none", "no", "outside work", "unsure") if each in form.options), None)  # fmt: skip
        response = follow(client, form.send(choice or (form.options[0] if form.options else "unsure")))
        assert len(titles) < 40
    return titles, follow(client, link(response, "ask/decision?"))


def test_what_the_registers_know_is_not_asked(ada, town, lea):
    start = link(ada.get(f"{ASK}?whom={lea.pk}&side=former+pupil"), "ask/question?whom")
    titles, answer = walk(ada, start)
    assert not {"Who is asking?", "Who is on the other side?", "How old is that person?", "How long ago did they leave the school?"} & set(titles)  # fmt: skip
    said = text_of(answer)
    assert "What the school already knew" in said
    assert "The roster: left 4 months ago" in said
    assert "The roster: teacher" in said
    assert "18 or over" in said and "19" not in re.findall(r"How old is that person\? (\S+)", said)
    assert "About Lea Leaver, former pupil" in said


def test_an_address_holds_an_identifier_and_no_fact_of_a_register(ada, lea):
    response = follow(ada, f"{ASK}question?whom={lea.pk}&act=message")
    for _ in range(3):
        page = response.content.decode()
        for told in ("with.age", "with.months", "with.relation", 'name="with"', "Lea"):
            assert told not in " ".join(re.findall(r'(?:href|value|name)="[^"]*"', page)), told
        if not where(response).endswith("/question"):
            break
        response = follow(ada, Form(page).send(*Form(page).options[:1]))
    with in_school(lea.school):
        assert Entry.objects.count() == 0, "a look-up leaves no trace"


def test_what_somebody_says_otherwise_than_the_registers_counts_no_more(ada, town):
    response = follow(ada, about(town.pip, f"{FACTS}&with=former+pupil&with.age=30"))
    assert "MO-1" in text_of(response)


def test_what_is_out_of_the_ordinary_in_an_address_is_said(ada, town):
    assert ada.get(f"{ASK}question?nonsense=1").status_code == 400
    assert ada.get(f"{ASK}decision?whom={town.pip.pk}&as-of=yesterday&{FACTS}").status_code == 400
    assert ada.get(f"{ASK}check").status_code == 302


def test_an_answer_of_another_day_rests_on_the_registers_of_that_day(ada, town):
    with in_school(town.oak):
        Role.objects.filter(person=town.pip).update(until=TODAY)
    was, now = (follow(ada, f"{about(town.pip)}&as-of={day}") for day in (TODAY - timedelta(days=1), TODAY))
    assert "MO-1" in text_of(was) and "Former pupil" not in text_of(was)
    assert "The roster: left less than a month ago" in text_of(now)


# -- Approval --------------------------------------------------------------------------------------------------------


def test_from_needs_approval_to_another_answer(ada, town, lea):
    """The teacher asks the right person, who finds it at home, decides with a reason; then the same question gets another answer."""
    first = follow(ada, about(lea))
    assert "MO-7" in text_of(first) and "This is for the headteacher" in text_of(first)
    form = link(first, "ask/approval?")
    assert "About Lea Leaver" in text_of(ada.get(form))
    wrong = ada.post(form, {"reason": "", "until-day": "1", "until-month": "9", "until-year": "2000"})
    assert wrong.status_code == 422
    until = TODAY + timedelta(days=30)
    day = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    page = ada.post(form, {"reason": "They write about the choir", **day})["Location"]
    assert "Waiting" in text_of(ada.get(page))
    assert "You have asked for it" in text_of(follow(ada, about(lea)))
    dora = sign_in(Client(), town.dora)
    home = dora.get("/schools/oak/")
    assert "Decide what Ada Example asks for" in text_of(home)
    assert page in home.content.decode()
    shown = text_of(dora.get(page))
    assert "Lea Leaver" in shown and "MO-7" in shown and "They write about the choir" in shown
    decide = f"{page}decide"
    assert dora.post(decide, {"do": "grant", "answer": ""}).status_code == 422
    assert dora.post(decide, {"do": "grant", "answer": "About the choir alone", **day}).status_code == 302
    after = text_of(follow(ada, about(lea)))
    assert "Ask for approval" not in after
    assert f"The approval of {TODAY.day} {TODAY:%B %Y}" in after
    assert "Allowed" in after
    assert "MO-7" in after  # still cited, as not applying


POST = "act=post&account=school&purpose=publicity&audience=public&time=working+time&place=school&device=school&with=nobody&authorised+by=none&no=time.excessive,in+doubt,content.names+pupil,content.shows+pupil,content.accuses,content.confidential,content.not+yet+public,content.personal+data,content.log-in,content.negative,content.abusive,content.hateful,content.bullying,content.sexual,content.extremist,content.unsuitable+picture,content.unsuitable+link,content.illegal,content.defamatory,content.unverified,content.harms+reputation,content.by+somebody+else"


def test_a_post_that_is_held_back_is_approved_in_its_own_words(ada, town):
    """Whoever decides reads the very words; what they say is of these, and the question itself is answered as before."""
    question = f"{ASK}decision?{POST}"
    assert "MO-65" in text_of(follow(ada, question))
    form = link(follow(ada, question), "ask/approval?")
    assert "The post, word for word" in text_of(ada.get(form))
    until = TODAY + timedelta(days=7)
    told = {"post": "Well sung, <choir>!\nThank you.", "reason": "Families ask", "until-day": until.day, "until-month": until.month, "until-year": until.year}  # fmt: skip
    wrong = ada.post(form, {**told, "post": "x" * 5001})
    assert wrong.status_code == 422 and "5,000 characters" in text_of(wrong)
    page = ada.post(form, told)["Location"]
    dora = sign_in(Client(), town.dora)
    assert "A post: “Well sung, &lt;choir&gt;! Thank you.”" in dora.get("/schools/oak/").content.decode()
    assert ">Well sung, &lt;choir&gt;!&#10;Thank you.</span>" in dora.get(page).content.decode()  # and no space more
    assert dora.post(f"{page}decide", {"do": "grant", "answer": "Lovely"}).status_code == 302
    assert "It is for this post, in these words." in text_of(ada.get(page))
    assert "A teacher · Post something" in text_of(dora.get("/schools/oak/approvals/?q=sung"))
    assert "A teacher · Post something" not in text_of(dora.get("/schools/oak/approvals/?q=danced"))
    after = follow(ada, question)
    assert "“Well sung, &lt;choir&gt;! Thank you.”" in after.content.decode()
    assert "</a>: given" in after.content.decode()
    assert link(after, "ask/approval?")  # the next post is asked for anew


def test_a_verdict_that_needs_no_approval_offers_none(ada, town):
    answer = follow(ada, about(town.pip))
    assert "Ask for approval" not in text_of(answer)
    assert ada.get(f"{ASK}approval?whom={town.pip.pk}&{FACTS}").status_code == 302


def test_a_learning_group_is_asked_for_with_its_justification(ada, town):
    facts = "act=create+account&account=learning+group&purpose=learning&authorised+by=none"
    response = follow(ada, f"{ASK}decision?{facts}&assume=no")
    if "Ask for approval" in text_of(response):
        assert "/approvals/ask?kind=group" in response.content.decode()


# -- Under other policies ------------------------------------------------------------------------------------------------


def test_the_same_question_under_other_policies_from_the_answer(ada, town, lea):
    answer = follow(ada, about(lea))
    page = ada.get(link(answer, "ask/compare?"))
    said = text_of(page)
    assert "The roster: left 4 months ago" in said and "the policy that you asked" in said
    links = [html.unescape(each) for each in re.findall(r'href="([^"]*ask/compare/[^"]*)"', page.content.decode())]
    assert len(links) == len(library.NAMES)
    for told in ("with.age", "with.months", "with=", "actor=", "Lea"):
        assert told not in " ".join(links), told
    for each in links:
        shown = text_of(follow(ada, each))
        assert "This is not the policy of your school" in shown and "Lea Leaver" in shown
    with in_school(town.oak):
        assert Entry.objects.count() == 0, "a look-up leaves no trace"


def test_a_public_comparison_is_what_it_was(client):
    response = follow(client, "/policies/model/ask/compare?actor=teacher&act=befriend&with=pupil")
    assert "What the school already knew" not in text_of(response)
    assert "/policies/highwood/ask/" in response.content.decode()


@pytest.mark.parametrize(
    ("age", "own", "other", "told"),
    [
        (15, (18,), (18,), True),
        (15, (18,), (16,), False),  # that they are under 16 was not seen here
        (17, (18,), (16,), False),
        (17, (16, 18), (16,), True),
        (20, (18,), (16,), True),
        (20, (18,), (21,), False),
        (15, (), (), True),
        (15, (), (18,), False),
    ],
)
def test_another_policy_is_told_no_more_of_an_age_than_was_seen(age, own, other, told):
    def book(cuts):
        return SimpleNamespace(space=SimpleNamespace(cuts={"with.age": cuts}))

    answers = Answers(known={"with.age": age, "actor": "teacher"})
    found = presenters.abroad(answers, book(own), book(other)).known
    assert found.get("actor") == "teacher" and ("with.age" in found) == told


def test_what_is_not_told_is_said(ada, town):
    """The age of a pupil, to a policy that draws its limits elsewhere; and to whom one may not see nothing is there."""
    facts = "act=befriend&account=personal"
    for name in library.NAMES:
        shown = text_of(follow(ada, f"{ASK}compare/{name}?whom={town.pip.pk}&{facts}"))
        assert not re.search(r"\b(8|9|10|11)\b years", shown)
    assert ada.get(f"{ASK}compare/model?whom={town.ben.pk}&{facts}").status_code == 404
    assert ada.get(f"{ASK}compare/nonsense?whom={town.pip.pk}&{facts}").status_code == 404
    assert ada.get(f"{ASK}compare/model").status_code == 302


# -- Kept ------------------------------------------------------------------------------------------------------------


def kept_by(client, person):
    answer = follow(client, about(person))
    action = re.search(r'action="([^"]*ask/keep[^"]*)"', answer.content.decode()).group(1).replace("&amp;", "&")
    return client.post(action, {"note": "For Monday"})["Location"]


def test_an_answer_is_kept_found_decided_again_and_deleted(ada, town, lea):
    page = kept_by(ada, lea)
    said = text_of(ada.get(page))
    assert "it says the same" in said and "MO-7" in said and "For Monday" in said and "Lea Leaver" in said
    assert "left 4 months ago" in said and "18 or over" in said
    with in_school(town.oak):
        kept = KeptAnswer.objects.get()
        assert (kept.verdict, kept.clauses, kept.as_of) == ("needs approval", ["MO-7"], TODAY)
        assert len(kept.version) == 64
    listing = "/schools/oak/ask/kept/"
    for words, there in (("Leaver", True), ("friend", True), ("Monday", True), ("zebra", False)):
        assert ("1 answer" in text_of(ada.get(listing, {"q": words}))) == there, words
    for other in (town.dora, town.ben):
        assert sign_in(Client(), other).get(page).status_code == 404
        assert sign_in(Client(), other).post(f"{page}delete").status_code == 404
    with in_school(town.oak):  # what changes afterwards changes nothing of it
        Declaration(school=town.oak, person=town.ada, about=lea, relation="relative", since=TODAY, confirmed=TODAY).save()  # fmt: skip
    assert "it says the same" in text_of(ada.get(page))
    assert ada.post(f"{page}delete").status_code == 302
    assert ada.get(page).status_code == 404
    with in_school(town.oak):
        events = list(Entry.objects.order_by("number").values_list("event", flat=True))
        assert events == ["answer of the policy kept", "kept answer deleted"]
        assert "Lea" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ({}, {"For Monday", "=A note"}),
        ({"q": "leaver monday"}, {"For Monday"}),
        ({"q": "zebra"}, set()),
        ({"q": "\0"}, {"For Monday", "=A note"}),
        ({"verdict": "needs approval"}, {"For Monday"}),
        ({"verdict": "approved"}, {"=A note"}),
        ({"verdict": "prohibited"}, set()),
        ({"verdict": "nonsense"}, {"For Monday", "=A note"}),
    ],
)
def test_kept_answers_are_looked_for_and_the_file_holds_those_that_are_listed(ada, town, lea, query, notes):
    kept_by(ada, lea)
    with in_school(town.oak):
        other = KeptAnswer.objects.get()
        other.pk, other._state.adding, other.about = uuid4(), True, None
        other.note, other.verdict, other.headline = "=A note", "permitted", APPROVED
        other.save()
        other.pk, other._state.adding, other.person, other.note = uuid4(), True, town.dora, "Dora's"
        other.save()
    page = ada.get("/schools/oak/ask/kept/", query).content.decode()
    assert {each for each in ("For Monday", "=A note", "Dora") if f"{each} ·" in page} == notes
    assert ("no such answer" in page) == (not notes)
    file = ada.get("/schools/oak/ask/kept/kept.csv", query).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert {row["Your note"].removeprefix("'") for row in rows} == notes
    assert all(row["About"] == ("Lea Leaver" if row["Your note"] == "For Monday" else "") for row in rows)
    with in_school(town.oak):
        line = Entry.objects.get(event="kept answers downloaded")
        assert (line.who_words, line.about_words) == (town.ada.name, f"{len(notes)} answers")


def test_a_version_that_is_kept_no_more_is_said(ada, town, lea):
    page = kept_by(ada, lea)
    with in_school(town.oak):
        KeptAnswer.objects.update(version="0" * 64)
    assert "cannot be decided again" in text_of(ada.get(page))


def test_whom_one_may_see_no_more_is_not_named_on_a_kept_answer(ada, town, lea):
    page = kept_by(ada, lea)
    with in_school(town.oak):
        Role.objects.filter(person=town.ada).update(role="volunteer")
    assert "Lea" not in text_of(ada.get(page))
    assert "Lea" not in text_of(ada.get("/schools/oak/ask/kept/"))
    file = "/schools/oak/ask/kept/kept.csv"
    assert "For Monday" in ada.get(file).content.decode() and "Lea" not in ada.get(file).content.decode()
    assert "For Monday" not in ada.get(f"{file}?q=Lea").content.decode()


# -- What had no answer ----------------------------------------------------------------------------------------------

SILENT = "act=message&with=colleague&account=personal&purpose=personal&time=outside+work&assume="


def counted(town):
    with in_school(town.oak):
        return {(each.situation, each.verdict): each.count for each in Unanswered.objects.all()}


def test_what_had_no_answer_is_counted_without_names(ada, town):
    with in_school(town.oak):
        publish(town)
    unsettled = "act=befriend&with=parent&actor=teacher"
    for client in (ada, Client()):
        address = f"{ASK}decision" if client is ada else "/schools/oak/published/ask/decision"
        assert "open" in text_of(follow(client, f"{address}?{unsettled}")).lower()
        follow(client, f"{address}?act=post&actor=teacher&with=public")  # silent
        follow(client, f"{address}?act=befriend&with=pupil&actor=teacher")  # answered
    found = counted(town)
    assert {verdict for _, verdict in found} == {"unsettled", "silent"}
    assert set(found.values()) == {2}
    with in_school(town.oak):
        assert set(Unanswered.objects.values_list("month", flat=True)) == {TODAY.replace(day=1)}
    sign_in(client := Client(), town.finn)
    said = text_of(client.get("/schools/oak/policy/unanswered"))
    assert "2 kinds of questions" in said and "A teacher · Post something" in said
    assert "1 kind of question" in text_of(client.get("/schools/oak/policy/unanswered?verdict=silent"))
    assert "A teacher" in client.get("/schools/oak/policy/unanswered.csv").content.decode()
    assert "What it did not answer" in text_of(client.get("/schools/oak/policy/"))


def publish(town):
    from schools.test_declarations import publish as published

    rules = "OA-1: Staff must not befriend a pupil.\nOA-2: Whether staff may befriend a parent is not settled."
    published(town, rules, TODAY)


def test_links_of_other_days_and_heads_do_not_count(ada, town):
    with in_school(town.oak):
        publish(town)
    silent = f"{ASK}decision?act=post&with=public&version=x"
    ada.head(silent)
    ada.get(f"{silent}&as-of=2030-01-01")
    assert counted(town) == {}
    ada.get(silent)
    assert list(counted(town).values()) == [1]


# -- As many queries, however many there are -------------------------------------------------------------------------


def test_the_pages_cost_the_same_however_many_there_are(ada, town, lea):
    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert ada.get(address).status_code == 200
        return len(found)

    addresses = [f"{ASK}?q=Le", "/schools/oak/ask/kept/", "/schools/oak/ask/kept/kept.csv"]
    kept_by(ada, lea)
    few = [queries(each) for each in addresses]
    for n in range(5):
        other = person_of(town.oak, f"Leo{n}", account=False, email="", family="Leaver")
        with in_school(town.oak):
            role_of(other, R.PUPIL)
            kept = KeptAnswer.objects.first()
            kept.pk, kept.about, kept._state.adding = None, other, True
            kept.id = uuid4()
            kept.save()
    assert [queries(each) for each in addresses] == few


def test_a_parent_asks_too(client, town):
    sign_in(client, town.ben)
    said = text_of(follow(client, f"{ASK}decision?whom={town.pip.pk}&act=post&yes=content.shows+pupil"))
    assert "The roster: parent" in said
    assert Approval.objects.count() == 0
