"""What is kept of a document that was brought in: once, for as long as was said, and never changed behind somebody's back."""

import secrets
import threading
from datetime import timedelta

import pytest

from belisha.importing.faults import ImportFault
from web.drafting import BEFRIEND, FORMER, REPORT, TEXT, make_draft, read_once


@pytest.fixture
def draft(db):
    return make_draft()[1]


def standing(draft):
    """How each sentence stands: its id's number, modality, choice and rule."""
    return [(each.number, each.modality, each.choice, each.rule) for each in draft.sentences.all()]


def decide(draft, position, choice, version=None, **more):
    from belisha.schools.drafts import actions

    there = draft.sentences.get(position=position)
    return actions.decide(draft, position, there.version if version is None else version, choice, **more)


# ---- coming in ----------------------------------------------------------------------------------------------------


def test_sent_twice_it_is_taken_in_once(db):
    from belisha.schools.drafts import actions

    token = secrets.token_urlsafe(32)
    first = actions.begin(token, file_name="a.txt", ending=".txt", data=b"one")
    assert actions.begin(token, file_name="a.txt", ending=".txt", data=b"one").pk == first.pk
    with pytest.raises(actions.TokenTaken):
        actions.begin(token, file_name="a.txt", ending=".txt", data=b"two")


def test_the_token_is_not_kept_and_the_file_only_until_it_is_read(draft):
    from belisha.schools.drafts.models import Draft

    token, fresh = make_draft()
    row = str(Draft.objects.filter(pk=fresh.pk).values().get())
    assert token not in row
    assert fresh.pending is None and fresh.source is not None and not fresh.waiting
    assert Draft.objects.by_link(token).get() == fresh
    assert not Draft.objects.by_link(token[:-1] + ("A" if token[-1] != "A" else "B")).exists()


def test_a_document_is_stored_once_however_often_it_was_read(draft):
    from belisha.schools.drafts import actions

    before = standing(draft)
    actions.store(draft, *read_once(TEXT))
    actions.refuse(draft, "No", "Again")
    draft.refresh_from_db()
    assert standing(draft) == before and not draft.problem


def test_a_refused_document_says_why_and_is_not_kept(db):
    from belisha.schools.drafts import actions

    begun = actions.begin(secrets.token_urlsafe(32), file_name="a.pdf", ending=".pdf", data=b"%PDF")
    actions.refuse(begun, "It is encrypted", "Save it without a password")
    begun.refresh_from_db()
    assert (begun.pending, begun.source, begun.problem) == (None, None, "It is encrypted")
    assert begun.expires - begun.created <= timedelta(days=1, minutes=1)


def test_what_would_harm_a_page_or_a_database_is_taken_out_of_the_text(db):
    text = "Oak School\n\nPolicy\n\nStaff must\u202e not befriend\x00 a \x1bpupil, \ud800ever.\n"
    _, made = make_draft(text.replace("\ud800", "x"))
    (sentence,) = [each for each in made.sentences.all() if "befriend" in each.reading["sentence"]["text"]]
    assert not set("\u202e\x00\x1b") & set(sentence.reading["sentence"]["text"])
    assert len(made.source["text"]) == len(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\head\\policy.docx", "policy.docx"),
        ("po\x00li\x1b[31mcy\u202e.pdf", "poli[31mcy.pdf"),
        ("a\nb.pdf", "a b.pdf"),
        ("", ""),
        ("x" * 500 + ".docx", "x" * 100 + "…" + "xxxxxxx.docx"),
    ],
)
def test_a_file_name_is_made_harmless(database, name, shown):
    from belisha.schools.drafts import actions

    assert actions.harmless_name(name) == shown


# ---- deciding -----------------------------------------------------------------------------------------------------


def test_a_sentence_becomes_a_rule_prose_or_nothing_and_keeps_its_id(draft):
    decide(draft, 1, "rule", rules=[BEFRIEND])
    decide(draft, 2, "prose")
    decide(draft, 5, "nobody")
    stands = standing(draft)
    assert stands[0] == (1, "must not", "rule", BEFRIEND)
    assert stands[1] == (2, "should not", "prose", "")
    assert stands[4] == (5, "none", "nobody", "")
    decide(draft, 5, "")
    assert standing(draft)[4] == (5, "must not", "", "")
    draft.refresh_from_db()
    assert draft.version == 4


def test_a_modality_can_be_put_right_and_a_note_written(draft):
    decide(draft, 2, "", modality="must not", note="  The head\n says so. ")
    there = draft.sentences.get(position=2)
    assert (there.modality, there.choice, there.note) == ("must not", "", "The head says so.")
    decide(draft, 2, "prose", modality="none")
    assert standing(draft)[1] == (2, "none", "nobody", "")


