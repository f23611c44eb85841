"""Apart: what keeps the schools of one installation from each other, in the database itself.

Room: schools. A table of a school: its model extends `SchoolRow`, points at other tables of a school with `InSchool`, and its
migration ends with `KeptApart("Model")`. Whoever reads or writes stands in `with in_school(school):`; a query that forgets
its school returns nothing, and a row that names another school is refused. Keeps out: people, rights, HTTP.
Why: docs/adr/0040. Next door: `people.places` says who may stand in which school.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.operations.base import Operation

from belisha.schools.published.models import School

# What the policies of the database read. Set for one transaction, never longer.
SCHOOL, ACCOUNT = "belisha.school", "belisha.account"


class SchoolRow(models.Model):
    """What every table of a school has in common. In the database its key is (school, id): see `KeptApart`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class InSchool(models.ForeignKey):
    """Points at a row of the same school. `KeptApart` makes the constraint: the database refuses a row of another school."""

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        super().__init__(to, on_delete, **{"db_index": False, **options, "db_constraint": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


def tables() -> list[type[SchoolRow]]:
    """Every table of a school, by its name."""
    found = [model for model in apps.get_models() if issubclass(model, SchoolRow)]
    return sorted(found, key=lambda each: each._meta.label)


@contextmanager
def in_school(school: School | str) -> Iterator[None]:
    """One transaction, in which the rows of this school can be seen and written, and of no other."""
    yield from _standing(school.key if isinstance(school, School) else school, "")


@contextmanager
def as_account(account: uuid.UUID | str) -> Iterator[None]:
    """One transaction, in no school, in which this account's own places can be asked for: `people.places.of_account`."""
    yield from _standing("", str(account))


def _standing(school: str, account: str) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _settings() if nested else ("", "")
        _set(school, account)
        yield
        if nested:  # a savepoint that is released would leave its settings behind
            _set(*before)


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), current_setting(%s, true)", [SCHOOL, ACCOUNT])
        school, account = cursor.fetchone()
    return school or "", account or ""


def _set(school: str, account: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true), set_config(%s, %s, true)", [SCHOOL, school, ACCOUNT, account])


def where() -> str:
    """The key of the school in which the connection stands; "" in none."""
    return _settings()[0]


class KeptApart(Operation):
    """The last operation of a migration that makes, or points anew at, a table of a school. May be run again on the same table.

    The table gets the key (school, id); forced row-level security, under which only the school that is set can be seen or
    written, by the table's owner too; and for each `InSchool` a constraint on (school, …), so that no row can point into
    another school.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for statement in statements(model):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass  # the table goes with its model

    def describe(self) -> str:
        return f"Keep the rows of {self.model} apart by school"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {}


class OnlyAddedTo(Operation):
    """For a table whose rows are never changed nor taken away: no right to, for the role that serves, and a trigger against everybody else.

    Only the role `belisha_retention`, if the installation has made it, may delete, where the law says that a row must go. The trigger's function is the
    record's: the migration depends on its second.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(ONLY_ADDED_TO.format(table=self.table), params=None)  # `%I` is the SQL's own

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(
            f"DROP TRIGGER only_added_to ON {self.table}; DROP TRIGGER only_added_to_whole ON {self.table};"
        )

    def describe(self) -> str:
        return f"Let {self.table} only be added to"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}


ONLY_ADDED_TO = """
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION record_only_added_to();
CREATE TRIGGER only_added_to_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION record_only_added_to();
DO $$
DECLARE who text;
BEGIN
    FOR who IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
               WHERE table_schema = 'public' AND table_name = '{table}' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE ALL ON {table} FROM %I', who);
        EXECUTE format('GRANT SELECT, INSERT ON {table} TO %I', who);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'belisha_retention') THEN
        GRANT SELECT, DELETE ON {table} TO belisha_retention;
    END IF;
END $$;
"""


def statements(model: Any) -> list[str]:
    """The SQL of `KeptApart` for a model."""
    table = model._meta.db_table
    own = f"school_id = current_setting('{SCHOOL}', true)"
    found = [
        # Only where it is not so yet: other tables may point at the key.
        f"""DO $$ BEGIN
            IF (SELECT cardinality(conkey) FROM pg_constraint WHERE conname = '{table}_pkey') = 1 THEN
                ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey";
                ALTER TABLE "{table}" ADD CONSTRAINT "{table}_pkey" PRIMARY KEY (school_id, id);
            END IF;
        END $$""",
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS kept_apart ON "{table}"',
        f'CREATE POLICY kept_apart ON "{table}" USING ({own}) WITH CHECK ({own})',
    ]
    pointers = [
        (f"{table}_{field.column}_same_school", field.column, field.related_model._meta.db_table)
        for field in model._meta.local_fields
        if field.remote_field and not field.db_constraint
    ]
    found[:0] = [f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"' for name, _, _ in pointers]
    for name, column, other in pointers:
        found.append(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (school_id, "{column}") '
            f'REFERENCES "{other}" (school_id, id) DEFERRABLE INITIALLY DEFERRED'
        )
    return found
