"""Policies side by side: what each answers, filters, exact differences, and what a page does while it is worked out."""

import html
import re
import threading
import time
from collections import Counter
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from belisha import library
from belisha.engine import decide, rulebook_of
from belisha.library.questions import questions

ALL = "&".join(f"policy={name}" for name in library.NAMES)
TWO = "policy=dilton-marsh&policy=wilnecote"
PAIR = ("dilton-marsh", "wilnecote")
QUESTIONS = {each.id: each for each in questions().questions}
# What nobody but a programmer says.
JARGON = re.compile(
    r"\b(regions?|closed situations?|verdicts?|diagrams?|norms?|boxes|facts? left out)\b", re.IGNORECASE
)


def text_of(page):
    text = page if isinstance(page, str) else page.content.decode()
    text = text[text.index("<main") : text.index("</main>")] if "<main" in text else text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


# -- choosing -------------------------------------------------------------------------------------------------------------


def test_where_to_choose(client):
    said = text_of(client.get("/compare/"))
    assert "Which policies do you want to compare?" in said
    for name in library.SCHOOLS:
        assert library.policy(name).front.school in said
    assert "There is a problem" not in said


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("show=answers", 200, "Select the policies to compare"),
        ("policy=model", 200, "Select two policies or more"),
        ("policy=model&policy=model", 200, "Select two policies or more"),
        ("policy=nobody", 404, "No policy is called “nobody”"),
        ("policy=highwod&policy=model", 404, "No policy is called “highwod”. Did you mean Highwood?"),
        ("policy=" + "x" * 500, 404, "No policy is called “" + "x" * 60 + "…”"),
        ("policy=<script>&policy=model", 404, "No policy is called “<script>”"),
        ("&".join(f"policy=p{n}" for n in range(200)), 404, "No policy is called “p0”"),
    ],
)
def test_a_choice_that_cannot_be_compared(client, query, status, says):
    for address in ("/compare/", "/compare/differences"):
        response = client.get(f"{address}?{query}")
        page = response.content.decode()
        assert response.status_code == status
        assert "<title>Error: " in page
        if address == "/compare/" or status == 404:
            assert says in text_of(page)
        assert "<script>&" not in page and len(page) < 20_000


def test_what_was_chosen_stays_chosen(client):
    page = client.get("/compare/?policy=model&topic=pictures&only=differ").content.decode()
    assert re.search(r'value="model"[^>]* checked', page)
    assert '<input type="hidden" name="topic" value="pictures">' in page
    assert '<input type="hidden" name="only" value="differ">' in page


def test_exactly_two_can_be_told_apart(client):
    said = text_of(client.get(f"/compare/differences?{ALL}"))
    assert "Select two policies; you chose six" in said


def test_more_than_six_are_too_many(database):
    from belisha.web.compare.pages import Chosen

    (error,) = Chosen(tuple("abcdefg"), ()).errors(submitted=True)
    assert error == ("policy", "Select at most six policies; you chose 7")


# -- the matrix --------------------------------------------------------------------------------------------------------------


def test_every_answer_is_what_the_engine_decides(warm):
    for row in warm.rows:
        for name, answer in row.answers.items():
            book = rulebook_of(library.policy(name), warm.today, library.law())
            decision = decide(book, row.question.situation)
            firing = [each for each in decision.duties if each.fired == "yes"]
            match row.question.wants:
                case "verdict":
                    silent = decision.verdict == "silent"
                    assert answer.kind == (decision.verdict if not silent else answer.kind)
                    assert silent == answer.silent
                    deciding = {each.id for each in decision.clauses if each.effect == decision.verdict}
                    assert deciding <= {id for id, _ in answer.clauses}
                case "duties":
                    assert (answer.kind == "to do") == bool(firing)
                    assert {each.clause for each in firing} == {id for id, _ in answer.clauses}
                case "consequences":
                    assert (answer.kind == "follows") == bool(decision.consequences)
            for id, sentence in answer.clauses:
                assert sentence == next(each.sentence for each in book.policy.clauses if each.id == id)


def links_of(page):
    return [
        html.unescape(each) for each in re.findall(r'class="govuk-link belisha-answer__whole" href="([^"]+)"', page)
    ]


