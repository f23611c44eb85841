"""Quick starts: the questions that are asked most, and the facts that each of them states.

Room: web.ask. In the words of somebody who asks; what is stated can be changed on "Check your answers".
"""

from __future__ import annotations

from dataclasses import dataclass

from belisha.web.ask.answers import Answers, Given


@dataclass(frozen=True, slots=True)
class QuickStart:
    """asks: the question in the asker's words. states: what is known once it is chosen. at_once: what to do comes first, and the questions after it."""

    asks: str
    states: Given
    at_once: bool = False

    @property
    def query(self) -> str:
        return Answers(self.states).query()


def _event(value: str, by: str = "") -> Given:
    """Something that has happened, and who did it, where the question says that."""
    author: Given = {"event.author known": True, "event.author is": by} if by else {}
    return {"event": frozenset({value}), **author}


# Somebody asks to be connected with one's own account: act, account and purpose are plain.
_REQUEST: Given = {"act": "befriend", "started by other": True, "account": "personal", "purpose": "personal"}


FRIENDS = "Friends and messages"
POSTS = "Posts, groups and phones"
EVENTS = "School events"
TROUBLE = "Something has happened"
QUICK: dict[str, tuple[QuickStart, ...]] = {
    FRIENDS: (
        QuickStart(
            "A pupil wants to be my friend or follower",
            {**_REQUEST, "with": "pupil", **_event("friend request from pupil", by="pupil")},
        ),
        QuickStart(
            "A former pupil wants to be my friend or follower",
            {**_REQUEST, "with": "former pupil", **_event("contact from former pupil", by="former pupil")},
        ),
        QuickStart("A parent wants to be my friend or follower", {**_REQUEST, "with": "parent"}),
        QuickStart("A pupil has sent me a message", _event("message from pupil", by="pupil")),
    ),
    POSTS: (
        QuickStart("I want to post a picture of pupils", {"act": "post", "content.shows pupil": True}),
        QuickStart(
            "I want to post about the school on my own account",
            {"act": "post", "account": "personal", "content.about school": True},
        ),
        QuickStart(
            "I want to join a WhatsApp group with parents or colleagues",
            {"act": "join group", "site": "messaging app"},
        ),
        QuickStart(
            "I want to use social media on my phone in a break",
            {"act": "use", "purpose": "personal", "time": "break", "device": "personal"},
        ),
    ),
    EVENTS: (
        QuickStart("I want to take pictures or film at a school event", {"act": "photograph", "place": "school event"}),
        QuickStart(
            "I want to put a picture of a school event online",
            {
                "act": "post",
                **dict.fromkeys(
                    ("content.shows pupil", "content.taken at school", "content.mentions school event"), True
                ),
            },
        ),
        QuickStart("I want to stream a school event live", {"act": "livestream", "place": "school event"}),
    ),
    TROUBLE: (
        QuickStart(
            "There may be a nude or sexual picture of a child",
            {**_event("nude or semi-nude image"), "event.child abuse image": True},
            at_once=True,
        ),
        QuickStart("A pupil is bullied online", _event("cyberbullying")),
        QuickStart("Somebody abuses me or a colleague online", _event("abuse of staff")),
        QuickStart(
            "I found something bad online about the school, its staff or pupils",
            _event("inappropriate reference"),
        ),
        QuickStart("I am worried about what a colleague does online", _event("concern about adult", by="colleague")),
    ),
}
