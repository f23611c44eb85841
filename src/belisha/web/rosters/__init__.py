"""Rosters: bringing in the list of people that a school's own system exports."""
