"""Jobs: what is done later, or every day, by the worker beside the web server (Procrastinate, on the same PostgreSQL).

Room: schools.post. A job's arguments name rows and nothing more. Daily jobs are functions that may be run twice.
To add a daily job: a function `run(today, place)` in its app, called for each school and standing in it, and a line in `daily_jobs`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from belisha.schools.apart import in_school
from belisha.schools.people.places import Place, of_belisha
from belisha.schools.post import actions
from belisha.schools.published.models import School


class TryAgain(Exception):
    """Not yet; the worker comes back to it."""


@app.task(name="deliver", retry=RetryStrategy(max_attempts=actions.MOST_TRIES, exponential_wait=5))
def deliver(school: str, message: str) -> None:
    if actions.deliver(school, message):
        raise TryAgain


@app.task(name="send way in")
def send_way_in(address: str) -> None:
    from belisha.schools.people import links

    links.send_way_in(address)


@app.periodic(cron="*/15 * * * *")
@app.task(name="daily", queueing_lock="daily", pass_context=False)
def daily(timestamp: int) -> None:
    """Asked every quarter of an hour, in UTC; does its work once, from six in the morning in London."""
    now = timezone.localtime(datetime.fromtimestamp(timestamp, tz=timezone.get_current_timezone()))
    if now.hour >= 6:
        run_all(now.date())


def run_all(today: date) -> None:
    """Every daily job for every school, and what belongs to no school. Each may be called twice on a day without harm."""
    from belisha.schools.drafts import actions as drafts

    drafts.purge()
    for school in School.objects.all():
        for run in daily_jobs():
            with in_school(school):
                run(today, of_belisha(school))


def daily_jobs() -> list[Callable[[date, Place], object]]:
    from belisha.schools.agreements import asking, keeping
    from belisha.schools.concerns import actions as concerns
    from belisha.schools.concerns import reminders as concerns_due
    from belisha.schools.declarations import reminders as declarations
    from belisha.schools.notices import actions as notices
    from belisha.schools.people import leaving
    from belisha.schools.policies import early, reminders
    from belisha.schools.post import tidying
    from belisha.schools.record import actions as record
    from belisha.schools.rosters import actions as rosters

    return [
        leaving.run, tidying.run, reminders.run, early.run, declarations.run, notices.run, rosters.run, asking.run, keeping.run, concerns_due.run, concerns.seal, record.run,
    ]  # fmt: skip
