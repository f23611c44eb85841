"""Unanswered: what a school's policy was asked and did not answer, counted without names for its next review.

Room: web.ask. What is told is the kind of situation in the vocabulary's words: who, what, with whom. Next door: `schools.asked` keeps the counts.
"""

from __future__ import annotations

from belisha.engine import Decision
from belisha.engine.explain import approved
from belisha.schools.apart import in_school
from belisha.schools.asked import actions
from belisha.schools.published.models import School
from belisha.web import rulebooks
from belisha.web.ask import presenters
from belisha.web.ask.answers import Answers


def count(school: School, decision: Decision, answers: Answers) -> None:
    """Counts an answer that was none: left open, nothing said, or nothing asked for where something has happened."""
    silent = decision.silent_because
    nothing = silent == "nothing said" or (
        silent == presenters.NO_ACT and answers.situation.facts.get("event") and not decision.duties
    )
    if (decision.verdict == "unsettled" or nothing) and not approved(decision):
        with in_school(school):
            actions.count_unanswered(school, decision, presenters.about(answers), rulebooks.today())
