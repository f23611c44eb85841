"""The first five minutes of each role, in the demonstration school: one walk for each row of "For whom" in the design, on a phone and on a desktop.

Everybody comes by the sign-in page, or by the link in a letter of the outbox, and goes on by the words of links and buttons, never by an address. Every
page that they come to fits, and has nothing that axe finds. Both screens use one database, so that each has people of its own.
"""

import re
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from belisha.schools.agreements import asking
from belisha.schools.agreements.models import Campaign, Signing
from belisha.schools.apart import in_school
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.people import places
from belisha.schools.people.models import Guardianship, Person
from belisha.schools.policies import actions as policies
from belisha.schools.policies.models import State, Version
from belisha.schools.policies.moves import STEPS
from belisha.schools.post.models import Message
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from web.test_life_journey import fill
from web.test_school_journey import enter, fits

KEY = "beacon-lane"
SCREENS = ("phone", "desktop without JavaScript")
SCREENS_OTHERWISE = ("phone without JavaScript", "desktop")


class Visitor:
    """Somebody with a browser, who goes by words. Each page they come to is looked at, and kept as a picture where pictures are asked for."""

    def __init__(self, page, axe, pictures=""):
        self.page, self.axe, self.pictures, self.stops = page, axe, pictures, 0

    def arrived(self):
        self.page.wait_for_load_state()
        assert "went wrong here" not in self.page.content()
        assert fits(self.page), f"{self.page.url} is wider than the screen"
        if "js-enabled" in (self.page.locator("body").get_attribute("class") or ""):  # the same page otherwise
            self.axe(self.page)
        self.stops += 1
        if self.pictures:
            self.page.screenshot(path=f"{self.pictures}-{self.stops:02}.png", full_page=True)

    def enters(self, who):
        enter(self.page, who)
        self.arrived()

    def opens(self, letter):
        self.page.goto(letter)
        self.arrived()

    def follows(self, words, within="main", **more):
        self.page.locator(within).get_by_role("link", name=words, **more).first.click()
        self.arrived()

    def presses(self, words):
        """A button, or a link that looks like one."""
        main = self.page.locator("main")
        main.get_by_role("button", name=words, exact=True).first.click()
        self.arrived()

    def goes_to(self, section, part=""):
        """By the navigation, which a phone keeps behind a button where scripts run."""
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            menu.click()
        self.page.locator(".govuk-service-navigation").get_by_role("link", name=section, exact=True).click()
        self.arrived()
        if part:
            self.page.locator(".belisha-parts").get_by_role("link", name=part, exact=True).click()
            self.arrived()

    def leaves(self):
        self.page.get_by_role("link", name="Sign out").click()
        self.presses("Sign out")

    def answers(self, **answers):
        """Through the interview to the answer: what is not in `answers` is not so. Gives how many questions it took."""
        for count in range(20):
            title = self.page.locator("h1").inner_text()
            if title == "Check your answers":
                self.presses("See what the policy says")
                return count
            form = self.page.locator("main form")
            given = [answers.get(title, ""), "Not related", "No", "None of these", "Nobody in particular", "Nobody"]
            choices = [form.get_by_label(each, exact=True) for each in given if each]
            next(each for each in choices if each.count()).first.check()
            self.presses("Continue")
        raise AssertionError("the interview does not end")

    def sees(self, words):
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    @property
    def title(self):
        return self.page.locator("h1").first.inner_text()


def make_visitor(new_page, axe, pictures, name):
    def made(screen):
        kind, _, without = screen.partition(" ")
        file = re.sub(r"[^\w-]+", "_", name)
        return Visitor(new_page(kind, javascript=not without), axe, f"{pictures}/{file}" if pictures else "")

    return made


@pytest.fixture
def visitor(new_page, axe, request):
    """visitor("phone without JavaScript")"""
    pictures = request.config.getoption("--screenshots")
    if pictures:
        Path(pictures).mkdir(parents=True, exist_ok=True)
    return make_visitor(new_page, axe, pictures, request.node.name)


