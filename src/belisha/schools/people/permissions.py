"""Permissions: what each role in a school may do, and each office above the schools. The one table of it.

Room: schools.people. A headteacher should be able to read `ROLES` below; the page "Who may do what" shows it. A role that is
not in a line may not do it. Keeps out: who holds a role, and when (`places`).
To add a permission: a line in `Permission`, its lines in `ROLES`, and a view or an action that asks for it.
"""

from __future__ import annotations

from enum import StrEnum


class RoleName(StrEnum):
    """What somebody can be in a school."""

    HEADTEACHER = "headteacher"
    SENIOR_LEADER = "senior leader"
    SAFEGUARDING_LEAD = "designated safeguarding lead"
    DEPUTY_SAFEGUARDING_LEAD = "deputy designated safeguarding lead"
    DATA_PROTECTION_OFFICER = "data protection officer"
    TEACHER = "teacher"
    TEACHING_ASSISTANT = "teaching assistant"
    SUPPORT_STAFF = "support staff"
    OFFICE = "school office"
    SUPPLY_STAFF = "supply staff"
    TRAINEE = "trainee"
    NEW_STARTER = "new starter"
    APPLICANT = "applicant"
    GOVERNOR = "governor"
    CHAIR = "chair of governors"
    CLERK = "clerk to the governors"
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"
    EXTERNAL_PROVIDER = "external provider"
    PARENT = "parent"
    RELATIVE = "relative of pupil"
    PUPIL = "pupil"

    @property
    def label(self) -> str:
        return self.value[:1].upper() + self.value[1:]

    @property
    def actor(self) -> str | None:
        """The same in the vocabulary's `actor`; None where policies do not speak of it."""
        return ACTORS.get(self, self.value)


R = RoleName
# Where the vocabulary has another word, or none.
ACTORS: dict[RoleName, str | None] = {
    R.SAFEGUARDING_LEAD: "senior leader",
    R.DEPUTY_SAFEGUARDING_LEAD: None,  # by their other role: teacher, support staff
    R.DATA_PROTECTION_OFFICER: None,
    R.OFFICE: "support staff",
    R.CHAIR: "governor",
    R.CLERK: "governor",
}

STAFF_ROLES = (
    R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD, R.DEPUTY_SAFEGUARDING_LEAD, R.DATA_PROTECTION_OFFICER,
    R.TEACHER, R.TEACHING_ASSISTANT, R.SUPPORT_STAFF, R.OFFICE, R.SUPPLY_STAFF, R.TRAINEE, R.NEW_STARTER,
)  # fmt: skip
GOVERNING_ROLES = (R.GOVERNOR, R.CHAIR, R.CLERK)
WORKING_ROLES = (*STAFF_ROLES, *GOVERNING_ROLES, R.VOLUNTEER, R.CONTRACTOR, R.EXTERNAL_PROVIDER)
FAMILY_ROLES = (R.PARENT, R.RELATIVE)
PUPIL_ROLES = (R.PUPIL,)
# Whoever holds one of these sees or decides so much that only the headteacher may give it, and a second factor is needed.
TRUSTED_ROLES = (
    R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD, R.DEPUTY_SAFEGUARDING_LEAD, R.DATA_PROTECTION_OFFICER, R.OFFICE,
)  # fmt: skip


class Permission(StrEnum):
    """Something that somebody may do in a school, in words that finish "may …"."""

    ENTER = "open the pages of the school"
    SEE_STAFF = "see who works, governs and helps here"
    SEE_PUPILS = "see the pupils"
    SEE_FAMILIES = "see parents and relatives, and whose they are"
    SEE_COURT_ORDERS = "see that a court has restricted contact"
    CHANGE_PEOPLE = "add and change people, roles and whose child is whose"
    GIVE_TRUSTED_ROLES = "give and end the roles that see or decide most"
    INVITE = "invite people to sign in"
    EXPORT_PEOPLE = "download the list of people"
    EXPORT_PERSON = "download all that the school holds on somebody"
    CHANGE_SETTINGS = "change the school's settings"
    SEE_PERMISSIONS = "see who may do what"
    SEE_MAIL = "see the mail that Belisha sends"
    SEE_NOTICES = "see the calendar, the notices and, in numbers, who was informed"
    GIVE_NOTICES = "keep the calendar, give notices, and see by name who was informed"
    SEE_TEACHING = "see what is taught and trained, and what is overdue"
    MARK_TEACHING = "write down that a lesson or a training took place, and who took part"
    PLAN_TEACHING = "plan what is taught and trained"
    SEE_RECORD = "read the record, verify it and download it"
    DECLARE = "declare what ties them to a family of the school"
    SEE_DECLARATIONS = "see which ties colleagues have declared, and note them"
    SEE_APPROVALS = "see every approval that was asked for, and what became of it"
    DECIDE_APPROVALS = "decide on an approval, where the policy asks for it from their role"
    REPORT_CONCERNS = "write down a concern; who may open it then, the policy's procedure says"
    SEE_CHANNELS = "see all the school's websites, accounts and groups, and who keeps them"
    KEEP_CHANNELS = "keep the list of the school's websites, accounts and groups"
    SEE_DRAFT_POLICIES = "read versions of the policy before they are published, and comment on them"
    WRITE_POLICY = "write the next version of the policy and put it forward"
    SEND_BACK_POLICY = "send a version of the policy back to its writers"
    APPROVE_POLICY = "approve the policy for the leadership"
    ADOPT_POLICY = "record that the governing body has adopted the policy"
    PUBLISH_POLICY = "publish an adopted policy, or withdraw a version"
    CALL_EARLY_REVIEW = "call for the policy to be looked at early"
    CLOSE_EARLY_REVIEW = "record that the policy was looked at early and stays as it is"
    TRANSLATE_POLICY = "publish a translation of the policy"
    SEE_REPORT = "read the yearly report for the governing body"
    RECEIVE_REPORT = "record that the report was put before the governing body"
    SIGN = "sign the agreements that are put to them, or decline"
    SEE_AGREEMENTS = "see how many have signed an agreement"
    SEE_SIGNATURES = "see who has signed an agreement, who has not, and what they said"
    SEE_KEEPING = "see how long signed agreements are kept, and what is deleted next"
    RUN_AGREEMENTS = "ask people to sign an agreement, remind them, enter papers and answer"


