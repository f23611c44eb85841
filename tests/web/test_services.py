"""Signing in with a school's own service: against a real OpenID provider, run on this machine."""

import re
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client, override_settings

from belisha.schools.accounts.models import Account
from belisha.schools.apart import in_school
from belisha.schools.people.models import Person, Role
from belisha.schools.people.school import change_settings
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from cast import account_of, person_of, place_of, sign_in

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated")  # the provider's own


@pytest.fixture(scope="module")
def provider():
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def service(town, provider):
    """The installation knows the provider, and Oak has named the domain example.org."""
    with in_school(town.oak):
        change_settings(by=place_of(town.dora), sign_in_domains=("example.org",))
    app = {
        "provider_id": "oidc",
        "name": "your school account",
        "client_id": "belisha",
        "secret": "secret",
        "settings": {"server_url": provider, "oauth_pkce_enabled": True},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}):
        yield provider


def come(provider, sub, **claims):
    """Somebody goes to the provider, is known there with these claims, and comes back."""
    answer = requests.put(f"{provider}/users/{sub}", json=claims, timeout=10)
    assert answer.status_code == 204, answer.text
    client = Client()
    there = client.get("/sign-in/service/oidc/")
    assert there.status_code == 302
    assert there.headers["Location"].startswith(f"{provider}/oauth2/authorize?")
    back = requests.post(there.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    where = urlsplit(back.headers["Location"])
    assert where.path == "/sign-in/service/oidc/back"
    return client, client.get(f"{where.path}?{where.query}")


def test_the_button_is_there(service):
    assert "Sign in with your school account" in Client().get("/sign-in/").content.decode()


def test_a_verified_address_of_a_named_domain_comes_in(service, town):
    client, answer = come(service, "ben-1", email="ben@example.org", email_verified=True)
    assert answer.headers["Location"] == "/places/"
    assert client.get("/schools/oak/").status_code == 200
    again, answer = come(service, "ben-1", email="ben@example.org", email_verified=True)
    assert again.get("/schools/oak/").status_code == 200


def test_a_person_without_an_account_gets_one(service, town):
    nell = person_of(town.oak, "Nell", account=False)
    with in_school(town.oak):
        Role(school=town.oak, person=nell, role="teacher", since="2020-09-01").save()
    client, _ = come(service, "nell", email="Nell@Example.org", email_verified=True)
    assert client.get("/schools/oak/").status_code == 200
    with in_school(town.oak):
        assert Person.objects.get(pk=nell.pk).account.email.lower() == "nell@example.org"
        assert Entry.objects.filter(event="account linked by the school's sign-in service").count() == 1


def refused(answer):
    return answer.status_code == 403 and "has not let you in yet" in re.sub(r"<[^>]+>", "", answer.content.decode())


REFUSED = {
    "not verified": {"email": "ben@example.org", "email_verified": False},
    "says nothing of it": {"email": "ben@example.org"},
    "another domain": {"email": "ben@elsewhere.example", "email_verified": True},
    "a domain that only ends alike": {"email": "ben@evil-example.org", "email_verified": True},
    "nobody of the school": {"email": "stranger@example.org", "email_verified": True},
    "no address": {"email_verified": True},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED)
def test_everybody_else_is_refused(service, town, claims):
    with in_school(town.oak):
        Person.objects.filter(pk=town.robin.pk).update(email="ben@elsewhere.example")
    accounts = Account.objects.count()
    client, answer = come(service, f"sub-{abs(hash(str(claims)))}", **claims)
    assert refused(answer)
    assert client.get("/schools/oak/").status_code == 302
    assert Account.objects.count() == accounts


def test_a_school_that_named_no_domain_trusts_nobody(service, town):
    with in_school(town.oak):
        change_settings(by=place_of(town.dora), sign_in_domains=())
    assert refused(come(service, "ben-2", email="ben@example.org", email_verified=True)[1])


@pytest.mark.parametrize(
    ("trusted", "comes_in"), [((), True), (("oidc",), True), (("google",), False), (("google", "oidc"), True)]
)
def test_a_school_trusts_the_services_that_it_has_named(service, town, trusted, comes_in):
    """At each sign-in: whoever was linked before a school trusted another service does not come in by the old one."""
    linked = come(service, "ben-7", email="ben@example.org", email_verified=True)[1]
    assert linked.headers["Location"] == "/places/"
    with in_school(town.oak):
        change_settings(by=place_of(town.dora), sign_in_services=trusted)
    for who in ("ben", "dora"):
        answer = come(service, f"{who}-7", email=f"{who}@example.org", email_verified=True)[1]
        assert refused(answer) != comes_in, who


def test_a_school_that_trusts_no_domain_any_more_is_heard(service, town):
    come(service, "ben-8", email="ben@example.org", email_verified=True)
    with in_school(town.oak):
        change_settings(by=place_of(town.dora), sign_in_domains=("elsewhere.example",))
    assert refused(come(service, "ben-8", email="ben@example.org", email_verified=True)[1])


def test_what_another_school_trusts_lets_nobody_of_this_one_in(service, town):
    """Elm names the domain and trusts the service; Oak trusts another. Ben is of Oak alone."""
    with in_school(town.oak):
        change_settings(by=place_of(town.dora), sign_in_services=("google",))
    with in_school(town.elm):
        change_settings(by=place_of(town.cleo), sign_in_domains=("example.org",))
    assert refused(come(service, "ben-9", email="ben@example.org", email_verified=True)[1])
    assert come(service, "finn-9", email="finn@example.org", email_verified=True)[1].headers["Location"] == "/places/"


def test_the_headteacher_says_which(town):
    apps = [
        {"provider_id": each, "name": each.title(), "client_id": "x", "secret": "x"} for each in ("google", "microsoft")
    ]
    dora, page = sign_in(Client(), town.dora), "/schools/oak/settings"
    told = {"domains": "example.org", "notice_days": "7"}
    assert "With which account may they sign in?" not in dora.get(page).content.decode(), (
        "there is nothing to choose from"
    )
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}):
        assert "With which account may they sign in?" in dora.get(page).content.decode()
        assert dora.post(page, told).status_code == 422
        for services, kept in (
            (["google"], ["google"]),
            (["google", "microsoft"], []),
            (["microsoft", "nonsense"], ["microsoft"]),
        ):
            assert dora.post(page, {**told, "services": services}).status_code == 302
            assert School.objects.get(key="oak").settings["sign_in_services"] == kept
    assert dora.post(page, told).status_code == 302  # a page without the boxes changes nothing of them
    assert School.objects.get(key="oak").settings["sign_in_services"] == ["microsoft"]