# -- Whoever works or helps here -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("screen", "who", "signs", "tied"),
    [
        (SCREENS[0], "uma", True, "Amelia Abara"),  # a teacher who is a parent as well
        (SCREENS[1], "nico", True, ""),  # supply staff
        (SCREENS_OTHERWISE[0], "vera", False, ""),  # a volunteer
        (SCREENS_OTHERWISE[1], "cora", False, ""),  # a contractor
    ],
    ids=["teacher", "supply", "volunteer", "contractor"],
)
def test_who_works_here_asks_signs_and_declares_a_friendship(database, visitor, screen, who, signs, tied):
    somebody = visitor(screen)
    somebody.enters(who)
    somebody.presses("Ask the policy a question")
    somebody.sees("tell the designated safeguarding lead now: Edna Marlow")
    somebody.follows("A pupil wants to be my friend or follower")
    assert somebody.answers() == 3
    assert somebody.title == "No. This is not allowed."
    somebody.sees("must not befriend a pupil")
    somebody.sees("report it to the designated safeguarding lead within 1 working day")
    somebody.sees("The designated safeguarding lead is Edna Marlow")

    somebody.goes_to("Home")
    if signs:
        somebody.follows("Sign: What staff agree to")
        somebody.presses("I agree and sign")
        somebody.sees("Thank you")
        expect(somebody.page.get_by_role("link", name="Download what you signed (PDF)")).to_be_visible()
        somebody.goes_to("Home")
        expect(somebody.page.get_by_role("link", name="Sign: What staff agree to")).to_have_count(0)
    else:
        somebody.sees("What you have to sign, decide or confirm will stand here")

    somebody.follows("Declare that you are family or friends")
    if tied:  # a teacher sees the pupils
        somebody.page.get_by_label("Look for the pupil or the parent").fill(tied)
        somebody.presses("Look for them")
        somebody.follows(tied)
    else:
        somebody.page.get_by_label("Their name").fill(f"The Abaras, says {who}")
    somebody.page.get_by_label("We are friends outside school").check()
    somebody.presses("Declare it")
    somebody.sees("Counts" if tied else f"The Abaras, says {who}")
    somebody.goes_to("Ask", "Ties with families")
    somebody.sees(tied or f"The Abaras, says {who}")
    with in_school(KEY):
        asker = Person.objects.get(school=KEY, email=f"{who}@demonstration.example")
        assert Declaration.objects.filter(person=asker, relation=Declaration.Relation.FRIEND, until=None).exists()
        if signs:
            assert Signing.objects.get(person=asker, campaign__agreement="MO-117").state == Signing.State.SIGNED


# -- The headteacher -------------------------------------------------------------------------------------------------------


def is_held_back(somebody, who, answers):
    """Asks the policy, gets "not yet", and comes to where approval is asked for; gives the address of the answer."""
    somebody.enters(who)
    somebody.presses("Ask the policy a question")
    somebody.follows("I want to do something else")
    somebody.answers(**answers)
    assert somebody.title.startswith("Not yet. This needs approval first")
    question = somebody.page.url
    somebody.presses("Ask for approval")
    return question


ON_THE_SCHOOLS_DEVICE = {
    "What do they want to do?": "Read social media",
    "Whose device is it?": "The school's",
    "What is it for?": "Personal use",
    "When does it happen?": "In a break",
    "Where does it happen?": "At school",
    "Which account or channel is used?": "No account",
}


@pytest.mark.parametrize(
    ("screen", "who"), [(SCREENS_OTHERWISE[0], "Ada Novak"), (SCREENS_OTHERWISE[1], "Leon Pike")], ids=SCREENS_OTHERWISE
)
def test_a_headteacher_approves_what_somebody_asks_and_sees_who_has_not_signed(database, visitor, screen, who):
    """Somebody asks whether they may, and for approval; the home of the headteacher says so; then the policy says otherwise, and the answer is kept."""
    somebody = visitor(screen)
    asker = who.partition(" ")[0].lower()
    question = is_held_back(somebody, asker, ON_THE_SCHOOLS_DEVICE)
    somebody.page.get_by_label("Why do you want to do this?").fill("To see when my bus leaves")
    somebody.presses("Ask for approval")
    somebody.sees("Waiting")
    somebody.leaves()

    somebody.enters("dora")
    waiting = somebody.page.locator("main li").filter(has_text="Read social media").filter(has_text=who)
    waiting.get_by_role("link").click()
    somebody.arrived()
    somebody.sees("To see when my bus leaves")
    somebody.page.get_by_label("Why do you decide so?").fill("For the bus, in a break")
    somebody.presses("Approve it")
    somebody.sees("Given")
    with in_school(KEY):
        given = Approval.objects.filter(person__email=f"{asker}@demonstration.example", kind="other").latest("asked")
        assert (given.state, given.answer) == (Approval.State.GRANTED, "For the bus, in a break")
    somebody.goes_to("Home")
    somebody.follows("See who has not signed")
    somebody.follows(re.compile("not signed yet ?: What staff agree to"))
    somebody.sees("Pike, Leon")
    somebody.leaves()

    somebody.enters(asker)
    somebody.opens(question)  # as they left it in another tab
    assert somebody.title == "Yes. It has the approval that it needs."
    expect(somebody.page.get_by_role("button", name="Ask for approval")).to_have_count(0)
    somebody.sees("The approval of")
    somebody.page.get_by_label("A note for yourself").fill("Before the trip")
    somebody.presses("Keep this answer")
    somebody.sees("it says the same")
    somebody.follows("All answers that you kept")
    somebody.sees("Before the trip")


