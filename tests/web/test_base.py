"""What every page has to be: framed by the right headers, free of cookies, accessible, usable without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

PLAIN = ("/", "/components", "/healthz")
HEADERS = """
Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self'
Cross-Origin-Opener-Policy: same-origin
Cross-Origin-Resource-Policy: same-origin
Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()
Referrer-Policy: same-origin
X-Content-Type-Options: nosniff
X-Frame-Options: DENY
""".strip()


def routes():
    """Each address of the URL table that needs no argument."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns, before):
        for each in patterns:
            address = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield address
            else:
                yield from walk(each.url_patterns, address)

    return sorted(address for address in walk(get_resolver().url_patterns, "/") if not re.search(r"[<(\\^$]", address))


def headers_of(response):
    names = sorted(line.split(":")[0] for line in HEADERS.splitlines())
    return "\n".join(f"{name}: {response.headers.get(name)}" for name in names)


# What may leave a cookie with somebody who has not signed in: Django's token on a form, and what a passkey is asked.
COOKIES = {
    "/import/": {"csrftoken"},
    "/sign-in/": {"csrftoken"},
    "/sign-in/link": {"csrftoken"},
    "/sign-in/passkey": {"session"},
}


def test_every_route_answers_with_the_same_headers_and_no_cookie(database):
    from django.test import Client

    found = routes()
    assert set(PLAIN) <= set(found)
    for address in found:
        response = Client(raise_request_exception=False).get(address)
        assert response.status_code < 500, address
        assert headers_of(response) == HEADERS, address
        assert set(response.cookies) <= COOKIES.get(address, set()), address
        assert response.headers.get("Cache-Control"), address
        assert "Strict-Transport-Security" not in response.headers, address


@pytest.mark.parametrize("address", PLAIN)
def test_no_answer_is_kept_by_a_shared_computer(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_on_tls_a_browser_is_told_to_stay_on_tls(client):
    assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_nothing_is_written_inline(client):
    for address in routes():
        response = client.get(address)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            text = response.content.decode()
            assert not re.search(r'<script(?![^>]*(\bsrc=|type="application/json"))', text), address
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), address


def test_static_files_have_names_that_change_and_may_be_kept_for_ever(client):
    sheet = re.search(r'href="(/static/build/belisha\.[0-9a-f]+\.css)"', client.get("/").content.decode()).group(1)
    response = client.get(sheet)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert headers_of(response) == HEADERS
    style = b"".join(response.streaming_content).decode()
    assert "GDS Transport" not in style
    assert "crest" not in style
    assert "crown" not in style


# -- What goes wrong -------------------------------------------------------------------------------------------------


def test_a_wrong_address(client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert b"Page not found" in response.content
    assert headers_of(response) == HEADERS


def test_a_wrong_address_of_the_api_is_answered_in_json(client):
    response = client.get("/api/no-such-thing")
    assert response.status_code == 404
    assert response.json()["error"] == "Page not found"


def test_a_request_that_is_too_big(client):
    response = client.post("/", data=b"x" * (1024 * 1024 + 1), content_type="application/octet-stream")
    assert response.status_code == 413
    assert b"too big" in response.content


def test_an_address_that_is_too_long(client):
    assert client.get("/", {"q": "x" * 9000}).status_code == 414


def test_a_host_that_is_not_ours(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert b"could not read that request" in response.content


def test_a_form_sent_from_elsewhere(database):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/", {"act": "befriend"})
    assert response.status_code == 403
    assert b"This form has gone out of date" in response.content


def test_a_fault_of_ours_says_so_and_shows_nothing(client, monkeypatch):
    from belisha.web.start import views

    monkeypatch.setattr(views, "render", lambda *_: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert b"something went wrong" in response.content
    assert b"ZeroDivisionError" not in response.content
    assert headers_of(response) == HEADERS


def test_a_fault_in_the_page_for_faults(client, monkeypatch):
    from belisha.web import errors
    from belisha.web.start import views

    monkeypatch.setattr(views, "render", lambda *_: 1 / 0)
    monkeypatch.setattr(errors, "render", lambda *_, **__: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert response.content.startswith(b"Sorry, something went wrong here")


def test_the_database_is_gone(client, monkeypatch):
    from django.db import DatabaseError, connection

    def gone():
        raise DatabaseError("connection refused at 10.0.0.1")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"database unreachable\n")


# -- How often -------------------------------------------------------------------------------------------------------


def test_a_minute_has_so_many_requests_for_each_address(database):
    from belisha.web.security import Window

    window = Window(2)
    assert [window.wait("a", 600.0), window.wait("a", 601.0), window.wait("a", 610.0)] == [0, 0, 50]
    assert window.wait("b", 610.0) == 0
    assert window.wait("a", 660.0) == 0


def test_the_api_says_when_to_come_back(client, monkeypatch):
    from belisha.web.security import Window

    monkeypatch.setattr(Window, "wait", lambda *_: 30)
    response = client.get("/api/policies")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [(False, "1.1.1.1", "9.9.9.9"), (True, "1.1.1.1, 2.2.2.2", "2.2.2.2"), (True, "", "9.9.9.9")],
)
def test_who_asks_is_believed_of_our_own_proxy_only(database, behind_proxy, forwarded, address):
    from django.test import RequestFactory, override_settings

    from belisha.web.security import address_of

    with override_settings(BELISHA_BEHIND_PROXY=behind_proxy):
        request = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)
        assert address_of(request) == address


# -- In a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/components", "/no-such-page"])
def test_pages_are_accessible_and_fit(every_page, axe, address):
    every_page.goto(address)
    axe(every_page)
    assert every_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"


def test_the_livelier_parts_are_alive(page):
    page.goto("/components")
    expect(page.locator("body.govuk-frontend-supported")).to_have_count(1)
    page.locator("#c2-4").check()
    expect(page.locator("#c2")).not_to_be_checked()


def test_the_gallery_shows_every_part(database):
    from belisha.web import components
    from belisha.web.gallery.examples import EXAMPLES

    parts = {name for name in components.__all__ if name.islower()}
    assert {example.part for example in EXAMPLES} == parts
