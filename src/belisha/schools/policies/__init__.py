"""Policies: the versions of a school's policy, from the first draft to the day on which the next one takes its place (docs/adr/0050).

`from belisha.schools.policies import actions as policies` writes; `force.in_force(school, day)` is what a decision asks.
"""
