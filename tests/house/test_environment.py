"""What an installation may set, and what it is told when that cannot be right. No Django here."""

import pytest

from belisha.config import environment
from belisha.config.environment import SettingsError

KEY = "k" * 40
OURS = "postgresql://belisha_app:secret@db.example/belisha"


@pytest.fixture
def read(tmp_path):
    return lambda **variables: environment.read(variables, tmp_path)


def problem(read, **variables):
    with pytest.raises(SettingsError) as stopped:
        read(**variables)
    return stopped.value.problems


def test_a_fresh_checkout_needs_nothing(read, tmp_path):
    found = read()
    assert (found.debug, found.port, found.database) == (False, 8000, None)
    assert set(found.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert found.data == tmp_path / ".data"


def test_the_first_run_makes_a_key_that_stays_and_that_others_cannot_read(read, tmp_path):
    key = read().secret_key
    assert len(key) >= 40
    assert read().secret_key == key
    assert (tmp_path / ".data" / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"BELISHA_DEBUG": "yes"}, 'BELISHA_DEBUG is "yes"; write "true" or "false"'),
        ({"BELISHA_BEHIND_PROXY": "1"}, 'BELISHA_BEHIND_PROXY is "1"; write "true" or "false"'),
        ({"BELISHA_PORT": "80a"}, 'BELISHA_PORT is "80a"; write a whole number from 1 to 65535, such as "8000"'),
        ({"BELISHA_PORT": "65536"}, 'BELISHA_PORT is "65536"; write a whole number from 1 to 65535, such as "8000"'),
        ({"BELISHA_PORT": "²"}, 'BELISHA_PORT is "²"; write a whole number from 1 to 65535, such as "8000"'),
        ({"BELISHA_DEBUGG": "true"}, "BELISHA_DEBUGG is no setting of Belisha; did you mean BELISHA_DEBUG?"),
        (
            {"BELISHA_DATABASE_URL": "sqlite:///belisha.db"},
            'BELISHA_DATABASE_URL cannot be read; write "postgresql://USER:PASSWORD@HOST:5432/DATABASE" '
            "(Belisha runs on PostgreSQL only)",
        ),
        (
            {"BELISHA_DATABASE_URL": "postgresql://u:p@host:port/db"},
            'BELISHA_DATABASE_URL cannot be read; write "postgresql://USER:PASSWORD@HOST:5432/DATABASE"',
        ),
    ],
)
def test_a_mistake_is_named_with_its_mend(read, variables, told):
    assert problem(read, **variables) == (told,)


def test_every_mistake_is_named_at_once(read):
    assert len(problem(read, BELISHA_DEBUG="on", BELISHA_PORT="x", BELISHA_DATABASE_URL="mysql://x/y")) == 3


def test_serving_others_takes_a_key_and_a_database(read):
    told = problem(read, BELISHA_ALLOWED_HOSTS="policy.school.example", BELISHA_DEBUG="true")
    assert [each.split()[0] for each in told] == ["BELISHA_DEBUG", "BELISHA_SECRET_KEY", "BELISHA_DATABASE_URL"]


def test_serving_others(read, tmp_path):
    found = read(
        BELISHA_ALLOWED_HOSTS="policy.school.example, localhost", BELISHA_SECRET_KEY=KEY, BELISHA_DATABASE_URL=OURS
    )
    assert found.allowed_hosts == ("policy.school.example", "localhost")
    assert not (tmp_path / ".data").exists()


def test_the_keys_of_concerns_are_keys(read):
    key = "A" * 43 + "="
    assert read(BELISHA_CONCERN_KEYS=f"{key}, {key}").concern_keys == (key, key)
    suggested = problem(read, BELISHA_CONCERN_KEYS=f"{key},abc")[0].split('"')[1]
    assert read(BELISHA_CONCERN_KEYS=suggested).concern_keys == (suggested,)