def test_a_sentence_that_binds_somebody_after_all_gets_the_next_id(draft):
    assert standing(draft)[8] == (None, "none", "", "")
    decide(draft, 9, "prose", modality="should")
    assert standing(draft)[8] == (9, "should", "prose", "")


def test_nothing_changes_where_nothing_is_changed(draft):
    decide(draft, 9, "")
    decide(draft, 1, "", note="")
    draft.refresh_from_db()
    assert draft.version == 0 and not draft.steps.exists()


def test_two_who_decide_at_once_notice_each_other(draft):
    from belisha.schools.drafts import actions

    decide(draft, 1, "rule", version=0, rules=[BEFRIEND])
    with pytest.raises(actions.Conflict) as met:
        decide(draft, 1, "prose", version=0)
    assert met.value.sentence.choice == "rule"
    assert standing(draft)[0][2] == "rule"
    decide(draft, 2, "prose", version=0)  # another sentence is nobody's conflict


def test_accepting_all_leaves_what_was_decided(draft):
    from belisha.schools.drafts import actions

    decide(draft, 1, "prose")
    assert actions.accept_all(draft, 1, 0.6) == 1
    assert [each[2:] for each in standing(draft)][:2] == [("prose", ""), ("rule", FORMER)]
    with pytest.raises(actions.Conflict):
        actions.accept_all(draft, 1, 0.5)
    assert actions.accept_all(draft, 2, 0.5) == 1
    assert actions.accept_all(draft, 3, 0.5) == 0


def test_steps_are_taken_back_one_by_one(draft):
    from belisha.schools.drafts import actions

    begun = standing(draft)
    decide(draft, 9, "prose", modality="may", note="why not")
    after_one = standing(draft)
    actions.accept_all(draft, 1, 0.5)
    assert [each[3] for each in standing(draft) if each[3]] == [BEFRIEND, FORMER, REPORT]
    assert actions.undo(draft, 2) == [1, 2, 7]
    assert standing(draft) == after_one
    with pytest.raises(actions.Conflict):
        actions.undo(draft, 2)
    assert actions.undo(draft, 3) == [9]
    assert standing(draft) == begun and draft.sentences.get(position=9).note == ""
    assert actions.undo(draft, 4) == []


def test_what_is_undone_is_noticed_by_who_looked_before(draft):
    from belisha.schools.drafts import actions

    decide(draft, 1, "prose")
    actions.undo(draft, 1)
    with pytest.raises(actions.Conflict):
        decide(draft, 1, "rule", version=1, rules=[BEFRIEND])


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": "rule", "rule": ""},
        {"choice": "prose", "rule": "Staff must not befriend a pupil."},
        {"choice": "perhaps"},
        {"modality": "will"},
        {"choice": "prose", "number": None},
        {"number": 2},
        {"position": 2},
    ],
)
def test_the_database_refuses_what_cannot_be(draft, wrong):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.sentences.filter(position=1).update(**wrong)


@pytest.mark.parametrize("wrong", [{"pending": b"x"}, {"source": None}, {"problem": "No"}, {"read": None}])
def test_a_draft_is_waiting_read_or_refused(draft, wrong):
    from django.db import IntegrityError, transaction

    from belisha.schools.drafts.models import Draft

    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(**wrong)


# ---- as a policy --------------------------------------------------------------------------------------------------


def test_the_document_says_what_was_decided(draft):
    from belisha.language import read_policy
    from belisha.schools.drafts.document import document, gather

    decide(draft, 1, "rule", rules=[BEFRIEND, "Staff may join a learning group with pupils."], note='As "agreed".')
    decide(draft, 2, "prose")
    decide(draft, 5, "nobody")
    written = document(gather(draft))
    policy = read_policy(written.text, "policy")
    assert [(each.id, each.sentence) for each in policy.clauses] == [
        ("DR-1", BEFRIEND),
        ("DR-1a", "Staff may join a learning group with pupils."),
    ]
    assert "Printed: “Staff must not befriend a pupil.” As ”agreed”." in policy.clauses[0].note
    assert "(DR-2, DR-3)" in written.text or "(DR-2)" in written.text
    assert "(DR-5)" not in written.text and "lend their phones to anybody" in written.text


# ---- going --------------------------------------------------------------------------------------------------------


def test_drafts_go_when_their_time_is_over(db, capsys):
    from django.core.management import call_command
    from django.utils import timezone

    from belisha.schools.drafts.models import Draft, Sentence

    (old_token, old), (token, draft) = make_draft(), make_draft()
    Draft.objects.filter(pk=old.pk).update(
        created=timezone.now() - timedelta(days=31), expires=timezone.now() - timedelta(seconds=1)
    )
    assert not Draft.objects.by_link(old_token).exists() and Draft.objects.by_link(token).exists()
    call_command("purge_drafts")
    assert capsys.readouterr().out == "1 expired draft removed.\n"
    assert not Draft.objects.filter(pk=old.pk).exists() and not Sentence.objects.filter(draft_id=old.pk).exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


