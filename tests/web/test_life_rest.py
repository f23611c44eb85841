"""The pages of the rest of a policy's life: the equality impact assessment, early reviews, side by side, and translations."""

import html
from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belisha.library.lawpack import law_pack
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import early, equality, translations
from belisha.schools.policies.models import EarlyReview, State
from belisha.web.life.beside import rows
from schools.test_policies import text_of
from web.test_life import TODAY, made, now, page, signed_in

EVIL = "<script>x</script>"


def read(client, name, *args, **data):
    return html.unescape(page(client, name, *args, **data))


# -- Equality --------------------------------------------------------------------------------------------------------


def assess(client, version, of, status=302, **data):
    address = f"{reverse('assess-equality', args=['oak', version.pk])}?of={of}"
    response = client.post(address, {"edition": 0, "likely": "none", "evidence": "We asked.", "mitigation": "", **data})
    assert response.status_code == status, response.content.decode()
    return response


def test_one_characteristic_after_the_other(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    assert "0 of 9 protected characteristics have been assessed." in read(head, "version", version.pk)
    said = read(head, "equality", version.pk)
    assert said.count("Not assessed yet") == 9
    assert "Source: " in said
    to = "age"
    for _ in range(9):
        response = assess(head, version, to, do="next")
        to = response.headers["Location"].rpartition("of=")[2]
    assert response.headers["Location"].endswith("/equality")
    assert "All 9 protected characteristics have been assessed." in read(head, "equality", version.pk)


def test_what_is_missing_stands_beside_its_field(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    said = html.unescape(assess(head, version, "race", 422, likely="negative", evidence="").content.decode())
    for words in ("Say what this rests on", "Say what will be done about the negative effect", "There is a problem"):
        assert words in said
    said = html.unescape(assess(head, version, "race", 422, likely="").content.decode())
    assert "Choose what effect is likely" in said


def test_of_two_who_assess_the_second_sees_what_the_first_wrote(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    assess(head, version, "age", evidence="Theirs.")
    said = assess(signed_in(town, R.SAFEGUARDING_LEAD), version, "age", 409, evidence="Mine.").content.decode()
    assert "Theirs." in said
    assert "Mine." in said
    assert 'name="edition" value="1"' in said


def test_whoever_decides_is_told_that_it_is_not_complete(town):
    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    for name in ("put-forward-version",):
        assert "Its equality impact assessment is not complete." in read(head, name, version.pk)
    with in_school(town.oak):
        for each in equality.characteristics():
            equality.assess(version, each, by=places.of_belisha(town.oak), edition=0, likely="none", evidence="x")
    assert "is not complete" not in read(head, "put-forward-version", version.pk)
    review = made(town, State.IN_REVIEW, text_of("2"))
    for name in ("approve-version", "version-review"):
        assert "0 of 9 protected characteristics" in read(head, name, review.pk)
    assert "It was frozen when the version left draft." in read(head, "equality", review.pk)
    page(head, "assess-equality", review.pk, status=409)


def test_what_was_carried_over_has_to_be_looked_at(town):
    from belisha.schools.policies import actions

    version, head = made(town, State.DRAFT), signed_in(town, R.HEADTEACHER)
    assess(head, version, "age", evidence="Of the version before.")
    with in_school(town.oak):
        later = actions.begin(by=places.of_belisha(town.oak), text=text_of("2"), based_on=version)
    assert "Look at it again" in read(head, "equality", later.pk)
    assert "Of the version before." in read(head, "assess-equality", later.pk)


# -- Early reviews ---------------------------------------------------------------------------------------------------


def test_called_for_seen_at_home_and_closed_with_a_minute(town):
    made(town, State.PUBLISHED)
    safe, clerk = signed_in(town, R.SAFEGUARDING_LEAD), signed_in(town, R.CLERK)
    assert "Call for an early review" in read(safe, "versions")
    said = page(safe, "call-early-review", status=422, trigger="serious incident", why="")
    assert "without names" in said
    page(safe, "call-early-review", status=302, trigger="serious incident", why="A concern has been closed.")
    with in_school(town.oak):
        review = EarlyReview.objects.get(school=town.oak)
    for client in (safe, clerk):
        home = read(client, "school")
        assert "Look at the policy early" in home
        assert "A concern has been closed." in home
    assert "Look at the policy early" not in read(signed_in(town, R.TEACHER), "school")
    assert "To be looked at early:" in read(clerk, "versions")
    assert "Enter where the minutes say so" in page(clerk, "early-review", review.pk, status=422, minute=" ")
    page(clerk, "early-review", review.pk, status=302, minute="FGB 3, item 1")
    assert "Looked at, nothing to change, FGB 3, item 1" in read(clerk, "early-review", review.pk)
    assert "Look at the policy early" not in read(clerk, "school")
    assert "Early reviews that are over" in read(clerk, "versions")


def test_who_may_not_close_one_is_refused(town):
    version = made(town, State.PUBLISHED)
    with in_school(town.oak):
        review = early.call(version, by=places.of_belisha(town.oak), trigger="serious incident", why="x")
    assert page(signed_in(town, R.SAFEGUARDING_LEAD), "early-review", review.pk, status=403, minute="FGB 3")
    page(signed_in(town, R.TEACHER), "early-review", review.pk, status=403)


def test_the_law_that_changed_is_shown_with_what_it_touches(town):
    version = made(town, State.PUBLISHED, text_of(more="refers to: [Equality Act 2010]\n"))
    pack = law_pack()
    entries = tuple(
        replace(each, text="Otherwise.") if each.id == "equality-act-2010" else each for each in pack.entries
    )
    with in_school(town.oak):
        early.run(TODAY + timedelta(days=1), places.of_belisha(town.oak), replace(pack, entries=entries))
        review = EarlyReview.objects.get(school=town.oak, version=version)
    said = read(signed_in(town, R.GOVERNOR), "early-review", review.pk)
    assert "Equality Act 2010, section 4" in said
    assert "The policy cites it." in said
    assert "Begin the next version" not in said
    assert f"?from=version+{version.pk}" in read(signed_in(town, R.HEADTEACHER), "early-review", review.pk)


def test_without_a_policy_in_force_there_is_none_to_look_at(town):
    assert "there is none to look at early" in read(signed_in(town, R.HEADTEACHER), "call-early-review")


# -- Side by side ----------------------------------------------------------------------------------------------------


def test_lines_stand_beside_those_whose_place_they_take():
    same = [f"Line {number}." for number in range(20)]
    old = "\n".join([*same, "FR-1: Staff must not befriend a pupil.", "An old paragraph that goes away entirely."])
    new = "\n".join([*same, "FR-1: Staff must not message a pupil.", "FR-2: Staff may post."])
    found = rows(old, new)
    assert [(each.kind, each.count) for each in found if each.kind != "same"] == [
        ("gap", 17),
        ("changed", 0),
        ("out", 0),
        ("in", 0),
    ]
    changed = next(each for each in found if each.kind == "changed")
    assert changed.left == "FR-1: Staff must not <del>befriend</del> a pupil."
    assert changed.right == "FR-1: Staff must not <ins>message</ins> a pupil."
    assert [each.says for each in found if each.says] == ["Changed", "Taken out", "Put in"]
    assert len(rows(old, new, whole=True)) == 23


def test_nothing_of_either_text_is_lost():
    from belisha import library

    old, new = (
        library.text_of("model"),
        library.text_of("model").replace("must not", "should not").replace("# ", "# The ", 3),
    )
    found = rows(old, new, whole=True)
    for text, side in ((old, "left"), (new, "right")):
        told = [getattr(each, side) for each in found if getattr(each, side)]
        plain = [
            str(each).replace("<del>", "").replace("</del>", "").replace("<ins>", "").replace("</ins>", "")
            for each in told
        ]
        assert [html.unescape(each) for each in plain] == [line.rstrip() for line in text.split("\n") if line.strip()]


def test_a_version_is_laid_beside_the_one_in_force(town):
    head = signed_in(town, R.HEADTEACHER)
    first = made(town, State.PUBLISHED)
    assert "nothing to lay beside it" in read(head, "side-by-side", first.pk)
    draft = made(town, State.DRAFT, text_of("2", rule=f"Staff must not message a pupil. {EVIL}"))
    said = page(head, "side-by-side", draft.pk)
    assert "<del>befriend</del>" in said
    assert EVIL not in said
    assert "Lines changed: 2, put in: 0, taken out: 0." in said


# -- Translations ----------------------------------------------------------------------------------------------------

URDU = {
    "language": "ur",
    "title": "سوشل میڈیا",
    "text": f"# دوست\n\n- پہلا\n\n{EVIL}",
    "translator": "A service",
    "checked_by": "A parent",
}


def test_a_translation_is_published_read_and_superseded(town):
    version, office = made(town, State.PUBLISHED), signed_in(town, R.OFFICE)
    page(office, "translations", version.pk, status=302, **URDU)
    assert "Urdu" in read(office, "translations", version.pk)
    said = page(Client(), "published-policy")
    assert f'/versions/{version.short}/in/ur/" hreflang="ur"><span lang="ur" dir="rtl">اردو' in said
    said = page(Client(), "published-translation", version.short, "ur")
    assert '<h1 class="govuk-heading-xl" lang="ur" dir="rtl">سوشل میڈیا</h1>' in said
    assert "<h2>دوست</h2>" in said
    assert EVIL not in said
    for words in ("The English decides", "Translated by A service, checked by A parent"):
        assert words in said
    assert "older version" not in said
    page(Client(), "published-translation", version.short, "pl", status=404)
    page(Client(), "published-translation", "0" * 16, "ur", status=404)


def test_a_translation_is_a_pdf_too_or_says_why_not(town):
    version = made(town, State.PUBLISHED)
    with in_school(town.oak):
        by = places.of_belisha(town.oak)
        translations.publish(version, by=by, **URDU)
        translations.publish(version, by=by, **{**URDU, "language": "akk", "title": "x", "text": "\U00012000"})
    assert "in/ur/policy.pdf" in page(Client(), "published-translation", version.short, "ur")
    address = [reverse("published-translation-pdf", args=["oak", version.short, each]) for each in ("ur", "akk", "pl")]
    response = Client().get(address[0])
    assert response.headers["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")
    assert f"oak-policy-{version.short}-ur.pdf" in response.headers["Content-Disposition"]
    refused = Client().get(address[1])
    assert refused.status_code == 501 and "has no letters for “\U00012000”" in refused.content.decode()
    assert Client().get(address[2]).status_code == 404


def test_a_translation_of_an_older_version_says_so(town, monkeypatch):
    version = made(town, State.PUBLISHED)
    with in_school(town.oak):
        translations.publish(version, by=places.of_belisha(town.oak), **{**URDU, "text": "x"})
    made(town, State.PUBLISHED, text_of("2"), TODAY + timedelta(days=5))
    from belisha.web import rulebooks

    monkeypatch.setattr(rulebooks, "today", lambda: TODAY + timedelta(days=9))
    said = page(Client(), "published-translation", version.short, "ur")
    assert "translation of an older version" in said


def test_a_tag_that_is_none_stands_beside_its_field_and_one_is_withdrawn(town):
    version, head = made(town, State.PUBLISHED), signed_in(town, R.HEADTEACHER)
    assert "Write a language tag" in page(
        head, "translations", version.pk, status=422, **{**URDU, "language": "other", "other": "Urdu, please"}
    )
    page(head, "translations", version.pk, status=302, **{**URDU, "language": "other", "other": "UR"})
    with in_school(town.oak):
        translation = version.translations.get()
    head.post(reverse("withdraw-translation", args=["oak", version.pk, translation.pk]))
    page(Client(), "published-translation", version.short, "ur", status=404)
    draft = made(town, State.DRAFT, text_of("2"))
    assert "A version is translated once it is published." in read(head, "translations", draft.pk)
    page(head, "translations", draft.pk, status=409, **URDU)


def test_queries_do_not_grow_with_what_is_listed(town):
    version, head = made(town, State.PUBLISHED), signed_in(town, R.HEADTEACHER)

    def counted(name, *args):
        with CaptureQueriesContext(connection) as queries:
            page(head, name, *args)
        return len(queries)

    names = (("versions",), ("translations", version.pk), ("version", version.pk), ("school",))
    with in_school(town.oak):
        by = places.of_belisha(town.oak)
        early.call(version, by=by, trigger="serious incident", why="one")
        translations.publish(version, by=by, **URDU)
    before = [counted(*each) for each in names]
    with in_school(town.oak):
        for number in range(8):
            early.call(version, by=by, trigger="serious incident", why=f"more {number}")
            translations.publish(version, by=by, **{**URDU, "language": list(translations.KNOWN)[number]})
    assert [counted(*each) for each in names] == before
    assert now(version).state == State.PUBLISHED
