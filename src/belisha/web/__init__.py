"""Web: the pages. One folder a thing; `components` wraps each GOV.UK part once, `templates` holds the page itself.

Room: web. Thin: it reads a request, asks `engine` or `schools`, and shows the answer.
"""
