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
    POLICY_REVIEW_DUE = "policy: reminded of its review"
    TERMS_KEPT = "calendar: terms of a school year kept"
    SCHOOL_EVENT_ADDED = "calendar: school event added"
    SCHOOL_EVENT_CHANGED = "calendar: school event changed"
    SCHOOL_EVENT_CANCELLED = "calendar: school event cancelled"
    SCHOOL_EVENT_PUPILS = "calendar: pupils of a school event chosen"
    CALENDAR_FEED_MADE = "calendar: address of somebody's own calendar made"
    CALENDAR_FEED_ENDED = "calendar: address of somebody's own calendar ended"
    NOTICES_DUE = "notices: called for by the calendar"
    NOTICE_STARTED = "notice: started by hand"
    NOTICE_CHANGED = "notice: the school's own words changed"
    NOTICE_DROPPED = "notice: let go"
    NOTICE_TOLD = "notice: given"
    NOTICE_UNTOLD = "notice: entry of the log taken back"
    NOTICE_MAILED = "notice: sent by e-mail"
    NOTICES_EXPORTED = "notices: log downloaded"
    TEACHING_PLANNED = "teaching: planned"
    TEACHING_CHANGED = "teaching: plan changed"
    TEACHING_DROPPED = "teaching: let go"
    TEACHING_HELD = "teaching: took place"
    TEACHING_ATTENDED = "teaching: who took part"
    TEACHING_READ = "teaching: reading confirmed"
    RESOURCE_ADDED = "teaching: resource attached"
    RESOURCE_REMOVED = "teaching: resource removed"
    DEMONSTRATION_MADE = "demonstration made"

    @property
    def label(self) -> str:
        return self.value[:1].upper() + self.value[1:]
