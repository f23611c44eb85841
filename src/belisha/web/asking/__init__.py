"""Ask, for whoever has signed in: `/schools/<school>/ask/`. What the school's registers know is not asked (docs/adr/0054).

The journey itself is `web.ask`; what is here is whom it is about, the answers that somebody keeps, and asking the right person for approval.
"""
