"""The pages of a school in a browser: on a phone and a desktop, with and without JavaScript, by keyboard; and passkeys."""

import re

import pytest
from playwright.sync_api import expect

SCHOOL = "/schools/beacon-lane"
# Whose page, its address; {pupil}, {parent}, {teacher} and {message} are of the demonstration.
PAGES = {
    "sign in": (None, "/sign-in/"),
    "sign in, wrong": (None, "/sign-in/ wrong"),
    "ask for a link": (None, "/sign-in/link"),
    "a link that is over": (None, f"/links/beacon-lane/{'x' * 43}"),
    "home of the headteacher": ("dora", f"{SCHOOL}/"),
    "home of a parent": ("ben", f"{SCHOOL}/"),
    "people": ("dora", f"{SCHOOL}/people/"),
    "people, nobody found": ("dora", f"{SCHOOL}/people/?q=zzzz"),
    "a pupil": ("dora", f"{SCHOOL}/people/{{pupil}}/"),
    "a teacher": ("dora", f"{SCHOOL}/people/{{teacher}}/"),
    "oneself": ("ben", f"{SCHOOL}/people/{{parent}}/"),
    "add a person": ("olive", f"{SCHOOL}/people/add"),
    "add a person, wrong": ("olive", f"{SCHOOL}/people/add wrong"),
    "change a person": ("dora", f"{SCHOOL}/people/{{teacher}}/change"),
    "give a role": ("dora", f"{SCHOOL}/people/{{teacher}}/roles/give"),
    "add a guardian": ("dora", f"{SCHOOL}/people/{{pupil}}/guardians/add"),
    "lists of people": ("olive", f"{SCHOOL}/people/rosters/"),
    "what a list would change": ("olive", f"{SCHOOL}/people/rosters/{{roster}}/"),
    "columns of a list": ("olive", f"{SCHOOL}/people/rosters/{{roster}}/columns"),
    "a list that is being taken over": ("olive", f"{SCHOOL}/people/rosters/{{applying}}/"),
    "permissions": ("ada", f"{SCHOOL}/permissions"),
    "record": ("dora", f"{SCHOOL}/record/"),
    "verify": ("dora", f"{SCHOOL}/record/verify"),
    "mail": ("olive", f"{SCHOOL}/mail/"),
    "a message": ("olive", f"{SCHOOL}/mail/{{message}}"),
    "settings": ("dora", f"{SCHOOL}/settings"),
    "not allowed": ("ben", f"{SCHOOL}/people/"),
    "places": ("finn", "/places/"),
    "how I sign in": ("ada", "/account/"),
    "sessions": ("ada", "/account/sessions"),
    "an app with codes": ("ada", "/account/app/"),
    "a passkey": ("ada", "/account/passkeys/add"),
    "a password": ("ada", "/account/password/new"),
    "sign out": ("ada", "/sign-out"),
    "schools of an office": ("gus", "/offices/"),
    "add a school": ("gus", "/offices/schools/add"),
    "health": ("gus", "/offices/installation"),
    "offices": ("gus", "/offices/held"),
    "schools of a trust": ("hal", "/offices/"),
}


@pytest.fixture(scope="session")
def things(live_server):
    """Identifiers of the demonstration, and a message in its outbox."""
    from belisha.schools.apart import in_school
    from belisha.schools.people import links, places
    from belisha.schools.people.models import Person
    from belisha.schools.post.models import Message
    from belisha.schools.published.models import School

    school = School.objects.get(key="beacon-lane")
    with in_school(school):
        found = {
            "pupil": Person.objects.get(given="Pip").pk,
            "parent": Person.objects.get(given="Ben", family="Archer").pk,
            "teacher": Person.objects.get(given="Ada", family="Novak").pk,
        }
        robin = Person.objects.get(given="Robin", family="Archer")
        links.invite(robin, by=places.of_belisha(school))
        return {**found, **rosters(school), "message": Message.objects.latest("made").pk}


