"""Teaching: what the policy promises to teach, planned, done, attended; and what a new starter has to read (docs/adr/0056).

`from belisha.schools.teaching import actions as teaching` writes; `standing` says what is done and what is overdue.
"""
