"""Links: the part of a draft's address that nobody can guess, and the draft that it opens.

Room: web.drafts. Only a hash of it is kept; a wrong link, another's, and one whose draft has expired are answered alike.
"""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404

from belisha.schools.drafts.models import Draft

# A form that was opened longer ago than this gets a new link; it is sent all the same.
FORM_LASTS = 24 * 3600


class Token:
    """For the URL table: `<token:name>`. 32 random bytes, as an address can hold them."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def is_token(name: str) -> bool:
    """Whether this is a draft's link, and not the name of a policy that comes with Belisha."""
    return len(name) == 43


def new_token() -> str:
    return secrets.token_urlsafe(32)


def signed(token: str) -> str:
    """For a form that is about to be sent: with it, a form that is sent twice makes one draft."""
    return TimestampSigner(salt="draft").sign(token)


def unsigned(text: str) -> str:
    """The token that a form carries; a new one where it carries none of ours."""
    try:
        return TimestampSigner(salt="draft").unsign(text, max_age=FORM_LASTS)
    except BadSignature:
        return new_token()


def opened(token: str) -> Draft:
    """The draft behind a link. Raises Http404."""
    draft = Draft.objects.by_link(token).first()
    if draft is None:
        raise Http404("no draft")
    return draft
