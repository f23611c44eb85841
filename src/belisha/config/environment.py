"""Environment: the variables that an installation may set, read once.

Room: config. Every variable that Belisha knows is here, with its default; `settings` turns them into Django's settings.
With nothing set, Belisha serves this machine only. As soon as other machines may reach it, what was convenient becomes
a fault: see `_for_others`.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
# What an installation may set: docs/settings.md is made from this.
SETTINGS = {
    "BELISHA_ADDRESS": "Where people reach the site, for links in mail. Left out: https:// and the first of BELISHA_ALLOWED_HOSTS, or this machine.",
    "BELISHA_ALLOWED_HOSTS": "The names under which the site is reached, with commas between. Left out: this machine only.",
    "BELISHA_API_PER_MINUTE": "How many API requests one address may make in a minute. Left out: 600.",
    "BELISHA_BEHIND_PROXY": '"true" behind a proxy of your own that ends TLS and sets X-Forwarded-For and X-Forwarded-Proto.',
    "BELISHA_CHROMIUM": "For the tests: the Chromium to use. Left out: the one that is found.",
    "BELISHA_CONCERN_KEYS": "The keys under which concerns are kept encrypted, with commas between: the first is used, the others still open what they closed. "
    "Left out: one is made when it is first needed, in the file `concern-keys` of the data folder. **Keep a copy apart from the database: without it no concern can ever be read.**",
    "BELISHA_DATA": "The folder for all that this installation makes. Left out: `.data` in the checkout.",
    "BELISHA_DATABASE_URL": "Your own PostgreSQL, as the role that serves; set its `log_min_error_statement` to `panic` and `log_error_verbosity` to `terse`, "
    "so that no document gets into its log. Left out: the embedded one.",
    "BELISHA_DEBUG": '"true" shows the inside of Belisha when it fails. For developers, on this machine only.',
    "BELISHA_DEMO": '"true" shows the demonstration school, and accounts to try each role; this machine only. Left out: "true" there.',
    "BELISHA_GOOGLE_CLIENT_ID": "Sign in with Google Workspace: the client id of your own registration there.",
    "BELISHA_GOOGLE_CLIENT_SECRET": "Its client secret.",
    "BELISHA_MAIL_FROM": 'Who mail comes from, such as "Belisha <belisha@school.example>".',
    "BELISHA_MICROSOFT_CLIENT_ID": "Sign in with Microsoft Entra: the client id of your own registration there.",
    "BELISHA_MICROSOFT_CLIENT_SECRET": "Its client secret.",
    "BELISHA_MICROSOFT_TENANT": "The id of your tenant. Never `common`: anybody may have an account there.",
    "BELISHA_OIDC_CLIENT_ID": "The client id of another OpenID provider.",
    "BELISHA_OIDC_CLIENT_SECRET": "Its client secret.",
    "BELISHA_OIDC_NAME": 'What the button says, such as "the trust account".',
    "BELISHA_OIDC_URL": "Its issuer: the address before /.well-known/openid-configuration.",
    "BELISHA_OWNER_DATABASE_URL": "The same PostgreSQL, as the role that owns the tables and migrates them.",
    "BELISHA_PORT": "Where to listen on 127.0.0.1. Left out: 8000.",
    "BELISHA_SECRET_KEY": "At least 40 characters that nobody can guess. Left out: made on the first run, for this machine only.",
    "BELISHA_SMTP_URL": "Where mail goes: smtp://USER:PASSWORD@HOST:587 (with STARTTLS), smtps://… or, on this machine only, smtp+plain://…. Left out: it stays in the outbox.",
}


class SettingsError(Exception):
    """Variables that cannot be right: each line says which, what was found, and what to write instead."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Environment:
    """What the variables say. `data` is the folder that holds all that this installation makes."""

    data: Path
    debug: bool
    secret_key: str
    concern_keys: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    behind_proxy: bool
    api_per_minute: int
    port: int
    address: str  # of the site, without a slash at the end
    demo: bool
    mail: dict[str, object] | None  # as Django wants it; None: mail stays in the outbox
    mail_from: str
    services: tuple[dict[str, object], ...]  # OpenID providers, as allauth wants them
    database: dict[str, object] | None  # as the role that serves; None: no database is there yet
    owner_database: dict[str, object] | None  # as the role that migrates


