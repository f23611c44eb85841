"""Jobs: the long parts of an import, by the worker.

Room: schools.rosters. Found by its import in `actions`.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from belisha.schools.rosters import actions


@app.task(name="roster")
def go_on(school: str, roster: str) -> None:
    actions.go_on(school, roster)
