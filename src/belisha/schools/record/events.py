"""Every kind of line in the record. To add one: a name here, in the past tense, as a governor would read it.

Room: schools.record.
"""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """What happened."""

    PERSON_ADDED = "person added"
    PERSON_CHANGED = "person changed"
    ROLE_GIVEN = "role given"
    ROLE_ENDED = "role ended"
    GUARDIANSHIP_ADDED = "guardianship added"
    GUARDIANSHIP_CHANGED = "guardianship changed"
    GUARDIANSHIP_ENDED = "guardianship ended"
    INVITATION_SENT = "invitation sent"
    INVITATION_ACCEPTED = "invitation accepted"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    SIGN_IN_LINK_SENT = "sign-in link sent"
    ACCOUNT_LINKED = "account linked by the school's sign-in service"
    SETTINGS_CHANGED = "school settings changed"
    ROSTER_BROUGHT_IN = "roster brought in"
    ROSTER_TAKEN_OVER = "roster taken over"
    ROSTER_UNDONE = "roster undone"
    PERSON_OPENED = "person opened"
    PEOPLE_EXPORTED = "list of people downloaded"
    PERSON_EXPORTED = "all that is held on a person downloaded"
    RECORD_OPENED = "record opened"
    RECORD_EXPORTED = "record downloaded"
    MAIL_OPENED = "mail opened"
    POLICY_BEGUN = "policy: version begun"
    POLICY_CHANGED = "policy: draft changed"
    POLICY_PUT_FORWARD = "policy: put forward for review"
    POLICY_SENT_BACK = "policy: sent back to its writers"
    POLICY_APPROVED = "policy: approved by the leadership"
    POLICY_ADOPTED = "policy: adopted by the governing body"
    POLICY_PUBLISHED = "policy: published"
    POLICY_WITHDRAWN = "policy: version withdrawn"
    POLICY_COMMENTED = "policy: commented on"
    POLICY_EFFECT_ASSESSED = "policy: effect on equality assessed"
    POLICY_EARLY_REVIEW_CALLED = "policy: early review called for"
    POLICY_EARLY_REVIEW_CLOSED = "policy: early review closed"
    POLICY_TRANSLATED = "policy: translation published"
    POLICY_TRANSLATION_WITHDRAWN = "policy: translation withdrawn"
    POLICY_REVIEW_DUE = "policy: reminded of its review"
    DEMONSTRATION_MADE = "demonstration made"

    @property
    def label(self) -> str:
        return self.value[:1].upper() + self.value[1:]
