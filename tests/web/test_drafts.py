"""The pages of a draft: every decision, every view, every way out; and what they do with what nobody should send."""

import csv
import io
import json
import re
import secrets
from datetime import timedelta

import pytest

from belisha.language import read_policy
from web.drafting import BEFRIEND, FORMER, REPORT, make_draft, text_of

SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def draft(database):
    """A draft that has been read; its address is `draft.at`."""
    from belisha.schools.drafts import actions

    token, made = make_draft()
    made.at = f"/drafts/{token}/"
    made.token = token
    yield made
    actions.remove(made)


def stands(draft, position):
    sentence = draft.sentences.get(position=position)
    return sentence.choice, sentence.rule, sentence.modality


def decide(client, draft, position, do, script=False, version=None, **fields):
    there = draft.sentences.get(position=position)
    sent = {"do": do, "version": there.version if version is None else version, **fields}
    return client.post(f"{draft.at}sentences/{position}/", sent, **(SCRIPT if script else {}))


def error_in(page):
    text = page.content.decode()
    assert "<title>Error: " in text
    (field, said), *others = re.findall(r'<li>\s*<a href="#([\w-]+)">(.*?)</a>', text)
    assert not others and f'id="{field}"' in text
    return said.replace("&#39;", "'").replace("&quot;", '"')


# ---- the review ---------------------------------------------------------------------------------------------------


def test_the_document_stands_beside_what_would_be_read(client, draft):
    page = client.get(draft.at)
    said = text_of(page)
    assert "0 of 8 decided" in said and "From policy.docx" in said and "Social Media Policy" in said
    assert (
        f"DR-1 {BEFRIEND} Must not {round(100 * draft.sentences.get(position=1).sure)}% sure staff about contact and friends {BEFRIEND} Suggested: 95% sure; worded as in DM-32 of Dilton Marsh"
        in said
    )
    assert "DR-4 Staff must not: … post pictures of pupils on their own accounts" in said
    assert "Belisha knows no rule that says this." in said and "Staff must not: Must not" in said
    assert "It is read with each sentence that it leads in." in said
    assert "Sentence 9 Trust takes years to build. Binds nobody" in said
    assert "talk about <script>alert(1)</script> & other things" in said
    assert "<script>alert" not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex" and page["Cache-Control"] == "no-store"
    ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))


VIEWS = {
    "all": [1, 2, 3, 4, 5, 6, 7, 8, 9],
    "undecided": [3, 5, 6, 7, 8],
    "suggested": [1, 2, 7],
    "unsuggested": [3, 4, 5, 6, 8],
    "rules": [1],
    "prose": [2],
    "nobody": [4, 9],
    "nonsense": [1, 2, 3, 4, 5, 6, 7, 8, 9],
}


@pytest.mark.parametrize("show", VIEWS)
def test_views_of_the_draft(client, draft, show):
    decide(client, draft, 1, "accept")
    decide(client, draft, 2, "prose")
    decide(client, draft, 4, "nobody")
    page = client.get(draft.at, {"show": show}).content.decode()
    assert [int(each) for each in re.findall(r'data-sentence="(\d+)"', page)] == VIEWS[show]
    for name, positions in VIEWS.items():
        if name != "nonsense":
            assert re.search(
                rf'href="{draft.at}{"" if name == "all" else f"[?]show={name}"}"[^>]*>[^<]*<span[^>]*>\({len(positions)}\)',
                page,
            ), name


def test_what_is_doubtful_is_marked(client, draft):
    draft.sentences.filter(position=5).update(sure=0.6)
    page = client.get(draft.at, {"show": "doubtful"})
    assert "60% sure: look twice" in text_of(page) and "DR-5" in text_of(page) and "DR-1 " not in text_of(page)


def test_an_empty_view_says_so(client, draft):
    assert "No sentence has been accepted as a rule yet." in text_of(client.get(draft.at, {"show": "rules"}))


def test_a_long_document_has_pages(client, database):
    text = "Policy\n\n" + "\n\n".join(f"Staff must not share password number {number}." for number in range(1, 121))
    token, _ = make_draft(text)
    at = f"/drafts/{token}/"
    numbers = lambda page: [int(each) for each in re.findall(r'data-sentence="(\d+)"', page.content.decode())]  # noqa: E731
    assert numbers(client.get(at)) == list(range(1, 51))
    assert numbers(client.get(at, {"page": 3})) == list(range(101, 121))
    for wrong in ("0", "-1", "99", "x", "9" * 30, "٣"):
        assert numbers(client.get(at, {"page": wrong}))
    assert client.get(at + "next?after=50").url == f"{at}?page=2#s-51"
    assert client.post(f"{at}sentences/50/", {"do": "prose", "version": 0}).url == f"{at}?page=2#s-51"


