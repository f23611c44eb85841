"""Importing: a school's own document in, its sentences and a draft policy out; nothing is invented, and nothing counts until a person accepts it.

Room: importing. No Django, no database, no network; the library's clauses come in as arguments.
Inside: `apart` reads a file in a process of its own (`worker`, `formats`) to a `Source`; `sentences` cuts it; `modality`, `people` and
`topics` say what a sentence is; `suggest` finds it a rule; `draft` writes the document.
Next door: `cli.import_` is the verb.
"""
