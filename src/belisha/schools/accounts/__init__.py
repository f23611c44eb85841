"""Accounts: what people sign in with, once in the installation; and who holds an office above the schools."""