@pytest.mark.parametrize("sentences", [10, 400])
def test_the_page_asks_the_database_as_often_for_many_as_for_few(client, database, sentences):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    text = "Policy\n\n" + "\n\n".join(f"Staff must not share password number {number}." for number in range(sentences))
    token, _ = make_draft(text)
    client.post(f"/drafts/{token}/sentences/1/", {"do": "prose", "version": 0})
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/drafts/{token}/").status_code == 200
    assert len(asked) == 6, [each["sql"][:100] for each in asked]
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/drafts/{token}/sentences/2/", {"do": "prose", "version": 0}, **SCRIPT).status_code == 200
    assert len(asked) == 13, [each["sql"][:100] for each in asked]


# ---- deciding -----------------------------------------------------------------------------------------------------


def test_accepting_makes_the_suggestion_a_rule(client, draft):
    assert decide(client, draft, 1, "accept").url == f"{draft.at}#s-2"
    assert stands(draft, 1) == ("rule", BEFRIEND, "must not")
    said = text_of(client.get(draft.at))
    assert "1 of 8 decided" in said and f"Accepted as a rule {BEFRIEND}" in said
    assert "Last step: DR-1 accepted as a rule." in said


def test_keeping_as_prose_and_binding_nobody(client, draft):
    decide(client, draft, 1, "prose")
    decide(client, draft, 2, "nobody")
    said = text_of(client.get(draft.at))
    assert "2 of 8 decided" in said and "Kept as prose" in said
    assert "DR-2 Staff should not befriend" in said and "(read as should not)" in said


def test_deciding_again_puts_it_back(client, draft):
    decide(client, draft, 2, "nobody")
    decide(client, draft, 2, "again")
    assert stands(draft, 2) == ("", "", "should not")
    assert "Last step: DR-2 put back, to be decided." in text_of(client.get(draft.at))


def test_after_the_last_comes_the_first_that_is_left(client, draft):
    draft.sentences.exclude(position__in=[2, 8]).filter(number__isnull=False).update(choice="prose")
    assert decide(client, draft, 8, "prose").url == f"{draft.at}#s-2"
    assert decide(client, draft, 2, "prose", show="undecided").url == f"{draft.at}#s-2"
    said = text_of(client.get(draft.at))
    assert "8 of 8 decided" in said and "All are decided." in said
    assert client.get(draft.at + "next").url == draft.at


def test_the_view_is_kept(client, draft):
    assert decide(client, draft, 1, "prose", show="suggested", page="1").url == f"{draft.at}?show=suggested#s-2"
    assert client.get(draft.at + "next?show=undecided&after=2").url == f"{draft.at}?show=undecided#s-3"
    assert client.get(draft.at + "next?clause=DR-7a").url == f"{draft.at}#s-7"
    assert client.get(draft.at + "next?clause=DR-99").url == draft.at


def test_the_script_gets_what_has_changed(client, draft):
    answer = decide(client, draft, 1, "accept", script=True).json()
    assert answer["said"] == "DR-1 accepted as a rule. 1 of 8 decided."
    assert answer["version"] == 1
    assert (
        list(answer["rows"]) == ["1"]
        and "Accepted as a rule" in answer["rows"]["1"]
        and "csrfmiddlewaretoken" in answer["rows"]["1"]
    )
    assert "1 of 8 decided" in answer["progress"] and "Undo" in answer["progress"]


# ---- two tabs -----------------------------------------------------------------------------------------------------


def test_two_tabs_do_not_overwrite_each_other(client, draft):
    decide(client, draft, 1, "accept", version=0)
    page = decide(client, draft, 1, "prose", version=0)
    assert page.status_code == 409
    said = error_in(page)
    assert "DR-1 was changed in another tab" in said and BEFRIEND in said
    assert stands(draft, 1)[0] == "rule"
    assert said in text_of(page)[200:]  # beside the sentence too
    assert decide(client, draft, 1, "prose").status_code == 302


def test_the_script_is_told_of_a_conflict_too(client, draft):
    decide(client, draft, 1, "accept", version=0)
    answer = decide(client, draft, 1, "prose", script=True, version=0)
    assert answer.status_code == 409
    assert "was changed in another tab" in answer.json()["rows"]["1"]


