"""Paper: a policy as a PDF to download, set once for each text, and kept while it is asked for.

Room: web. How it looks is in `belisha.publishing`.
"""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponse

from belisha.language import Policy, load, read_policy
from belisha.publishing import Row, policy_pdf

KEPT = 32  # of some 300 kB each


def policy_as_pdf(
    policy: Policy, file: str, *, school: str = "", standing: str = "", approvals: tuple[Row, ...] = ()
) -> HttpResponse:
    """The document as `publishing.policy_pdf` has it. file: its name, without `.pdf`."""
    return as_download(_set(policy.text, school, standing, approvals), file)


def as_download(data: bytes, file: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@lru_cache(maxsize=KEPT)
def _set(text: str, school: str, standing: str, approvals: tuple[Row, ...]) -> bytes:
    return policy_pdf(read_policy(text, "policy", load()), school=school, standing=standing, approvals=approvals)
