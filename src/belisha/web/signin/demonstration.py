"""Demonstration: whom one can sign in as, to see what each role sees.

Room: web.signin.
"""

from __future__ import annotations

from belisha.schools.accounts.models import Account


def cast() -> list[tuple[str, str]]:
    """Pairs of address and words, in the order of the demonstration."""
    from belisha.schools.people.demonstration import CAST

    there = set(Account.objects.filter(demonstration=True).values_list("email", flat=True))
    return [(each.email, each.words) for each in CAST if each.email in there]