def test_what_was_typed_survives_a_conflict(client, draft):
    decide(client, draft, 1, "prose", version=0)
    page = decide(client, draft, 1, "rule", version=0, rule=FORMER, note="mine", modality="must not")
    assert page.status_code == 409 and "It now stands as prose" in error_in(page)
    assert FORMER in page.content.decode() and ">mine</textarea>" in page.content.decode()
    assert stands(draft, 1)[0] == "prose"
    version = re.search(r'name="version" value="(\d+)"', page.content.decode()).group(1)
    assert decide(client, draft, 1, "rule", version=version, rule=FORMER).status_code == 302
    assert stands(draft, 1)[:2] == ("rule", FORMER)


def test_an_old_page_undoes_nothing(client, draft):
    decide(client, draft, 1, "accept")
    decide(client, draft, 2, "accept")
    page = client.post(draft.at + "undo", {"version": 1})
    assert page.status_code == 409 and "nothing was undone" in error_in(page)
    assert client.post(draft.at + "undo", {"version": 1}, **SCRIPT).status_code == 409
    assert stands(draft, 2)[0] == "rule"


# ---- undo ---------------------------------------------------------------------------------------------------------


def test_undo_takes_the_last_step_back(client, draft):
    decide(client, draft, 1, "accept")
    assert client.post(draft.at + "undo", {"version": 1}).url == f"{draft.at}#s-1"
    assert stands(draft, 1) == ("", "", "must not")
    assert "Last step" not in text_of(client.get(draft.at))
    assert client.post(draft.at + "undo", {"version": 2}).url == draft.at


def test_undo_by_the_script(client, draft):
    client.post(draft.at + "accept", {"from": "50%", "version": 0})
    answer = client.post(draft.at + "undo", {"version": 1}, **SCRIPT).json()
    assert sorted(answer["rows"]) == ["1", "2", "7"] and answer["said"] == "Undone: 3 sentences."
    assert client.post(draft.at + "undo", {"version": 2}, **SCRIPT).json()["said"] == "There is nothing to undo."


# ---- writing a rule -----------------------------------------------------------------------------------------------


def test_the_page_of_a_sentence(client, draft):
    said = text_of(client.get(draft.at + "sentences/4/"))
    assert "Staff must not: … post pictures of pupils on their own accounts" in said
    assert "Staff must not: post pictures" not in said and "lend their phones to anybody" in said
    assert f">{BEFRIEND}</textarea>" in client.get(draft.at + "sentences/1/").content.decode()


def test_a_rule_of_ones_own(client, draft):
    rule = "Staff must not post a picture of a pupil on a personal account."
    sent = decide(
        client, draft, 4, "rule", rule=f"DR-4:  {rule}\r\n", note="As the head wants it.", modality="must not"
    )
    assert sent.url == f"{draft.at}#s-5"
    assert stands(draft, 4) == ("rule", rule, "must not")
    said = text_of(client.get(draft.at))
    assert f"Accepted as a rule {rule} Note: As the head wants it." in said


def test_two_rules_for_one_sentence(client, draft):
    decide(client, draft, 4, "rule", rule=f"{BEFRIEND}\n\n{FORMER}\n")
    assert stands(draft, 4)[1] == f"{BEFRIEND}\n{FORMER}"
    assert "DR-4a: " + FORMER in client.get(draft.at + "policy.md").content.decode()


def test_a_fault_is_shown_with_its_place_and_its_mend(client, draft):
    page = decide(
        client, draft, 4, "rule", rule=f"{BEFRIEND}\nStaff must not befreind a pupil.", note="kept", modality="should"
    )
    assert page.status_code == 400
    assert error_in(page) == "Line 2: Unknown act “befreind”. Did you mean “befriend”?"
    text = page.content.decode()
    assert "Staff must not <mark>befreind</mark> a pupil." in text
    assert (
        'class="govuk-error-message"' in text
        and ">kept</textarea>" in text
        and '<option value="should" selected>' in text
    )
    assert stands(draft, 4)[0] == ""


FAULTS = {
    "": "There is no rule",
    "Staff may not befriend a pupil.": "`may not`",
    "Staff must befriend a pupil.": "act",
    "Breaking DR-77 is gross misconduct.": "DR-77 is no clause",
    "Staff must not befriend a pupil when there is a worry.": "worry",
    "```": "Unknown person",
    "Note: hello": "",
    "---": "",
    "\u202e\x00": "There is no rule",
    "Staff must not befriend a pupil. " * 100: "",
    "x" * 6_000: "too much",
    f"{BEFRIEND}\n" * 11: "too much",
    "<script>alert(1)</script>": "",
}


