"""Parts that show a decision: its verdict, the duties in it, the clauses that it rests on.

Room: web.components. They lay out words that `engine.explain` found; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from belisha.web.components.govuk import Content
from belisha.web.components.words import link, tag

# By verdict: the word on the tag, and its colour. The word says it without the colour.
VERDICTS = {
    "prohibited": ("Not allowed", "red"),
    "needs approval": ("Needs approval", "orange"),
    "advised against": ("Advised against", "yellow"),
    "unsettled": ("Not settled", "purple"),
    "permitted": ("Allowed", "green"),
    "silent": ("Not mentioned", "grey"),
    "depends": ("It depends", "blue"),
    "to do": ("What to do", "teal"),
    "approved": ("Approved", "green"),
    "follows": ("What follows", "teal"),
    # Two kinds of silence that a table tells apart.
    "not bound": ("Not bound", "grey"),
    "outside": ("Not covered", "grey"),
}
# By the effect of a clause that is no verdict: the word on its tag.
EFFECTS = {
    "class": "Meaning",
    "outside": "Not covered",
    "no duty": "No duty",
    "excepted": "Does not apply",
    "suspended": "Set aside",
}
STATES = {"done": ("Done", "green"), "overdue": ("Overdue", "red")}
STRENGTHS = {"must": ("Must", "red"), "should": ("Should", "yellow"), "may": ("May", "green")}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. who and what: "The headteacher", "record what was disclosed". by_when: "immediately", or "".

    clause and href: the sentence that asks for it, and where it stands. first: the step of a procedure to begin with. on: what it hangs on, or what can be
    done about it. state: "done", "overdue", or "" while nothing is to be said of it.
    """

    who: str
    strength: str
    what: str
    by_when: str = ""
    clause: str = ""
    href: str = ""
    first: bool = False
    on: Content = ""
    state: str = ""


def verdict_tag(verdict: str) -> Markup:
    """A verdict as a tag, for a table or a line."""
    return tag(*VERDICTS[verdict])


def verdict(verdict: str, headline: Content, said: Content = "") -> Markup:
    """What the policy says, first on the page; holds the page's h1. verdict: a key of VERDICTS."""
    word, colour = VERDICTS[verdict]
    words = Markup('<p class="govuk-body-l belisha-verdict__words">{}</p>').format(said) if said else Markup()
    return Markup(
        '<div class="belisha-verdict belisha-verdict--{}">{}<h1 class="govuk-heading-l belisha-verdict__headline">{}</h1>{}</div>'
    ).format(colour, tag(word, colour), headline, words)


def duty_list(duties: Sequence[Duty], *, steps: bool = False) -> Markup:
    """What to do, and by when. steps: in this order, as a procedure has it."""
    items = Markup("").join(_duty(each) for each in duties)
    kind = Markup("ol") if steps else Markup("ul")
    return Markup('<{0} class="govuk-list {1} belisha-duties">{2}</{0}>').format(
        kind, "govuk-list--number" if steps else "belisha-duties--plain", items
    )


def _duty(duty: Duty) -> Markup:
    word, colour = STATES.get(duty.state) or STRENGTHS[duty.strength]
    by_when = Markup(' <strong class="belisha-duty__when">{}</strong>').format(duty.by_when) if duty.by_when else ""
    first = Markup('<span class="belisha-duty__first">Start here: </span>') if duty.first else ""
    on = Markup('<span class="belisha-duty__on">{}</span>').format(duty.on) if duty.on else ""
    return Markup('<li class="belisha-duty">{}<span class="belisha-duty__words">{}{} {} {}{}{}</span>{}</li>').format(
        tag(word, colour), first, duty.who, duty.strength, duty.what, by_when, _cite(duty.clause, duty.href), on
    )


def _cite(clause: str, href: str) -> Markup:
    if not clause:
        return Markup()
    return Markup(' <span class="belisha-cite">({})</span>').format(_id(clause, href))


def _id(clause: str, href: str) -> Markup:
    return link(href, clause) if href else Markup("{}").format(clause)


def clause(
    id: str,
    sentence: str,
    *,
    href: str = "",
    effect: str = "",
    section: str = "",
    because: Sequence[str] = (),
    note: str = "",
    by: str = "",
) -> Markup:
    """A sentence of a policy. effect: a verdict or a key of EFFECTS. because: the facts that met it. by: what stands against it."""
    word, colour = VERDICTS.get(effect, (EFFECTS.get(effect, ""), "grey"))
    lines = [Markup('<p class="belisha-clause__sentence">{}</p>').format(sentence)]
    if because:
        lines.append(Markup('<p class="belisha-clause__line">Because {}.</p>').format(_listed(because)))
    if by:
        lines.append(Markup('<p class="belisha-clause__line">{}</p>').format(by))
    if note:
        lines.append(Markup('<p class="belisha-clause__line belisha-clause__note">Note: {}</p>').format(note))
    where = Markup('<span class="belisha-clause__section">{}</span>').format(section) if section else ""
    head = Markup('<p class="belisha-clause__head"><strong>{}</strong> {} {}</p>').format(
        _id(id, href), where, tag(word, colour) if word else ""
    )
    return Markup('<div class="belisha-clause">{}{}</div>').format(head, Markup("").join(lines))


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
