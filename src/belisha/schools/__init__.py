"""Schools: what a school records, one Django app a thing.

Room: schools. Each app has `models` (what is kept), `actions` (every write, one door) and querysets (reads); no HTTP.
Next door: `web` and `cli` are its faces; `language` and `engine` beneath know nothing of it.
"""
