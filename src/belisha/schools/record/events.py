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
    MAIL_EXPORTED = "list of mail downloaded"
    DECLARATION_MADE = "tie with a family declared"
    DECLARATION_CONFIRMED = "declared tie confirmed"
    DECLARATION_NOTED = "declared tie noted"
    DECLARATION_ENDED = "declared tie ended"
    DECLARATION_OPENED = "declared tie opened"
    DECLARATIONS_EXPORTED = "list of declared ties downloaded"
    APPROVAL_ASKED = "approval asked for"
    APPROVAL_GRANTED = "approval given"
    APPROVAL_REFUSED = "approval refused"
    APPROVAL_WITHDRAWN = "approval withdrawn"
    APPROVAL_MEASURED = "benefit of a learning group written down"
    APPROVALS_EXPORTED = "list of approvals downloaded"
    ANSWER_KEPT = "answer of the policy kept"
    ANSWER_FORGOTTEN = "kept answer deleted"
    POLICY_BEGUN = "policy: version begun"
    POLICY_CHANGED = "policy: draft changed"
    POLICY_PUT_FORWARD = "policy: put forward for review"
    POLICY_SENT_BACK = "policy: sent back to its writers"
    POLICY_APPROVED = "policy: approved by the leadership"
    POLICY_ADOPTED = "policy: adopted by the governing body"
    POLICY_PUBLISHED = "policy: published"
    POLICY_WITHDRAWN = "policy: version withdrawn"
    POLICY_COMMENTED = "policy: commented on"
    POLICY_REVIEW_DUE = "policy: reminded of its review"
    AGREEMENT_OPENED = "agreement: put to people for signing"
    AGREEMENT_ASKED = "agreement: people asked to sign"
    AGREEMENT_LEFT = "agreement: people who left fall away"
    AGREEMENT_REMINDED = "agreement: people reminded"
    AGREEMENT_CLOSED = "agreement: closed"
    AGREEMENT_SIGNED = "agreement: signed"
    AGREEMENT_DECLINED = "agreement: declined"
    AGREEMENT_REPLIED = "agreement: something else asked for first"
    AGREEMENT_ANSWERED = "agreement: answered"
    AGREEMENT_ENTERED = "agreement: paper entered"
    AGREEMENT_STRUCK = "agreement: paper struck out"
    AGREEMENT_SCAN_OPENED = "agreement: scan opened"
    AGREEMENT_EXPORTED = "agreement: list downloaded"
    DEMONSTRATION_MADE = "demonstration made"

    @property
    def label(self) -> str:
        return self.value[:1].upper() + self.value[1:]
