"""Signing in by each way, and what keeps others out of it."""

import re
import time
from datetime import timedelta
from operator import attrgetter, itemgetter

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.delays import DELAYS
from belisha.schools.accounts.models import Account
from belisha.schools.apart import in_school
from belisha.schools.people import leaving, links, places
from belisha.schools.people.models import Link, Person, Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.post.models import Message
from belisha.schools.record.models import Entry
from cast import GOOD, account_of, person_of, place_of, sign_in
from jobs import run_jobs


@pytest.fixture(autouse=True)
def _calm():
    DELAYS.forget()
    cache.clear()
    from belisha.web.security import mail_window

    mail_window.minute = 0


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def try_password(client, email, password):
    return client.post("/sign-in/", {"login": email, "password": password})


@pytest.fixture
def ada(town):
    accounts.set_password(town.ada.account, GOOD)
    return town.ada


# -- Password --------------------------------------------------------------------------------------------------------


def test_a_password(client, ada):
    assert try_password(client, "ADA@example.org", GOOD).headers["Location"] == "/places/"
    assert client.get("/places/").headers["Location"] == "/schools/oak/"
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert ada.account.password.startswith("argon2$argon2id$") or Account.objects.get(
        pk=ada.account.pk
    ).password.startswith("argon2$argon2id$")


def test_nobody_learns_whether_an_address_is_known(ada):
    wrong = try_password(Client(), "ada@example.org", "wrong" * 3)
    unknown = try_password(Client(), "nobody@example.org", "wrong" * 3)
    assert text_of(wrong).replace("ada@", "x@") == text_of(unknown).replace("nobody@", "x@")
    assert wrong.status_code == unknown.status_code == 200
    assert "Your e-mail address or your password is wrong" in text_of(wrong)


@pytest.fixture
def full_strength(monkeypatch):
    """Passwords are hashed as slowly as outside the tests, where Django says how."""
    strength = {"time_cost": 2, "memory_cost": 102400, "parallelism": 8}
    for name, value in strength.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, value)


def test_it_takes_as_long_for_an_address_that_is_not_known(full_strength, ada, monkeypatch):
    """Nobody can tell by the time which addresses there are: one password is hashed either way, as slowly as any."""
    hashed, encode, verify = [], Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    costs = ("time_cost", "memory_cost", "parallelism")

    def encoding(self, password, salt):
        hashed.append(attrgetter(*costs)(self))
        return encode(self, password, salt)

    def verifying(self, password, encoded):
        hashed.append(itemgetter(*costs)(self.decode(encoded)))
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encoding)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verifying)
    for email in ("ada@example.org", "nobody@example.org"):
        DELAYS.forget()
        hashed.clear()
        try_password(Client(), email, "wrong" * 3)
        assert hashed == [(2, 102400, 8)], email


def test_each_wrong_password_makes_the_next_try_wait_longer(database):
    waits, now = [], 1000.0
    for _ in range(9):
        DELAYS.failed("ada@example.org", "10.0.0.1", now)
        waits.append(DELAYS.wait("ada@example.org", "10.0.0.2", now))
        now += waits[-1]
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60]
    assert DELAYS.wait("ADA@example.org ", "10.0.0.2", now - 1) == 1
    assert DELAYS.wait("ada@example.org", "10.0.0.2", now + 3601) == 0


def test_a_school_behind_one_address_is_not_held_up_by_one_who_forgot(database):
    for _ in range(10):
        DELAYS.failed("ada@example.org", "10.0.0.1", 1000.0)
    assert DELAYS.wait("ben@example.org", "10.0.0.1", 1000.0) == 0
    for _ in range(15):
        DELAYS.failed(f"{_}@example.org", "10.0.0.1", 1000.0)
    assert DELAYS.wait("ben@example.org", "10.0.0.1", 1000.0) > 0
    assert DELAYS.wait("ben@example.org", "10.0.0.9", 1000.0) == 0


