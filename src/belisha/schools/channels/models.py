"""The list of channels: where the school speaks or meets online, who keeps each, and what the policy may want to know of it.

Room: schools.channels. Written by `actions` alone. A channel counts from the day of `since` until the day before `closed`, and its row stays. The words
are the vocabulary's: a kind of `account`, a kind of `site`, an `audience`, and what is asked of an account (`FACTS`).
Next door: `declarations.models.Approval` says what was approved of a channel; `declarations.facts` reads both for the engine.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from belisha.language.vocabulary import load
from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

# What of `account` is somebody's own, or nobody's.
NO_CHANNEL = ("personal", "none")
UNOFFICIAL = "unofficial school"
# A private message is sent on a channel, and is none.
AUDIENCES = ("public", "limited")
# What is asked of an account and is no property of the channel: how somebody takes part in it, and whether settings were looked at lately.
OF_OTHERS = ("account.joined with personal profile", "account.settings neglected")


def kinds() -> tuple[str, ...]:
    """The vocabulary's kinds of account that can be a school's channel."""
    return tuple(each for each in load().facts["account"].values if each not in NO_CHANNEL)


def known_of() -> tuple[str, ...]:
    """The flags that can be kept of a channel, such as that the school holds the main log-in."""
    facts = load().facts
    return tuple(
        each for each in facts if each.startswith("account.") and facts[each].type == "flag" and each not in OF_OTHERS
    )


class Channels(models.QuerySet["Channel"]):
    def visible_to(self, place: Place) -> Channels:
        """All of them to whoever works, governs or helps here; to families and pupils those that everybody can see."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_CHANNELS) else here.filter(audience="public")

    def in_use(self, day: date) -> Channels:
        return self.filter(since__lte=day).filter(Q(closed__isnull=True) | Q(closed__gt=day))


class Channel(SchoolRow):
    """One website, account or group.

    kind, site, audience: values of the vocabulary's `account`, `site` and `audience`; the last two "" where nobody said. facts: `{flag: true or false}`,
    of `known_of()`; a flag that is left out is not known. keeper, or keeper_role: who looks after it. closed: the first day without it.
    """

    name = models.CharField(max_length=300)
    address = models.CharField(max_length=300, blank=True)  # a web address, or what it is called where it is
    kind = models.CharField(max_length=40)
    site = models.CharField(max_length=40, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    keeper = InSchool(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    keeper_role = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    closed = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=300, blank=True)

    objects = Channels.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["school", "keeper"], name="channel_of_keeper")]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], condition=Q(closed__isnull=True), name="channel_once"),
            models.CheckConstraint(condition=~Q(name=""), name="channel_is_named"),
            models.CheckConstraint(condition=Q(keeper__isnull=True) | Q(keeper_role=""), name="channel_has_one_keeper"),
            models.CheckConstraint(
                condition=Q(closed__isnull=True, closed_because="")
                | (Q(closed__gte=F("since")) & ~Q(closed_because="")),
                name="channel_closed_for_a_reason",
            ),
        ]

    class Privacy:
        said = "channel that they keep"
        personal = {"keeper"}
        plain = {
            "id", "school", "name", "address", "kind", "site", "audience", "facts", "keeper_role", "since", "closed", "closed_because",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def words_for_record(self) -> str:
        return self.name

    def is_in_use(self, day: date) -> bool:
        return self.since <= day and (self.closed is None or self.closed > day)
