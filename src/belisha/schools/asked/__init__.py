"""Asked: what becomes of questions to the policy: the answers that somebody keeps, and how often it had none (docs/adr/0054).

`from belisha.schools.asked import actions` writes.
"""
