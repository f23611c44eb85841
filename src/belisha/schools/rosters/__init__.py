"""Rosters: a school's own list of people, brought in, looked at, taken over, and undone."""