@pytest.mark.parametrize("rule", FAULTS)
def test_what_cannot_be_read_is_not_kept(client, draft, rule):
    page = decide(client, draft, 1, "rule", rule=rule)
    assert page.status_code == 400
    said = error_in(page)
    assert FAULTS[rule].replace("`may not`", "“may not”") in said and said
    assert "<script>alert" not in page.content.decode()
    assert stands(draft, 1)[0] == ""


def test_a_rule_may_use_a_name_that_another_gives(client, draft):
    uses = "Staff must not befriend a pupil when there is a worry."
    assert decide(client, draft, 1, "rule", rule=uses).status_code == 400
    decide(client, draft, 5, "rule", rule="It is “a worry” when there is cyberbullying.")
    assert decide(client, draft, 1, "rule", rule=uses).status_code == 302
    decide(client, draft, 8, "rule", rule="Breaking DR-1 is gross misconduct.")
    assert [each.id for each in read_policy(client.get(draft.at + "policy.md").content.decode(), "x").clauses] == [
        "DR-1",
        "DR-5",
        "DR-8",
    ]


def test_checking_shows_what_it_means_and_keeps_nothing(client, draft):
    rule = "Staff must not befriend a pupil, unless the pupil is their own child."
    page = decide(client, draft, 1, "check", rule=rule, modality="should")
    said = text_of(page)
    assert page.status_code == 200
    assert "What it means Kind A ban: nobody of these may do it Who staff, which is: the headteacher" in said
    assert "Unless a pupil is their own child" in said
    assert "marked as “should”, and the rule binds as “must not”" in said
    assert stands(draft, 1)[0] == "" and f"{rule}</textarea>" in page.content.decode()
    page = decide(client, draft, 1, "check", rule="Staff must not shout.")
    assert page.status_code == 200 and "<mark>shout</mark>" in page.content.decode()


def test_a_rule_is_read_as_somebody_types(client, draft):
    ask = lambda rule: client.post(f"{draft.at}sentences/1/rule", {"rule": rule, "modality": "must not"}).json()  # noqa: E731
    found = ask("Staff must not befreind a pupil.")
    assert found["said"] == "1 problem: Unknown act “befreind”. Did you mean “befriend”?"
    assert found["faults"] == [
        {
            "line": 1,
            "start": 15,
            "word": "befreind",
            "problem": "Unknown act “befreind”",
            "mend": "Did you mean “befriend”?",
        }
    ]
    found = ask(BEFRIEND)
    assert (found["said"], found["faults"]) == ("The rule can be read.", []) and "What it means" in found["html"]
    assert client.get(f"{draft.at}sentences/1/rule").status_code == 405


def test_strength_and_note_by_themselves(client, draft):
    assert decide(client, draft, 2, "later", modality="must not", note="Ask the governors.").url == f"{draft.at}#s-2"
    assert stands(draft, 2) == ("", "", "must not")
    said = text_of(client.get(draft.at))
    assert "(read as should not)" in said and "Note: Ask the governors." in said and "0 of 8 decided" in said
    assert "Last step: DR-2: note or strength changed." in said
    decide(client, draft, 1, "accept")
    decide(client, draft, 1, "later", modality="must not", note="Good.")
    assert stands(draft, 1) == ("rule", BEFRIEND, "must not")


def test_a_rule_for_a_sentence_that_bound_nobody(client, draft):
    decide(client, draft, 9, "rule", rule=FORMER, modality="none")
    assert stands(draft, 9) == ("rule", FORMER, "should not")
    decide(client, draft, 1, "nobody")
    decide(client, draft, 1, "rule", rule='It is "a worry" when there is cyberbullying.', modality="none")
    assert stands(draft, 1)[::2] == ("rule", "definition")


def test_a_sentence_that_binds_somebody_after_all(client, draft):
    assert "It binds somebody" in text_of(client.get(draft.at))
    decide(client, draft, 9, "later", modality="should")
    said = text_of(client.get(draft.at))
    assert "0 of 9 decided" in said and "DR-9 Trust takes years to build." in said


# ---- many at once -------------------------------------------------------------------------------------------------


