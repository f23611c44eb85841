"""The journey, page by page: every state of every page, and every policy from the first question to the answer."""

import html
import itertools
import random
import re

import pytest

from belisha import library
from web.forms import Form

ASK = "/policies/dilton-marsh/ask/"
REQUEST = "act=befriend&with=pupil&yes=started+by+other&account=personal&purpose=personal"


def text_of(response):
    """What a reader sees, on one line."""
    page = response.content.decode()
    body = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def follow(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 200, text_of(response)
    return response


def link(response, part):
    return html.unescape(re.search(f'href="([^"]*{re.escape(part)}[^"]*)"', response.content.decode()).group(1))


def where(response):
    return response.request["PATH_INFO"]


# -- From the start to the answer ------------------------------------------------------------------------------------


def walk(client, name, query, dice):
    """One interview, with answers by chance. Gives the number of questions, what each promised to be left, and the answer."""
    response = follow(client, f"/policies/{name}/ask/question?{query}")
    asked, promised = 0, []
    while where(response).endswith("/question"):
        form = Form(response.content.decode())
        said = re.search(r"At most (\d) questions left", text_of(response))
        promised.append(int(said.group(1)) if said else 1 if "This is the last question" in text_of(response) else None)
        match form.kind:
            case "years":
                address = form.send(years=str(dice.randint(0, 3)), months=dice.choice(["", "4"]))
            case "text":
                address = form.send(str(dice.randint(5, 30)))
            case "radio":
                address = form.send(dice.choice(form.options))
            case _:
                single = [each for each in form.options if each in ("none", "unsure")]
                real = [each for each in form.options if each not in ("none", "unsure")]
                ticked = dice.sample(real, min(2, len(real)))
                address = form.send(*([dice.choice(single)] if dice.random() < 0.6 else ticked))
        response = follow(client, address)
        asked += 1
        assert asked < 60
    assert where(response).endswith("/check")
    return asked, promised, follow(client, link(response, "ask/decision?"))


@pytest.mark.parametrize("name", library.NAMES)
def test_every_quick_start_of_every_policy_ends_in_an_answer(client, name):
    from belisha.web.ask.quick import QUICK

    dice = random.Random(name)
    starts = [each.query for group in QUICK.values() for each in group]
    for query in (*starts, "about=act", "about=event", ""):
        _, promised, decision = walk(client, name, query, dice)
        assert 'class="belisha-verdict' in decision.content.decode()
        numbers = [each for each in promised if each is not None]
        assert numbers == sorted(numbers, reverse=True), "the number of questions left never grows"
        assert all(now > after for now, after in itertools.pairwise(numbers))
        if numbers:
            assert None not in promised[promised.index(numbers[0]) :]
            assert len(numbers) <= numbers[0], "no more are asked than were promised"


def test_who_asks_comes_first_and_not_knowing_ends_too(client):
    response = follow(client, f"/policies/highwood/ask/question?{REQUEST}")
    assert Form(response.content.decode()).title == "Who is asking?"
    response = follow(client, Form(response.content.decode()).send("teacher"))
    for _ in range(30):
        if where(response).endswith("/check"):
            break
        response = follow(client, Form(response.content.decode()).send("unsure"))
    said = text_of(response)
    assert "Check your answers" in said
    assert "A teacher" in said
    assert "A pupil of the school" in said
    assert "I don't know" in said


def test_the_start_offers_ten_questions_and_something_else(client):
    page = client.get(ASK).content.decode()
    assert page.count("ask/question?") >= 12
    assert "I want to do something else" in page
    assert "call 999" in page


@pytest.mark.parametrize("about", ["act", "event"])
def test_something_else_asks_who_then_what(client, about):
    response = follow(client, f"{ASK}question?about={about}")
    response = follow(client, Form(response.content.decode()).send("governor"))
    form = Form(response.content.decode())
    assert form.title == {"act": "What do they want to do?", "event": "What has happened?"}[about]
    assert "has happened" in text_of(response)


def test_who_comes_without_a_start_is_asked_what_it_is_about(client):
    response = follow(client, f"{ASK}question?actor=teacher")
    form = Form(response.content.decode())
    assert form.title == "What is your question about?"
    assert Form(follow(client, form.send("event")).content.decode()).title == "What has happened?"


# -- Answers: forms, mistakes, changes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sent", "says"),
    [
        ("", "question=actor", "Select an answer, or “I don't know”"),
        ("", "question=actor&answer=nobody", "Select an answer from the list"),
        ("actor=teacher", "question=about", "Select what your question is about"),
        ("actor=teacher", "question=event", "Select all that apply, or “I don't know”"),
        ("actor=teacher", "question=event&answer=cyberbullying&answer=unsure", "but not both"),
        ("actor=teacher", "question=event&answer=none", "Select an answer from the list"),
        ("actor=teacher&act=post", "question=in+doubt&answer=perhaps", "Select an answer from the list"),
        ("actor=teacher&act=post", "question=content.abusive,.hateful", "Select what is true, or “None of these”"),
        ("actor=teacher&act=post", "question=content.abusive,.hateful&answer=none&answer=content.abusive", "but not both"),
        ("actor=teacher&act=post", "question=content.abusive,.hateful&answer=content.sexual", "from the list"),
        ("actor=teacher", "question=with.age&answer=", "Enter how many years"),
        ("actor=teacher", "question=with.age&answer=seventeen", "Enter a whole number of years, such as 17"),
        ("actor=teacher", "question=with.age&answer=-3", "Enter a whole number of years, such as 17"),
        ("actor=teacher", "question=with.age&answer=17.5", "Enter a whole number of years, such as 17"),
        ("actor=teacher", "question=with.age&answer=99999999999999999999", "Enter a whole number"),
        ("actor=teacher", "question=with.months+since+leaving", "Enter how long ago it was"),
        ("actor=teacher", "question=with.months+since+leaving&years=one", "The years must be a whole number"),
        ("actor=teacher", "question=with.months+since+leaving&years=1&months=x", "The months must be a whole number"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_above_and_beside_the_field(client, query, sent, says):
    response = client.get(f"{ASK}question?{query}&{sent}")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(html.escape(says, quote=False).replace("'", "&#39;")) == 2
    assert "<title>Error: " in page
    target = re.search(r'govuk-error-summary__list">.*?href="#([\w-]+)"', page, re.S).group(1)
    assert f'id="{target}"' in page
    assert "There is a problem" in page


@pytest.mark.parametrize(
    ("sent", "fact"),
    [
        ("question=with.age&answer=+17+", "with.age=17"),
        ("question=with.age&answer=unsure", "unsure=with.age"),
        ("question=with.months+since+leaving&years=1&months=3", "with.months+since+leaving=15"),
        ("question=with.months+since+leaving&years=&months=3", "with.months+since+leaving=3"),
        ("question=with.months+since+leaving&years=2", "with.months+since+leaving=24"),
        ("question=with.months+since+leaving&answer=unsure", "unsure=with.months+since+leaving"),
        ("question=in+doubt&answer=no", "no=in+doubt"),
        ("question=authorised+by&answer=headteacher&answer=senior+leader", "authorised+by=headteacher,senior+leader"),
        ("question=authorised+by&answer=none", "authorised+by=none"),
        (
            "question=content.abusive,.hateful,.sexual&answer=content.hateful",
            "no=content.abusive&yes=content.hateful&no=content.sexual",
        ),
        ("question=content.abusive,.hateful&answer=none", "no=content.abusive,.hateful"),
        (
            "question=content.abusive,.hateful&answer=content.abusive&answer=unsure",
            "yes=content.abusive&unsure=content.hateful",
        ),
    ],
)
def test_an_answer_stands_in_the_address(client, sent, fact):
    response = client.get(f"{ASK}question?actor=teacher&{sent}")
    assert response.status_code == 302
    assert response["Location"] == f"{ASK}question?actor=teacher&{fact}"


def test_what_was_typed_wrongly_is_still_there(client):
    page = client.get(f"{ASK}question?question=with.age&answer=<b>17").content.decode()
    assert 'value="&lt;b&gt;17"' in page
    assert "<b>17" not in page


def test_back_keeps_every_answer(client):
    query = f"{REQUEST}&actor=teacher&with.relation=none&yes=contact+is+school+related"
    response = client.get(f"{ASK}question?{query}&change=contact+is+school+related")
    back = link(response, "change=with.relation")
    assert back.startswith(f"{ASK}question?{query}")
    response = client.get(back)
    assert 'value="none" checked' in response.content.decode()
    assert "change=actor" in link(response, "change=actor")
    response = client.get(link(response, "change=actor"))
    assert 'value="teacher" checked' in response.content.decode()
    assert f'href="{ASK}" class="govuk-back-link"' in response.content.decode()


def test_a_change_keeps_the_other_answers_and_drops_what_makes_no_sense(client):
    query = "actor=pupil&actor.stage=KS3&act=use&device=personal"
    response = client.get(f"{ASK}check?{query}")
    assert "Key Stage 3" in text_of(response)
    form = Form(client.get(link(response, "change=actor")).content.decode())
    address = client.get(form.send("teacher"))["Location"]
    assert address.endswith("actor=teacher&actor.stage=KS3&act=use&device=personal")
    said = text_of(client.get(address.replace("question", "check")))
    assert "Key Stage 3" not in said
    assert "Their own" in said
    assert "actor.stage" not in link(client.get(address.replace("question", "check")), "ask/decision?")


def test_a_page_of_ticks_is_changed_as_a_whole(client):
    query = "act=post&yes=content.shows+pupil&actor=teacher&no=content.abusive&unsure=content.hateful"
    form = Form(client.get(f"/policies/wilnecote/ask/question?{query}&change=content.abusive").content.decode())
    assert {"content.shows pupil", "content.abusive", "content.hateful", "none", "unsure"} <= set(form.options)
    assert form.chosen == ["content.shows pupil", "unsure"]


def test_check_your_answers_shows_what_nobody_knew(client):
    response = client.get(f"{ASK}check?{REQUEST}&actor=teacher&unsure=with.age,content.abusive&event=none")
    said = text_of(response)
    assert "How old is that person? I don't know" in said
    assert said.count("Change") >= 6


def test_nothing_answered_is_nothing_to_check(client):
    assert client.get(f"{ASK}check")["Location"] == ASK


# -- The answer ------------------------------------------------------------------------------------------------------


def decision(client, query, name="dilton-marsh"):
    return follow(client, f"/policies/{name}/ask/decision?{query}")


def test_the_verdict_comes_first_with_its_reasons_and_links(client):
    response = decision(
        client,
        "actor=teacher&act=befriend&with=pupil&with.relation=none&account=personal&purpose=personal&time=outside+work",
        "little-eaton",
    )
    page, said = response.content.decode(), text_of(response)
    assert page.index("Not allowed") < page.index("<h1")
    assert "No. This is not allowed." in said
    assert 'href="/policies/little-eaton/#le-81"' in page
    assert "Because the other side is a pupil" in said
    assert said.index("Why") < said.index("What would change the answer") < said.index("What to do now")
    assert said.index("What to do now") < said.index("What happens otherwise") < said.index("What the law adds")
    assert "Close family" in said or "Their own child" in said


def test_each_cited_clause_has_its_place_in_the_policy(client):
    for name in library.NAMES:
        policy = client.get(f"/policies/{name}/").content.decode()
        for each in library.policy(name).clauses:
            assert f'id="{each.id.lower()}"' in policy, (name, each.id)


def test_an_event_shows_what_to_do_first_and_the_steps_in_order(client):
    response = decision(
        client, "actor=teacher&event=concern+about+adult&event.author+is=colleague&event.told+by=colleague"
    )
    said = text_of(response)
    assert "What the policy asks for" in said
    assert said.index("Start here: The headteacher should record what was disclosed") < said.index("must refer it to")
    assert "The headteacher leads it" in said
    for strength in ("Must", "Should"):
        assert strength in said


def test_a_duty_of_the_asker_stands_apart_and_says_by_when(client):
    response = decision(client, "actor=teacher&event=message+from+pupil&event.author+is=pupil", "model")
    said = text_of(response)
    assert said.index("For a teacher") < said.index("report it to the designated safeguarding lead")
    assert "within 1 working day" in said


def test_it_depends_says_on_what(client):
    response = decision(
        client, "actor=teacher&act=befriend&with=former+pupil&account=personal&unsure=purpose,time", "wilnecote"
    )
    said = text_of(response)
    assert "It depends." in said
    assert "What it depends on" in said
    assert "When does it happen?" in said
    assert "change=time" in response.content.decode()


def test_silence_says_why_and_whom_to_ask(client):
    said = text_of(decision(client, "actor=parent&act=post&yes=content.shows+pupil", "little-eaton"))
    assert "Not mentioned" in said
    assert "The policy does not bind the person in question." in said
    assert "Whom to ask" in said
    assert "What the law adds" in said


def test_the_law_stands_beside_the_policy(client):
    said = text_of(
        decision(client, "actor=teacher&event=nude+or+semi-nude+image&yes=event.child+abuse+image", "christ-church")
    )
    assert "The law asks for more than the policy does" in said
    assert "report it to the designated safeguarding lead immediately" in said


def test_a_settled_verdict_with_open_duties_can_be_seen_early(client):
    query = f"{REQUEST}&actor=teacher&event=friend+request+from+pupil"
    for name in library.NAMES:
        response = follow(client, f"/policies/{name}/ask/question?{query}")
        if "See the answer so far" in text_of(response):
            early = follow(client, link(response, "ask/decision?"))
            assert "Go on answering" in text_of(early)
            assert "It depends" not in text_of(early)[:200]
            return
    pytest.fail("no policy settles the verdict first")


def test_a_clash_stands_before_the_verdict(client, monkeypatch):
    from belisha.engine import Decision

    monkeypatch.setattr(
        Decision,
        "clashes",
        property(lambda self: (("LE-84", "LE-81"),) if self.rulebook.policy.name == "little-eaton" else ()),
    )
    said = text_of(decision(client, "actor=teacher&act=befriend&with=pupil&with.relation=none", "little-eaton"))
    assert said.index("Your policy says both") < said.index("not allowed")


# -- The receipt -----------------------------------------------------------------------------------------------------


def test_a_decision_is_sent_to_its_receipt(client):
    response = client.get(f"{ASK}decision?with=pupil&act=befriend&actor=teacher")
    assert response.status_code == 302
    address = response["Location"]
    assert re.search(
        r"actor=teacher&act=befriend&with=pupil&as-of=\d{4}-\d\d-\d\d&version=[0-9a-f]{16}&law=[0-9a-f]{16}$", address
    )
    again = client.get(address)
    assert again.status_code == 200
    assert html.escape(address) in again.content.decode()
    assert library.policy("dilton-marsh").hash in again.content.decode()


def test_a_receipt_of_another_version_says_so(client):
    said = text_of(
        client.get(
            f"{ASK}decision?actor=teacher&act=befriend&with=pupil&version=0123456789abcdef&law=0&as-of=2026-09-01"
        )
    )
    assert "made with another version of the policy" in said


def test_a_receipt_under_another_law_pack_says_so(client):
    version = library.policy("dilton-marsh").hash[:16]
    said = text_of(
        client.get(f"{ASK}decision?actor=teacher&act=befriend&with=pupil&version={version}&law=0&as-of=2026-09-01")
    )
    assert "The law pack has changed" in said


def test_a_receipt_of_another_day_says_so(client):
    version = library.policy("dilton-marsh").hash[:16]
    said = text_of(
        client.get(f"{ASK}decision?actor=teacher&act=befriend&with=pupil&version={version}&as-of=2026-09-01")
    )
    assert "This is the answer as of 1 September 2026." in said


@pytest.mark.parametrize("day", ["", "soon", "1999-01-01", "2026-13-01", "9999-12-31"])
def test_a_day_that_is_none(client, day):
    response = client.get(f"{ASK}decision?actor=teacher&as-of={day}")
    assert response.status_code == 400
    assert "The day in the address is not one" in text_of(response)


def test_the_same_facts_in_any_order_have_one_receipt(client):
    addresses = {
        client.get(f"{ASK}decision?{query}")["Location"]
        for query in ("actor=teacher&act=befriend&with=pupil", "with=pupil&act=befriend&actor=teacher&actor.stage=KS1")
    }
    assert len(addresses) == 1


def test_the_same_question_under_every_policy(client):
    response = client.get(f"{ASK}compare?actor=teacher&act=befriend&with=pupil&with.relation=none&account=personal")
    page, said = response.content.decode(), text_of(response)
    assert page.count("belisha-compare") == 1 + page.count("belisha-compare__words")
    for name in library.NAMES:
        assert library.policy(name).front.school in html.unescape(page)
        assert f"/policies/{name}/ask/" in page
    assert "(the policy that you asked)" in said


# -- What nobody should send -----------------------------------------------------------------------------------------

PAGES = ("question", "check", "decision", "compare")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "actor=<script>alert(1)</script>",
        "yes=<img src=x onerror=alert(1)>",
        "with.age=" + "9" * 3000,
        "actor=" + "x" * 6000,
        "%00=%00&actor=%ff%fe",
        "actor=teacher&actor=&act=%F0%9F%92%A9",
        "yes=" + ",".join(["content.abusive"] * 300) + ",nothing",
        "act[]=post&act[$ne]=1",
        "unsure=' OR 1=1 --",
    ],
)
def test_a_hostile_address_is_refused_in_words(client, page, query):
    from django.utils.http import urlencode

    pairs = [tuple(each.partition("=")[::2]) for each in query.split("&")] if "%" not in query else None
    response = client.get(f"{ASK}{page}?{urlencode(pairs) if pairs else query}")
    assert response.status_code == 400
    assert "This link cannot be read" in text_of(response)
    body = response.content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert len(body) < 60_000


@pytest.mark.parametrize("page", PAGES)
def test_ten_thousand_parameters_are_too_many(client, page):
    assert client.get(f"{ASK}{page}?" + "&".join(f"a{n}=1" for n in range(10_000))).status_code == 414
    assert client.get(f"{ASK}{page}?" + "&".join("a" for n in range(1_500))).status_code == 400


def test_a_fault_offers_the_rest_of_the_answers(client):
    response = client.get(f"{ASK}question?actor=teachr&act=befriend")
    said = text_of(response)
    assert "Did you mean “teacher”" in said
    assert link(response, "act=befriend") == f"{ASK}question?act=befriend"


@pytest.mark.parametrize(
    "asked", ["nothing", "content.abusive,actor", "actor,actor", "", ",", "content.abusive,account.settings neglected"]
)
def test_a_form_for_no_page_is_refused(client, asked):
    assert client.get(f"{ASK}question", {"question": asked, "answer": "yes"}).status_code == 400


@pytest.mark.parametrize("page", ["", "question", "check", "decision", "compare"])
def test_a_policy_that_there_is_not(client, page):
    response = client.get(f"/policies/nowhere/ask/{page}")
    assert response.status_code == 404
    assert "Page not found" in text_of(response)


def test_a_change_of_something_unknown_asks_the_next_question(client):
    assert client.get(f"{ASK}question?change=nothing").status_code == 200


@pytest.mark.parametrize(
    "page", ["", "question?actor=teacher", "check?actor=teacher", "decision?actor=teacher&version=1"]
)
def test_no_page_of_the_journey_is_kept_or_sets_a_cookie(client, page):
    response = client.get(ASK + page)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", response.content.decode())