def test_every_cell_leads_to_the_answer_that_it_shows(client, warm):
    """Each question once, with the policies in turn: the page behind the link says the same."""
    from belisha.web.compare.matrix import address
    from belisha.web.components.decisions import VERDICTS

    for place, row in enumerate(warm.rows):
        name = library.NAMES[place % len(library.NAMES)]
        answer = row.answers[name]
        assert html.escape(address(name, row.question), quote=False) in str(answer.cell)
        page = client.get(address(name, row.question), follow=True).content.decode()
        verdict = re.search(
            r'<div class="belisha-verdict[^"]*"><strong class="govuk-tag[^"]*">\s*(.*?)\s*</strong>', page
        )
        if row.question.wants == "verdict":
            assert verdict.group(1) == VERDICTS[answer.decision.verdict][0], row.question.id
        for id, sentence in answer.clauses:
            assert html.unescape(str(sentence)) in html.unescape(page), (row.question.id, id)


def test_a_question_is_put_with_everything_else_denied(client):
    address = "/policies/highwood/ask/decision?actor=teacher&act=post&account=personal"
    open_one, closed = (client.get(address + more, follow=True) for more in ("", "&assume=no"))
    assert "It depends" in text_of(open_one)
    assert "It depends" not in text_of(closed)
    assert "takes everything that the question does not say as not so" in text_of(closed)
    assert "Everything else is taken as not so" in text_of(closed)
    assert "assume=no" in closed.redirect_chain[-1][0]
    page = closed.content.decode()
    assert "assume" not in re.search(r'href="([^"]*ask/check[^"]*)"', page).group(1)
    assert "assume=no" in re.search(r'href="([^"]*ask/compare[^"]*)"', page).group(1)


@pytest.mark.parametrize("query", ["assume=no", "act=post&assume=no", "actor=teacher&act=post&assume=yes"])
def test_nobody_can_be_denied_everything(client, query):
    response = client.get(f"/policies/highwood/ask/decision?{query}", follow=True)
    assert response.status_code == 200
    assert "Everything else is taken as not so" not in text_of(response)


def test_six_side_by_side(client, warm):
    page = client.get(f"/compare/?{ALL}").content.decode()
    assert "<h1" in page and "Six policies compared" in page
    for question in QUESTIONS.values():
        assert html.escape(question.asks, quote=False).replace("'", "&#39;") in page
    assert len(links_of(page)) == len(QUESTIONS) * len(library.NAMES)
    assert page.count('role="rowheader"') == len(QUESTIONS)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not JARGON.search(text_of(page))


def test_the_order_of_an_address_changes_nothing(client, warm):
    one = client.get("/compare/?policy=wilnecote&policy=dilton-marsh&policy=wilnecote").content
    other = client.get(f"/compare/?{TWO}").content
    assert one == other


def test_what_the_first_paragraph_counts(client, warm):
    said = text_of(client.get(f"/compare/?{TWO}"))
    left, right = PAIR
    same = sum(row.answers[left].same == row.answers[right].same for row in warm.rows)
    assert (
        f"Dilton Marsh and Wilnecote give different answers to {len(QUESTIONS) - same} of {len(QUESTIONS)} questions"
        in said
    )
    alone = [
        sum(row.answers[one].silent and not row.answers[two].silent for row in warm.rows)
        for one, two in (PAIR[::-1], PAIR)
    ]
    assert (
        f"Dilton Marsh answers {alone[0]} that Wilnecote does not answer, and Wilnecote {alone[1]} that Dilton Marsh does not"
        in said
    )
    every = text_of(client.get(f"/compare/?{ALL}"))
    bans = Counter(
        name for row in warm.rows if row.question.wants == "verdict" for name in row.answers if row.answers[name].decision.verdict == "prohibited"
    )  # fmt: skip
    (most, high), (least, low) = bans.most_common()[0], bans.most_common()[-1]
    assert (most, least) == ("model", "wilnecote")
    assert f"The model policy forbids most, in {high} of the questions, and Wilnecote least, in {low}" in every


