"""What the tests of several pages ask for.

warm          what takes seconds has been worked out, so that a page answers at once: `warm.rows` of every policy, `warm.compared` of a PAIR
session_of    session_of("dora"): a cookie of one of the demonstration's people, who has just signed in
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from belisha import library
from conftest import set_up_django

set_up_django()  # the tests of this folder import models at their top; the database comes when a test asks for it

PAIR = ("dilton-marsh", "wilnecote")


@pytest.fixture(scope="session")
def warm(database):
    from belisha.web import rulebooks
    from belisha.web.compare import differences, matrix
    from belisha.web.policies import about

    today = rulebooks.today()
    about.about("little-eaton", today, None)
    rows, compared = matrix.rows(library.NAMES, today), differences.compared(PAIR, today, None)
    return SimpleNamespace(today=today, rows=rows, compared=compared)


@pytest.fixture(scope="session")
def session_of(live_server):
    def made(who):
        from django.test import Client

        client = Client()
        client.post("/sign-in/demonstration", {"email": f"{who}@demonstration.example"})
        return {"name": "session", "value": client.cookies["session"].value, "url": live_server}

    return made
