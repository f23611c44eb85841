"""Kinds: the one table of everything that `belisha check` can find: what it means, how severe it is, what to do.

Room: analysis. Words only. `docs/checks.md` and the rules of a SARIF file are made from it.
Next door: each kind is found by a function in the module that its theme names; `findings` holds what is found.
To add a kind: a line here, in the place where it belongs; a function that finds it; a good and a bad document in `tests/analysis`.
"""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = {
    "error": "The document cannot be read, or a rule cannot be decided by. Nothing is answered before it is mended.",
    "warning": "An answer would be wrong, contradictory or out of date.",
    "note": "A reader, a governor or whoever writes the next version should know it.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """id: stable; title: what a list of kinds shows; means: when it is found, and why it matters; mend: what to do; theme: the module."""

    id: str
    title: str
    severity: str
    means: str
    mend: str
    theme: str

    @property
    def as_mend(self) -> str:
        """What to do, as a fault says it: beneath the line, without a capital."""
        return (self.mend[:1].lower() + self.mend[1:]).removesuffix(".")


THEMES = {
    "reading": "Reading",
    "dates": "Dates, approval and identity",
    "law": "Law and platforms",
    "wording": "Words",
    "logic": "Rules against each other",
    "strengths": "Strengths and sanctions",
    "people": "People",
    "procedures": "Events and procedures",
    "silence": "What it does not speak of",
}

_ALL = (
    Kind("reading", "A sentence or a line cannot be read", "error", "Something in the document is not in the language that policies are written in.", "Write what the message suggests.", "reading"),
    Kind("too-many-cases", "A rule falls into too many cases", "error", "A condition joins so many alternatives that they cannot be kept apart.", "Split the rule into several.", "reading"),
    Kind("doubtful-reading", "A line was read, and something in it is doubtful", "warning", "The document can be read, and one line of it has no effect or not the one that it seems to have.", "Write what the message suggests.", "reading"),
    # -- dates --
    Kind("review-date", "The next review contradicts the cycle", "warning", "The date of the next review is not the last review plus the stated cycle, or lies before the last one. Nobody can tell when the review is due.", "Put the date or the cycle right.", "dates"),
    Kind("review-overdue", "The review is overdue", "warning", "The next review, as printed or as counted from the cycle, has passed on the day of the check.", "Review the policy, and enter the new dates.", "dates"),
    Kind("no-review", "No review date and no cycle", "warning", "The document does not say when it is looked at again, or names a cycle and no date to count from.", "Add `review: {every: 1 year, next: …}`.", "dates"),
    Kind("dates-contradict", "Two dates contradict each other, or one lies in the future", "warning", "Something was approved, adopted, dated or reviewed after the day of the check, or in an order that cannot be.", "Put the dates right.", "dates"),
    Kind("old-version", "The version is older than the last review", "note", "The version names a year before the last review or approval, so the reviewed text may not be this one.", "Give the reviewed text a version of its own.", "dates"),
    Kind("document-control", "The head of the document leaves something out", "note", "It does not say who approved it, who answers for it, which version it is, of which day it is, or whom it binds.", "Add what is missing to the front matter.", "dates"),
    Kind("id-order", "Clauses out of order", "note", "A clause stands before one with a lower number. Whoever looks for it by its number finds it late.", "Move it, or number the clauses anew in the next version.", "dates"),
    Kind("id-missing", "Numbers missing between clauses", "note", "The numbers of the clauses have gaps. Something may have been taken out, or lost.", "Say what stood there, or close the gap in the next version.", "dates"),
    Kind("no-audience", "A notice or an agreement for nobody", "warning", "It does not say who is told or who signs, so nobody ever will.", "Add `to: …` or `for: …`.", "dates"),
    Kind("no-moment", "A notice or an agreement without a moment", "note", "It does not say when people are told or when they sign, or says so in a word without a measure, such as \"regularly\".", "Add `before: …`, `when: …`, `every: …` or `signed: …`.", "dates"),
    Kind("placeholder", "An unfilled placeholder", "warning", "Something that a model document left for the school to fill in is still there, or a note says that it was.", "Fill it in, or take it out.", "dates"),
    Kind("document-missing", "A document that it rests on is not there", "note", "The policy points to another document that has not been supplied, or to a procedure that it does not print.", "Supply it, or write into the policy what it says.", "dates"),
    # -- law --
    Kind("superseded-reference", "A reference to what has been replaced", "warning", "The document cites a law or guidance that was replaced before the day of the check.", "Cite what replaced it, and look at what changed.", "law"),
    Kind("draft-reference", "A reference to what is not in force", "warning", "The document cites as law what is announced, a draft, or not verified in the law pack.", "Say that it is not in force, or wait for it.", "law"),
    Kind("partly-repealed", "A reference to a law that is in force in part", "note", "The document cites a law of which a part that matters here was repealed.", "Cite the law that replaced that part as well.", "law"),
    Kind("unknown-law", "A note cites an entry that the law pack does not have", "warning", "A note says `law: …` with an id that stands for nothing.", "Write an id of the law pack (`belisha law list`).", "law"),
    Kind("dead-platform", "A platform that has ended or has another name", "note", "The document names a service that has ended or was renamed before the day of the check.", "Take it out, or write its name of today.", "law"),
    Kind("dead-route", "An address for reports that leads nowhere, or may not", "note", "The document prints an address of a platform or a service that is years old or known to be dead.", "Say where the platform takes reports today.", "law"),
    Kind("platform-age", "A platform's age that is not its own", "warning", "The document states a minimum age that differs from the register of platforms on the day of the check.", "Write the age that the register holds, with its date, or none.", "law"),
    Kind("statutory-claim", "A claim of law that is not so", "warning", "The document rests a rule on a law that does not say it, such as data protection law for parents' own photographs.", "State it as the school's own rule.", "law"),
    Kind("deadline-differs", "A deadline longer than the law's", "warning", "A duty leaves more time than the law pack's clock for it.", "Shorten the deadline.", "law"),
    Kind("deadline-missing", "A duty with a clock has no deadline", "note", "The law pack has a clock for a duty for which the document gives no time.", "Add `within …`.", "law"),
    Kind("equality-list", "An equality statement leaves characteristics out", "warning", "The document names some of the protected characteristics of the Equality Act 2010 and not the others.", "Name all nine, or none: \"every protected characteristic\".", "law"),
    Kind("copy-of-image", "A duty to copy, send or delete makes no exception for sexual images of children", "warning", "To copy such a picture is an offence, and to delete it destroys evidence. The law layer sets the duty aside; the printed sentence does not say so.", "Add `unless there may be a sexual image of a child`, or a note.", "law"),
    # -- wording --
    Kind("polarity", "A rule under words that say the opposite", "warning", "A prohibition stands under \"should\", a command beneath advice, or a leave under \"must not\"; or a note admits that it is printed so.", "Put it under words that fit, or write it as a sentence of its own.", "wording"),
    Kind("garbled", "The print is garbled", "note", "A note says that the printed sentence is broken, lacks a verb or holds a misprint, so that its meaning was supplied.", "Write the sentence anew.", "wording"),
    Kind("read-otherwise", "Read otherwise than printed", "note", "A note says that the sentence is printed in other words or at another strength, or that its actor was supplied.", "Print what is meant.", "wording"),
    Kind("left-open", "Left open", "note", "A sentence says that something is not settled, a term has an unsettled middle, or a note says that something is not said.", "Settle it in the next version.", "wording"),
    Kind("vague-word", "A word without a measure", "note", "A rule, a duty or a promise uses a word that everybody measures in their own way, such as \"as soon as possible\", \"appropriate\" or \"regularly\".", "Give a measure: a time, a number, a person who decides.", "wording"),
    # -- logic --
    Kind("clash", "It allows and forbids the same", "warning", "In some situation one clause says `may` and another `must not`, about the same matter. Belisha answers with the ban and shows both.", "Write the exception into the ban (`unless …`), or take one of the two out.", "logic"),
    Kind("mixed-message", "It allows what it advises against, or leaves to approval", "note", "In some situation one clause says `may`, and another advises against it or asks for approval. Belisha answers with the stricter.", "Say in the stricter clause that it holds here as well, or write it as an exception.", "logic"),
    Kind("duties-apart", "Two duties that cannot both be met", "warning", "The same people are asked for two things at once that exclude each other, such as to deal with it and to leave it to others.", "Say which of the two goes first, or for whom each of them is.", "logic"),
    Kind("two-deadlines", "Two deadlines for one duty", "warning", "The same duty, brought by the same event, has to be done by two different times.", "Keep the shorter one.", "logic"),
    Kind("two-recipients", "One report to different people", "note", "Two clauses send the same people with the same report to different people. Whoever follows one of them breaks the other.", "Name one recipient, or say that both are told.", "logic"),
    Kind("outside-reached", "It puts a matter outside itself, and speaks of it", "note", "One clause says that the policy does not cover something, and another asks for, allows or forbids something in that very matter.", "Take the matter out of the other clause, or say how far it is covered.", "logic"),
    Kind("never-fires", "A rule that can never apply", "warning", "No situation meets the conditions of the sentence, so it says something that is never so.", "Put its condition right, or take it out.", "logic"),
    Kind("never-decides", "A rule that never changes an answer", "note", "Wherever it applies, another rule says as much or more. Taken out, it would change no verdict.", "Take it out, or make it as strict as it is meant.", "logic"),
    Kind("exception-never", "An exception that can never apply", "warning", "What the `unless` names can never be so where the rule applies.", "Put the exception right, or take it out.", "logic"),
    # -- strengths --
    Kind("two-strengths", "One rule at two strengths", "warning", "The same act by the same people under the same condition is forbidden in one clause and advised against, or left to approval, in another; or a duty or a consequence is stated at two strengths.", "Keep one of the two.", "strengths"),
    Kind("sanction-too-strong", "A sanction stronger than the rule that it backs", "warning", "Gross misconduct or dismissal reaches clauses that only advise.", "Name the clauses for whose breach it is meant, or write \"a ban of this policy\".", "strengths"),
    Kind("no-sanction", "Bound, and nothing follows", "note", "The policy forbids something to people for whom it states no consequence at all.", "Say what may follow, or that nothing does.", "strengths"),
    # -- people --
    Kind("no-scope", "It does not say whom it binds", "warning", "There is no `applies to`, so it binds whomever its rules happen to name.", "Add `applies to: […]`.", "people"),
    Kind("named-not-bound", "Named in a rule and not bound", "warning", "A rule on an act names people whom `applies to` leaves out. It never applies to them.", "Add them to `applies to`, or take them out of the rule.", "people"),
    Kind("bound-not-named", "Bound and never named", "note", "The policy binds people of whom no sentence, agreement or notice speaks.", "Write what is expected of them, or take them out.", "people"),
    Kind("never-signs", "Bound and never asked to sign", "note", "The document has an agreement for some of those whom it binds, and none for the others.", "Write an agreement for them, or say why they sign none.", "people"),
    Kind("role-unfilled", "A role that nobody fills", "note", "The policy sends people to a role, or waits for its approval, and neither the document nor the school names anybody for it.", "Add `people: {role: name and how to reach them}`.", "people"),
    Kind("own-child", "A ban on contact with pupils has no exception for one's own child", "note", "Taken at its word it forbids adults who work here to be linked with, or write to, their own child.", "Add `unless the pupil is their own child or is close family`.", "people"),
    Kind("about-headteacher", "No way round the headteacher", "warning", "A concern or a complaint goes to the headteacher, and to nobody else where it is about the headteacher.", "Add: \"When it is about the headteacher, …\" and name the chair of governors.", "people"),
    # -- procedures --
    Kind("event-unhandled", "An event for which nothing is done", "note", "The policy names something that can happen, and no duty of anybody follows from it.", "Add a duty or a procedure, or say where it stands.", "procedures"),
    Kind("procedure-never", "A procedure that can never start", "warning", "What starts it can never be so, or nothing starts it.", "Put `starts:` right.", "procedures"),
    Kind("step-never", "A step that can never be taken", "warning", "What the step waits for can never be so once the procedure has started.", "Put its condition right, or take it out.", "procedures"),
    Kind("procedure-leader", "A procedure that nobody leads", "note", "Nobody is named who sees to it that the steps are taken.", "Add `led by: …`.", "procedures"),
    Kind("procedure-inside", "A procedure that tells nobody", "note", "None of its steps tells or asks anybody besides whoever leads it.", "Say who else is told.", "procedures"),
    Kind("procedure-end", "A procedure without an end", "note", "None of its steps decides, answers, records, reviews or helps, so it is never done.", "Add a step that closes it.", "procedures"),
    Kind("no-deadline", "Duties to report without a deadline", "note", "A duty to report, tell or refer gives no time.", "Add `immediately` or `within 1 working day`.", "procedures"),
    # -- silence --
    Kind("silent", "It does not answer what most others answer", "note", "Of the questions that people ask of such policies, those about a topic on which this policy says nothing and at least half of the others do.", "Decide whether the policy shall speak of it; the comparison shows what others say.", "silence"),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.id: kind for kind in _ALL}


def page() -> str:
    """docs/checks.md."""
    lines = [
        "# What `belisha check` can find",
        "",
        "Made from `src/belisha/analysis/kinds.py` by `script/pages`; do not edit it here.",
        "",
        "| | |",
        "|---|---|",
        *(f"| **{severity}** | {means} |" for severity, means in SEVERITIES.items()),
        "",
        "`belisha check` ends with status 1 where there is an error, and with `--strict` where there is a warning too.",
    ]
    for theme, title in THEMES.items():
        lines += ["", f"## {title}", "", "| Kind | What it means | What to do |", "|---|---|---|"]
        for kind in KINDS.values():
            if kind.theme == theme:
                lines.append(f"| `{kind.id}` ({kind.severity})<br>{kind.title} | {kind.means} | {kind.mend} |")
    return "\n".join(lines) + "\n"


__all__ = ["KINDS", "SEVERITIES", "THEMES", "Kind", "page"]
