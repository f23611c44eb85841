"""Drafts for tests, without the process apart: it takes seconds, and has tests of its own. No tests here.

What is suggested stands here too, so that no test of a page rests on how well rules are found.
"""

from __future__ import annotations

import html
import re
import secrets
from dataclasses import replace
from functools import cache

from belisha.importing.formats.plain import read_text
from belisha.importing.reading import read
from belisha.importing.suggest import Known, Suggestion

BEFRIEND = "Staff must not befriend a pupil."
FORMER = "Staff should not befriend a former pupil who is under 18."
REPORT = "When staff get a message from a pupil, they must report it to the designated safeguarding lead immediately."
# By sentence: the rule that is suggested for it, and how near it is.
SUGGESTED = {BEFRIEND: (BEFRIEND, 0.95), FORMER: (FORMER, 0.72), REPORT: (REPORT, 0.55)}
# Nine sentences: DR-1 to DR-8 bind, the last does not; DR-3 leads a list in.
TEXT = """Oak Primary School

Social Media Policy

1. Friends

Staff must not befriend a pupil. Staff should not befriend a former pupil who is under 18.

2. Pictures

Staff must not:

- post pictures of pupils on their own accounts
- lend their phones to anybody
- talk about <script>alert(1)</script> & other things

3. Reports

When staff get a message from a pupil, they must report it to the designated safeguarding lead immediately. Parents may ask the office.

4. Why

Trust takes years to build.
"""


@cache
def read_once(text: str = TEXT):
    """The source and its readings."""
    source = read_text(text)
    return source, tuple(replace(each, suggestion=suggestion(each.sentence.text)) for each in read(source))


def suggestion(sentence: str) -> Suggestion | None:
    if sentence not in SUGGESTED:
        return None
    rule, near = SUGGESTED[sentence]
    return Suggestion((rule,), near, known=Known("DM-32", "dilton-marsh", rule))


def make_draft(text: str = TEXT, *, file_name: str = "policy.docx", token: str = ""):
    """A draft that has been read, and its token."""
    from belisha.schools.drafts import actions
    from belisha.schools.drafts.models import Draft

    token = token or secrets.token_urlsafe(32)
    begun = actions.begin(token, file_name=file_name, ending=".docx", data=text.encode())
    actions.store(begun, *read_once(text))
    return token, Draft.objects.get(pk=begun.pk)


def text_of(response) -> str:
    """What a reader sees, on one line."""
    page = response.content.decode()
    body = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()
