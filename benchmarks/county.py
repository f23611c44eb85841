"""County: how long the pages of a school take with a thousand schools and half a million people in one database; as JSON.

Arguments: how many schools (1,000), how many people in each (500). One school more has forty times as many. Every page of a school that needs nothing but the
school is opened by a headteacher in twenty of the schools, the large one among them; the middle of three times each, and how many queries it took. The whole
way through Django is measured, but no network. The database is the embedded one, made anew and thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

TESTS = Path(__file__).resolve().parent.parent / "tests"
LARGE, LOOKED_AT, TIMES = 40, 20, 3
# What each school has beside its headteacher: of every hundred people, so many are pupils, parents and teachers.
PEOPLE = """
INSERT INTO people_person (id, school_id, given, family, preferred, email, since, until, external_id, born, account_id)
SELECT gen_random_uuid(), %(school)s, 'Given' || n %% 97, 'Family' || n %% 1009, '', 'p' || n || '@' || %(school)s || '.example', DATE '2021-09-01', NULL,
       'x' || n, CASE WHEN n %% 100 < 60 THEN DATE '2015-09-01' + n %% 2000 END, NULL
FROM generate_series(1, %(people)s) AS n;
INSERT INTO people_role (id, school_id, person_id, role, since, until, detail)
SELECT gen_random_uuid(), school_id, id,
       CASE WHEN substr(external_id, 2)::int %% 100 < 60 THEN 'pupil' WHEN substr(external_id, 2)::int %% 100 < 90 THEN 'parent' ELSE 'teacher' END,
       since, NULL, '' FROM people_person WHERE school_id = %(school)s;
INSERT INTO people_guardianship (id, school_id, pupil_id, adult_id, relation, contact_allowed, restricted, note, since, until)
SELECT gen_random_uuid(), %(school)s, pupil.id, adult.id, 'parent', true, false, '', DATE '2021-09-01', NULL
FROM people_person pupil JOIN people_person adult
  ON adult.school_id = pupil.school_id AND substr(adult.external_id, 2)::int = (substr(pupil.external_id, 2)::int / 100) * 100 + 60 + substr(pupil.external_id, 2)::int %% 30
WHERE pupil.school_id = %(school)s AND substr(pupil.external_id, 2)::int %% 100 < 60;
"""


def begin(folder: Path) -> Any:
    from belisha.config import postgres

    running = postgres.start(folder / "postgres")
    os.environ.update(running.variables())
    os.environ["BELISHA_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "belisha.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    return running


def make(schools: int, people: int) -> list[Any]:
    """The county; its schools."""
    from django.db import connection

    from belisha.schools.apart import in_school
    from belisha.schools.published import actions

    trust = actions.register_organisation("county", name="The county", kind="authority")
    made = []
    for number in range(schools + 1):
        school = actions.register(f"school-{number}", name=f"School {number}", policy="model", authority=trust)
        with in_school(school), connection.cursor() as cursor:
            cursor.execute(PEOPLE, {"school": school.key, "people": people * (LARGE if number == schools else 1)})
        made.append(school)
        if number % 50 == 0:
            print(f"{number:,} schools …", file=sys.stderr)
    with connection.cursor() as cursor:
        for table in ("people_person", "people_role", "people_guardianship"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # in no school: nothing
            assert cursor.fetchone() == (0,)
    return made


def pages() -> Iterator[str]:
    """The names of the pages that need nothing but the school, and that its headteacher may open."""
    import yaml

    allowed = yaml.safe_load((TESTS / "web" / "allowed.yaml").read_text(encoding="utf-8"))["school"]
    for name, address, arguments in routes():
        if (
            "<slug:school>" in address
            and arguments == ["school"]
            and "headteacher" in allowed.get(name, {}).get("GET", [])
        ):
            yield name


def routes() -> Any:
    from web.test_isolation import routes

    return routes()


def measure(schools: list[Any]) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    import cast
    from belisha.schools.people.permissions import RoleName

    step = max(1, len(schools) // LOOKED_AT)
    seen = [*schools[: step * (LOOKED_AT - 1) : step], schools[-1]]
    clients = {school.key: cast.sign_in(Client(), cast.person_of(school, f"Head{school.key[7:]}", RoleName.HEADTEACHER)) for school in seen}  # fmt: skip
    report: dict[str, Any] = {}
    for name in pages():
        taken, large, queries = [], [], set()
        for school in seen:
            client, address = clients[school.key], reverse(name, args=[school.key])
            answer = client.get(address)
            if answer.status_code != 200:
                break
            with CaptureQueriesContext(connection) as counted:
                client.get(address)
            queries.add(len(counted))
            times = []
            for _ in range(TIMES):
                start = time.perf_counter()
                client.get(address)
                times.append(time.perf_counter() - start)
            (large if school is seen[-1] else taken).append(median(times))
        else:
            report[name] = {
                "seconds": median(taken),
                "worst": max(taken),
                "large": large[0],
                "queries": sorted(queries),
            }
            print(name, report[name], file=sys.stderr)
    return report


def main() -> None:
    schools, people = (int(each) for each in (*sys.argv[1:3], *("1000", "500")[len(sys.argv[1:3]) :]))
    sys.path.insert(0, str(TESTS))
    folder = Path(tempfile.mkdtemp())
    (folder / "static").symlink_to(TESTS.parent / ".data" / "static")  # where the pages find their style
    running = begin(folder)
    try:
        from django.db import connections

        start = time.perf_counter()
        made = make(schools, people)
        built = time.perf_counter() - start
        report = {"schools": schools + 1, "people": people * (schools + LARGE), "built": built, "pages": measure(made)}
        connections.close_all()
    finally:
        running.release()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