def test_a_suggested_key_would_do(read):
    told = problem(read, BELISHA_ALLOWED_HOSTS="policy.school.example", BELISHA_DATABASE_URL=OURS)
    suggested = told[0].split('"')[1]
    assert read(BELISHA_ALLOWED_HOSTS="policy.school.example", BELISHA_DATABASE_URL=OURS, BELISHA_SECRET_KEY=suggested)


def test_the_demonstration_is_on_where_nobody_else_is_served(read):
    assert read().demo
    assert not read(BELISHA_DEMO="false").demo
    others = {"BELISHA_ALLOWED_HOSTS": "policy.school.example", "BELISHA_SECRET_KEY": KEY, "BELISHA_DATABASE_URL": OURS}
    assert not read(**others).demo
    assert [each.split()[0] for each in problem(read, **others, BELISHA_DEMO="true")] == ["BELISHA_DEMO"]


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "http://localhost:8000"),
        ({"BELISHA_PORT": "8001"}, "http://localhost:8001"),
        ({"BELISHA_ADDRESS": "https://policy.school.example/"}, "https://policy.school.example"),
        (
            {"BELISHA_ALLOWED_HOSTS": "policy.school.example", "BELISHA_SECRET_KEY": KEY, "BELISHA_DATABASE_URL": OURS},
            "https://policy.school.example",
        ),
    ],
)
def test_the_address_in_mail(read, variables, address):
    assert read(**variables).address == address


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://u:p%40w@mail.example", "mail.example", 587, True, False),
        ("smtps://mail.example:4465", "mail.example", 4465, False, True),
        ("smtp+plain://127.0.0.1:25", "127.0.0.1", 25, False, False),
    ],
)
def test_a_mail_server(read, url, host, port, tls, ssl):
    mail = read(BELISHA_SMTP_URL=url).mail
    assert [mail[f"EMAIL_{name}"] for name in ("HOST", "PORT", "USE_TLS", "USE_SSL")] == [host, port, tls, ssl]


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail:x", "smtp+plain://mail.example"]
)
def test_a_mail_server_that_cannot_be(read, url):
    assert problem(read, BELISHA_SMTP_URL=url)[0].startswith("BELISHA_SMTP_URL")


def test_sign_in_services(read):
    google = read(BELISHA_GOOGLE_CLIENT_ID="a", BELISHA_GOOGLE_CLIENT_SECRET="b").services[0]
    assert (google["provider_id"], google["settings"]["server_url"]) == ("google", "https://accounts.google.com")
    entra = {"BELISHA_MICROSOFT_CLIENT_ID": "a", "BELISHA_MICROSOFT_CLIENT_SECRET": "b"}
    assert "login.microsoftonline.com/1234/v2.0" in str(read(**entra, BELISHA_MICROSOFT_TENANT="1234").services)
    assert problem(read, **entra, BELISHA_MICROSOFT_TENANT="common")[0].startswith("BELISHA_MICROSOFT_TENANT")
    assert problem(read, BELISHA_GOOGLE_CLIENT_ID="a")[0].endswith("go together; set both")
    other = {"BELISHA_OIDC_CLIENT_ID": "a", "BELISHA_OIDC_CLIENT_SECRET": "b"}
    assert problem(read, **other, BELISHA_OIDC_URL="http://id.example")[0].startswith("BELISHA_OIDC_URL")
    assert read(**other, BELISHA_OIDC_URL="http://localhost:9400").services[0]["name"] == "your school account"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (OURS, {"HOST": "db.example", "USER": "belisha_app", "PASSWORD": "secret", "NAME": "belisha", "PORT": ""}),
        ("postgres://u:p%40ss@h:6432/n?sslmode=require", {"PASSWORD": "p@ss", "PORT": "6432", "OPTIONS": {"sslmode": "require"}}),
        ("postgresql://u:p@/n?host=%2Ftmp%2Fsocket", {"HOST": "/tmp/socket", "OPTIONS": {}}),
    ],
)  # fmt: skip
def test_a_database_address(read, address, expected):
    database = read(BELISHA_DATABASE_URL=address).database
    assert {name: database[name] for name in expected} == expected