def test_while_it_waits_even_the_right_password_does_nothing(client, ada):
    for _ in range(5):
        try_password(client, "ada@example.org", "wrong" * 3)
    answer = try_password(client, "ada@example.org", GOOD)
    assert "Wait" in text_of(answer)
    assert "a link by e-mail, for which there is no wait" in text_of(answer)
    assert client.get("/schools/oak/").status_code == 302


def test_guessing_cannot_keep_a_safeguarding_lead_out(client, town):
    """Whoever guesses at her password makes the password wait, for a minute at the longest; the link and the passkey never do."""
    for _ in range(50):
        DELAYS.failed("edna@example.org", "6.6.6.6")
    assert DELAYS.wait("edna@example.org", "10.0.0.1") <= 60
    client.post("/sign-in/link", {"email": "edna@example.org"})
    run_jobs()
    answer = client.post(link_in_mail(town.oak))
    assert answer.headers["Location"] == "/sign-in/second-factor"
    assert "data-passkey" in Client().get("/sign-in/").content.decode()


def link_in_mail(school):
    with in_school(school):
        return Message.objects.filter(school=school).exclude(link="").latest("made").link


# -- What is a good password -----------------------------------------------------------------------------------------

PASSWORDS = {
    "short": ("Tr0ub4dor&3", "12 characters or more"),
    "common": ("password1234", "too easy"),
    "keyboard": ("qwertyuiop123", "too easy"),
    "repeated": ("aaaaaaaaaaaaaaaa", "too easy"),
    "a date": ("27march2027!", "too easy"),
    "own name": ("adaexample2026", "too easy"),
    "own address": ("ada@example.org", "too easy"),
    "own school": ("oakschooloakschool", "too easy"),
    "this software": ("belishabelisha", "too easy"),
}


