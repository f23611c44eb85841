"""Notices: the school's calendar, what it calls for under the policy in force, and the log of who was informed when and how (docs/adr/0055).

`from belisha.schools.notices import actions as notices` writes; `reaching` says whom a notice is for, and whom none has reached.
"""
