"""Letters: what is written to those who are asked to sign.

Room: schools.agreements. Words only; `asking` and `actions` send them. The link opens one copy of one agreement and nothing else.
"""

from __future__ import annotations

from datetime import date

from belisha.schools.agreements.models import Campaign, Reply, Signing
from belisha.schools.days import in_words
from belisha.schools.people.models import Person


def asked(campaign: Campaign, signing: Signing, to: Person) -> tuple[str, str]:
    """Subject and text, with `{link}`."""
    school = campaign.school.name
    if signing.as_pupil:
        child = signing.person.preferred or signing.person.given
        return f"{school} asks you to sign with {child}: {campaign.title}", (
            f"Dear {to.name},\n\nplease read the pupils' agreement with {child}, in {child}'s own words, and sign it together by {in_words(signing.due)}. "
            f"It takes a minute, on a phone too, and you need no account:\n\n{{link}}\n\n{_else()}"
        )
    return f"{school} asks you to sign: {campaign.title}", (
        f"Dear {to.name},\n\nplease read what you are asked to agree to, and sign it by {in_words(signing.due)}. "
        f"It takes a minute, on a phone too, and you need no account:\n\n{{link}}\n\n{_else()}"
    )


def reminder(campaign: Campaign, signing: Signing, to: Person, today: date) -> tuple[str, str]:
    subject, text = asked(campaign, signing, to)
    late = signing.due < today
    said = (
        f"this was to be signed by {in_words(signing.due)}, and we have not had it yet."
        if late
        else "this has not been signed yet."
    )
    head, _, rest = text.partition("\n\n")
    return f"Reminder: {subject}", f"{head}\n\n{said} {rest[:1].upper()}{rest[1:]}"


def answered(reply: Reply) -> tuple[str, str]:
    title = reply.signing.campaign.title
    asked = f"You wrote: {reply.text}\n\n" if reply.text else ""
    return f"Answer about: {title}", (
        f"Dear {reply.person_words},\n\n{asked}{reply.signing.campaign.school.name} answers:\n\n{reply.answer}\n\n"
        "When you are ready to sign, use this link:\n\n{link}\n\nAnswers to this mail are not read; write to the school office."
    )


def _else() -> str:
    return (
        "On the same page you can ask for it in another language, in large print, or to talk about it first; or say that you do not agree, and why.\n\n"
        "The link is for you alone and works for 30 days. If you do not know why you got it, ask the school office."
    )
