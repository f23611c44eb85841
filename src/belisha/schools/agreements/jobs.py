"""Jobs: asking and reminding many people, by the worker.

Room: schools.agreements.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from belisha.schools.agreements import asking


@app.task(name="agreement")
def go_on(school: str, campaign: str) -> None:
    asking.go_on(school, campaign)
