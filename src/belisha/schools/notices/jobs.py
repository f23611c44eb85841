"""Jobs: the sending of a notice, by the worker.

Room: schools.notices. Found by its import in `actions`.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from belisha.schools.notices import actions


@app.task(name="notice")
def send(school: str, telling: str) -> None:
    actions.go_on(school, telling)