# ---- the queue ----------------------------------------------------------------------------------------------------


@pytest.fixture
def begun(database):
    """begun(data): a draft that waits, committed, so that other threads see it."""
    from belisha.schools.drafts import actions

    made = []

    def begin(data=b"Staff must not befriend a pupil.", ending=".txt"):
        made.append(actions.begin(secrets.token_urlsafe(32), file_name=f"a{ending}", ending=ending, data=data))
        return made[-1]

    yield begin
    for each in made:
        actions.remove(each)


def reader(monkeypatch, read=lambda *_: read_once(TEXT)):
    from belisha.schools.drafts import queue

    monkeypatch.setattr(queue, "read_through", read)
    return queue


def test_a_document_that_waits_is_read_once(begun, monkeypatch):
    read = []
    queue = reader(monkeypatch, lambda *_: read.append(1) or read_once(TEXT))
    draft = begun()
    here = queue.Queue()
    events = {here.add(draft.pk, "1.1.1.1") for _ in range(5)}
    assert all(each.wait(10) for each in events)
    here.add(draft.pk, "1.1.1.1").wait(10)
    draft.refresh_from_db()
    assert draft.read and len(read) == 1 and draft.sentences.count() == 9


def test_two_processes_do_not_read_the_same_document(begun, monkeypatch):
    """Each has a queue of its own; the lock in the database keeps the second away, and is let go when the first has died."""
    held, go = threading.Event(), threading.Event()
    queue = reader(monkeypatch, lambda *_: held.set() or (go.wait(10) and read_once(TEXT)))
    draft = begun()
    first = queue.Queue().add(draft.pk, "1.1.1.1")
    assert held.wait(10)
    assert queue.Queue().add(draft.pk, "2.2.2.2").wait(10)  # it came back without having read
    draft.refresh_from_db()
    assert draft.waiting and draft.attempts == 1
    go.set()
    assert first.wait(10)
    draft.refresh_from_db()
    assert draft.read


def test_a_reading_that_was_broken_off_is_begun_again_three_times(begun, monkeypatch, caplog):
    def dies(*_):
        raise RuntimeError("killed")

    queue = reader(monkeypatch, dies)
    draft, here = begun(), queue.Queue()
    for attempt in range(1, 4):
        assert here.add(draft.pk, "1.1.1.1").wait(10)
        draft.refresh_from_db()
        assert draft.waiting and draft.attempts == attempt
    here.add(draft.pk, "1.1.1.1").wait(10)
    draft.refresh_from_db()
    assert "three times" in draft.problem
    assert "reading a document failed" in caplog.text and "befriend" not in caplog.text


def test_a_document_that_cannot_be_read_says_why(begun, monkeypatch):
    def refuses(*_):
        raise ImportFault("It is encrypted", "Save it without a password")

    queue = reader(monkeypatch, refuses)
    draft = begun()
    assert queue.Queue().add(draft.pk, "1.1.1.1").wait(10)
    draft.refresh_from_db()
    assert (draft.problem, draft.mend) == ("It is encrypted", "Save it without a password")


def test_one_at_a_time_for_an_address_and_two_for_all(begun, monkeypatch):
    going, most, lock, go = [], [], threading.Lock(), threading.Event()

    def slowly(data, _):
        with lock:
            going.append(data)
            most.append(sorted(going))
        go.wait(10)
        with lock:
            going.remove(data)
        return read_once(TEXT)

    queue = reader(monkeypatch, slowly)
    here = queue.Queue()
    drafts = [begun(data) for data in (b"a1", b"a2", b"b1", b"c1")]
    events = [here.add(each.pk, address) for each, address in zip(drafts, "aabc", strict=True)]
    for _ in range(200):
        if len(most) == 2:
            break
        threading.Event().wait(0.02)
    assert most[-1] == [b"a1", b"b1"]
    assert [here.before(each.pk) for each in drafts] == [0, 1, 0, 2]
    assert here.has_room("a")
    here.waiting[-1] = "a"
    assert not here.has_room("a") and here.has_room("b")
    del here.waiting[-1]
    go.set()
    assert all(each.wait(10) for each in events)
    assert max(map(len, most)) == 2 and not any({b"a1", b"a2"} <= set(each) for each in most)


def test_a_draft_that_was_deleted_while_it_was_read_stays_deleted(begun, monkeypatch):
    from belisha.schools.drafts import actions
    from belisha.schools.drafts.models import Draft

    def deletes(*_):
        actions.remove(draft)
        return read_once(TEXT)

    queue = reader(monkeypatch, deletes)
    draft = begun()
    assert queue.Queue().add(draft.pk, "1.1.1.1").wait(10)
    assert not Draft.objects.filter(pk=draft.pk).exists()
