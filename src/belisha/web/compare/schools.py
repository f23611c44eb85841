"""Schools: what a school lives by, as one of the policies to compare: `school:<key>` in an address.

Room: web.compare. At the door the name is made sure of and gets the hash of the text that counts today, `school:<key>:<hash>`, so that what is kept of a
comparison is of that text; `public` takes it off again. Next door: `web.life.lived` knows what a school lives by.
"""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from belisha.web import rulebooks
from belisha.web.life.lived import lived_by

OF_SCHOOL = "school:"


def held(name: str) -> str | None:
    """The full name of what a school lives by today, which pages can then compare; None where no school is called so."""
    try:
        found = lived_by(name.removeprefix(OF_SCHOOL).partition(":")[0], rulebooks.today())
    except Http404:
        return None
    full = f"{OF_SCHOOL}{found.school.key}:{rulebooks.receipt_of(found.policy)}"
    rulebooks.hold(full, found.policy, found.school.name)
    return full


def public(name: str) -> str:
    """The name as an address has it."""
    return ":".join(name.split(":")[:2])


def key_of(name: str) -> str | None:
    """The school's key; None for a policy that comes with Belisha."""
    return name.split(":")[1] if name.startswith(OF_SCHOOL) else None


def document(name: str) -> str:
    """Where a policy is read."""
    key = key_of(name)
    return reverse("published-policy", args=[key]) if key else reverse("policy", args=[name])


def answer(name: str, query: str) -> str:
    """Where a policy's answer to a situation stands."""
    key = key_of(name)
    return f"{reverse('published-ask-decision', args=[key]) if key else reverse('ask-decision', args=[name])}?{query}"
