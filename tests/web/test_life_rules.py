"""The pages on which one rule of a draft is made from menus, changed, or taken over from the clause library."""

import html
from urllib.parse import parse_qs, urlencode, urlparse

from django.test import Client
from django.urls import reverse

from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import actions
from belisha.schools.policies.models import State
from belisha.web.life import library
from schools.test_policies import BROKEN, text_of
from web.test_life import made, now, page, signed_in

CHOSEN = {
    "kind": "must not",
    "who-1": "staff",
    "act-1": "message",
    "with-1": "pupil",
    "unless-1": "is|pupil|is close family",
}
SENTENCE = "Staff must not message a pupil, unless the pupil is close family."


def address(version, **query):
    return f"{reverse('rule-version', args=['oak', version.pk])}?{urlencode(query)}"


def shown(client, version, status=200, **query):
    """The page, once what it changes was worked out."""
    for _ in range(30):
        response = client.get(address(version, **query))
        assert response.status_code == status
        said = html.unescape(response.content.decode())
        if "being worked out" not in said:
            break
    return said


def put_in(client, version, chosen, status=302, **data):
    response = client.post(
        address(version, **chosen), {"edition": now(version).edition, "under": "0", "id": "OA-2", **data}
    )
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_from_menus_into_the_draft(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    start = page(head, "rule-version", version.pk)
    assert "What shall the rule say?" in start
    empty = shown(head, version, kind="must not")
    assert "There is a problem" not in empty
    asked = shown(head, version, **{**CHOSEN, "act-1": ""})
    assert "Choose what they do" in asked
    said = shown(head, version, **CHOSEN)
    assert SENTENCE in said
    assert "What may be done" in said
    assert "forbids staff to message a pupil" in said
    assert 'name="id" type="text" value="OA-2"' in said
    assert now(version).edition == 1
    put_in(head, version, CHOSEN)
    assert f"OA-1: Staff must not befriend a pupil.\nOA-2: {SENTENCE}\n```" in now(version).text
    assert (
        "OA-2 is in the draft."
        in head.get(f"{reverse('edit-version', args=['oak', version.pk])}?put=OA-2").content.decode()
    )


def test_whoever_chooses_nothing_is_told_what_to_choose(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = shown(head, version, show="menus", lead="always")
    assert "Select what the rule shall say" in said and "Error: A rule" in said
    said = shown(head, version, show="menus", kind="must not", lead="always")
    assert "There is a problem" not in said and "It always holds" in said
    said = shown(head, version, show="sentence", kind="must not", lead="always")
    assert "There is a problem" in said and "Choose what they do" in said


def test_one_more_line_is_asked_for_without_faults(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = shown(head, version, **{"kind": "must not", "who-1": "staff", "more": "who"})
    assert 'id="who-2"' in said
    assert "There is a problem" not in said


def test_it_says_what_it_changes_against_the_version_in_force_too(town):
    made(town, State.PUBLISHED)
    version = made(town, State.DRAFT, text_of("2", rule="Staff may befriend a pupil."))
    said = shown(signed_in(town, R.HEADTEACHER), version, **CHOSEN)
    assert "changes against Social media, version 1, which is in force" in said


def test_a_rule_that_is_there_fills_the_menus_and_is_changed_in_its_place(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    response = head.get(address(version, clause="OA-1"))
    query = {name: values[0] for name, values in parse_qs(urlparse(response.headers["Location"]).query).items()}
    assert query == {"kind": "must not", "who-1": "staff", "act-1": "befriend", "with-1": "pupil", "clause": "OA-1"}
    assert "Staff must not befriend a pupil." in shown(head, version, **query)
    put_in(head, version, {**query, "who-2": "governor"})
    assert "OA-1: Staff and governors must not befriend a pupil.\n" in now(version).text


def test_a_consequence_from_menus_into_the_draft(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    chosen = {
        "kind": "consequence",
        "lead": "always",
        "broken-1": "OA-1",
        "result-1": "gross misconduct",
        "certainty": "is",
    }
    said = shown(head, version, **{**chosen, "result-1": ""})
    assert "Choose what follows" in said
    assert "OA-1: Staff must not befriend a pupil." in said
    said = shown(head, version, **chosen)
    assert "Breaking OA-1 is gross misconduct." in said
    assert "gross misconduct will follow (OA-2); until now the policy names no such consequence" in said
    put_in(head, version, chosen)
    assert "\nOA-2: Breaking OA-1 is gross misconduct.\n" in now(version).text
    said = html.unescape(head.get(address(version, clause="OA-2"), follow=True).content.decode())
    assert '<option value="gross misconduct" selected>' in said
    assert "Breaking OA-1 is gross misconduct." in said


def test_only_what_can_be_broken_is_offered_for_a_consequence(town):
    version, head = (
        made(town, State.DRAFT, text_of(rule="Staff may befriend a pupil.")),
        signed_in(town, R.HEADTEACHER),
    )
    assert 'value="OA-1"' not in shown(head, version, kind="consequence")
    said = shown(head, version, **{"kind": "consequence", "lead": "so", "also-1": "said|it is serious"})
    assert "For breaking this" not in said and "It is so by itself" not in said


CLASS = {"kind": "class", "name": "a grave matter", "when-1": "said|it is serious"}


def test_a_name_is_defined_from_menus_and_then_used_in_them(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = shown(head, version, **{**CLASS, "name": "", "lead": "so"})
    assert "Enter the name" in said and "Choose what is so" not in said
    said = shown(head, version, **CLASS)
    assert 'It is "a grave matter" when it is serious.' in said
    assert "It changes no answer" in said
    put_in(head, version, CLASS)
    assert 'OA-2: It is "a grave matter" when it is serious.\n' in now(version).text
    said = shown(
        head,
        version,
        **{"kind": "consequence", "lead": "so", "also-1": "class|a grave matter", "result-1": "dismissal"},
    )
    assert "there is a grave matter</option>" in said
    assert "When there is a grave matter, dismissal may follow." in said


def test_a_definition_that_is_there_fills_the_menus_and_shows_what_another_limit_changes(town):
    rule = 'A former pupil counts as "a recent leaver" when they left in the last 24 months.'
    version = made(
        town,
        State.DRAFT,
        text_of(rule=rule).replace("\n```\n", "\nOA-2: Staff must not befriend a recent leaver.\n```\n"),
    )
    head = signed_in(town, R.HEADTEACHER)
    response = head.get(address(version, clause="OA-1"))
    query = {name: values[0] for name, values in parse_qs(urlparse(response.headers["Location"]).query).items()}
    assert query["noun"] == "former pupil" and query["when-1-n"] == "24"
    assert rule in shown(head, version, **query)
    said = shown(head, version, **{**query, "when-1-n": "36"})
    assert "they left in the last 36 months" in said
    assert "What may be done" in said
    put_in(head, version, {**query, "when-1-n": "36"})
    assert "in the last 36 months" in now(version).text
    said = shown(head, version, **{**query, "name": "a young leaver"})
    assert "Another sentence can then not be read. Line 11" in said
    assert "once those sentences are changed as well" in said


def test_a_clause_with_a_name_that_the_draft_does_not_define_says_so(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    for source, name in (("model/MO-116", "an attack online"), ("model/MO-7", "a recent leaver")):
        said = html.unescape(head.get(address(version, source=source), follow=True).content.decode())
        assert f"“{name}” is a name that this draft does not define" in said


def test_and_and_or_are_mixed_without_writing_a_word(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    chosen = {**CHOSEN, "unless-2": "said|it is serious", "unless-3": "said|it is proven", "unless-joined": "or"}
    assert "Condition 3 counts" in shown(head, version, **chosen)
    said = shown(head, version, **{**chosen, "unless-3-or": "or"})
    assert "unless the pupil is close family or both it is serious and it is proven." in said
    assert '<option value="or" selected>together with the one before' in said


def test_words_that_somebody_wrote_stay_where_menus_join_them_otherwise(town):
    rule = "Staff must not befriend a pupil, unless it is at school or it is for learning."
    version, head = made(town, State.DRAFT, text_of(rule=rule)), signed_in(town, R.HEADTEACHER)
    said = html.unescape(head.get(address(version, clause="OA-1"), follow=True).content.decode())
    assert rule in said


def test_what_menus_cannot_state_is_changed_by_hand(town):
    rule = "Staff must not befriend a pupil, unless a pupil or a parent is close family."
    version, head = made(town, State.DRAFT, text_of(rule=rule)), signed_in(town, R.HEADTEACHER)
    said = html.unescape(head.get(address(version, clause="OA-1"), follow=True).content.decode())
    assert "Menus cannot state this sentence" in said
    assert rule in said


def test_a_sentence_that_cannot_be_read_is_refused_in_words(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    chosen = {"kind": "by hand", "sentence": "Staff must not befrend a pupil."}
    said = shown(head, version, **chosen)
    assert "There is a problem" in said
    assert "did you mean “befriend”" in said or "Did you mean “befriend”" in said
    put_in(head, version, chosen, status=200)
    assert now(version).edition == 1


def test_two_rules_never_have_one_id(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    for id, why in (("OA-1", "OA-1 stands in the draft already"), ("nonsense", "Enter an id such as FR-1")):
        assert why in put_in(head, version, CHOSEN, status=422, id=id)
    assert "Choose under which heading" in put_in(head, version, CHOSEN, status=422, under="99")


def test_of_two_writers_the_second_is_told_and_overwrites_nothing(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    theirs = text_of(rule="Staff may befriend a pupil.")
    with in_school(town.oak):
        actions.change(version, by=places.of_belisha(town.oak), edition=1, text=theirs)
    said = put_in(head, version, CHOSEN, status=409, edition="1")
    assert "Nothing of theirs was overwritten" in said
    assert now(version).text == theirs
    assert 'name="edition" value="2"' in said
    put_in(head, version, CHOSEN)
    assert SENTENCE in now(version).text
    assert "OA-1: Staff may befriend a pupil." in now(version).text


def test_a_draft_with_faults_elsewhere_can_have_a_rule_more(town):
    version, head = made(town, State.DRAFT, BROKEN), signed_in(town, R.HEADTEACHER)
    assert "once the faults elsewhere in the draft are mended" in shown(head, version, **CHOSEN)
    put_in(head, version, CHOSEN)
    assert SENTENCE in now(version).text


def test_a_draft_with_faults_elsewhere_opens_its_rules_and_offers_its_names(town):
    text = BROKEN.replace("\n```\n", f'\nOA-2: {SENTENCE}\nOA-3: It is "a grave matter" when it is serious.\n```\n')
    version, head = made(town, State.DRAFT, text), signed_in(town, R.HEADTEACHER)
    said = html.unescape(head.get(address(version, clause="OA-2"), follow=True).content.decode())
    assert '<option value="message" selected>' in said
    assert "there is a grave matter" in said
    assert "OA-1: Staff must not befrend a pupil." in shown(head, version, kind="consequence")
    said = html.unescape(head.get(address(version, clause="OA-1"), follow=True).content.decode())
    assert "Menus cannot state this sentence" in said


def test_a_version_that_has_left_draft_has_no_menus(town):
    version, head = made(town, State.IN_REVIEW), signed_in(town, R.HEADTEACHER)
    assert head.get(address(version, **CHOSEN)).status_code == 409
    assert head.post(address(version, **CHOSEN), {"id": "OA-2", "under": "1", "edition": "1"}).status_code == 409


def test_what_stands_in_the_address_is_text(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    evil = "<script>x</script>"
    for query in (
        {"kind": "by hand", "sentence": evil},
        {**CHOSEN, "who-1": evil},
        {**CHOSEN, "unless-1": f"is|{evil}|{evil}"},
        {"kind": "must not", "start": "1", "who-1": evil},
    ):
        assert "<script>x" not in head.get(address(version, **query)).content.decode()
    assert (
        "<script>x" not in head.get(f"{reverse('clause-library', args=['oak', version.pk])}?q={evil}").content.decode()
    )


# -- The clause library ----------------------------------------------------------------------------------------------


def test_the_library_is_searched_and_a_clause_taken_over(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    listed = html.unescape(
        head.get(f"{reverse('clause-library', args=['oak', version.pk])}?q=former+pupil&from=model").content.decode()
    )
    entry = next(each for each in library.search("former pupil", "model") if not each.law)
    assert entry.clause.sentence in listed
    assert f"source={entry.key}" in listed
    response = head.get(address(version, source="model/MO-4"), follow=True)
    query = {name: values[0] for name, values in parse_qs(urlparse(response.redirect_chain[-1][0]).query).items()}
    said = shown(head, version, **query)
    taken = library.find("model/MO-4")
    assert library.fitted(taken, None)[1] in said
    assert "the model policy: MO-4" in said


def test_what_the_draft_says_already_is_marked(town):
    entry = library.find("model/MO-4")
    sentence = library.fitted(entry, None)[1]
    version, head = made(town, State.DRAFT, text_of(rule=sentence)), signed_in(town, R.HEADTEACHER)
    listed = head.get(f"{reverse('clause-library', args=['oak', version.pk])}?q=MO-4&from=model").content.decode()
    assert "The draft says the same: OA-1." in listed


def test_the_law_is_shown_and_not_taken_over(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    listed = head.get(f"{reverse('clause-library', args=['oak', version.pk])}?from=law").content.decode()
    assert "It is law, and holds beside your policy" in listed
    law = library.search("", "law")[0]
    assert library.find(law.key) is None
    assert "What shall the rule say?" in head.get(address(version, source=law.key)).content.decode()


def test_ids_that_a_clause_names_become_the_drafts_own_or_are_a_fault():
    from belisha.language import read_policy

    model = next(
        each
        for each in library.entries()
        if getattr(each.clause.tree, "breaking", ()) and "-" in each.clause.tree.breaking[0]
    )
    named = model.clause.tree.breaking[0]
    whose = next(each for each in library.entries() if each.source == model.source and each.clause.id == named)
    draft = read_policy(text_of(rule=library.fitted(whose, None)[1]), "x")
    tree, sentence = library.fitted(model, draft)
    assert "OA-1" in tree.breaking
    assert "OA-1" in sentence
    assert named in library.fitted(model, None)[1]


def test_the_list_is_downloaded_as_it_was_searched(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = head.get(
        f"{reverse('clause-library-csv', args=['oak', version.pk])}?q=former+pupil&from=model"
    ).content.decode()
    assert len(said.strip().split("\n")) == 1 + len(library.search("former pupil", "model"))


def test_searching_asks_no_more_of_the_database_for_more_clauses(town):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    counts = []
    for query in ("q=MO-4&from=model", ""):
        with CaptureQueriesContext(connection) as queries:
            head.get(f"{reverse('clause-library', args=['oak', version.pk])}?{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_nobody_who_may_not_write_opens_them(town):
    version = made(town, State.DRAFT)
    for role in (R.GOVERNOR, R.TEACHER, R.PARENT):
        for name in ("rule-version", "clause-library", "clause-library-csv"):
            assert signed_in(town, role).get(reverse(name, args=["oak", version.pk])).status_code in (403, 404)
    assert Client().get(address(version)).status_code == 302