def test_accepting_many_shows_them_first_and_says_what_it_does(client, draft):
    said = text_of(client.get(draft.at + "accept"))
    assert "90% and above 1 suggestion" in said and "70% and above 2 suggestions" in said and "50% and above 3" in said
    page = client.get(draft.at + "accept?from=70%25")
    said = text_of(page)
    assert "Accept 2 suggested rules?" in said and BEFRIEND in said and FORMER in said and REPORT not in said
    assert "You can undo it as one step" in said
    assert client.post(draft.at + "accept", {"from": "70%", "version": 0}).url == f"{draft.at}?show=rules"
    assert [stands(draft, each)[0] for each in (1, 2, 7)] == ["rule", "rule", ""]
    assert "Last step: 2 suggestions accepted." in text_of(client.get(draft.at))
    assert "No suggestion is 80% sure" in text_of(client.get(draft.at + "accept?from=80%25"))


def test_accepting_many_from_an_old_page_accepts_none(client, draft):
    decide(client, draft, 1, "prose")
    page = client.post(draft.at + "accept", {"from": "50%", "version": 0})
    assert page.status_code == 409 and "nothing was accepted" in error_in(page)
    assert stands(draft, 2)[0] == ""


@pytest.mark.parametrize("wrong", ["", "x", "95%"])
def test_accepting_many_wants_a_number(client, draft, wrong):
    assert error_in(client.get(draft.at + "accept", {"from": wrong})) == "Select how sure a suggestion has to be"
    assert client.post(draft.at + "accept", {"from": wrong, "version": 0}).status_code == 400


# ---- what was found -----------------------------------------------------------------------------------------------


def test_what_was_found_stands_beside_it(client, draft):
    assert "Check the draft as it stands now" in text_of(client.get(draft.at))
    whole = text_of(client.get(draft.at + "check"))
    assert "To mend (" in whole and "The document does not say whom it binds." in whole and "Good to know (" in whole
    beside = text_of(client.get(draft.at))  # known, until something changes
    assert "To mend (" in beside and "that a reader should know" in beside and "Good to know (" not in beside
    assert "What it does not answer" in whole and " of 6)" in whole and "does not answer" not in beside
    assert "mended at the head of the draft" in beside
    decide(client, draft, 1, "accept")
    assert "Check the draft as it stands now" in text_of(client.get(draft.at))
    answer = client.get(draft.at + "check", **SCRIPT).json()
    assert answer["version"] == 1 and "<strong>1</strong> rule" in answer["html"]


def test_what_a_draft_brings_by_itself_is_not_held_against_it(client, draft):
    from belisha.analysis import KINDS
    from belisha.web.drafts.checked import OF_THE_DRAFT

    assert set(KINDS) >= OF_THE_DRAFT
    decide(client, draft, 7, "accept")
    decide(client, draft, 1, "accept")
    said = text_of(client.get(draft.at + "check"))
    assert "out of order" not in said and "read otherwise" not in said


def test_two_rules_that_clash_are_found(client, draft):
    decide(client, draft, 1, "accept")
    decide(client, draft, 8, "rule", rule="Staff may befriend a pupil.")
    said = text_of(client.get(draft.at + "check"))
    assert "DR-8 allows what DR-1 forbids." in said and "For example:" in said


def test_a_draft_without_a_fault_says_so(client, draft, monkeypatch):
    from belisha.web.drafts import checked

    monkeypatch.setattr(checked, "check", lambda _: ())
    assert "no fault was found" in text_of(client.get(draft.at + "check"))


def test_a_rule_that_cannot_stand_any_more_is_named(client, draft):
    decide(client, draft, 5, "rule", rule='It is "a worry" when there is cyberbullying.')
    decide(client, draft, 1, "rule", rule="Staff must not befriend a pupil when there is a worry.")
    decide(client, draft, 5, "prose")
    page = client.get(draft.at + "check")
    said = text_of(page)
    assert "Rules that cannot stand (1)" in said and "DR-1 : Unknown word “there”." in said
    assert f'href="{draft.at}next?clause=DR-1"' in page.content.decode()
    assert "(DR-1, DR-2" in client.get(draft.at + "policy.md").content.decode()


def test_warnings_of_the_check_are_shown(client, draft):
    decide(
        client,
        draft,
        5,
        "rule",
        rule='Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.',
    )
    said = text_of(client.get(draft.at + "check"))
    assert 'DR-5 : "a recent leaver" has no settled part.' in said


