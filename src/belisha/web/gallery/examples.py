"""An example of every part in every state.

Room: web.gallery. The gallery page shows them, the browser tests look at them with axe, and a page's author copies them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from belisha.web import components as ui
from belisha.web.components.decisions import EFFECTS, VERDICTS
from belisha.web.components.words import COLOURS


@dataclass(frozen=True, slots=True)
class Example:
    """part: the function in `components`. state: what this one shows. make: called once for each page."""

    part: str
    state: str
    make: Callable[[], Markup]


PEOPLE = (
    ui.Option("teacher", "A teacher"),
    ui.Option("governor", "A governor", hint="Or an associate member of the governing body"),
    ui.Option("unknown", "I don't know", divider="or"),
)
KINDS = (
    ui.Option("pupil", "It shows a pupil"),
    ui.Option("name", "It names somebody", hint="A first name counts"),
    ui.Option("none", "None of these", divider="or", exclusive=True),
)
MANY = (
    ("Staff", PEOPLE[:1]),
    ("Others", PEOPLE[1:]),
)
TICKS = (("People", KINDS[:2]), ("", (ui.Option("none", "None of these", exclusive=True),)))
REPORT = ui.Duty("Staff", "must", "report it to the designated safeguarding lead", "immediately", "DM-38", "#dm-38")
RECORD = ui.Duty("The headteacher", "should", "record what was disclosed", "", "DM-46", "#dm-46", first=True)
ADVICE = ui.Duty(
    "The school",
    "may",
    "seek advice from the legal adviser",
    "",
    "LE-33",
    "#le-33",
    on="When it is defamatory, the school may seek advice from the legal adviser.",
)
HEADLINES = {
    "prohibited": "No. This is not allowed.",
    "needs approval": "Not yet. This needs approval first.",
    "advised against": "It is advised against.",
    "unsettled": "The policy does not settle this.",
    "permitted": "Yes. This is allowed.",
    "silent": "The policy says nothing that decides this.",
    "depends": "It depends.",
    "to do": "What the policy asks for",
    "approved": "Yes. It has the approval that it needs.",
    "follows": "What follows",
    "not bound": "The policy does not bind this person.",
    "outside": "The policy puts this matter outside itself.",
}
SENTENCE = "Staff must not befriend a pupil, unless the pupil is their own child or close family."
LINK = Markup('<a class="govuk-link" href="#top">the whole clause</a>')

QUOTED = (("FR-1", SENTENCE), ("FR-2", "Staff must not befriend a former pupil who is under 18."))
COLUMNS = (ui.Column("Highwood", "#highwood"), ui.Column("Wilnecote", "#wilnecote"))
ANSWERS = (
    (
        "May a teacher accept a pupil's friend request?",
        [
            ui.answer("prohibited", (), QUOTED[:1], href="#a", who="Highwood"),
            ui.answer("silent", (), (), href="#b", who="Wilnecote"),
        ],
    ),
    (
        "May a teacher join a forum?",
        [ui.answer("permitted", ("Should take care",), QUOTED[1:], href="#c", who="Highwood"), ui.answer("not bound")],
    ),
)
SIDES = (
    ui.Side("Highwood", "#highwood", QUOTED[:1], ui.verdict_tag("prohibited")),
    ui.Side("Wilnecote", "#wilnecote", (), ui.verdict_tag("silent")),
)

EXAMPLES = (
    Example("header", "as it stands", lambda: ui.header()),
    Example("service_navigation", "one part open", lambda: ui.service_navigation([("Ask", "#ask"), ("Words", "#words")], current="#ask")),
    Example("service_navigation", "within one part", lambda: ui.service_navigation([("Ask", "#ask"), ("Words", "#words")], current="#ask", here=False, label="Menu, within one part")),
    Example("sub_navigation", "one page open", lambda: ui.sub_navigation([("Ask the policy", "#ask"), ("Approvals", "#approvals")], label="Ask", current="#ask")),
    Example("phase_banner", "alpha", lambda: ui.phase_banner("This is new: tell us what does not work.")),
    Example("breadcrumbs", "the last without an address", lambda: ui.breadcrumbs([("Start", "#start"), ("Policy", "#policy"), ("Friends", "")])),
    Example("back_link", "as it stands", lambda: ui.back_link("#back")),
    Example("pagination", "neighbours", lambda: ui.pagination(previous=("Friends and followers", "#1"), next=("Photographs", "#3"))),
    Example("pagination", "numbers", lambda: ui.pagination(previous=("", "#1"), next=("", "#3"), pages=[(1, "#1"), (2, "#2"), (3, "#3")], current=2, label="Results")),
    Example("button", "plain", lambda: ui.button("Continue")),
    Example("button", "secondary", lambda: ui.button("Save for later", secondary=True)),
    Example("button", "warning", lambda: ui.button("Withdraw consent", warning=True)),
    Example("button", "start", lambda: ui.button("Ask a question", href="#ask", start=True)),
    Example("button", "small, with words for a screen reader", lambda: ui.button("Accept", small=True, about="sentence DR-3")),
    Example("button", "disabled", lambda: ui.button("Continue", disabled=True)),
    Example("button_group", "a button and a link", lambda: ui.button_group(ui.button("Continue"), Markup('<a class="govuk-link" href="#no">Cancel</a>'))),
    Example("radios", "nothing chosen", lambda: ui.radios("r1", "Who are you?", PEOPLE, hint="Choose what you do most of the time.")),
    Example("radios", "chosen", lambda: ui.radios("r2", "Who are you?", PEOPLE, value="governor")),
    Example("radios", "inline and small", lambda: ui.radios("r3", "Is it your own child?", [ui.Option("yes", "Yes"), ui.Option("no", "No")], inline=True, small=True)),
    Example("radios", "error", lambda: ui.radios("r5", "Who are you?", PEOPLE, error="Choose who you are")),
    Example("checkboxes", "nothing ticked", lambda: ui.checkboxes("c1", "What is in the post?", KINDS, hint="Tick all that apply.")),
    Example("checkboxes", "two ticked, small", lambda: ui.checkboxes("c2", "What is in the post?", KINDS, values={"pupil", "name"}, small=True)),
    Example("checkboxes", "error", lambda: ui.checkboxes("c3", "What is in the post?", KINDS, error="Tick what is in the post, or “None of these”")),
    Example("grouped_radios", "nothing chosen", lambda: ui.grouped_radios("gr1", "Who is asking?", MANY, hint="Choose what you do most of the time.")),
    Example("grouped_radios", "beneath a title of the page", lambda: ui.grouped_radios("gr3", "Who is asking?", MANY, page_title=False)),
    Example("grouped_radios", "error", lambda: ui.grouped_radios("gr2", "Who is asking?", MANY, value="teacher", error="Select an answer")),
    Example("grouped_checkboxes", "one ticked", lambda: ui.grouped_checkboxes("gc1", "Which of these is true of it?", TICKS, values={"pupil"}, hint="Select all that apply.")),
    Example("grouped_checkboxes", "error", lambda: ui.grouped_checkboxes("gc2", "Which of these is true of it?", TICKS, error="Select what is true, or “None of these”")),
    Example("years_and_months", "plain", lambda: ui.years_and_months("How long ago did they leave?", name="ym1")),
    Example("years_and_months", "error", lambda: ui.years_and_months("How long ago did they leave?", name="ym2", years="two", error="The years must be a whole number, such as 2", wrong="ym2-years")),
    Example("text_input", "plain", lambda: ui.text_input("t1", "Name of the school")),
    Example("text_input", "hint, width and value", lambda: ui.text_input("t2", "Postcode", hint="For example, DE21 5AX", value="DE21 5AX", width=10)),
    Example("text_input", "error", lambda: ui.text_input("t3", "Name of the school", error="Enter the name of the school")),
    Example("number_input", "with a unit", lambda: ui.number_input("n1", "When did the pupil leave?", suffix="months ago")),
    Example("number_input", "error", lambda: ui.number_input("n2", "How old is the pupil?", value="twelve", suffix="years", error="Enter a whole number, such as 12")),
    Example("password_input", "plain", lambda: ui.password_input("pw1", "Password")),
    Example("password_input", "error", lambda: ui.password_input("pw2", "New password", hint="12 characters or more.", error="Enter a password", autocomplete="new-password")),
    Example("textarea", "plain", lambda: ui.textarea("a1", "What do you want to post?", hint="Nothing that you write here is kept.")),
    Example("textarea", "error", lambda: ui.textarea("a2", "What do you want to post?", error="Write what you want to post")),
    Example("file_upload", "plain", lambda: ui.file_upload("f1", "Choose your policy", hint="A PDF or a Word document.", accept=".pdf,.docx")),
    Example("file_upload", "error", lambda: ui.file_upload("f2", "Choose your policy", error="Choose a file")),
    Example("select", "chosen", lambda: ui.select("s1", "School", [ui.Option("highwood", "Highwood"), ui.Option("wilnecote", "Wilnecote")], value="wilnecote")),
    Example("select", "error", lambda: ui.select("s2", "School", [ui.Option("", "Choose a school"), ui.Option("highwood", "Highwood")], error="Choose a school")),
    Example("grouped_select", "chosen", lambda: ui.grouped_select("s3", "Act", [("Posting", [ui.Option("post", "post")]), ("Friends", [ui.Option("befriend", "befriend")])], value="befriend", hint="One of very many.")),
    Example("grouped_select", "error", lambda: ui.grouped_select("s4", "Act", [("", [ui.Option("post", "post")])], error="Choose what they do")),
    Example("date_input", "plain", lambda: ui.date_input("d1", "When did it happen?")),
    Example("date_input", "the month is wrong", lambda: ui.date_input("d2", "When did it happen?", day="3", month="13", year="2026", error="The month must be from 1 to 12", wrong=["month"])),
    Example("error_summary", "two errors", lambda: ui.error_summary([("r5", "Choose who you are"), ("t3", "Enter the name of the school")])),
    Example("progress", "begun", lambda: ui.progress(31, 74, "decided", name="p1")),
    Example("progress", "nothing to do", lambda: ui.progress(0, 0, "decided", name="p2")),
    Example("summary_list", "with changes", lambda: ui.summary_list([ui.Row("You are", "a teacher", "#r1", "who you are"), ui.Row("You want to", "accept a friend request", "#r2", "what you want to do")])),
    Example("summary_list", "without borders", lambda: ui.summary_list([ui.Row("Version", "2026.1"), ui.Row("Approved", "14 September 2026")], borders=False)),
    *(Example("tag", colour or "no colour", lambda colour=colour: ui.tag("Needs approval", colour)) for colour in ("", *COLOURS)),
    *(Example("verdict", name, lambda name=name: ui.verdict(name, HEADLINES[name], "DM-32 and DM-43 rule this out." if name == "prohibited" else "")) for name in VERDICTS),
    *(Example("verdict_tag", name, lambda name=name: ui.verdict_tag(name)) for name in VERDICTS),
    Example("clause", "it decides", lambda: ui.clause("FR-1", SENTENCE, href="#fr-1", effect="prohibited", because=("the other side is a pupil", "it is on a personal account"))),
    Example("clause", "in full, with a note", lambda: ui.clause("FR-1", SENTENCE, href="#fr-1", section="Friends and followers", note="Printed “initiate”; read as befriending too.")),
    *(Example("clause", effect, lambda effect=effect: ui.clause("FR-1", SENTENCE, effect=effect, by="Not here, because the pupil is their own child." if effect == "excepted" else "")) for effect in EFFECTS),
    Example("duty_list", "must, should and may told apart", lambda: ui.duty_list([REPORT, RECORD, ADVICE])),
    Example("duty_list", "done and overdue", lambda: ui.duty_list([replace(RECORD, state="done", on="Done on 27 November 2026 by Edna Marlow."), replace(REPORT, state="overdue")], steps=True)),
    Example("duty_list", "the steps of a procedure", lambda: ui.duty_list([RECORD, REPORT], steps=True)),
    Example("answer", "with what it rests on", lambda: ui.answer("needs approval", ("From the headteacher",), QUOTED, href="#whole", who="Highwood")),
    Example("answer", "both", lambda: ui.answer("prohibited", (), QUOTED, both=True)),
    Example("answer", "nothing said", lambda: ui.answer("silent", href="#whole", who="Wilnecote")),
    Example("matrix", "two policies", lambda: ui.matrix("Contact", COLUMNS, ANSWERS, name="m-two")),
    Example("difference", "with an example", lambda: ui.difference("Highwood forbids staff to befriend a pupil (FR-1); Wilnecote says nothing of it.", SIDES, also=("message a pupil",), example=Markup('For example: A teacher wants to befriend a pupil. <a class="govuk-link" href="#ex">Highwood</a>'))),
    Example("finding", "with an example and a mend", lambda: ui.finding("FR-3 allows what FR-1 forbids.", QUOTED, policy="#policy", example="For example: A teacher wants to befriend a pupil.", mend="Write the exception into the ban.")),
    Example("quotes", "with links", lambda: ui.quotes(QUOTED, "#policy")),
    Example("link", "to a page", lambda: ui.link("#link", "Read the policy")),
    Example("as_written", "two lines, in a list", lambda: ui.summary_list([ui.Row("Why", ui.as_written("The choir sang.\nFamilies asked how it went."))])),
    Example("inset_text", "a rule", lambda: ui.inset_text(SENTENCE)),
    Example("warning_text", "as it stands", lambda: ui.warning_text("If a child is in danger, call 999.")),
    Example("details", "folded", lambda: ui.details("Why do we ask?", "The policy treats a former pupil who is under 18 as a pupil.")),
    Example("details", "open, with a link", lambda: ui.details("The clause", Markup("{} Read {}.").format(SENTENCE, LINK), open=True)),
    Example("notification_banner", "important", lambda: ui.notification_banner("This policy is due for review.", name="n-important")),
    Example("notification_banner", "success", lambda: ui.notification_banner("The post was approved.", success=True, name="n-success")),
    Example("table", "with figures", lambda: ui.table("Answers by policy", ["Policy", "Verdict", "Clauses"], [["Highwood", "Permitted", "2"], ["Wilnecote", "Prohibited", "3"]], numeric={2})),
    Example("panel", "with words", lambda: ui.panel("Consent withdrawn", "The pictures will be taken down within 1 working day.")),
    Example("skip_link", "seen when the keyboard reaches it", lambda: ui.skip_link()),
    Example("footer", "links and words", lambda: ui.footer([("Accessibility", "#accessibility"), ("Privacy", "#privacy")], "The school decides.")),
)  # fmt: skip
