"""Analysis: what somebody should know of a policy before it is adopted.

Room: analysis. No Django. It knows the library (the other policies, the law pack) and the engine, and says what they find in sentences.
Inside: `review` (what a new version changes, and from when).
Next door: `engine.compare` and `engine.contradictions` find; `cli` and `web` lay out.
"""
