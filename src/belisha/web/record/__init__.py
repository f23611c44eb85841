"""The record of a school: to read, to filter, to take away, to prove whole."""