def test_policies_that_answer_alike_are_said_to(warm):
    from belisha.web.compare.matrix import Row
    from belisha.web.compare.words import counted, summary

    alike = [Row(row.question, dict.fromkeys(PAIR, row.answers["model"])) for row in warm.rows]
    assert summary(alike, PAIR) == [
        "Dilton Marsh and Wilnecote give the same answer to every one of the 120 questions."
    ]
    assert counted(alike, alike) == "All 120 questions; the answers to none of them differ."
    assert counted(alike[:1], alike) == "1 of 120 questions; the answers to none of them differ."
    assert counted([], alike) == "No question fits all of that."


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        ("", lambda row, two: True),
        ("topic=pictures", lambda row, two: row.question.topic == "pictures"),
        ("who=families", lambda row, two: "families" in row.question.who),
        ("only=differ", lambda row, two: row.differs),
        ("only=silent", lambda row, two: any(each.silent for each in two)),
        ("answer=prohibited", lambda row, two: any(each.kind == "prohibited" for each in two)),
        ("answer=silent", lambda row, two: any(each.silent for each in two)),
        ("answer=both", lambda row, two: any(each.clash for each in two)),
        (
            "topic=events&who=leaders&only=differ&only=silent",
            lambda row, two: row.question.topic == "events" and "leaders" in row.question.who and row.differs and any(each.silent for each in two),
        ),
        ("topic=nonsense&who=%00&answer=<b>&only=nothing", lambda row, two: True),
    ],
)  # fmt: skip
def test_filters(client, warm, query, shows):
    from belisha.web.compare.matrix import Row

    names = ("highwood", "model")
    rows = [Row(row.question, {name: row.answers[name] for name in names}) for row in warm.rows]
    expected = [row for row in rows if shows(row, row.answers.values())]
    page = client.get(f"/compare/?policy=highwood&policy=model&{query}").content.decode()
    asked = re.findall(r'<th scope="row" role="rowheader"[^>]*>(.*?)</th>', page)
    assert [html.unescape(each) for each in asked] == [row.question.asks for row in expected]
    differing = sum(row.differs for row in expected)
    counted = text_of(re.search(r'<h2 class="govuk-heading-m" id="answers">(.*?)</h2>', page).group(1))
    assert str(len(expected)) in counted
    assert str(differing) in counted or differing == len(expected)
    assert "<b>" not in page


def test_filters_that_leave_nothing(client, warm):
    response = client.get(f"/compare/?{TWO}&topic=follows&answer=permitted")
    assert response.status_code == 200
    said = text_of(response)
    assert "No question fits all of that." in said
    assert said.count("Show every question") == 2
    assert "<table" not in response.content.decode()


def test_a_policy_that_says_both_is_shown_to(client, warm):
    row = next(row for row in warm.rows if row.question.id == "own-child-by-phone")
    assert row.answers["highwood"].clash
    cell = text_of(str(row.answers["highwood"].cell))
    assert "Not allowed" in cell and "The policy says both" in cell
    assert {"HW-58", "HW-60"} <= {id for id, _ in row.answers["highwood"].clauses}


@pytest.mark.parametrize(
    ("question", "name", "says"),
    [
        ("friend-request-from-pupil", "little-eaton", ["Not allowed", "LE-81"]),
        ("former-pupil-of-18-last-month", "model", ["Needs approval", "From the headteacher", "Should take care"]),
        ("picture-of-pupil-on-own-account", "wilnecote", ["Needs approval", "From a parent"]),
        ("pupil-uses-own-account-at-school", "little-eaton", ["Not bound"]),
        ("picture-on-school-website", "wilnecote", ["Not covered"]),
        ("improper-message-from-pupil", "dilton-marsh", ["What to do", "Must report it to the designated safeguarding lead immediately"]),
        ("libel-by-parent", "model", ["What to do", "Must seek advice from the legal adviser", "MO-87"]),
        ("abuse-of-teacher", "little-eaton", ["Must", "more"]),
        ("racist-post-follows", "dilton-marsh", ["What follows", "Gross misconduct will follow", "Disciplinary action or dismissal may follow"]),
        ("racist-post-follows", "wilnecote", ["Not mentioned", "Why"]),
    ],
)  # fmt: skip
def test_answers_in_a_few_words(warm, question, name, says):
    row = next(row for row in warm.rows if row.question.id == question)
    cell = text_of(str(row.answers[name].cell))
    assert all(each in cell for each in says), cell


def test_what_is_said_already_is_not_said_twice(warm):
    for row, name in product(warm.rows, library.NAMES):
        words = row.answers[name].words
        assert len(set(words)) == len(words)
        assert not [one for one, two in product(words, words) if one != two and two.startswith(f"{one} ")]


def test_short_names_tell_every_policy_apart(database):
    from belisha.web import rulebooks

    called = [rulebooks.called(name) for name in library.NAMES]
    assert called == [
        "Dilton Marsh",
        "Little Eaton",
        "Highwood",
        "Christ Church, Hampstead",
        "Wilnecote",
        "The model policy",
    ]


def test_it_is_quick_once_it_is_warm(client, warm):
    """Less than a tenth of a second of work for six policies (wall time says more about the machine)."""
    spent = []
    for _ in range(5):
        before = time.thread_time()
        client.get(f"/compare/?{ALL}")
        spent.append(time.thread_time() - before)
    assert min(spent) < 0.1