P = Permission
EVERYBODY = frozenset({P.ENTER, P.SEE_PERMISSIONS, P.SIGN})
HELPING = EVERYBODY | {P.DECLARE, P.REPORT_CONCERNS, P.SEE_CHANNELS}
COLLEAGUES = HELPING | {P.SEE_STAFF, P.SEE_NOTICES, P.SEE_TEACHING}
TEACHING = COLLEAGUES | {P.SEE_PUPILS, P.MARK_TEACHING}
CARING = TEACHING | {P.SEE_FAMILIES, P.SEE_COURT_ORDERS}
APPROVING = frozenset({P.SEE_APPROVALS, P.DECIDE_APPROVALS})
FOLLOWING = frozenset({P.SEE_AGREEMENTS, P.SEE_SIGNATURES, P.SEE_KEEPING})
ASKING = FOLLOWING | {P.RUN_AGREEMENTS}
MAKING = frozenset({
    P.SEE_DRAFT_POLICIES, P.WRITE_POLICY, P.SEND_BACK_POLICY, P.APPROVE_POLICY, P.PUBLISH_POLICY, P.CLOSE_EARLY_REVIEW, P.TRANSLATE_POLICY,
})  # fmt: skip
LEADING = CARING | APPROVING | FOLLOWING | MAKING | {P.GIVE_NOTICES, P.PLAN_TEACHING, P.KEEP_CHANNELS, P.SEE_REPORT}
GOVERNING = COLLEAGUES | {P.SEE_DRAFT_POLICIES, P.SEE_REPORT}
ADOPTING = GOVERNING | {
    P.SEND_BACK_POLICY, P.ADOPT_POLICY, P.CLOSE_EARLY_REVIEW, P.SEE_AGREEMENTS, P.DECIDE_APPROVALS, P.RECEIVE_REPORT,
}  # fmt: skip

ROLES: dict[RoleName, frozenset[Permission]] = {
    R.HEADTEACHER: frozenset(Permission)
    - {P.ADOPT_POLICY, P.RECEIVE_REPORT},  # the governing body's, and nobody else's
    R.SENIOR_LEADER: LEADING,
    R.SAFEGUARDING_LEAD: CARING
    | APPROVING
    | {P.SEE_DECLARATIONS, P.SEE_DRAFT_POLICIES, P.WRITE_POLICY, P.CALL_EARLY_REVIEW, P.PLAN_TEACHING, P.SEE_REPORT},
    R.DEPUTY_SAFEGUARDING_LEAD: CARING | {P.SEE_DRAFT_POLICIES},
    R.DATA_PROTECTION_OFFICER: CARING
    | {P.SEE_RECORD, P.EXPORT_PEOPLE, P.EXPORT_PERSON, P.SEE_DRAFT_POLICIES, P.DECIDE_APPROVALS, P.SEE_KEEPING},
    R.OFFICE: CARING
    | ASKING
    | {P.GIVE_NOTICES, P.CHANGE_PEOPLE, P.INVITE, P.EXPORT_PEOPLE, P.SEE_MAIL, P.TRANSLATE_POLICY, P.KEEP_CHANNELS},
    R.TEACHER: TEACHING,
    R.TEACHING_ASSISTANT: TEACHING,
    R.SUPPORT_STAFF: COLLEAGUES,
    R.SUPPLY_STAFF: COLLEAGUES,
    R.TRAINEE: COLLEAGUES,
    R.NEW_STARTER: COLLEAGUES,
    R.GOVERNOR: GOVERNING,
    R.CHAIR: ADOPTING,
    R.CLERK: ADOPTING,
    R.VOLUNTEER: HELPING,
    R.CONTRACTOR: HELPING,
    R.EXTERNAL_PROVIDER: HELPING,
    R.PARENT: EVERYBODY,
    R.RELATIVE: EVERYBODY,
    R.PUPIL: EVERYBODY,
    R.APPLICANT: frozenset(),
}


class OfficePermission(StrEnum):
    """Something that an office above the schools may do. None of it shows a person of a school."""

    SEE_SCHOOLS = "see the schools in its charge"
    SEE_HEALTH = "see whether the installation is well"
    ADD_SCHOOLS = "add schools and ask their first headteachers in"
    SEE_OFFICES = "see who holds an office"


O = OfficePermission  # noqa: E741
OFFICES: dict[str, frozenset[OfficePermission]] = {
    "installation administrator": frozenset(OfficePermission),
    "trust officer": frozenset({O.SEE_SCHOOLS}),
    "authority officer": frozenset({O.SEE_SCHOOLS}),
}


def of_roles(roles: frozenset[RoleName]) -> frozenset[Permission]:
    """All that somebody may do who holds these roles."""
    return frozenset(permission for role in roles for permission in ROLES[role])
