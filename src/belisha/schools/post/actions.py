"""Sending: into the outbox with the deed, out of it by a job.

Room: schools.post. `send` writes a message and a job in the caller's transaction; `deliver` is the job. With no mail server set,
the message stays in the outbox, where the office of a demonstration can read it.
Next door: `jobs` runs what is due.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.post.models import Message, new_message_id

if TYPE_CHECKING:
    from belisha.schools.people.models import Person
    from belisha.schools.people.places import Place

log = logging.getLogger("belisha.post")
MOST_TRIES = 6
KEEP_LINKS = timedelta(days=14)  # the longest that a link in the outbox could still be of use


@transaction.atomic
def send(by: Place, *, to: Person, purpose: str, subject: str, text: str, link: str = "", html: str = "") -> Message:
    """Puts a message into the outbox of the school, in the caller's transaction.

    to: whoever has no address gets nothing, and that is shown. link: an address on this site, for `{link}` in the text; it is
    kept apart from the text and is gone once it was sent.
    """
    message = prepared(by, to=to, purpose=purpose, subject=subject, text=text, link=link, html=html)
    send_all([message])
    return message


def prepared(
    by: Place, *, to: Person, purpose: str, subject: str, text: str, link: str = "", html: str = ""
) -> Message:
    """The same, for `send_all`."""
    message = Message(
        school=by.school,
        to=to.email,
        person=to.pk,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        link=link,
        purpose=purpose,
        message_id=new_message_id(),
    )
    if not to.email:
        message.state, message.error = Message.State.FAILED, "There is no e-mail address."
    return message


@transaction.atomic
def send_all(messages: Sequence[Message]) -> None:
    """Puts many messages into the outbox at once, in the caller's transaction."""
    from belisha.schools.post import jobs

    Message.objects.bulk_create(messages)
    for message in messages:
        if message.to and settings.BELISHA_MAIL:
            jobs.deliver.defer(school=message.school_id, message=str(message.pk))


def deliver(school: str, message: str) -> bool:
    """Sends one message, unless it was sent before. Returns whether to try again later.

    The mail server's word is kept: what it refuses for good has bounced; anything else is tried again. A process that dies
    between sending and writing that down sends twice, with one Message-ID; it never loses one.
    """
    with in_school(school):
        found = Message.objects.select_for_update().filter(school_id=school, pk=message).first()
        if found is None or found.state != Message.State.WAITING:
            return False
        found.tries += 1
        try:
            _mail(found).send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()), (550, b""))
            again = 400 <= code < 500
            _failed(found, Message.State.BOUNCED, f"{code} {_words(said)}", again)
        except smtplib.SMTPResponseException as error:
            again = 400 <= error.smtp_code < 500
            _failed(found, Message.State.BOUNCED, f"{error.smtp_code} {_words(error.smtp_error)}", again)
        except (OSError, smtplib.SMTPException) as error:
            _failed(
                found, Message.State.FAILED, f"The mail server could not be reached ({type(error).__name__}).", True
            )
        else:
            found.state, found.sent, found.error, found.link = Message.State.SENT, timezone.now(), "", ""
        found.save(update_fields=["state", "tries", "error", "sent", "link"])
        return found.state == Message.State.WAITING


def _failed(message: Message, for_good: Message.State, said: str, again: bool) -> None:
    message.error = said[:300]
    if not again or message.tries >= MOST_TRIES:
        message.state, message.link = for_good, ""
        log.warning("a message of %s could not be sent: %s", message.school_id, message.state)


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _mail(message: Message) -> EmailMultiAlternatives:
    address = settings.BELISHA_ADDRESS + message.link
    text = message.text.replace("{link}", address)
    made = EmailMultiAlternatives(
        message.subject, text, settings.DEFAULT_FROM_EMAIL, [message.to], headers={"Message-ID": message.message_id}
    )
    made.attach_alternative((message.html or as_html(message.text)).replace("{link}", escape(address)), "text/html")
    return made


def as_html(text: str) -> str:
    """Plain words as a plain page: a paragraph for each, and the link as one."""
    paragraphs = "".join(
        '<p><a href="{link}">{link}</a></p>' if each.strip() == "{link}" else f"<p>{escape(each)}</p>"
        for each in text.split("\n\n")
    )
    return f'<!DOCTYPE html><html lang="en-GB"><body style="font-family: sans-serif; font-size: 16px">{paragraphs}</body></html>'


def forget_links(school: str) -> int:
    """Blanks the links of messages that nobody will send any more. Stands in the school."""
    old = Message.objects.filter(school_id=school, made__lt=timezone.now() - KEEP_LINKS).exclude(link="")
    return old.update(link="")