# -- exact differences -----------------------------------------------------------------------------------------------------


def test_every_difference_of_the_engine_is_shown(client, warm):
    from belisha.engine.compare import compare
    from belisha.engine.telling import Teller

    books = [rulebook_of(library.policy(name), warm.today, library.law()) for name in PAIR]
    comparison = compare(*books)
    teller = Teller(comparison, ("Dilton Marsh", "Wilnecote"))
    page = client.get(f"/compare/differences?{TWO}").content.decode()
    said = text_of(page)
    told = [
        *(teller.difference(each) for each in comparison.differences),
        *teller.duties(comparison.duties),
        *teller.consequences(comparison.consequences),
    ]
    for each in told:
        assert re.sub(r"\s+", " ", each.sentence) in said
    for each in comparison.differences:
        for clause in (*each.left.clauses, *each.right.clauses):
            assert clause.sentence in said
    assert f"What may be done: {len(comparison.differences)} differences" in said
    assert f"They give different answers in {comparison.differing:.0%} of the situations" in said
    assert not JARGON.search(said)
    assert not JARGON.search(text_of(client.get(f"/compare/differences?{ALL}")))


def test_the_shares_make_a_whole(warm):
    assert sum(warm.compared.table.values()) == pytest.approx(1)
    same = sum(share for (left, right), share in warm.compared.table.items() if left == right)
    assert warm.compared.differing == pytest.approx(1 - same)


