"""Needs: what waits for whoever opens the home of a school, from every part of it. To add one: a line in SOURCES.

Room: web.school. A source is a function from a `Visit` to its `Need`s, in a number of queries that does not grow with the school; what it names, its
link must open for the same person. What is overdue comes first, otherwise the order of SOURCES.
"""

from __future__ import annotations

from belisha.schools.people.places import Place
from belisha.web.agreements import presenters as agreements
from belisha.web.channels import presenters as channels
from belisha.web.concerns import presenters as concerns
from belisha.web.declarations import presenters as declarations
from belisha.web.life import early as early_reviews
from belisha.web.life import presenters as life
from belisha.web.notices import presenters as notices
from belisha.web.reports import presenters as reports
from belisha.web.school.need import Need, Visit
from belisha.web.teaching import presenters as teaching

SOURCES = (
    concerns.needs, agreements.needs, declarations.needs, channels.needs, life.needs, early_reviews.needs, notices.needs, teaching.needs, reports.needs,
)  # fmt: skip


def of(place: Place) -> list[Need]:
    """All that waits for them now."""
    visit = Visit(place)
    return sorted((each for source in SOURCES for each in source(visit)), key=lambda each: not each.overdue)