def test_what_takes_too_long_is_given_up(client, draft, monkeypatch):
    from belisha.web.drafts import checked, rules, within

    def never(*_):
        while True:
            pass

    quickly = lambda: within.within(0.1)  # noqa: E731
    decide(client, draft, 1, "accept")
    monkeypatch.setattr(checked, "within", quickly)
    monkeypatch.setattr(rules, "within", quickly)
    with monkeypatch.context() as patch:
        patch.setattr(checked, "check", never)
        assert "took too long, and was given up" in text_of(client.get(draft.at + "check"))
    decide(client, draft, 2, "accept")
    with monkeypatch.context() as patch:
        patch.setattr(checked, "document", never)
        assert "Reading the draft took too long" in text_of(client.get(draft.at + "check"))
        assert client.get(draft.at + "policy.md").status_code == 409
        assert client.get(draft.at + "ask/").status_code == 503
    with monkeypatch.context() as patch:
        patch.setattr(rules, "_read", never)
        assert "takes too long to work out" in error_in(decide(client, draft, 7, "rule", rule=REPORT))


def test_what_falls_into_too_many_cases_cannot_be_kept(client, draft):
    from belisha.engine.boxes import TooManyCases
    from belisha.web.drafts import rules

    class Never:
        def __init__(self, *_):
            raise TooManyCases("too many", "DR-1", 6)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "Rulebook", Never)
        assert "falls into too many cases" in error_in(decide(client, draft, 1, "rule", rule=BEFRIEND))


# ---- taking it away -----------------------------------------------------------------------------------------------


def test_the_draft_as_a_document(client, draft):
    decide(client, draft, 1, "accept")
    response = client.get(draft.at + "policy.md")
    assert response["Content-Disposition"] == 'attachment; filename="policy-draft.md"'
    policy = read_policy(response.content.decode(), "policy")
    assert [(each.id, each.sentence) for each in policy.clauses] == [("DR-1", BEFRIEND)]
    assert "Trust takes years to build." in response.content.decode()


