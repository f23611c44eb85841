"""Publishing: a policy in, clean HTML or PDF out: a whole page for the school's own web site, the body for a page of ours, or paper.

Room: publishing. Above language (whose `Policy` it lays out), below the faces, which both use it. No Django, no network, no clock.
Inside: `contents` (what stands on the page, as values), `markdown` (prose, harmless whatever it holds), `page` (values into HTML); for paper `prose`,
`document` (a policy) and `pdf` (any template of ours).
Next door: `cli` writes the page to a file; `web` puts the body into its own frame.
"""

from .contents import Entry, Row, Section, about, contents
from .document import policy_pdf, translation_pdf
from .page import body_html, publish, style

__all__ = [
    "Entry",
    "Row",
    "Section",
    "about",
    "body_html",
    "contents",
    "policy_pdf",
    "publish",
    "style",
    "translation_pdf",
]
