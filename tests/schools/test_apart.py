"""Schools are kept apart by the database itself: by raw SQL as the role that serves, and by what the catalogue says of every table."""

import uuid

import pytest

from belisha.schools.apart import SchoolRow, as_account, in_school
from belisha.schools.people.permissions import RoleName
from cast import account_of, person_of


def tables():
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, SchoolRow)]


def rows(query, *values):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


# -- By raw SQL ------------------------------------------------------------------------------------------------------


def test_these_tests_run_as_the_role_that_serves(db):
    assert rows("SELECT current_user") == [("belisha_app",)]


def test_a_query_that_forgets_its_school_returns_nothing(town):
    for model in tables():
        assert rows(f"SELECT count(*) FROM {model._meta.db_table}") == [(0,)], model


def test_in_a_school_there_is_that_school_alone(town):
    for school in (town.oak, town.elm):
        with in_school(school):
            assert rows("SELECT DISTINCT school_id FROM people_person") == [(school.key,)]
    assert rows("SELECT count(*) FROM people_person") == [(0,)]


def test_asking_for_another_school_by_name_returns_nothing(town):
    with in_school(town.oak):
        assert rows("SELECT count(*) FROM people_person WHERE school_id = 'elm'") == [(0,)]
        assert rows("SELECT count(*) FROM people_person WHERE id = %s", town.cleo.pk) == [(0,)]


def test_a_row_of_another_school_is_neither_changed_nor_deleted(town):
    with in_school(town.oak):
        assert rows("UPDATE people_person SET given = 'X' WHERE id = %s RETURNING id", town.cleo.pk) == []
        assert rows("DELETE FROM people_role WHERE school_id = 'elm' RETURNING id") == []


@pytest.mark.parametrize(
    "deed",
    [
        "INSERT INTO people_person (id, school_id, given, family, preferred, email, since, external_id)"
        " VALUES (%s, 'elm', 'A', 'B', '', '', '2020-01-01', '')",
        "UPDATE people_person SET school_id = 'elm' WHERE given = 'Ada' AND %s IS NOT NULL",
    ],
    ids=["insert", "move"],
)
def test_a_row_that_names_another_school_is_refused(town, deed):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), in_school(town.oak):
        rows(deed, uuid.uuid4())


def test_a_row_that_points_into_another_school_is_refused(town):
    from django.db import IntegrityError, connection, transaction

    with pytest.raises(IntegrityError, match="same_school"), transaction.atomic(), in_school(town.oak):
        rows(
            "INSERT INTO people_role (id, school_id, person_id, role, since, detail)"
            " VALUES (%s, 'oak', %s, 'teacher', '2020-01-01', '') RETURNING id",
            uuid.uuid4(),
            town.cleo.pk,
        )
        connection.check_constraints()


def test_a_person_of_two_schools_is_seen_in_each_alone(town):
    from belisha.schools.people.models import Person

    seen = {}
    for school in (town.oak, town.elm):
        with in_school(school):
            seen[school.key] = list(Person.objects.filter(account=town.finn.account).values_list("school", flat=True))
    assert seen == {"oak": ["oak"], "elm": ["elm"]}


def test_only_the_own_places_are_found_without_a_school(town):
    from belisha.schools.people import places

    assert [place.school.key for place in places.of_account(town.finn.account)] == ["elm", "oak"]
    assert [place.school.key for place in places.of_account(town.ada.account)] == ["oak"]
    with as_account(town.finn.account.pk):
        assert rows("SELECT count(*) FROM people_person") == [(0,)]
    assert rows("SELECT count(*) FROM people_own_places('2026-01-01')") == [(0,)]


def test_within_one_school_the_other_place_stays_unseen(town):
    with in_school(town.oak):
        assert rows("SELECT count(*) FROM people_person WHERE account_id = %s", town.finn.account.pk) == [(1,)]


# -- The setting lasts for one transaction ---------------------------------------------------------------------------


def where():
    from belisha.schools import apart

    return apart.where()


def test_a_school_within_a_school_gives_it_back(town):
    with in_school(town.oak):
        with in_school(town.elm):
            assert where() == "elm"
        assert where() == "oak"
        with pytest.raises(ZeroDivisionError), in_school(town.elm):
            raise ZeroDivisionError
        assert where() == "oak"
    assert where() == ""


def test_it_does_not_outlive_its_transaction(database):
    """On a connection that another request will use next."""
    from django.db import connection

    assert not connection.in_atomic_block
    with in_school("highwood"):
        assert where() == "highwood"
    assert where() == ""
    with pytest.raises(ZeroDivisionError), in_school("highwood"):
        raise ZeroDivisionError
    assert where() == ""


