"""Channels: the school's own website, accounts and groups, and what is known of each (docs/adr/0063).

`from belisha.schools.channels import actions as channels` writes; `declarations.facts` gives what is known to the engine.
"""
