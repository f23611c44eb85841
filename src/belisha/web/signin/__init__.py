"""Signing in: passwords, passkeys, codes, links by e-mail, a school's own sign-in service."""