def test_the_sentences_as_a_table_and_for_programs(client, draft):
    decide(client, draft, 1, "rule", rule=f"{BEFRIEND}\n{FORMER}", note="=1+1")
    decide(client, draft, 2, "nobody")
    made = client.get(draft.at + "sentences.json").json()
    assert len(made) == 9 and made[0]["decided"] == "rule" and made[0]["rules"] == [BEFRIEND, FORMER]
    assert (made[1]["id"], made[1]["decided"], made[1]["modality"], made[1]["modality as read"]) == (
        None,
        "binds nobody",
        "none",
        "should not",
    )
    assert made[2]["decided"] is None
    response = client.get(draft.at + "sentences.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8" and response["Content-Disposition"].endswith(
        '"policy-draft.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [each["sentence"] for each in rows] == [each["sentence"] for each in made]
    assert rows[0]["note"] == "'=1+1" and rows[0]["rules"] == f"{BEFRIEND}; {FORMER}"


@pytest.mark.parametrize(
    "sentence", ["=cmd|' /C calc'!A0 must not be posted.", "+1 must not.", "@SUM(1) must not.", "-2 must not."]
)
def test_no_cell_is_a_formula(database, sentence):
    from belisha.web.drafts.presenters import as_csv

    (row,) = list(csv.DictReader(io.StringIO(as_csv([{"id": "DR-1", "sentence": sentence}]).removeprefix("\ufeff"))))
    assert row["sentence"] == f"'{sentence}"


def test_all_sentences_on_paper(client, draft):
    decide(client, draft, 1, "accept")
    decide(client, draft, 2, "prose")
    decide(client, draft, 4, "nobody")
    said = text_of(client.get(draft.at + "paper"))
    assert "3 of 8 sentences that bind somebody are decided; 1 is a rule" in said
    assert f"Rule: {BEFRIEND}" in said and "Kept as prose" in said and f"To decide. Suggested: {REPORT}" in said


def test_it_can_be_read_as_a_policy(client, draft):
    decide(client, draft, 1, "accept")
    page = client.get(draft.at + "policy/")
    assert "A draft that nobody has adopted" in text_of(page) and 'id="dr-1"' in page.content.decode()
    assert "<script>alert" not in page.content.decode()


# ---- asking it ----------------------------------------------------------------------------------------------------

QUESTION = "actor=teacher&act=befriend&with=pupil"


def test_it_is_asked_as_it_stands(client, draft):
    assert "there is nothing to ask it" in text_of(client.get(draft.at + "ask/"))
    decide(client, draft, 1, "accept")
    start = client.get(draft.at + "ask/")
    assert "This is a draft that nobody has adopted." in text_of(start)
    assert f"{draft.at}ask/question?" in start.content.decode() and "/policies/None" not in start.content.decode()
    answer = client.get(f"{draft.at}ask/decision?{QUESTION}", follow=True)
    said = text_of(answer)
    assert "No. This is not allowed." in said and "DR-1" in said and "It opens the draft too" in said
    assert f'href="{draft.at}policy/#dr-1"' in answer.content.decode()
    decide(client, draft, 1, "prose")
    assert "nothing to ask it" in text_of(client.get(f"{draft.at}ask/decision?{QUESTION}"))
    decide(client, draft, 2, "accept")
    assert "The policy says nothing that decides this." in text_of(
        client.get(f"{draft.at}ask/decision?{QUESTION}", follow=True)
    )


def test_every_page_of_the_journey_is_there(client, draft):
    decide(client, draft, 1, "accept")
    question = client.get(f"{draft.at}ask/question?act=befriend&with=pupil")
    assert "Who is asking?" in text_of(question) and f'action="{draft.at}ask/question"' in question.content.decode()
    check = client.get(f"{draft.at}ask/check?{QUESTION}")
    assert "Check your answers" in text_of(check) and f"{draft.at}ask/decision?" in check.content.decode()
    compare = client.get(f"{draft.at}ask/compare?{QUESTION}")
    assert (
        "Oak Primary School (the policy that you asked)" in text_of(compare)
        and "/policies/highwood/ask/" in compare.content.decode()
    )
    assert client.get(f"{draft.at}ask/question?actor=teachr").status_code == 400


def test_a_draft_that_cannot_be_compiled_is_not_asked(client, draft, monkeypatch):
    from belisha.engine.boxes import TooManyCases
    from belisha.web.drafts import asking

    def many(*_, **__):
        raise TooManyCases("too many", "DR-1", 6)

    decide(client, draft, 1, "accept")
    monkeypatch.setattr(asking, "rulebook_of", many)
    page = client.get(draft.at + "ask/")
    assert page.status_code == 503 and "DR-1 falls into too many cases" in text_of(page)


# ---- going, and coming back ---------------------------------------------------------------------------------------


def test_whoever_comes_back_goes_on(draft):
    from django.test import Client

    decide(Client(), draft, 1, "accept")
    said = text_of(Client().get(draft.at))
    assert "1 of 8 decided" in said and "Last step: DR-1 accepted as a rule." in said
    assert re.search(r"It is deleted on \d+ \w+ 20\d\d", said)


def test_deleting_asks_first(client, draft):
    assert "cannot be undone" in text_of(client.get(draft.at + "delete"))
    assert client.get(draft.at).status_code == 200
    assert "The draft is deleted" in text_of(client.post(draft.at + "delete"))
    assert client.get(draft.at).status_code == 404


PARTS = ("", "sentences/1/", "next", "accept", "check", "paper", "delete", "policy/", "policy.md", "sentences.csv", "sentences.json", "ask/", "ask/question", "ask/check", "ask/decision", "ask/compare")  # fmt: skip
POSTS = ("sentences/1/", "sentences/1/rule", "undo", "accept", "delete")


def test_a_wrong_link_anothers_and_an_expired_one_look_the_same(client, draft):
    from django.utils import timezone

    from belisha.schools.drafts.models import Draft

    token, gone = make_draft()
    Draft.objects.filter(pk=gone.pk).update(
        created=timezone.now() - timedelta(days=31), expires=timezone.now() - timedelta(days=1)
    )
    nobodys = secrets.token_urlsafe(32)
    for part in PARTS:
        pages = {client.get(f"/drafts/{each}/{part}").content for each in (nobodys, token, draft.token[::-1])}
        assert len(pages) == 1 and b"There is no draft at this address" in pages.pop(), part
    for part in POSTS:
        for each in (nobodys, token):
            assert client.post(f"/drafts/{each}/{part}", {"do": "prose", "version": 0}).status_code == 404, part
    assert draft.sentences.exclude(choice="").count() == 0


@pytest.mark.parametrize("token", ["x", "a" * 42, "a" * 44, "a" * 42 + "%2F", "..%2F" * 10, "' OR 1=1 --".ljust(43)])
def test_what_is_no_link_at_all(client, token):
    assert client.get(f"/drafts/{token}/").status_code == 404


def test_one_draft_has_nothing_of_another(client, draft):
    """Ids of sentences count within their draft: another's link changes nothing here."""
    token, other = make_draft()
    client.post(f"/drafts/{token}/sentences/1/", {"do": "accept", "version": 0})
    assert stands(other, 1)[0] == "rule" and stands(draft, 1)[0] == ""
    assert "0 of 8 decided" in text_of(client.get(draft.at))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "destroy", "version": "0"},
        {"do": "prose"},
        {"do": "prose", "version": "x"},
        {"do": "prose", "version": "-1"},
        {"do": "prose", "version": "9" * 40},
        {"do": "later", "version": "0", "modality": "will"},
    ],
)
def test_forms_that_are_none_of_ours(client, draft, sent):
    assert client.post(f"{draft.at}sentences/1/", sent).status_code == 400
    assert stands(draft, 1)[0] == ""


