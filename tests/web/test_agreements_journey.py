"""The pages of agreements in a browser: on a phone and a desktop, with and without JavaScript. The minute in which a parent signs: `test_first_minutes`."""

import pytest

from web.test_school_journey import SCHOOL, fits

# Whose page, its address; the names in braces are of the demonstration.
PAGES = {
    "agreements": ("dora", f"{SCHOOL}/agreements/"),
    "agreements, for a teacher": ("ada", f"{SCHOOL}/agreements/"),
    "which to put to people": ("dora", f"{SCHOOL}/agreements/open"),
    "put one to people": ("dora", f"{SCHOOL}/agreements/open?agreement=MO-121"),
    "put one to people, wrong": ("dora", f"{SCHOOL}/agreements/open?agreement=MO-119 wrong"),
    "how far it has come": ("olive", f"{SCHOOL}/agreements/{{campaign}}/"),
    "how far it has come, for the chair": ("connie", f"{SCHOOL}/agreements/{{campaign}}/"),
    "one that was stopped half way": ("olive", f"{SCHOOL}/agreements/{{opening}}/"),
    "who is missing": ("olive", f"{SCHOOL}/agreements/{{campaign}}/people?state=asked"),
    "whose mail came back": ("olive", f"{SCHOOL}/agreements/{{campaign}}/people?state=came+back"),
    "another day, wrong": ("olive", f"{SCHOOL}/agreements/{{campaign}}/due wrong"),
    "how long they are kept": ("dora", f"{SCHOOL}/agreements/kept"),
    "how long they are kept, in numbers": ("piotr", f"{SCHOOL}/agreements/kept?days=365"),
    "close it": ("olive", f"{SCHOOL}/agreements/{{campaign}}/close"),
    "one copy": ("olive", f"{SCHOOL}/agreements/signings/{{declined}}/about"),
    "a paper": ("olive", f"{SCHOOL}/agreements/signings/{{pip}}/paper"),
    "a paper, wrong": ("olive", f"{SCHOOL}/agreements/signings/{{pip}}/paper wrong"),
    "what people said": ("olive", f"{SCHOOL}/agreements/replies/"),
    "answer it": ("olive", f"{SCHOOL}/agreements/replies/{{reply}}/"),
    "a teacher's copy": ("ada", f"{SCHOOL}/agreements/signings/{{ada}}/"),
    "a teacher declines": ("ada", f"{SCHOOL}/agreements/signings/{{ada}}/decline wrong"),
    "a teacher asks": ("ada", f"{SCHOOL}/agreements/signings/{{ada}}/ask"),
    "a pupil reads": ("pip", f"{SCHOOL}/agreements/signings/{{pip}}/"),
    "a parent signs with a pupil": (None, "{link}"),
    "a link that opens nothing": (None, f"/links/beacon-lane/{'x' * 43}/agreement"),
}


@pytest.fixture(scope="session")
def agreements(live_server):
    """Of the demonstration."""
    from datetime import timedelta

    from django.utils import timezone

    from belisha.schools.agreements.models import Campaign, Reply, Signing
    from belisha.schools.apart import in_school
    from belisha.schools.people import links, places
    from belisha.schools.people.models import Link, Person
    from belisha.schools.published.models import School

    school = School.objects.get(key="beacon-lane")
    with in_school(school):
        staff = Campaign.objects.get(school=school, agreement="MO-117")
        opening = Campaign(
            school=school, version=staff.version, sha256=staff.sha256, agreement="MO-900", title="What visitors agree to", statements=staff.statements,
            roles=["volunteer"], due=staff.due, total=40, done=12, by_words="Dora Fielding", touched=timezone.now() - timedelta(hours=1), looked_on=timezone.localdate(),
        )  # fmt: skip
        opening.save(force_insert=True)
        by_name = {
            name: Signing.objects.get(school=school, person__given=name, person__email=f"{name.lower()}@demonstration.example", campaign__agreement=of)
            for name, of in (("Ada", "MO-117"), ("Pip", "MO-121"), ("Moira", "MO-117"))
        }  # fmt: skip
        ben = Person.objects.get(email="ben@demonstration.example")

        def link():
            signing = by_name["Pip"]
            return links.make(ben, Link.Purpose.SIGN, by=places.of_belisha(school), about=signing.pk)[1] + "/agreement"

        return {
            "campaign": staff.pk,
            "opening": opening.pk,
            "declined": by_name["Moira"].pk,
            "reply": Reply.objects.get(signing=by_name["Moira"]).pk,
            "ada": by_name["Ada"].pk,
            "pip": by_name["Pip"].pk,
            "link": link(),
        }


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, session_of, agreements, who, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    address, _, wrong = address.partition(" ")
    if who:
        page.context.add_cookies([session_of(who)])
    page.goto(address.format(**agreements))
    if wrong:
        if page.locator("#due-day").count():
            page.locator("#due-day").fill("99")
        if page.locator("#on-day").count():
            page.locator("#on-day").fill("99")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_selector(".govuk-error-summary")
    axe(page)
    assert fits(page)
    assert "went wrong here" not in page.content()
