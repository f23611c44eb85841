"""Declarations: what ties the people who work here to families (declarations), and what somebody was allowed (approvals). Facts of the engine at once.

`from belisha.schools.declarations import actions` writes; `facts.known` says what the school knows when a question is asked (docs/adr/0053).
"""
