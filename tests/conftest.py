"""What every test may ask for. Nothing happens until a test asks: a test of the lower floors starts no Django and no database.

    database      an embedded PostgreSQL of this run, migrated, with the demonstration schools (for the whole run)
    db            the same; what the test writes is undone after it
    town          two schools and the standing cast (tests/cast.py); undone after the test
    client        Django's test client, for one answer at a time
    live_server   the address of the real site, for a browser
    page          a Chromium page on the live site: desktop, with JavaScript
    every_page    the same four times: phone and desktop, with and without JavaScript
    axe           axe(page) fails when axe-core finds something

`pytest --screenshots FOLDER` keeps a picture of each page as its test left it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Tests run beside each other: two that each want every core only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The same examples in every run, so that a red run is about the change; longer and random ones are asked for (BELISHA_EXAMPLES).
settings.register_profile("calm", derandomize="BELISHA_EXAMPLES" not in os.environ, deadline=None)
settings.load_profile("calm")

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / ".data" / "tests"
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 60_000  # milliseconds; a machine may be shared
SCREENS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="keep a picture of each browser page as its test left it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"page", "every_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


# -- Django ----------------------------------------------------------------------------------------------------------


def set_up_django() -> None:
    """Loads Django without a database, so that a test module may import models at its top (`tests/schools/conftest.py`)."""
    for name in [name for name in os.environ if name.startswith("BELISHA_") and name != "BELISHA_CHROMIUM"]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "belisha.config.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    import django

    django.setup()
    from django.contrib.auth.hashers import Argon2PasswordHasher

    # Passwords are hashed as ever, but quickly; `full_strength` of test_signin takes it back.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(scope="session")
def database() -> Iterator[None]:
    """Gives Django a database that only this process uses."""
    from belisha.config import environment, postgres

    _sweep()
    folder = RUNS / str(os.getpid())
    set_up_django()
    running = postgres.start(folder / "postgres")
    os.environ.update(running.variables())

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment

    found = environment.read(os.environ)
    settings.DATABASES = {"default": found.database, "owner": found.owner_database}
    settings.BELISHA_DATA = folder
    connections.__dict__.pop("settings", None)
    connections._settings = settings.DATABASES
    with contextlib.suppress(AttributeError):
        del connections["default"]  # one without a database, if Django was loaded before
    setup_test_environment(debug=False)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("demo", verbosity=0)
    yield
    connections.close_all()
    running.release()
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Stops and removes what a run left that was killed."""
    from belisha.config import postgres

    for left in RUNS.glob("*"):
        if left.name.isdigit() and not Path(f"/proc/{left.name}").exists() and Path("/proc").exists():
            if (left / "postgres" / "postmaster.pid").exists():
                postgres.start(left / "postgres").release()
            shutil.rmtree(left, ignore_errors=True)


@pytest.fixture
def db(database: None) -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town(db: None) -> Any:
    import cast

    return cast.town()


@pytest.fixture
def client(database: None) -> Any:
    from django.test import Client

    return Client(raise_request_exception=False)


@pytest.fixture(scope="session")
def live_server(database: None) -> Iterator[str]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Silent(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(get_wsgi_application())
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


# -- The browser -----------------------------------------------------------------------------------------------------


def _then_wait(click: Callable[..., None]) -> Callable[..., None]:
    """A click of Playwright's returns when the next page begins to arrive; this one, when it can be read."""

    @functools.wraps(click)
    def clicked(self: Any, **options: Any) -> None:
        click(self, **options)
        self.page.wait_for_load_state("domcontentloaded")

    return clicked


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import Locator, expect, sync_playwright

    expect.set_options(timeout=WAIT)
    Locator.click = _then_wait(Locator.click)  # type: ignore[method-assign]
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(ROOT / ".data" / "browsers"))
    named = os.environ.get("BELISHA_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Any, live_server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """new_page(screen="phone", javascript=False): a page in a context of its own; fails the test if the page reports an error."""
    opened: list[Any] = []
    complaints: list[str] = []

    def open_page(screen: str = "desktop", javascript: bool = True) -> Any:
        context = browser.new_context(
            base_url=live_server,
            viewport=SCREENS[screen],
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.append(page)
        return page

    yield open_page
    folder = request.config.getoption("--screenshots")
    for number, page in enumerate(opened):
        if folder and not page.is_closed():
            name = re.sub(r"[^\w\[\]-]+", "_", request.node.nodeid.removeprefix("tests/"))
            page.screenshot(path=Path(folder) / f"{name}{number or ''}.png", full_page=True)
        page.context.close()
    # A page that is meant to fail says so in the console; anything else is ours to mend.
    assert [each for each in complaints if "the server responded with a status of" not in each] == []


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page()


@pytest.fixture(params=["phone", "phone without JavaScript", "desktop", "desktop without JavaScript"])
def every_page(new_page: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    screen, _, without = request.param.partition(" ")
    return new_page(screen, javascript=not without)


@contextlib.contextmanager
def _where_scripts_run(page: Any) -> Iterator[Any]:
    """The page itself; or, where JavaScript is off and axe could not run, its HTML once more, with none of our scripts."""
    if "js-enabled" in (page.locator("body").get_attribute("class") or ""):
        yield page
        return
    context = page.context.browser.new_context(viewport=page.viewport_size, reduced_motion="reduce")
    html, address = page.content(), page.url
    context.route("**/*.js", lambda route: route.abort())
    context.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    twin = context.new_page()
    twin.goto(address)
    yield twin
    context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], None]:
    """axe(page): fails with what axe-core finds, WCAG 2.2 AA and its own good practice."""
    source = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()

    def run(page: Any) -> None:
        page.wait_for_load_state()
        with _where_scripts_run(page) as twin:
            twin.evaluate(source)
            found = twin.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        said = [
            f"{each['id']} ({each['impact']}): {each['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in each["nodes"])
            for each in found["violations"]
        ]
        assert not said, "\n".join(said)

    return run
