"""Rosters: a school's own list of people in, and who they are out; every bad row is named, and the others are read all the same.

Room: rosters. No Django, no database, no network. Inside: `rows` is what comes out; `oneroster` reads the zip of OneRoster 1.1 and 1.2, `plain` any
CSV whose columns somebody has told apart, `register` the national register of schools.
Next door: `schools.rosters` compares with who is there, and writes.
"""