# -- By the catalogue ------------------------------------------------------------------------------------------------

TABLES = {
    "people_person",
    "people_role",
    "people_guardianship",
    "people_link",
    "record_entry",
    "record_anchor",
    "post_message",
}
# Indexes that do not begin with the school, and why.
OTHER_INDEXES = {"person_once_for_account": "finds an account's own places, in no school"}


def test_every_table_with_a_school_is_a_table_of_a_school(database):
    """Whoever writes a column `school_id` must mean `SchoolRow`, and nothing is forgotten in this test."""
    found = rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'school_id' AND table_schema = 'public'"
    )
    # A draft that was brought in is its link's, and no school's yet: docs/adr/0036.
    assert {name for (name,) in found} - {"drafts_draft"} == {model._meta.db_table for model in tables()}
    assert {model._meta.db_table for model in tables()} >= TABLES


def test_every_table_of_a_school_forces_row_level_security(database):
    for model in tables():
        table = model._meta.db_table
        assert rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table) == [
            (True, True)
        ], table
        mine = rows(
            "SELECT policyname, cmd, qual, with_check FROM pg_policies WHERE tablename = %s AND 'public' = ANY(roles)",
            table,
        )
        condition = "((school_id)::text = current_setting('belisha.school'::text, true))"
        assert mine == [("kept_apart", "ALL", condition, condition)], table


def test_no_other_policy_is_for_the_role_that_serves(database):
    found = rows("SELECT tablename, policyname, roles FROM pg_policies WHERE policyname <> 'kept_apart'")
    assert sorted(found) == [
        ("people_person", "own_places", ["belisha_owner"]),
        ("people_role", "own_places", ["belisha_owner"]),
    ]


def test_every_key_begins_with_the_school(database):
    for model in tables():
        assert columns(model._meta.db_table, "p") == [["school_id", "id"]], model


def columns(table, kind):
    found = rows(
        "SELECT array_agg(attname::text ORDER BY ord) FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS of(num, ord)"
        " JOIN pg_attribute ON attnum = num WHERE conrelid = %s::regclass AND attrelid = conrelid AND contype = %s GROUP BY conname",
        table,
        kind,
    )
    return [each for (each,) in found]


def test_every_reference_to_a_table_of_a_school_carries_the_school(database):
    own = {model._meta.db_table for model in tables()}
    found = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, cardinality(conkey), conname FROM pg_constraint WHERE contype = 'f'"
    )
    for table, other, size, name in found:
        if other in own:
            assert table in own, name
            assert size == 2, name
    wanted = {
        (model._meta.db_table, field.column)
        for model in tables()
        for field in model._meta.local_fields
        if field.related_model and issubclass(field.related_model, SchoolRow)
    }
    carried = {(table, column) for table in own for pair in columns(table, "f") for column in pair if len(pair) == 2}
    assert wanted <= carried
    assert len(wanted) >= 4


def test_every_index_begins_with_the_school(database):
    found = rows(
        "SELECT i.relname, t.relname, a.attname FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid"
        " LEFT JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = indkey[0] WHERE t.relname = ANY(%s)",
        [model._meta.db_table for model in tables()],
    )
    assert {index for index, _, first in found if first != "school_id"} == set(OTHER_INDEXES)


def test_a_model_that_forgot_it_would_be_found(database):
    """The other way about: a table that is like ours, and of which `KeptApart` was forgotten, fails these tests."""
    from django.db import connections, transaction

    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE forgotten (id uuid PRIMARY KEY, school_id varchar)")
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'forgotten'")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = 'school_id' AND table_name = 'forgotten'"
        )
        assert cursor.fetchone() == (1,)
        transaction.set_rollback(True, "owner")


def test_the_owner_is_kept_apart_too(database):
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "deed",
    [
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY kept_apart ON people_person",
        "CREATE POLICY mine ON people_person USING (true)",
        "SET row_security = off; SELECT * FROM people_person",
        "SET ROLE belisha_owner",
    ],
)
def test_the_role_that_serves_cannot_switch_it_off(db, deed):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        rows(deed)


def test_a_school_finds_its_people_by_its_index(db):
    from belisha.schools.people.models import Person

    with in_school("beacon-lane"):
        plan = Person.objects.filter(school="beacon-lane").order_by("family", "given", "id")[:50].explain()
        assert "Seq Scan" not in plan


def test_two_people_of_one_school_share_no_account(town):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        person_of(town.oak, "Ada", RoleName.PARENT)
    assert account_of("ada") == town.ada.account
