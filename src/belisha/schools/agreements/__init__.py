"""Agreements: what the policy has people sign, put to them in campaigns; who has signed, and how (docs/adr/0051, 0052).

`from belisha.schools.agreements import actions as agreements` writes; `asking` is the long part, in a job.
"""