def read(environ: Mapping[str, str], root: Path = ROOT) -> Environment:
    """All variables at once.

    root: the checkout. Makes a secret key in the data folder when this machine alone is served and none is set.
    Raises SettingsError, with every fault that was found.
    """
    faults: list[str] = []
    data = Path(environ.get("BELISHA_DATA") or root / ".data").absolute()
    hosts = tuple(each.strip() for each in environ.get("BELISHA_ALLOWED_HOSTS", "").split(",") if each.strip())
    read_in = Environment(
        data=data,
        debug=_flag(environ, "BELISHA_DEBUG", faults),
        secret_key=environ.get("BELISHA_SECRET_KEY", ""),
        concern_keys=_keys(environ, "BELISHA_CONCERN_KEYS", faults),
        allowed_hosts=hosts or tuple(sorted(LOCAL)),
        behind_proxy=_flag(environ, "BELISHA_BEHIND_PROXY", faults),
        api_per_minute=_number(environ, "BELISHA_API_PER_MINUTE", 600, faults),
        port=_number(environ, "BELISHA_PORT", 8000, faults, most=65535),
        demo=_flag(environ, "BELISHA_DEMO", faults) or (not environ.get("BELISHA_DEMO") and set(hosts) <= LOCAL),
        address=_address(environ, hosts, faults),
        mail=_mail(environ, faults),
        mail_from=environ.get("BELISHA_MAIL_FROM", "").strip() or "Belisha <belisha@localhost>",
        services=_services(environ, faults),
        database=_database(environ, "BELISHA_DATABASE_URL", faults),
        owner_database=_database(environ, "BELISHA_OWNER_DATABASE_URL", faults),
    )
    for name in sorted(environ):
        if name.startswith("BELISHA_") and name not in SETTINGS:
            nearest = difflib.get_close_matches(name, SETTINGS, 1, 0.7)
            meant = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(SETTINGS)}"
            faults.append(f"{name} is no setting of Belisha; {meant}")
    if not set(hosts) <= LOCAL:
        faults.extend(_for_others(read_in))
    if faults:
        raise SettingsError(faults)
    return read_in if read_in.secret_key else _with_own_key(read_in)


def _for_others(found: Environment) -> list[str]:
    """What must be set before other machines are served."""
    faults = []
    if found.debug:
        faults.append(
            'BELISHA_DEBUG is "true" while BELISHA_ALLOWED_HOSTS lets other machines in; a fault would then show them '
            'the inside of Belisha: write "false"'
        )
    if found.demo:
        faults.append(
            'BELISHA_DEMO is "true" while BELISHA_ALLOWED_HOSTS lets other machines in; anybody could then use the '
            'accounts of the demonstration: write "false"'
        )
    if len(found.secret_key) < 40:
        suggestion = secrets.token_urlsafe(40)
        faults.append(
            "BELISHA_SECRET_KEY is needed as soon as BELISHA_ALLOWED_HOSTS lets other machines in, and has at least "
            f'40 characters; here is a new one: "{suggestion}"'
        )
    if found.database is None:
        faults.append(
            "BELISHA_DATABASE_URL is needed as soon as BELISHA_ALLOWED_HOSTS lets other machines in; write "
            '"postgresql://belisha_app:PASSWORD@HOST/belisha"'
        )
    return faults


def _flag(environ: Mapping[str, str], name: str, faults: list[str]) -> bool:
    found = environ.get(name, "").strip()
    if found not in ("", "true", "false"):
        faults.append(f'{name} is "{found}"; write "true" or "false"')
    return found == "true"


def _number(environ: Mapping[str, str], name: str, default: int, faults: list[str], *, most: int = 10**9) -> int:
    found = environ.get(name, "").strip()
    if not found:
        return default
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= most):
        faults.append(f'{name} is "{found}"; write a whole number from 1 to {most}, such as "{default}"')
        return default
    return int(found)


