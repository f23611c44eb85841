"""Drafts: a school's own document on its way to becoming a policy; each sentence waits for a person to decide how it stands.

Room: schools.drafts. `models` is what is kept, `actions` every write, `queue` reads documents that wait, `document` writes the draft as a policy.
Whoever holds a draft's link may do all of it (docs/adr/0036): nobody signs in yet.
"""
