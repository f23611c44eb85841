"""Settings: what a school may set for itself, each with what it may be. They live in `School.settings`.

Room: schools.published. To add one: a field of `Settings`, its reading in `read`, and a box on the page (`web.school`).
Next door: `people.school` writes them, with a line in the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError

DOMAIN = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
MOST = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """sign_in_domains: the mail domains for which the school trusts its own sign-in service (Google, Microsoft).

    sign_in_services: with which of the installation's services that may be, by their ids ("google"); none named: with any.
    notice_days: how many days before a school event its notices are due. keep_agreements: how many years a signed agreement is kept after somebody has left,
    or a newer one took its place; 0: none is deleted.
    """

    sign_in_domains: tuple[str, ...] = ()
    sign_in_services: tuple[str, ...] = ()
    notice_days: int = 7
    keep_agreements: int = 6  # a suggestion, and no law: docs/adr/0062

    def trusts(self, domain: str, service: str) -> bool:
        """Whether the school lets a service vouch for addresses of a domain."""
        return domain in self.sign_in_domains and (not self.sign_in_services or service in self.sign_in_services)

    def kept(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def read(raw: Mapping[str, Any]) -> Settings:
    """What the database holds; a name that is unknown by now is passed over."""
    return Settings(
        sign_in_domains=tuple(map(str, raw.get("sign_in_domains", ()))),
        sign_in_services=tuple(map(str, raw.get("sign_in_services", ()))),
        notice_days=int(raw.get("notice_days", Settings().notice_days)),
        keep_agreements=int(raw.get("keep_agreements", Settings().keep_agreements)),
    )


def notice_days(text: str) -> int:
    """From a box. Raises ValidationError."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 60:
        raise ValidationError("Days before a school event must be a number from 1 to 60")
    return int(text)


def keep_agreements(text: str) -> int:
    """From a box; empty is for ever. Raises ValidationError."""
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit()) or int(text) > 30:
        raise ValidationError("Years that signed agreements are kept must be a number from 1 to 30, or empty")
    return int(text)


def domains(text: str) -> tuple[str, ...]:
    """From a box with one in each line. Raises ValidationError, naming the one that is none."""
    found = dict.fromkeys(line.strip().lower().removeprefix("@") for line in text.splitlines() if line.strip())
    for each in found:
        if not DOMAIN.match(each):
            raise ValidationError(f"{each[:80]} is no domain; write it like school.example")
    if len(found) > MOST:
        raise ValidationError(f"Name at most {MOST} domains")
    return tuple(found)