@pytest.mark.parametrize(("password", "told"), PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_that_is_not_good_enough(client, town, password, told):
    sign_in(client, town.ada)
    answer = client.post("/account/password/new", {"password1": password, "password2": password})
    assert told in text_of(answer)
    assert not Account.objects.get(pk=town.ada.account.pk).has_usable_password()


def test_a_good_password_is_taken_and_signs_out_elsewhere(client, ada):
    elsewhere = Client()
    try_password(elsewhere, "ada@example.org", GOOD)
    try_password(client, "ada@example.org", GOOD)
    new = "walnut tractor sideways 88"
    answer = client.post("/account/password", {"oldpassword": GOOD, "password1": new, "password2": new})
    assert answer.headers["Location"] == "/account/"
    assert client.get("/schools/oak/").status_code == 200
    assert elsewhere.get("/schools/oak/").status_code == 302


# -- Second step -----------------------------------------------------------------------------------------------------


def code_of(account):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
    from allauth.mfa.utils import decrypt

    secret = decrypt(Authenticator.objects.get(user=account, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_app_with_codes_is_set_up_and_then_asked_for(client, ada):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    try_password(client, "ada@example.org", GOOD)
    page = client.get("/account/app/").content.decode()
    secret = re.search(r'belisha-secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    wrong = client.post("/account/app/", {"code": "000000"})
    assert "That code is wrong" in text_of(wrong)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/account/app/", {"code": code}).headers["Location"] == "/account/recovery-codes/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/account/recovery-codes/").content.decode())
    assert len(codes) == 10
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    cache.clear()

    again = Client()
    assert try_password(again, "ada@example.org", GOOD).headers["Location"] == "/sign-in/second-factor"
    assert again.get("/schools/oak/").status_code == 302
    assert "That code is wrong" in text_of(again.post("/sign-in/second-factor", {"code": "123456"}))
    assert again.post("/sign-in/second-factor", {"code": code_of(ada.account)}).headers["Location"] == "/places/"
    assert again.get("/schools/oak/").status_code == 200

    third = Client()
    try_password(third, "ada@example.org", GOOD)
    assert third.post("/sign-in/second-factor", {"code": codes[0]}).headers["Location"] == "/places/"
    fourth = Client()
    try_password(fourth, "ada@example.org", GOOD)
    assert "That code is wrong" in text_of(fourth.post("/sign-in/second-factor", {"code": codes[0]}))


def test_a_code_works_once(ada):
    account_of("ada", second_factor=True)
    code = code_of(ada.account)
    first, second = Client(), Client()
    for each in (first, second):
        try_password(each, "ada@example.org", GOOD)
    assert first.post("/sign-in/second-factor", {"code": code}).status_code == 302
    assert second.post("/sign-in/second-factor", {"code": code}).status_code == 200


def test_codes_cannot_be_guessed_for_ever(ada):
    account_of("ada", second_factor=True)
    client = Client()
    try_password(client, "ada@example.org", GOOD)
    for number in range(10):
        client.post("/sign-in/second-factor", {"code": f"{number:06}"})
    assert "Too many wrong codes" in text_of(client.post("/sign-in/second-factor", {"code": code_of(ada.account)}))


def test_whoever_needs_a_second_step_cannot_remove_the_last(client, town):
    from allauth.mfa.models import Authenticator

    sign_in(client, town.dora)
    client.post("/account/app/remove")
    assert Authenticator.objects.filter(user=town.dora.account).exists()
    account_of("ada", second_factor=True)
    sign_in(client, town.ada)
    client.post("/account/app/remove")
    assert not Authenticator.objects.filter(user=town.ada.account).exists()


def test_showing_again_that_it_is_you(client, town):
    accounts.set_password(town.dora.account, GOOD)
    sign_in(client, town.dora, minutes_ago=60)
    asked = client.get("/schools/oak/record/").headers["Location"]
    assert asked == "/sign-in/again/?next=%2Fschools%2Foak%2Frecord%2F"
    assert "Show that it is you" in text_of(client.get(asked))
    assert "That password is wrong" in text_of(client.post(asked, {"password": "wrong" * 3}))
    assert client.post(asked, {"password": GOOD}).headers["Location"] == "/schools/oak/record/"
    assert client.get("/schools/oak/record/").status_code == 200


# -- Links by e-mail -------------------------------------------------------------------------------------------------


def test_a_link_signs_in_once(client, town):
    shown = client.post("/sign-in/link", {"email": "Ben@Example.org"})
    assert "is on its way" in text_of(shown)
    run_jobs()
    link = link_in_mail(town.oak)
    assert "Ben Example" in text_of(client.get(link))
    assert client.get("/schools/oak/").status_code == 302
    assert client.post(link).headers["Location"] == "/account/password/new"
    assert client.get("/schools/oak/").status_code == 200
    assert Client().post(link).status_code == 410
    assert Client().get(link).status_code == 410


def test_looking_at_a_link_changes_nothing(client, town):
    """Mail scanners follow links."""
    client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    link = link_in_mail(town.oak)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    with in_school(town.oak):
        assert Link.objects.get().used is None
        assert Role.objects.count() > 0


@pytest.mark.parametrize("what", ["expired", "withdrawn", "used"])
def test_a_link_that_is_over(client, town, what):
    client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    link = link_in_mail(town.oak)
    with in_school(town.oak):
        Link.objects.update(**{"expired": {"expires": timezone.now()}}.get(what, {what: timezone.now()}))
    assert client.post(link).status_code == 410
    assert client.get("/schools/oak/").status_code == 302


def test_a_link_is_of_its_school_and_purpose(client, town):
    client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    secret = link_in_mail(town.oak).rsplit("/", 1)[1]
    assert client.post(f"/links/elm/{secret}").status_code == 410
    with pytest.raises(links.LinkError):
        links.accept(town.oak, secret)
    with in_school(town.oak), pytest.raises(links.LinkError):
        links.use(town.oak, secret, Link.Purpose.SIGN)


def test_only_a_hash_of_a_link_is_kept(client, town):
    client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    secret = link_in_mail(town.oak).rsplit("/", 1)[1]
    with in_school(town.oak):
        assert secret not in str(list(Link.objects.values()))
        assert secret not in str(list(Entry.objects.values()))
        assert secret not in str(list(Message.objects.values_list("text", "html", "subject", "error")))


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, town):
    known = client.post("/sign-in/link", {"email": "ben@example.org"})
    unknown = client.post("/sign-in/link", {"email": "zed@example.org"})
    assert text_of(known).replace("ben@", "x@") == text_of(unknown).replace("zed@", "x@")
    run_jobs()
    with in_school(town.oak):
        assert Message.objects.count() == 1


def test_nobody_can_be_flooded_with_links(client, town):
    for _ in range(9):
        client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    with in_school(town.oak):
        assert Message.objects.count() <= 5


def test_a_link_is_of_no_use_to_a_leaver(client, town):
    client.post("/sign-in/link", {"email": "ben@example.org"})
    run_jobs()
    with in_school(town.oak):
        Role.objects.filter(person=town.ben).update(until=timezone.localdate())
    assert client.post(link_in_mail(town.oak)).status_code == 410


def test_an_office_gets_no_link(client, town):
    client.post("/sign-in/link", {"email": "gus@example.org"})
    run_jobs()
    for school in (town.oak, town.elm):
        with in_school(school):
            assert Message.objects.count() == 0


# -- Invitations -----------------------------------------------------------------------------------------------------


def test_an_invitation_is_accepted_and_grants_its_role(client, town):
    newcomer = person_of(town.oak, "Nell", account=False)
    sign_in(client, town.olive)
    assert client.post(f"/schools/oak/people/{newcomer.pk}/invite", {"role": "volunteer"}).status_code == 302
    link, guest = link_in_mail(town.oak), Client()
    assert "Nell Example" in text_of(guest.get(link))
    assert not Account.objects.filter(email="nell@example.org").exists()
    assert guest.post(link).headers["Location"] == "/account/password/new"
    assert (
        guest.post("/account/password/new", {"password1": GOOD, "password2": GOOD}).headers["Location"] == "/account/"
    )
    assert guest.get("/schools/oak/").status_code == 200
    assert Client().post(link).status_code == 410
    with in_school(town.oak):
        assert [each.role for each in Role.objects.filter(person=newcomer)] == ["volunteer"]
        told = list(Entry.objects.order_by("number").values_list("event", "who_words"))
    assert told == [
        ("invitation sent", "Olive Example"),
        ("role given", "Belisha"),
        ("invitation accepted", "Nell Example"),
    ]


def test_a_governor_elsewhere_keeps_one_account(town):
    with in_school(town.elm):
        ben = Person(school=town.elm, given="Benjamin", family="Other", email="BEN@example.org", since="2020-09-01")
        ben.save(force_insert=True)
        links.invite(ben, by=place_of(town.cleo), role=RoleName.GOVERNOR)
    links.accept(town.elm, link_in_mail(town.elm).rsplit("/", 1)[1])
    assert [own.school.key for own in places.of_account(town.ben.account)] == ["elm", "oak"]


def test_a_second_invitation_makes_the_first_useless(client, town):
    newcomer = person_of(town.oak, "Nell", account=False)
    with in_school(town.oak):
        links.invite(newcomer, by=place_of(town.dora))
        first = link_in_mail(town.oak)
        links.invite(newcomer, by=place_of(town.dora))
    assert client.post(first).status_code == 410


def test_the_office_cannot_invite_a_headteacher_nor_take_one_over(client, town):
    newcomer = person_of(town.oak, "Nell", account=False)
    sign_in(client, town.olive)
    assert client.post(f"/schools/oak/people/{newcomer.pk}/invite", {"role": "headteacher"}).status_code == 422
    assert (
        client.post(
            f"/schools/oak/people/{town.dora.pk}/change", {"given": "D", "family": "E", "email": "evil@example.org"}
        ).status_code
        == 403
    )
    with in_school(town.oak):
        assert Person.objects.get(pk=town.dora.pk).email == "dora@example.org"


# -- Sessions, leaving -----------------------------------------------------------------------------------------------


def test_a_second_sign_in_is_shown_and_can_be_ended(ada):
    first, second = (
        Client(headers={"user-agent": "Firefox/130 Windows"}),
        Client(headers={"user-agent": "Safari/605 iPhone"}),
    )
    for each in (first, second):
        try_password(each, "ada@example.org", GOOD)
    page = first.get("/account/sessions")
    assert "Firefox on a Windows computer" in text_of(page)
    assert "Safari on an iPhone" in text_of(page)
    assert second.get("/schools/oak/").status_code == 200
    other = re.search(r'name="session" value="(\d+)"', page.content.decode()).group(1)
    first.post("/account/sessions", {"session": other})
    assert second.get("/schools/oak/").status_code == 302
    assert first.get("/schools/oak/").status_code == 200


def test_a_leavers_sessions_end(ada):
    client = Client()
    try_password(client, "ada@example.org", GOOD)
    with in_school(ada.school):
        Role.objects.filter(person=ada).update(until=timezone.localdate())
        place = places.of_belisha(ada.school)
        assert leaving.run(timezone.localdate(), place) == 1
        assert leaving.run(timezone.localdate(), place) == 0
    assert client.get("/places/").status_code == 302


def test_somebody_with_a_place_elsewhere_stays_signed_in(town):
    accounts.set_password(town.finn.account, GOOD)
    client = Client()
    try_password(client, "finn@example.org", GOOD)
    with in_school(town.oak):
        Role.objects.filter(person=town.finn).update(until=timezone.localdate())
        leaving.run(timezone.localdate(), places.of_belisha(town.oak))
    assert client.get("/schools/oak/").status_code == 403
    assert client.get("/schools/elm/").status_code == 200


def test_signing_out(client, town):
    sign_in(client, town.ada)
    assert client.get("/sign-out").status_code == 200
    assert client.get("/schools/oak/").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/"
    assert client.get("/schools/oak/").status_code == 302


def test_nobody_is_led_to_another_site(client, ada):
    answer = client.post("/sign-in/", {"login": "ada@example.org", "password": GOOD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/places/"


@pytest.mark.parametrize(
    "address", ["/accounts/signup/", "/signup/", "/sign-in/signup", "/account/email", "/password/reset/"]
)
def test_there_is_nowhere_to_make_an_account(client, db, address):
    assert client.get(address).status_code == 404


# -- The demonstration -----------------------------------------------------------------------------------------------


def test_the_demonstration_can_be_tried(client, db):
    page = client.get("/sign-in/").content.decode()
    assert "Headteacher: Dora Fielding" in page
    assert client.post("/sign-in/demonstration", {"email": "dora@demonstration.example"}).status_code == 302
    assert client.get("/schools/beacon-lane/people/").status_code == 200


def test_without_it_its_accounts_are_of_no_use(client, db):
    client.post("/sign-in/demonstration", {"email": "dora@demonstration.example"})
    with override_settings(BELISHA_DEMO=False):
        assert client.get("/schools/beacon-lane/people/").status_code == 302
        assert "demonstration" not in client.get("/sign-in/").content.decode()
        assert client.post("/sign-in/demonstration", {"email": "dora@demonstration.example"}).status_code == 404


def test_a_real_account_cannot_be_tried(client, town):
    assert client.post("/sign-in/demonstration", {"email": "dora@example.org"}).status_code == 404
    assert timedelta(minutes=30) == links.LASTS[Link.Purpose.SIGN_IN]
