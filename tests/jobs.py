"""The worker, in the test's own transaction: what waits is done, once each."""

from __future__ import annotations


def run_jobs() -> int:
    """Does what waits, and says how many there were. A job that asks to be tried again stays."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    from belisha.schools.post.jobs import TryAgain

    done = 0
    for job in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        try:
            app.tasks[job.task_name].func(**job.args)
        except TryAgain:
            continue
        _finished(job.pk)
        done += 1
    return done


def _finished(pk: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [pk])