def rosters(school):
    """One to be looked at, and one that is being taken over."""
    from belisha.schools.rosters.models import Import

    counts = {"person added": 2, "role given": 2, "person left": 40, "same": 1018, "known": 60}
    bad = [{"line": 4, "file": "", "problem": "“31/02/2016” is no day; write the date of birth as 28/11/2015"}]
    made = {}
    for name, state in (("roster", "ready"), ("applying", "applying")):
        one = Import(
            school=school, kind="plain", state=state, file_name="pupils-autumn.csv", digest="0", pending=b"UPN,Forename,Surname\nA1,Pip,Archer\n",
            mapping={"id": "UPN", "given": "Forename", "everybody": "pupil"}, counts=counts, sample={"person added": ["Zara Young", "Theo West"]},
            bad=bad, done=1, person_words="Olive Hart",
        )  # fmt: skip
        one.save(force_insert=True)
        made[name] = one.pk
    return made


def enter(page, who):
    """Signs in as one of the demonstration's people, as somebody would."""
    page.goto("/sign-in/")
    page.select_option("#email", f"{who}@demonstration.example")
    page.get_by_role("button", name="Sign in as this person").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def open_part(page, name):
    """Follows a link of the navigation, which a phone keeps behind a button where scripts run."""
    page.wait_for_load_state()
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name=name, exact=True).click()


def show(page, session_of, who, address, things):
    address, _, wrong = address.partition(" ")
    if who:
        page.context.add_cookies([session_of(who)])
    page.goto(address.format(**things))
    if wrong:
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_selector(".govuk-error-summary")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, session_of, things, who, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    show(page, session_of, who, address, things)
    if javascript:  # the same page otherwise
        axe(page)
    assert fits(page)
    assert "went wrong here" not in page.content()


@pytest.mark.parametrize("name", ["people", "a pupil", "record", "sign in", "add a person, wrong"])
def test_at_400_percent_nothing_scrolls_sideways(page, session_of, things, name):
    page.set_viewport_size({"width": 320, "height": 256})
    show(page, session_of, *PAGES[name], things)
    assert fits(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
def test_an_invitation_from_end_to_end(new_page, live_server, things, javascript):
    """The office adds and invites somebody; they follow the link, choose a password, and are in. With and without JavaScript."""
    import uuid

    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    name = f"Nell{uuid.uuid4().hex[:8]}"
    enter(page, "olive")
    open_part(page, "People")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Given name", exact=True).fill(name)
    page.get_by_label("Family name", exact=True).fill("Newcomer")
    page.get_by_label("E-mail address").fill(f"{name.lower()}@example.org")
    page.get_by_label("Role").select_option("volunteer")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name=re.compile("Invite .* to sign in")).click()
    page.get_by_role("button", name="Send the invitation").click()
    open_part(page, "Mail")
    page.get_by_role("link", name=re.compile("asks you to sign in")).first.click()
    link = page.get_by_role("link", name="Follow the link in this mail").get_attribute("href")
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(link)
    expect(page.get_by_text(f"{name} Newcomer")).to_be_visible()
    page.get_by_role("button", name="Accept the invitation").click()
    page.get_by_label("New password", exact=True).fill("walnut tractor sideways 88")
    page.get_by_label("New password again").fill("walnut tractor sideways 88")
    page.get_by_role("button", name="Set the password").click()
    page.goto(f"{SCHOOL}/")
    expect(page.get_by_text(f"Good to see you, {name}")).to_be_visible()


def test_signing_in_by_keyboard_alone(page):
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "login"
    page.keyboard.type("nobody@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("not the right one")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")


def test_a_passkey_is_made_and_used(new_page, live_server, things):
    """With the browser's own virtual authenticator. A passkey needs a name for the site, so on localhost."""
    site = live_server.replace("127.0.0.1", "localhost")
    page = new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site}/sign-in/")
    page.select_option("#email", "rhea@demonstration.example")
    page.get_by_role("button", name="Sign in as this person").click()
    page.goto(f"{site}/account/passkeys/add")
    page.get_by_label("Name").fill("The office computer")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/account/recovery-codes/")
    page.goto(f"{site}/account/passkeys/")
    expect(page.get_by_role("term").get_by_text("The office computer")).to_be_visible()

    page.goto(f"{site}/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**{SCHOOL}/")
    expect(page.get_by_text("Good to see you, Rhea")).to_be_visible()


def test_without_javascript_no_passkey_is_offered(new_page, things):
    page = new_page(javascript=False)
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).not_to_be_visible()
    expect(page.get_by_role("link", name="Get a link by e-mail")).to_be_visible()