ON_THE_SCHOOLS_PAGE = {
    "What do they want to do?": "Post something",
    "Which account or channel is used?": "An official school account",
    "What is it for?": "Publicity for the school",
    "Who can see it?": "Anybody",
    "Whose device is it?": "The school's",
    "When does it happen?": "In working time",
    "Where does it happen?": "At school",
}


@pytest.mark.parametrize(("screen", "who"), [(SCREENS[0], "ada"), (SCREENS[1], "uma")], ids=SCREENS)
def test_a_headteacher_approves_a_post_that_was_held_back(database, visitor, screen, who):
    """What goes out on the school's page is read by a second pair of eyes first: the very words, one click, and a reason."""
    words = f"Well sung, choir! {uuid.uuid4().hex[:8]}"
    somebody = visitor(screen)
    question = is_held_back(somebody, who, ON_THE_SCHOOLS_PAGE)
    somebody.page.get_by_label("The post, word for word").fill(words)
    somebody.page.get_by_label("Why do you want to do this?").fill("Families asked how it went")
    somebody.presses("Ask for approval")
    somebody.sees("Waiting")
    somebody.leaves()

    somebody.enters("dora")
    somebody.page.locator("main li").filter(has_text=words).get_by_role("link").click()
    somebody.arrived()
    somebody.sees(words)
    somebody.sees("It is for this post, in these words.")
    somebody.page.get_by_label("Why do you decide so?").fill("Nobody is named")
    somebody.presses("Approve it")
    somebody.sees("Given")
    somebody.leaves()

    somebody.enters(who)
    somebody.opens(question)
    stands = somebody.page.locator("main li").filter(has_text=words)
    expect(stands).to_contain_text("given", use_inner_text=True)
    stands.get_by_role("link").click()
    somebody.arrived()
    somebody.sees("Nobody is named")


# -- The designated safeguarding lead --------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS)
def test_a_safeguarding_lead_opens_a_concern_and_its_steps_times_and_readers_are_there(database, visitor, screen):
    """From Ask, for the two events that cannot wait: what the policy asks for; then the concern, with its clocks, its evidence, and who may open it."""
    lead = visitor(screen)
    lead.enters("edna")
    lead.presses("Ask the policy a question")
    lead.sees("You are the designated safeguarding lead")
    lead.follows("There may be a nude or sexual picture of a child")
    assert lead.title == "What the policy asks for"
    lead.sees("report it to the designated safeguarding lead immediately")
    lead.sees("leave it unopened and uncopied")
    lead.sees("What the law adds")
    lead.presses("Write it down as a concern")
    lead.sees("Do not open it, copy it, send it on or delete it")
    lead.follows("Cancel")
    lead.goes_to("Ask")
    lead.follows("I am worried about what a colleague does online")
    lead.answers(**{"Who told you?": "A parent or carer"})
    lead.sees("The school's procedure: A concern about an adult")
    lead.sees("The headteacher leads it.")
    lead.sees("Start here")
    lead.sees("report it to the headteacher immediately")
    lead.sees("within 5 working days")
    lead.sees("The headteacher leads it. These steps bring it to a colleague.")
    order = lead.page.locator("section[aria-labelledby=to-do] ol").first.locator("li").all_inner_texts()
    assert "report it to the headteacher immediately" in order[0] and "record what was disclosed" in order[2]

    lead.presses("Write it down as a concern")
    lead.sees("for the headteacher, designated safeguarding lead, chair of governors alone")
    lead.page.get_by_label("What was seen, told or found?").fill(
        "A parent rang.\nLeon Pike comments on her photos at night."
    )
    lead.page.get_by_label("None of them").check()
    lead.presses("Write it down")
    assert lead.title == "A concern about an adult"
    lead.sees("The headteacher leads it. (MO-73)")
    lead.sees("report it to the headteacher immediately")
    lead.sees("review it by")
    lead.sees("must not act against the adult until the local authority designated officer has advised")
    lead.sees("Edna Marlow (designated safeguarding lead)")
    lead.sees("The policy says so (MO-73, MO-74: confidential to)")
    step = lead.page.locator("li", has_text="report it to the headteacher immediately").first
    step.get_by_role("link", name="Mark as done").click()
    lead.arrived()
    lead.page.get_by_label("What came of it? (optional)").fill("Told Ada Novak in her office")
    lead.presses("It is done")
    lead.sees("Told Ada Novak in her office")
    lead.follows("Could it be a crime?")
    lead.page.get_by_label("A crime is suspected").check()
    lead.presses("Save")
    lead.sees("refer it to the local authority designated officer by")

    lead.follows("Keep a file as evidence")
    lead.page.get_by_label("No", exact=True).check()
    lead.page.get_by_label("The file").set_input_files(
        {"name": "shot.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\nwhat was seen"}
    )
    lead.page.get_by_label("Where does it come from, and when was it found?").fill("The parent, by e-mail, today")
    lead.presses("Keep it")
    lead.sees("From The parent, by e-mail, today.")
    lead.page.get_by_label("Add a note").fill("The officer rings back tomorrow.")
    lead.presses("Add the note")
    lead.sees("The officer rings back tomorrow.")
    lead.goes_to("Home")
    lead.sees("A concern about an adult")
    lead.goes_to("Concerns")
    lead.follows(re.compile("Concern .*: A concern about an adult"))
    lead.follows("Close the concern")
    lead.page.get_by_label("What came of it?").fill("The officer advised. Handed over.")
    lead.presses("Close it")
    lead.sees("Closed on")


