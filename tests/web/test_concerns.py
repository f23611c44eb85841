"""Pages of concerns: for those alone who may open it, without a lost word, and in a number of queries that does not grow."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.concerns import actions, handling
from belisha.schools.concerns.models import Concern
from belisha.schools.people.permissions import RoleName
from cast import account_of, place_of, sign_in
from schools.test_concerns import ADULT, BULLIED, NUDE, PICTURE, concern_of, evidence_of, steps

TEXT = "Zelda rang about the photos"


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        yield town


def client_of(oak, who):
    return sign_in(Client(), getattr(oak, who))


def at(name, concern=None, **more):
    return reverse(name, kwargs={"school": "oak", **({"concern": concern.pk} if concern else {}), **more})


def opening(**more):
    day = timezone.localdate()
    return {"text": TEXT, "day-day": day.day, "day-month": day.month, "day-year": day.year, "clock": "", "about": "nobody", **more}  # fmt: skip


# -- Who ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["concern", "know-concern", "step-concern", "who-concern", "close-concern", "attach-concern"]
)
def test_it_is_not_there_for_whom_it_is_about(oak, page):
    """Not on its own page, nor on any that the headteacher has: home, list, report, record, mail, what is held on them."""
    made = concern_of(oak, by="ada", text=TEXT, about=[oak.dora])
    dora = client_of(oak, "dora")
    assert dora.get(at(page, made)).status_code == 404
    if page == "concern":
        pages = ["school", "concerns", "export-concerns", "report", "record", "mail", "permissions"]
        others = [reverse(f"{name}", args=["oak", oak.dora.pk]) for name in ("held", "held-json")]
        for address in [
            *(at(name) for name in pages),
            *others,
            f"{at('concerns')}?show=all",
            f"{at('concerns')}?show=all&q=adult",
        ]:
            told = dora.get(address)
            assert told.status_code == 200, address
            for word in (TEXT, made.title, str(made.number), str(made.pk)):
                assert word not in told.content.decode(), (address, word)


def test_whoever_left_opens_it_no_more(oak):
    made = concern_of(oak)
    actions.let_in(made, by=place_of(oak.edna), person=oak.ada, why="She knows them")
    account_of("ada", second_factor=True)
    ada = client_of(oak, "ada")
    assert ada.get(at("concern", made)).status_code == 200
    oak.ada.until = timezone.localdate()
    oak.ada.save(update_fields=["until"])
    assert ada.get(at("concern", made)).status_code == 403


def test_whoever_has_no_second_factor_sets_one_up_first(oak):
    made = concern_of(oak)
    actions.let_in(made, by=place_of(oak.edna), person=oak.ada, why="She knows them")
    answer = client_of(oak, "ada").get(at("concern", made))
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_evidence_opens_with_its_own_concern_alone(oak):
    one, other = concern_of(oak, BULLIED), concern_of(oak, by="ada", about=[oak.edna])
    dora = client_of(oak, "dora")
    kept = evidence_of(other, place_of(oak.dora))
    assert dora.get(at("evidence", one, evidence=kept.pk)).status_code == 404
    answer = dora.get(at("evidence", other, evidence=kept.pk))
    assert (answer.content, answer["Content-Type"]) == (PICTURE, "image/png")
    assert answer["Content-Disposition"] == 'attachment; filename="shot.png"' and "no-store" in answer["Cache-Control"]
    assert client_of(oak, "edna").get(at("evidence", other, evidence=kept.pk)).status_code == 404


def test_who_somebody_is_is_asked_again_before_a_concern_and_never_after_a_form(oak):
    made = concern_of(oak)
    stale = sign_in(Client(), oak.edna, minutes_ago=30)
    for page in ("concern", "know-concern", "who-concern", "close-concern", "attach-concern"):
        assert stale.get(at(page, made)).status_code == 302
    assert stale.post(at("note-concern", made), {"text": "What I typed"}).status_code == 302
    assert handling.case_of(made).entries[-1].said["text"] == "What I typed"


# -- Opening -----------------------------------------------------------------------------------------------------------


def test_from_what_has_happened_to_the_concern(oak):
    edna = client_of(oak, "edna")
    asked = edna.get(at("school-open-concern"))
    assert "What has happened?" in asked.content.decode()
    wrong = edna.get(at("school-open-concern"), {"question": "event"})
    assert wrong.status_code == 422
    unsure = edna.get(at("school-open-concern"), {"question": "event", "answer": "unsure"})
    assert unsure.status_code == 422 and "as near as it can be said" in unsure.content.decode()
    onward = edna.get(at("school-open-concern"), {"question": "event", "answer": "cyberbullying"})
    assert onward.status_code == 302 and "event=cyberbullying" in onward["Location"]
    assert edna.get(onward["Location"]).status_code == 200
    made = edna.post(onward["Location"], opening())
    assert made.status_code == 302
    concern = Concern.objects.get(school=oak.oak)
    assert made["Location"] == at("concern", concern)
    page = edna.get(made["Location"]).content.decode()
    assert TEXT in page and "The designated safeguarding lead leads it." in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "Write what was seen, told or found"), ({"about": []}, "Select whom it is about"), ({"clock": "25:99"}, "Enter a time such as 14:30"),
        ({"day-year": "2200"}, "must be a date between"), ({"day-year": str(timezone.localdate().year + 1)}, "cannot have come up later than now"),
        ({"day-year": "2001"}, "within the last year"), ({"text": "x" * 10_001}, "at most 10000"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(oak, sent, said):
    answer = client_of(oak, "edna").post(f"{at('school-open-concern')}?event=cyberbullying", opening(**sent))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and 'class="govuk-error-summary"' in page
    assert not Concern.objects.filter(school=oak.oak).exists()
    if "text" not in sent:
        assert TEXT in page


def test_both_nobody_and_somebody_is_refused(oak):
    answer = client_of(oak, "edna").post(f"{at('school-open-concern')}?event=cyberbullying", opening(about=["nobody", str(oak.dora.pk)]))  # fmt: skip
    assert answer.status_code == 422 and "but not both" in answer.content.decode()


def test_somebody_who_cannot_open_it_today_can_be_named_too(oak):
    edna = client_of(oak, "edna")
    page = f"{at('school-open-concern')}?event=concern+about+adult"
    assert oak.ada.name in edna.get(page).content.decode()
    edna.post(page, opening(other=str(oak.ada.pk)))
    assert Concern.objects.get(school=oak.oak).barred == [str(oak.ada.pk)]
    assert edna.post(page, opening(other=str(oak.pip.pk))).status_code == 422
    helper = sign_in(Client(), oak.of_role[RoleName.VOLUNTEER])  # who sees no list of staff
    assert oak.ada.name not in helper.get(page).content.decode()


def test_whoever_may_not_open_what_they_wrote_is_told_who_has_it(oak):
    ada = client_of(oak, "ada")
    answer = ada.post(f"{at('school-open-concern')}?event=concern+about+adult", opening(about=[str(oak.dora.pk)]))
    assert answer["Location"] == at("concern-written")
    page = ada.get(answer["Location"]).content.decode()
    assert "It is written down" in page and oak.edna.name in page
    made = Concern.objects.get(school=oak.oak)
    assert str(oak.dora.pk) in made.barred and handling.case_of(made).facts["event.about headteacher"] is True


@pytest.mark.parametrize("query", ["event=nonsense", "act=post", "event=cyberbullying&no=nonsense"])
def test_an_address_that_nobody_can_mean_is_no_fault(oak, query):
    assert client_of(oak, "edna").get(f"{at('school-open-concern')}?{query}").status_code in (200, 400)


# -- Handling ----------------------------------------------------------------------------------------------------------


def test_more_becomes_known_and_the_steps_follow(oak):
    made, edna = concern_of(oak, {**BULLIED, "event.child abuse image": False}), client_of(oak, "edna")
    page = edna.get(at("concern", made)).content.decode()
    assert "How old is the author?" in page
    address = f"{at('know-concern', made)}?fact=event.author+age"
    assert edna.post(address, {"answer": "ten"}).status_code == 422
    assert edna.post(address, {"answer": "10"}).status_code == 302
    assert handling.case_of(made).facts["event.author age"] == 10
    assert edna.post(address, {"answer": "unsure"}).status_code == 302
    assert "event.author age" not in handling.case_of(made).open_questions  # nobody knows: it is not asked again
    assert edna.get(f"{at('know-concern', made)}?fact=nonsense").status_code == 302


def test_whoever_writes_down_that_it_is_about_them_is_led_away(oak):
    made, dora = concern_of(oak, ADULT, by="edna"), client_of(oak, "dora")
    answer = dora.post(f"{at('know-concern', made)}?fact=event.about+headteacher", {"answer": "yes"})
    if answer.status_code == 422:  # it is asked on a page with others
        answer = dora.post(
            f"{at('know-concern', made)}?fact=event.about+headteacher", {"answer": "event.about headteacher"}
        )
    assert answer["Location"] == at("concern-written")
    assert dora.get(at("concern", made)).status_code == 404


def test_a_step_is_marked_as_done_once(oak):
    made, edna = concern_of(oak, BULLIED), client_of(oak, "edna")
    address = f"{at('step-concern', made)}?step={steps(made)['MO-76.1'].key}"
    day = timezone.localdate()
    sent = {
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "clock": "00:00",
        "text": "Told me at the gate",
    }
    assert edna.post(address, {**sent, "day-year": str(day.year + 1)}).status_code == 422
    assert edna.post(address, sent).status_code == 302
    assert edna.post(address, sent).status_code == 422  # somebody was quicker
    assert "Told me at the gate" in edna.get(at("concern", made)).content.decode()
    assert edna.get(f"{at('step-concern', made)}?step=nothing").status_code == 302


def test_a_closed_one_shows_no_way_to_do_its_steps(oak):
    made, edna = concern_of(oak, BULLIED), client_of(oak, "edna")
    assert edna.post(at("close-concern", made), {"text": ""}).status_code == 422
    edna.post(at("close-concern", made), {"text": "Over"})
    page = edna.get(at("concern", made)).content.decode()
    assert "Mark as done" not in page and "Open it again" in page and "Not done: " in page
    for name in ("step-concern", "know-concern", "attach-concern", "close-concern"):
        assert edna.get(at(name, made)).status_code == 302
    edna.post(at("reopen-concern", made), {"text": "Not over"})
    assert "Mark as done" in edna.get(at("concern", made)).content.decode()


def test_where_it_may_be_an_indecent_picture_no_form_takes_a_file(oak):
    made, edna = concern_of(oak, NUDE), client_of(oak, "edna")
    page = edna.get(at("attach-concern", made)).content.decode()
    assert 'type="file"' not in page and "is an offence" in page
    sent = edna.post(
        at("attach-concern", made), {"shows": "no", "where": "x", "file": SimpleUploadedFile("a.png", PICTURE)}
    )
    assert sent.status_code == 422 and "never kept here" in sent.content.decode()


def test_a_file_is_taken_with_where_it_comes_from(oak):
    made, edna = concern_of(oak, BULLIED), client_of(oak, "edna")
    missing = edna.post(at("attach-concern", made), {"where": "By e-mail"})
    assert missing.status_code == 422 and "By e-mail" in missing.content.decode()
    file = SimpleUploadedFile("../../etc/chat\n.jpeg", PICTURE)
    assert edna.post(at("attach-concern", made), {"shows": "no", "where": "By e-mail", "file": file}).status_code == 302
    page = edna.get(at("concern", made)).content.decode()
    assert "chat.png" in page and "etc" not in page.partition("Evidence")[2].partition("Who may open it")[0]
    large = SimpleUploadedFile("a.png", PICTURE + b"x" * 10_200_000)
    assert edna.post(at("attach-concern", made), {"shows": "no", "where": "x", "file": large}).status_code == 413


def test_what_cannot_be_unsealed_says_so(oak, monkeypatch):
    from cryptography.fernet import Fernet
    from django.conf import settings

    made, edna = concern_of(oak), client_of(oak, "edna")
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (Fernet.generate_key().decode(),))
    answer = edna.get(at("concern", made))
    assert answer.status_code == 500 and "Put back the key that it had" in answer.content.decode()


def test_where_the_policy_of_then_is_gone_the_page_says_so(oak):
    made, edna = concern_of(oak), client_of(oak, "edna")
    said = "no longer holds the policy under which it was opened"
    assert said not in edna.get(at("concern", made)).content.decode()
    Concern.objects.filter(pk=made.pk).update(version="0" * 64)
    assert said in edna.get(at("concern", made)).content.decode()


# -- Lists -------------------------------------------------------------------------------------------------------------


def test_the_list_is_looked_through_by_number_title_and_state(oak):
    one, other = concern_of(oak, BULLIED), concern_of(oak, ADULT)
    actions.close(other, by=place_of(oak.edna), text="Over")
    edna = client_of(oak, "edna")

    def found(query):
        page = edna.get(f"{at('concerns')}?{query}").content.decode()
        return {each.number for each in (one, other) if f"Concern {each.number}" in page}

    assert (
        found("") == {one.number}
        and found("show=closed") == {other.number}
        and found("show=all") == {one.number, other.number}
    )
    assert found(f"show=all&q={other.number}") == {other.number} and found("show=all&q=cyber") == {one.number}
    assert found("q=%00") <= {one.number} and found("q=99999999999999") == found("q=nothing") == set()
    rows = list(csv.reader(io.StringIO(edna.get(f"{at('export-concerns')}?show=all").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [str(other.number), str(one.number)]


@pytest.mark.parametrize("page", ["concerns", "school", "concern"])
def test_no_number_of_queries_grows_with_the_list(oak, page):
    made, edna = concern_of(oak, BULLIED), client_of(oak, "edna")

    def count():
        edna.get(at(page, made if page == "concern" else None))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            edna.get(at(page, made if page == "concern" else None))
        return len(queries)

    few = count()
    for _ in range(4):
        concern_of(oak, BULLIED)
        actions.note(made, by=place_of(oak.edna), text="More")
    assert count() == few
