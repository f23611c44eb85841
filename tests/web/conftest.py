"""What the tests of several pages ask for.

warm      what takes seconds has been worked out, so that a page answers at once: `warm.rows` of every policy, `warm.compared` of a PAIR
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from belisha import library

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