@pytest.mark.parametrize(("screen", "who"), [(SCREENS[0], "uma"), (SCREENS[1], "vera")], ids=["teacher", "volunteer"])
def test_whoever_works_here_reports_something_and_is_told_who_has_it(database, visitor, screen, who):
    somebody = visitor(screen)
    somebody.enters(who)
    somebody.follows("Write down a concern")
    somebody.presses("Continue")
    somebody.sees("Select all that apply, or")
    somebody.page.get_by_label("Somebody was bullied online").check()
    somebody.presses("Continue")
    somebody.page.get_by_label("What was seen, told or found?").fill("Pupils pass round a nasty page.")
    somebody.presses("Write it down")
    somebody.sees("Select whom it is about")
    somebody.page.get_by_label("None of them").check()
    somebody.presses("Write it down")
    assert somebody.title == "It is written down"
    somebody.sees("Edna Marlow")
    somebody.goes_to("Concerns")
    somebody.sees("No open concern that you may open")


# -- The governors and their clerk -----------------------------------------------------------------------------------------


@pytest.fixture
def next_version(database):
    """A version that the leadership has approved, as it comes to the governing body; its number is its own."""
    number = f"G{uuid.uuid4().hex[:8]}"
    with in_school(KEY):
        school = School.objects.get(key=KEY)
        by = places.of_belisha(school)
        now = Version.objects.filter(school=school, state=State.PUBLISHED).order_by("in_force_from").first()
        text = re.sub(r"^version: .*$", f"version: {number}", now.text, count=1, flags=re.MULTILINE)
        made = policies.begin(by=by, text=text, based_on=now)
        for step in ("put-forward", "approve"):
            made = policies.move(made, STEPS[step], by=by, seen=made.sha256)
    return number


@pytest.mark.parametrize(("screen", "who"), [(SCREENS[0], "connie"), (SCREENS[1], "clement")], ids=["chair", "clerk"])
def test_the_governing_body_adopts_the_next_version_and_signs(visitor, next_version, screen, who):
    governor = visitor(screen)
    governor.enters(who)
    governor.follows(re.compile(f"Record that the governing body adopted it: .* version {next_version}"))
    fill(governor.page, "meeting", timezone.localdate())
    governor.page.get_by_label("Where the minutes say so").fill("FGB 4, item 2")
    governor.presses("Record that the governing body adopted it")
    governor.sees("Adopted")
    with in_school(KEY):
        made = Version.objects.get(school=KEY, number=next_version)
        assert (made.state, made.minute, made.meeting) == (State.ADOPTED, "FGB 4, item 2", timezone.localdate())

    governor.goes_to("Home")
    governor.follows("Sign: What governors agree to")
    governor.presses("I agree and sign")
    governor.sees("Thank you")

    governor.goes_to("Home")
    governor.follows("The yearly report for the governing body")
    governor.sees("What calls for attention")
    with governor.page.expect_download() as download:
        governor.page.get_by_role("button", name="Download the report (PDF)").click()
    assert download.value.suggested_filename.startswith("report-")


# -- Parents and pupils ----------------------------------------------------------------------------------------------------


