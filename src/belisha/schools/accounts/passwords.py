"""Passwords: which are good enough. No network: what is asked never leaves the machine.

Room: schools.accounts. A password is refused when it is short, when zxcvbn (which knows common passwords, names, keyboard
walks and dates) would guess it soon, when it is made of the person's own or their school's words, or when it stands in the list of
breached ones that the installation has loaded (`belisha passwords load FILE`).
Next door: `bloom` holds that list.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from belisha.schools.accounts import bloom

SHORTEST, LONGEST = 12, 256
GUESSES_AT_LEAST = 10**10  # zxcvbn's score 4: safe even if somebody steals the hashes
OURS = ("belisha", "school", "primary", "academy", "teacher", "headteacher", "governor", "password")


def faults(password: str, own: tuple[str, ...] = ()) -> list[str]:
    """Why it is not good enough, a sentence each; none when it is. own: the person's and their schools' words."""
    if len(password) < SHORTEST:
        return [f"Password must be {SHORTEST} characters or more, such as three words that do not belong together"]
    if len(password) > LONGEST:
        return [f"Password must be {LONGEST} characters or fewer"]
    told = [each.lower() for each in (*own, *OURS)]
    words = [*told, *(word for each in told for word in re.findall(r"\w{3,}", each))]
    if zxcvbn(password, user_inputs=words)["guesses"] < GUESSES_AT_LEAST:
        return [
            "Password is too easy to guess. Use three words that do not belong together, and none of your own or your school's names"
        ]
    if breached(password):
        return ["Password stands in a list of stolen passwords. Choose another, and change it wherever else you use it"]
    return []


def breached(password: str) -> bool:
    file = loaded()
    return file.exists() and bloom.holds(file, password)


def loaded() -> Path:
    """Where `belisha passwords load` keeps its list."""
    return Path(settings.BELISHA_DATA) / "breached.bloom"


class GoodPassword:
    """The same, as Django's forms ask for it."""

    def validate(self, password: str, user: Any = None) -> None:
        found = faults(password, own_words(user))
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return f"{SHORTEST} characters or more. Three words that do not belong together are easy to remember and hard to guess."


def own_words(account: Any) -> tuple[str, ...]:
    """What somebody who knows them would try first: their address, names and schools."""
    email = getattr(account, "email", "") or ""
    if not email:
        return ()
    from belisha.schools.apart import in_school
    from belisha.schools.people import places
    from belisha.schools.people.models import Person

    words = [email, *email.replace("@", ".").split(".")]
    if account.pk:
        for place in places.of_account(account):
            words.append(place.school.name)
            with in_school(place.school):
                person = Person.objects.filter(pk=place.person_id).first()
            if person:
                words += [person.given, person.family, person.preferred]
    return tuple(words)