def test_what_cannot_be_accepted_is_not(client, draft):
    assert client.post(f"{draft.at}sentences/3/", {"do": "accept", "version": 0}).status_code == 400
    for position in (0, 10, 2**31 - 1):
        assert client.get(f"{draft.at}sentences/{position}/").status_code == 404
        assert client.post(f"{draft.at}sentences/{position}/", {"do": "prose", "version": 0}).status_code == 404
        assert client.post(f"{draft.at}sentences/{position}/rule", {"rule": "x"}).status_code == 404
    assert client.get(f"{draft.at}sentences/{10**30}/").status_code == 404


def test_every_form_is_protected(draft):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for part in POSTS:
        assert client.post(draft.at + part, {"do": "prose", "version": 0}).status_code == 403, part
    page = client.get(draft.at)
    assert set(page.cookies) == {"csrftoken"} and page.cookies["csrftoken"]["httponly"]
    for form in re.findall(r"<form.*?</form>", page.content.decode(), re.S):
        assert "csrfmiddlewaretoken" in form or 'method="get"' in form
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()).group(1)
    sent = {"do": "prose", "version": 0, "csrfmiddlewaretoken": token}
    assert client.post(draft.at + "sentences/1/", sent).status_code == 302


@pytest.mark.parametrize("part", ["paper", "check", "policy/", "policy.md", "sentences.csv", "sentences.json", "next"])
def test_pages_without_a_form_set_no_cookie(client, draft, part):
    assert not client.get(draft.at + part).cookies


def test_links_are_not_logged(draft, caplog):
    import logging

    from belisha.web.security import NoLinks

    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error", draft.at), None
    )
    assert NoLinks().filter(record)
    assert record.getMessage() == "Internal Server Error: /drafts/…/"
    record.args = ("Internal Server Error", "/links/oak/a-secret_1")
    assert NoLinks().filter(record)
    assert record.getMessage() == "Internal Server Error: /links/oak/…"


def test_no_words_of_a_document_are_logged_when_something_fails(draft):
    """Neither by us nor by the database: what it refuses has the words in it."""
    import logging.config
    import os
    import sys

    from django.conf import settings
    from django.db import IntegrityError, transaction

    from belisha.schools.drafts import actions
    from conftest import RUNS

    said = "Katie was told."
    for _ in range(2):
        actions.begin("t" * 43, file_name="Katie.docx", ending=".docx", data=said.encode())
    formatter = logging.config.DictConfigurator(settings.LOGGING).configure_formatter(
        settings.LOGGING["formatters"][settings.LOGGING["handlers"]["console"]["formatter"]]
    )
    try:
        with transaction.atomic():
            draft.sentences.filter(position=1).update(choice="wrong", note=said)
    except IntegrityError as error:
        assert said in str(error)
        record = logging.LogRecord("x", logging.ERROR, "", 0, "reading a document failed", None, sys.exc_info())
        told = formatter.format(record)
    assert "IntegrityError" in told and "CheckViolation" in told and ", line " in told and "Katie" not in told
    kept = (RUNS / str(os.getpid()) / "postgres" / "log").read_text()
    assert "sentence_choice_is_known" in kept
    assert "Katie" not in kept and b"Katie".hex() not in kept


def test_drafts_are_asked_so_often_a_minute(client, draft, monkeypatch):
    from belisha.web.security import Window

    monkeypatch.setattr(Window, "wait", lambda *_: 30)
    assert client.get(draft.at)["Retry-After"] == "30"


def test_headers_are_those_of_every_page(client, draft):
    from web.test_base import HEADERS, headers_of

    for part in PARTS[:12]:
        response = client.get(draft.at + part)
        assert headers_of(response) == HEADERS, part
        if response["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            assert not re.search(r'<script(?![^>]*(\bsrc=|type="application/json"))', text), part
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), part
    assert json.loads(client.get(draft.at + "sentences.json").content)
