"""Mail: with the deed, through a real mail server, and what comes of it."""

import socket
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.test import override_settings

from belisha.schools.apart import in_school
from belisha.schools.people import links, places
from belisha.schools.people.models import Link
from belisha.schools.post import actions as post
from belisha.schools.post import jobs
from belisha.schools.post.models import Message
from belisha.schools.record import actions as record
from cast import person_of, place_of
from jobs import run_jobs


class Inbox:
    """A mail server that keeps what it gets; refuses whom it is told to refuse."""

    def __init__(self):
        self.got, self.refuses, self.busy = [], {}, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.busy:
            self.busy -= 1
            return "451 Try again later"
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def inbox():
    handler = Inbox()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    with override_settings(
        BELISHA_MAIL=True,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        BELISHA_ADDRESS="https://policy.example",
    ):
        yield handler
    controller.stop()


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        yield town


def send(town, to=None, **more):
    told = {
        "purpose": "test",
        "subject": "About\nsocial media",
        "text": "Dear Ben,\n\n{link}\n\nYours",
        "link": "/links/oak/x",
    }
    return post.send(place_of(town.dora), to=to or town.ben, **{**told, **more})


def test_a_message_goes_out_once(oak, inbox):
    message = send(oak)
    assert Message.objects.get().state == "waiting"
    assert inbox.got == []
    assert run_jobs() == 1
    [got] = inbox.got
    assert (got["To"], got["Subject"]) == ("ben@example.org", "About social media")
    assert got["Message-ID"] == message.message_id
    text = got.get_body(("plain",)).get_content()
    assert "https://policy.example/links/oak/x" in text
    assert '<a href="https://policy.example/links/oak/x">' in got.get_body(("html",)).get_content()
    message.refresh_from_db()
    assert (message.state, message.tries, message.link) == ("sent", 1, "")
    assert post.deliver("oak", str(message.pk)) is False
    assert len(inbox.got) == 1


def test_a_deed_that_is_undone_sends_nothing(oak, inbox):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send(oak)
        raise ZeroDivisionError
    assert run_jobs() == 0
    assert inbox.got == []


def test_an_address_that_is_refused_has_bounced(oak, inbox):
    inbox.refuses["ben@example.org"] = "550 No such mailbox"
    message = send(oak)
    run_jobs()
    message.refresh_from_db()
    assert (message.state, message.error, message.link) == ("bounced", "550 No such mailbox", "")
    assert run_jobs() == 0


def test_a_server_that_is_busy_is_tried_again(oak, inbox):
    inbox.busy = 1
    message = send(oak)
    assert run_jobs() == 0
    message.refresh_from_db()
    assert (message.state, message.tries) == ("waiting", 1)
    assert run_jobs() == 1
    message.refresh_from_db()
    assert (message.state, message.tries) == ("sent", 2)


def test_a_mailbox_that_is_full_for_ever_is_given_up(oak, inbox):
    inbox.refuses["ben@example.org"] = "452 Mailbox full"
    message = send(oak)
    for _ in range(post.MOST_TRIES + 2):
        run_jobs()
    message.refresh_from_db()
    assert (message.state, message.tries) == ("bounced", post.MOST_TRIES)


def test_a_server_that_is_not_there(oak):
    with override_settings(
        BELISHA_MAIL=True,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=1,
    ):
        message = send(oak)
        run_jobs()
    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.error == "The mail server could not be reached (ConnectionRefusedError)."


def test_without_a_server_mail_stays_in_the_outbox(oak):
    send(oak)
    assert run_jobs() == 0
    assert Message.objects.get().state == "waiting"


def test_whoever_has_no_address_is_shown_as_such(oak, inbox):
    nell = person_of(oak.oak, "Nell", account=False, email="")
    assert send(oak, to=nell).state == "failed"
    assert run_jobs() == 0


def test_no_header_can_be_smuggled_in(oak, inbox):
    send(oak, subject="Hello\r\nBcc: evil@example.org")
    run_jobs()
    assert inbox.got[0]["Bcc"] is None
    assert inbox.got[0]["Subject"] == "Hello Bcc: evil@example.org"


def test_names_in_a_mail_are_no_html(oak, inbox):
    send(oak, text="Dear <b>Ben</b>", link="")
    run_jobs()
    assert "Dear &lt;b&gt;Ben&lt;/b&gt;" in inbox.got[0].get_body(("html",)).get_content()


def test_an_invitation_by_real_mail_opens_the_door(oak, inbox, client):
    nell = person_of(oak.oak, "Nell", account=False)
    links.invite(nell, by=place_of(oak.dora))
    run_jobs()
    text = inbox.got[0].get_body(("plain",)).get_content()
    path = next(word for word in text.split() if word.startswith("https://policy.example/")).removeprefix(
        "https://policy.example"
    )
    assert client.post(path).status_code == 302


# -- Every day -------------------------------------------------------------------------------------------------------


def test_the_daily_jobs_may_be_run_twice(db):
    jobs.run_all(date(2026, 11, 20))
    with in_school("beacon-lane"):
        before = list(Message.objects.values()), list(Link.objects.values())
    jobs.run_all(date(2026, 11, 20))
    with in_school("beacon-lane"):
        assert (list(Message.objects.values()), list(Link.objects.values())) == before
        assert record.verify("beacon-lane").problem == ""


def test_the_day_begins_at_six_in_london(monkeypatch):
    ran = []
    monkeypatch.setattr(jobs, "run_all", ran.append)
    for moment in (1782190800, 1782194400):  # 23 June 2026, 05:00 and 06:00 UTC: six and seven in London, in summer
        jobs.daily.func(moment)
    assert ran == [date(2026, 6, 23)] * 2
    ran.clear()
    jobs.daily.func(1782190800 - 60)
    assert ran == []


def test_links_in_the_outbox_are_forgotten(oak):
    from datetime import timedelta

    message = send(oak)
    Message.objects.update(made=message.made - timedelta(days=15))
    from belisha.schools.post import tidying

    tidying.run(date(2026, 11, 20), places.of_belisha(oak.oak))
    message.refresh_from_db()
    assert message.link == ""
