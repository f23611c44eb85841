"""Papers: the certificate, which says who signed what, when and how; and the agreement to sign by hand.

Room: schools.agreements. They say what the rows hold and nothing else. Next door: `publishing.pdf` sets them.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from belisha.publishing.pdf import pdf
from belisha.schools.agreements.models import Campaign, Signing
from belisha.schools.days import in_words


def certificate(signing: Signing) -> bytes:
    """For a copy that was signed. With its campaign, school, version and earlier signature at hand."""
    campaign = signing.campaign
    names = [_fact("Signed by", signing.name)]
    if signing.parent_words:
        names = [_fact("Signed by the pupil", signing.name), _fact("and with them", signing.parent_words)]
    facts = [*names, _fact("On", in_words(signing.on)), _fact("How", _how(signing))]
    if signing.earlier is not None:
        before = signing.earlier.campaign
        facts.append(_fact("Then", f"{before.version.name}, SHA-256 {before.sha256}"))
    data: dict[str, Any] = {
        "school": campaign.school.name,
        "title": campaign.title,
        "agreement": campaign.agreement,
        "version": campaign.version.name,
        "hash": campaign.sha256,
        "facts": facts,
        "statements": campaign.statements,
        "stands": _stands(signing),
        "changes": [
            {"id": each["id"], "before": each["before"] or "(nothing)", "after": each["after"] or "(nothing)"}
            for each in campaign.judged
            if signing.earlier_id
        ],
        "reference": str(signing.pk),
    }
    return pdf("certificate", data)


def to_sign(campaign: Campaign, *, with_pupil: bool, large: bool = False) -> bytes:
    """The agreement with lines to sign on. with_pupil: a pupil and a parent sign it. large: in large print, 18 point."""
    data = {
        "school": campaign.school.name,
        "title": campaign.title,
        "agreement": campaign.agreement,
        "version": campaign.version.name,
        "hash": campaign.sha256,
        "due": in_words(campaign.due),
        "statements": campaign.statements,
        "signers": ["The pupil", "Parent or carer"] if with_pupil else ["Signed by"],
        "large": large,
    }
    return pdf("agreement", data)


def _how(signing: Signing) -> str:
    if signing.way == Signing.Way.PAPER:
        return f"on paper, entered by {signing.by_words}" if signing.by_words else "on paper"
    at = timezone.localtime(signing.at)
    return f"{signing.get_way_display()}, at {at:%H:%M:%S} ({at:%Z})"


def _stands(signing: Signing) -> str:
    """Why a signature under an earlier version counts; "" where it was given under this one."""
    if signing.earlier is None:
        return ""
    campaign = signing.campaign
    if not campaign.judged:
        return "It was signed under an earlier version of the policy. The statements are the same, word for word, so that it stands."
    return (
        "It was signed under an earlier version of the policy. "
        f"{campaign.by_words} found on {in_words(timezone.localtime(campaign.made).date())} that the statements mean the same, so that it stands. They were worded otherwise:"
    )  # fmt: skip


def _fact(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "values": [value]}
