"""Drafts: `/import/`, where a school's own document comes in, and `/drafts/<link>/`, where a person decides how each of its sentences stands.

Room: web.drafts. `upload` takes documents in, `views` are the pages of a draft, `rules` reads what somebody types, `checked` looks at the whole draft.
Next door: `belisha.schools.drafts` keeps everything; `belisha.importing` knows documents.
"""