def _database(environ: Mapping[str, str], name: str, faults: list[str]) -> dict[str, object] | None:
    """A PostgreSQL address as Django wants it."""
    found = environ.get(name, "").strip()
    if not found:
        return None
    mend = f'{name} cannot be read; write "postgresql://USER:PASSWORD@HOST:5432/DATABASE"'
    try:
        url = urlsplit(found)
        port = url.port
    except ValueError:
        faults.append(mend)
        return None
    if url.scheme not in ("postgres", "postgresql") or not url.path.strip("/"):
        faults.append(f"{mend} (Belisha runs on PostgreSQL only)")
        return None
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", None) or url.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _address(environ: Mapping[str, str], hosts: tuple[str, ...], faults: list[str]) -> str:
    """Where people reach the site."""
    found = environ.get("BELISHA_ADDRESS", "").strip().removesuffix("/")
    if not found:
        others = [host for host in hosts if host not in LOCAL]
        return f"https://{others[0]}" if others else f"http://localhost:{environ.get('BELISHA_PORT') or 8000}"
    if urlsplit(found).scheme not in ("http", "https") or not urlsplit(found).hostname or urlsplit(found).path:
        faults.append(
            f'BELISHA_ADDRESS is "{found}"; write the address of the site alone, "https://policy.school.example"'
        )
    return found


def _mail(environ: Mapping[str, str], faults: list[str]) -> dict[str, object] | None:
    """Where mail goes, as Django's settings name it."""
    found = environ.get("BELISHA_SMTP_URL", "").strip()
    if not found:
        return None
    mend = 'BELISHA_SMTP_URL cannot be read; write "smtp://USER:PASSWORD@HOST:587"'
    try:
        url = urlsplit(found)
        port = url.port or (465 if url.scheme == "smtps" else 587)
    except ValueError:
        faults.append(mend)
        return None
    if url.scheme not in ("smtp", "smtps", "smtp+plain") or not url.hostname:
        faults.append(mend)
        return None
    if url.scheme == "smtp+plain" and url.hostname not in LOCAL:
        faults.append(
            "BELISHA_SMTP_URL would send mail without encryption to another machine; write smtp:// for STARTTLS or smtps://"
        )
        return None
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _services(environ: Mapping[str, str], faults: list[str]) -> tuple[dict[str, object], ...]:
    """The OpenID providers that people may sign in with."""

    def told(name: str) -> str:
        return environ.get(f"BELISHA_{name}", "").strip()

    found: list[dict[str, object]] = []
    for key, name, url in (
        ("google", "Google", "https://accounts.google.com"),
        ("microsoft", "Microsoft", f"https://login.microsoftonline.com/{told('MICROSOFT_TENANT')}/v2.0"),
        ("oidc", told("OIDC_NAME") or "your school account", told("OIDC_URL").removesuffix("/")),
    ):
        client, secret = told(f"{key.upper()}_CLIENT_ID"), told(f"{key.upper()}_CLIENT_SECRET")
        if not client and not secret:
            continue
        if not (client and secret):
            faults.append(
                f"BELISHA_{key.upper()}_CLIENT_ID and BELISHA_{key.upper()}_CLIENT_SECRET go together; set both"
            )
            continue
        if key == "microsoft" and told("MICROSOFT_TENANT").lower() in ("", "common", "organizations", "consumers"):
            faults.append(
                "BELISHA_MICROSOFT_TENANT must be the id of your own tenant; anybody may have an account in the others"
            )
            continue
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            faults.append(f'BELISHA_OIDC_URL is "{url}"; write an address that begins with https://')
            continue
        found.append(
            {
                "provider_id": key,
                "name": name,
                "client_id": client,
                "secret": secret,
                "settings": {"server_url": url, "oauth_pkce_enabled": True},
            }
        )
    return tuple(found)


def _keys(environ: Mapping[str, str], name: str, faults: list[str]) -> tuple[str, ...]:
    found = tuple(each.strip() for each in environ.get(name, "").split(",") if each.strip())
    if not all(_is_key(each) for each in found):
        faults.append(f'{name} holds something that is no key; here is a new one: "{_new_key()}"')
        return ()
    return found


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _with_own_key(found: Environment) -> Environment:
    """The key that this checkout made for itself on its first run."""
    kept = found.data / "secret-key"
    if not kept.exists():
        found.data.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: two processes may be the first at once.
        fresh = found.data / f"secret-key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.replace(kept)
    return replace(found, secret_key=kept.read_text().strip())


def page() -> str:
    """docs/settings.md."""
    rows = "\n".join(f"| `{name}` | {said} |" for name, said in SETTINGS.items())
    return f"# Settings\n\nWritten by `script/pages` from `config/environment.py`.\n\n| Variable | What it says |\n|---|---|\n{rows}\n"
