"""Belisha makes a school's own social media policy work."""