def test_examples_lead_to_the_answers_that_differ(client, warm):
    """The example of each difference in what may be done, under both policies."""
    from belisha.web.components.decisions import VERDICTS

    may = [each for each in warm.compared.shown if each.group == "may"]
    for each in may[:: max(1, len(may) // 12)]:
        links = [
            html.unescape(href) for href in re.findall(r'href="(/policies/[^"]+/ask/decision[^"]+)"', str(each.part))
        ]
        assert [urlsplit(href).path.split("/")[2] for href in links] == list(PAIR)
        for href, verdict in zip(links, each.pair, strict=True):
            assert ("assume", "no") in parse_qsl(urlsplit(href).query)
            page = client.get(href, follow=True).content.decode()
            shown = re.search(
                r'<div class="belisha-verdict[^"]*"><strong class="govuk-tag[^"]*">\s*(.*?)\s*</strong>', page
            )
            assert shown.group(1) == VERDICTS[verdict][0]


@pytest.mark.parametrize(
    "query",
    ["topic=contact", "who=pupils", "pair=prohibited,permitted", "topic=follows&who=leaders", "topic=x&who=y&pair=z,,"],
)
def test_differences_are_narrowed_down(client, warm, query):
    asked = dict(parse_qsl(query))
    pair = tuple(asked.get("pair", "").split(","))
    expected = [
        each
        for each in warm.compared.shown
        if asked.get("topic") in (None, "x", each.topic)
        and (asked.get("who") in (None, "y") or asked["who"] in each.people)
        and ("pair" not in asked or pair == ("z", "", "") or each.pair == pair)
    ]
    page = client.get(f"/compare/differences?{TWO}&{query}").content.decode()
    assert page.count('<div class="belisha-difference">') == len(expected)
    if len(expected) < len(warm.compared.shown):
        assert f"{len(expected)} of {len(warm.compared.shown)} differences fit." in text_of(page)


def test_every_topic_and_everybody_has_differences(warm):
    assert {each.topic for each in warm.compared.shown} >= {"contact", "words", "devices", "bound", "events", "follows"}
    assert {who for each in warm.compared.shown for who in each.people} == set(questions().people)


@pytest.mark.parametrize(
    ("facts", "topic"),
    [
        ({"act": "befriend", "with": "pupil"}, "contact"),
        ({"act": "post", "content.shows pupil": True}, "pictures"),
        ({"act": "post", "content.shows pupil": False, "content.abusive": True}, "words"),
        ({"act": "run account"}, "official"),
        ({"act": "post", "account": "school"}, "official"),
        ({"act": "use", "time": "break"}, "devices"),
        ({"act": "message"}, "contact"),
        ({"act": "post"}, "words"),
        ({"event": frozenset({"phishing"})}, "events"),
    ],
)
def test_the_topic_of_a_situation(database, facts, topic):
    from belisha.web.compare.differences import topic_of

    assert topic_of(facts) == topic


def test_topics_agree_with_those_of_the_questions(database):
    """Where a question states an act, mostly; whom it binds is a matter of what one wants to know."""
    from belisha.web.compare.differences import topic_of

    asked = [each for each in QUESTIONS.values() if each.wants == "verdict" and each.topic not in ("bound", "events")]
    agreeing = [each for each in asked if topic_of(each.situation.facts) == each.topic]
    assert len(agreeing) / len(asked) > 0.9


def test_a_policy_does_not_differ_from_itself(client, warm, monkeypatch):
    from belisha.web.compare import differences

    monkeypatch.setattr(
        differences, "_kept", differences.Once(lambda key: differences._compare((key[0], key[0], key[2])), 1)
    )
    said = text_of(client.get("/compare/differences?policy=highwood&policy=model"))
    for _ in range(100):
        if "working this out" not in said:
            break
        time.sleep(0.2)
        said = text_of(client.get("/compare/differences?policy=highwood&policy=model"))
    assert "Nowhere. They give the same answer in every situation" in said


# -- while it is worked out ------------------------------------------------------------------------------------------------


@pytest.fixture
def once(database):
    from belisha.web.once import Once

    return Once


def test_what_takes_long_is_worked_out_once_and_never_twice_at_a_time(once):
    running, most, made = [], [], []

    def make(key):
        running.append(key)
        most.append(len(running))
        time.sleep(0.05)
        made.append(key)
        running.remove(key)
        return key.upper()

    kept, found = [once(make, 9), once(make, 9)], []
    threads = [
        threading.Thread(target=lambda each=each: found.append(kept[each % 2].get("abc"[each % 3])))
        for each in range(24)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(set(found)) == ["A", "B", "C"] and len(found) == 24
    assert Counter(made) == {"a": 2, "b": 2, "c": 2}  # once for each of the two that keep it
    assert max(most) == 1


def test_who_waits_long_enough_is_told_and_it_goes_on(once):
    go = threading.Event()
    kept = once(lambda key: go.wait(10) and key, 3)
    assert kept.get("a", 0.01) is None
    go.set()
    assert kept.get("a") == "a"
    assert kept.get("a", 0) == "a"


def test_one_may_ask_another(once):
    inner = once(lambda key: key + 1, 3)
    outer = once(lambda key: inner.get(key) * 10, 3)
    assert outer.get(1) == 20
    assert inner.get(1, 0) == 2


def test_a_fault_is_not_kept(once):
    tried = []

    def make(key):
        tried.append(key)
        if len(tried) == 1:
            raise ValueError("the first time")
        return key

    kept = once(make, 3)
    with pytest.raises(ValueError, match="the first time"):
        kept.get("a")
    assert kept.get("a") == "a"


def test_only_the_last_ones_are_kept(once):
    made = []
    kept = once(lambda key: made.append(key) or key, 2)
    for key in "abcab":
        assert kept.get(key) == key
    assert made == ["a", "b", "c", "a", "b"]
    assert len(kept._kept) == 2


@pytest.mark.parametrize("address", [f"/compare/?{TWO}", f"/compare/differences?{TWO}", "/policies/highwood/about"])
def test_a_page_that_cannot_wait_says_so(client, warm, monkeypatch, address):
    from belisha.web.once import Once

    monkeypatch.setattr(Once, "get", lambda *_: None)
    response = client.get(address)
    assert response.status_code == 202
    assert "That takes a few seconds" in text_of(response)
    again = html.unescape(re.search(r'href="([^"]+)"[^>]*class="govuk-button"', response.content.decode()).group(1))
    assert again == address
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    monkeypatch.undo()
    assert client.get(address).status_code in (200, 202)


# -- on the way there ---------------------------------------------------------------------------------------------------------


def test_other_pages_lead_here(client):
    for address in ("/", "/policies/highwood/", "/policies/highwood/ask/compare?actor=teacher&act=post"):
        assert 'href="/compare/' in client.get(address).content.decode().partition("<main")[2], address
    assert 'href="/policies/highwood/about"' in client.get("/policies/highwood/").content.decode()
    assert "policy=model" in client.get("/policies/highwood/").content.decode()


@pytest.mark.parametrize("address", [f"/compare/?{TWO}", f"/compare/differences?{TWO}", "/policies/model/about"])
def test_nothing_is_kept_and_nobody_is_sent_elsewhere(client, warm, address):
    response = client.get(address)
    page = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not re.findall(r'(?:src|srcset|action)="(?!/)', page.replace('action=""', ""))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page)