@pytest.fixture
def letters(database):
    """A family that has not signed: its parent's letter and its child's, as they stand in the outbox. Each test has a family of its own."""
    with in_school(KEY):
        of_pupils = Campaign.objects.get(school=KEY, agreement="MO-121")
        of_parents = Campaign.objects.get(school=KEY, agreement="MO-120")
        waiting = Signing.objects.filter(school=KEY, campaign=of_pupils).open().exclude(person__given="Pip")
        for child in waiting.select_related("person", "campaign").order_by("id"):
            wards = Guardianship.objects.filter(pupil=child.person, contact_allowed=True, restricted=False)
            for ward in wards.select_related("adult").order_by("id"):
                own = Signing.objects.filter(campaign=of_parents, person=ward.adult).open().first()
                if own and ward.adult.email:
                    by = places.of_belisha(School.objects.get(key=KEY))
                    asking.write_asked(by, of_parents, [(own, [ward.adult])])
                    asking.write_asked(by, of_pupils, [(child, [ward.adult])])
                    sent = Message.objects.filter(school=KEY, person=ward.adult.pk, purpose="agreement")
                    links = {"with" in each.subject: each.link for each in sent.order_by("made")}
                    return {"parent": ward.adult, "child": child.person, "own": links[False], "with child": links[True], "signings": (own, child)}  # fmt: skip
    raise AssertionError("no family is left that has not signed")


@pytest.mark.parametrize("screen", [*SCREENS, SCREENS_OTHERWISE[0]])
def test_a_parent_signs_from_a_letter_and_then_with_their_child(visitor, letters, screen):
    """Without an account: the parent reads and signs; the child reads six short statements and signs with the parent."""
    parent, child = letters["parent"], letters["child"]
    family = visitor(screen)
    family.opens(letters["own"])
    assert family.title == "What parents and carers agree to"
    family.presses("I agree and sign")
    family.sees(f"Thank you, {parent.name}")
    expect(family.page.get_by_role("link", name="Download what you signed (PDF)")).to_be_visible()

    family.opens(letters["with child"])
    assert family.title == "What pupils in Key Stage 2 agree to"
    expect(family.page.locator("main ol li, main ul.belisha-statements li")).to_have_count(6)
    family.page.get_by_label("I have read this, or somebody has read it to me, and I agree").check()
    family.page.get_by_label(f"I have read it with {child.given}").check()
    family.presses("We agree and sign")
    family.sees(f"Thank you, {child.name}")
    with in_school(KEY):
        own, with_child = (Signing.objects.get(pk=each.pk) for each in letters["signings"])
        assert own.state == with_child.state == Signing.State.SIGNED
        assert (own.way, with_child.parent) == (Signing.Way.LINK, parent.pk)


# -- The data protection officer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS)
def test_a_data_protection_officer_sees_who_looked_and_exports_all_on_one_person(database, visitor, screen):
    officer = visitor(screen)
    officer.enters("piotr")
    officer.follows("Privacy", within="footer")
    officer.sees("If your school has you here")
    officer.page.go_back()
    officer.follows("Find somebody, and what the school holds on them")
    officer.page.get_by_label("Name", exact=True).fill("Pip Archer")
    officer.presses("Show")
    officer.follows("Archer, Pip")
    officer.follows("All that the school holds on Pip Archer")
    files = {}
    for words in ("PDF", "JSON"):
        link = officer.page.get_by_role("link", name=re.compile(words))
        files[words] = officer.page.request.get(link.get_attribute("href")).body()
    assert files["PDF"].startswith(b"%PDF-")
    assert b"Pip" in files["JSON"] and b"Guardianship" in files["JSON"]

    officer.goes_to("Home")
    officer.follows("See who has opened or downloaded what")
    officer.sees("All that is held on a person downloaded: Pip Archer")
    officer.sees("Person opened: Pip Archer")
    officer.follows("Check that it is whole")
    officer.sees("whole")
    with in_school(KEY):
        assert Entry.objects.filter(school=KEY, event="all that is held on a person downloaded").count() >= 2


# -- Offices above the schools ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("screen", "who"), [(SCREENS[0], "ivy"), (SCREENS[1], "hal")], ids=["authority", "trust"])
def test_an_officer_compares_two_schools_and_sees_where_they_differ(database, visitor, screen, who):
    officer = visitor(screen)
    officer.enters(who)
    for school in ("Beacon Lane Primary demonstration school", "Highwood demonstration school"):
        officer.page.get_by_label(school).check()
    officer.presses("Compare their policies")
    officer.sees("give different answers to")
    officer.follows("Exactly where the two differ")
    # Once a day it has to be worked out first, and the page looks again.
    officer.page.get_by_text("For example").first.wait_for(timeout=90_000)
    officer.sees("For example")
