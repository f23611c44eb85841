"""Campaign: how long it takes to ask many people to sign, and its pages then; as JSON.

Argument: how many people (5,000), all parents with an e-mail address. Asking is the job of the worker, with a link and a letter for each. The pages are opened
by the school office, the whole way through Django without a network, the middle of five times. Half of the people have signed. The database is the embedded
one, made anew and thrown away; before the pages it gets its statistics, which autovacuum makes within a minute.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from county import TESTS, begin

TIMES = 5
PEOPLE = """
INSERT INTO people_person (id, school_id, given, family, preferred, email, since, until, external_id, born, account_id)
SELECT gen_random_uuid(), 'oak', 'Given' || n %% 97, 'Family' || n %% 1009, '', 'p' || n || '@oak.example', DATE '2021-09-01', NULL, 'x' || n, NULL, NULL
FROM generate_series(1, %s) AS n;
INSERT INTO people_role (id, school_id, person_id, role, since, until, detail)
SELECT gen_random_uuid(), school_id, id, 'parent', since, NULL, '' FROM people_person WHERE external_id <> '';
"""
SIGN = """
UPDATE agreements_signing s SET state = 'signed', at = now(), "on" = current_date, way = 'link', name = p.given || ' ' || p.family
FROM people_person p WHERE p.id = s.person_id AND p.external_id ~ '[02468]$'
"""


def measure(people: int) -> dict[str, Any]:
    from django.db import connection, connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    import cast
    from belisha.schools.agreements import actions, asking
    from belisha.schools.apart import in_school
    from belisha.schools.people.models import Person
    from belisha.schools.policies.models import State
    from schools.test_agreements import policy
    from schools.test_policies import version_in

    town = cast.town()
    with in_school(town.oak), connection.cursor() as cursor:
        Person.objects.filter(school=town.oak, given__in=["Ben", "Robin"]).update(email="")
        cursor.execute(PEOPLE, [people])
        version = version_in(town, State.PUBLISHED, policy())
    report: dict[str, Any] = {"people": people}

    def timed(name: str, deed: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        done = deed()
        report[name] = round(time.perf_counter() - start, 3)
        print(name, report[name], file=sys.stderr)
        return done

    def open_it() -> Any:
        with in_school(town.oak):
            due = timezone.localdate() + timedelta(days=14)
            return actions.open_campaign(by=cast.place_of(town.olive), version=version, agreement="AG-2", due=due)

    campaign = timed("open", open_it)
    timed("ask", lambda: asking.go_on("oak", str(campaign.pk)))
    timed("ask again", lambda: asking.go_on("oak", str(campaign.pk)))
    with in_school(town.oak), connection.cursor() as cursor:
        cursor.execute(SIGN)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    day = timezone.localdate() + timedelta(days=8)
    timed("remind half", lambda: asking.go_on("oak", str(campaign.pk), day))
    client = cast.sign_in(Client(), town.olive)
    pages = {
        "its page": ("campaign", {}),
        "who is missing": ("campaign-people", {"state": "asked"}),
        "the last page of it": ("campaign-people", {"state": "asked", "page": "9999"}),
        "somebody by name": ("campaign-people", {"q": "Family7"}),
        "everybody as CSV": ("export-campaign", {}),
    }
    for said, (name, query) in pages.items():
        address, times = reverse(name, args=["oak", campaign.pk], query=query), []
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
            queries = len(counted)
        for _ in range(TIMES):
            start = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - start)
        report[said] = {"seconds": round(median(times), 3), "queries": queries}
    return report


def main() -> None:
    sys.path.insert(0, str(TESTS))
    folder = Path(tempfile.mkdtemp())
    (folder / "static").symlink_to(TESTS.parent / ".data" / "static")  # where the pages find their style
    running = begin(folder)
    try:
        from django.db import connections

        report = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
        connections.close_all()
    finally:
        running.release()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
