"""Ask: `/policies/<name>/ask/`, one question a page until the policy can answer.

No state is kept here and no cookie is set: the answers live in the address (`answers`), so a link reproduces a decision.
"""