def test_microsoft_says_it_in_another_word(service, town):
    assert come(service, "ben-3", email="ben@example.org", xms_edov=True)[1].headers["Location"] == "/places/"


def test_a_leaver_is_refused(service, town):
    with in_school(town.oak):
        Role.objects.filter(person=town.ben).update(until="2021-01-01")
    assert refused(come(service, "ben-4", email="ben@example.org", email_verified=True)[1])


def test_two_people_with_one_address_are_not_told_apart_by_guessing(service, town):
    with in_school(town.oak):
        Person.objects.filter(pk=town.robin.pk).update(email="ben@example.org")
    assert refused(come(service, "ben-5", email="ben@example.org", email_verified=True)[1])


def test_a_second_step_is_asked_for_all_the_same(service, town):
    account_of("ben", second_factor=True)
    client, answer = come(service, "ben-6", email="ben@example.org", email_verified=True)
    assert answer.headers["Location"] == "/sign-in/second-factor"
    assert client.get("/schools/oak/").status_code == 302


def test_an_answer_that_nobody_asked_for(service, town):
    answer = Client().get("/sign-in/service/oidc/back?code=x&state=y")
    assert answer.status_code == 403
    assert "did not work" in answer.content.decode()


def test_a_service_that_there_is_not(client, db):
    assert client.get("/sign-in/service/nothing/").status_code == 404
