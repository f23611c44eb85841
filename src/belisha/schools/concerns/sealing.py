"""Sealing: what is written into a concern is kept encrypted; a key for each school, wrapped by the installation's own (docs/adr/0066).

Room: schools.concerns. AES-256 in GCM; what is sealed belongs to its place (school, concern, what it is) and opens nowhere else. The
installation's keys are BELISHA_CONCERN_KEYS: the first wraps, the others still open. Keeps out: who may read (`models`).
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from belisha.schools.concerns.models import SchoolKey
from belisha.schools.published.models import School

NONCE = 12  # bytes
OTHER_KEY = "The key of this installation does not open what this school has sealed. Put back the key that it had (BELISHA_CONCERN_KEYS, or the file concern-keys in the data folder)"


class CannotOpen(Exception):
    """What is sealed cannot be opened: the installation's key is another one, or somebody altered it."""


def key_of(school: School) -> bytes:
    """The school's key, made when it is first asked for. Stands in the school. Raises CannotOpen."""
    held = SchoolKey.objects.filter(school=school).first()
    if held is None:
        wrapped = _ring().encrypt(secrets.token_bytes(32)).decode()
        held, _ = SchoolKey.objects.get_or_create(
            school=school, defaults={"wrapped": wrapped}
        )  # of two at once one is kept
    try:
        return _ring().decrypt(held.wrapped.encode())
    except InvalidToken:
        raise CannotOpen(OTHER_KEY) from None


def wrap_again(school: School) -> None:
    """Wraps the school's key by the first of the installation's keys, after a new one was put before the old. Stands in the school. Raises CannotOpen."""
    for held in SchoolKey.objects.select_for_update().filter(school=school):
        try:
            held.wrapped = _ring().rotate(held.wrapped.encode()).decode()
        except InvalidToken:
            raise CannotOpen(OTHER_KEY) from None
        held.save(update_fields=["wrapped"])


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.BELISHA_CONCERN_KEYS or _own_keys()])


def _own_keys() -> list[str]:
    """The key that this installation made for itself, where none is set; for its owner's eyes alone."""
    file = Path(settings.BELISHA_DATA) / "concern-keys"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: two processes may be the first at once, and both go by what the first has kept.
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        with fresh.open("w") as out:
            out.write(Fernet.generate_key().decode())
            out.flush()
            # INVARIANT: the key is on the disk before the database keeps anything that it alone opens.
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_text().strip().split(",")


def seal(key: bytes, data: bytes, belongs: str) -> bytes:
    """Encrypted. belongs: its place, such as "oak/<concern>/7"."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, belongs.encode())


def unseal(key: bytes, sealed: bytes, belongs: str) -> bytes:
    """What was sealed for this place. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), belongs.encode())
    except InvalidTag:
        raise CannotOpen("This was altered since it was written, so it is not shown") from None


def seal_words(key: bytes, words: dict[str, Any], belongs: str) -> bytes:
    return seal(key, json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), belongs)


def unseal_words(key: bytes, sealed: bytes, belongs: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(unseal(key, sealed, belongs))
    return read
