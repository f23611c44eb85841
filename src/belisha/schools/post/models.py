"""The outbox: every message that Belisha was asked to send for a school, and what became of it.

Room: schools.post. Written by `actions` alone.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from belisha.schools.apart import SchoolRow
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


# That something waits for somebody on their own page. Who is told so, and who is not, would betray a concern to a headteacher whom it is about.
QUIET = "home"


class Messages(models.QuerySet["Message"]):
    def visible_to(self, place: Place) -> Messages:
        """The outbox, for those who may see it; none that is quiet."""
        here = self.filter(school=place.school).exclude(purpose=QUIET)
        return here if place.may(Permission.SEE_MAIL) else here.none()


class Message(SchoolRow):
    """One message to one person. `link`: the address in it that lets somebody in; kept apart, and gone once it was sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        BOUNCED = "bounced", "Refused by the recipient's server"
        FAILED = "failed", "Given up"

    to = models.EmailField(max_length=254)
    person = models.UUIDField(null=True, default=None)
    subject = models.CharField(max_length=200)
    text = models.TextField()  # "{link}" where the link goes
    html = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    made = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=100, default="", blank=True)

    objects = Messages.as_manager()

    class Meta:
        ordering = ["-made", "id"]
        indexes = [
            models.Index(fields=["school", "made"], name="message_by_time"),
            models.Index(fields=["school", "state", "made"], name="message_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "bounced", "failed"]), name="message_state_known"
            ),
        ]

    class Privacy:
        quiet = {"purpose": QUIET}
        personal = {"to", "person", "subject", "text", "html", "link", "error"}
        plain = {"id", "school", "purpose", "state", "tries", "made", "sent", "message_id"}

    def __str__(self) -> str:
        return f"message {self.pk}"


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@belisha>"
