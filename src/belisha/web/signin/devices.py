"""Devices: what a browser says of itself, in the words of whoever sits before it.

Room: web.signin. A guess, good enough to tell a phone from the computer in the staffroom.
"""

from __future__ import annotations

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Mac OS", "a Mac"),
    ("Linux", "a Linux computer"),
)


def device(user_agent: str) -> str:
    """Such as "Chrome on a Windows computer"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
