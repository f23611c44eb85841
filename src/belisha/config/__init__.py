"""Config: how an installation is set up and started.

Room: the top. `environment` reads the variables, `settings` gives them to Django, `postgres` is the database that a fresh
checkout runs on, `serve` starts everything. Nothing here knows what a policy is.
"""
