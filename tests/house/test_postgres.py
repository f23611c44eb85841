"""The embedded database: who may do what on it, and what survives an interruption."""

import psycopg
import pytest

from belisha.config import postgres


@pytest.fixture
def connect(database):
    """connect("default") as the role that serves, connect("owner") as the one that migrates."""
    from django.conf import settings

    def connect(alias, **other):
        named = settings.DATABASES[alias]
        return psycopg.connect(
            **{"host": named["HOST"], "dbname": named["NAME"], "user": named["USER"], "password": named["PASSWORD"], **other}
        )  # fmt: skip

    return connect


def test_the_role_that_serves_owns_nothing_and_bypasses_nothing(connect):
    with connect("default") as app:
        role = app.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert role.fetchone() == (False, False, False, False)
        owned = app.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert owned.fetchone() == (0,)


def test_the_role_that_serves_reads_and_writes_rows(connect):
    with connect("default") as app:
        assert app.execute("SELECT count(*) FROM published_school").fetchone() == (6,)
        app.execute("UPDATE published_school SET name = name")


@pytest.mark.parametrize(
    "deed",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE published_school",
        "ALTER TABLE published_school DISABLE ROW LEVEL SECURITY",
        "TRUNCATE published_school",
        "CREATE ROLE another",
        "SET ROLE belisha_retention",
    ],
)
def test_the_role_that_serves_changes_no_table(connect, deed):
    with connect("default") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(deed)


def test_nobody_comes_in_without_a_password(connect):
    for user in (postgres.APP, postgres.OWNER, postgres.SUPERUSER):
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect("default", user=user, password="guessed")


def test_it_listens_on_no_network_port(connect):
    with connect("default") as app:
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "postgres"


def test_it_starts_again_after_an_interruption(folder):
    """A cluster that was half made is made anew; one that is whole keeps its rows and its passwords."""
    half = folder.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    running = postgres.start(folder)
    with psycopg.connect(running.owner_url) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    running.release()

    again = postgres.start(folder)
    assert again.owner_url == running.owner_url
    with psycopg.connect(again.app_url) as app:
        assert app.execute("SELECT one FROM kept").fetchone() == (1,)
    again.release()


def test_lost_passwords_are_explained(folder):
    running = postgres.start(folder)
    running.release()
    kept = folder.with_name("postgres-passwords.json")
    kept.rename(kept.with_suffix(".away"))
    with pytest.raises(postgres.PostgresError, match="put that file back"):
        postgres.start(folder)
    kept.with_suffix(".away").rename(kept)
    postgres.start(folder).release()
    assert not (folder / "postmaster.pid").exists()


def test_a_database_that_is_named_is_used(monkeypatch):
    monkeypatch.setattr(postgres, "start", lambda *_: pytest.fail("started another"))
    assert postgres.ensure({"BELISHA_DATABASE_URL": "postgresql://u:p@h/n"}) is None
