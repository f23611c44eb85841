"""Translations: a published version in another language, as a document of its own. It is for reading; the English decides, and that is said on it.

Room: schools.policies. Prose alone, no rules: nothing is decided by it. A translation stays with its version, and is superseded with it.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies.holding import held_in
from belisha.schools.policies.models import State, Translation, Version
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

LONGEST = 400_000
TAG = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-(?:[A-Z]{2}|\d{3}))?"
)  # language, script, region: what a school needs of BCP 47
_ANY_CASE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
# The languages that English schools translate into most, each in its own words and in English; any other tag may be written.
KNOWN = {
    "cy": ("Cymraeg", "Welsh"), "pl": ("Polski", "Polish"), "ur": ("اردو", "Urdu"), "ro": ("Română", "Romanian"), "bn": ("বাংলা", "Bengali"),
    "pa": ("ਪੰਜਾਬੀ", "Panjabi"), "ar": ("العربية", "Arabic"), "so": ("Soomaali", "Somali"), "uk": ("Українська", "Ukrainian"), "pt": ("Português", "Portuguese"),
    "gu": ("ગુજરાતી", "Gujarati"), "tr": ("Türkçe", "Turkish"), "fr": ("Français", "French"), "es": ("Español", "Spanish"), "it": ("Italiano", "Italian"),
    "fa": ("فارسی", "Persian"), "ps": ("پښتو", "Pashto"), "ku": ("Kurdî", "Kurdish"), "ta": ("தமிழ்", "Tamil"), "zh-Hans": ("简体中文", "Chinese, simplified"),
    "zh-Hant": ("繁體中文", "Chinese, traditional"), "lt": ("Lietuvių", "Lithuanian"), "bg": ("Български", "Bulgarian"), "hu": ("Magyar", "Hungarian"),
    "ru": ("Русский", "Russian"), "sq": ("Shqip", "Albanian"), "hi": ("हिन्दी", "Hindi"), "ti": ("ትግርኛ", "Tigrinya"), "vi": ("Tiếng Việt", "Vietnamese"), "el": ("Ελληνικά", "Greek"),
}  # fmt: skip
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "ur", "yi", "dv", "sd", "ug", "ckb", "syr"}
_RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}


def tag(said: str) -> str:
    """A language tag in its usual letters: "zh-Hant", "cy", "pt-BR". Raises ValidationError."""
    met = _ANY_CASE.fullmatch(said.strip())
    if met is None:
        raise ValidationError(
            {"language": "Write a language tag, such as cy for Welsh or zh-Hant for Chinese in traditional characters"}
        )
    language, script, region = met.groups()
    found = "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))
    if language.lower() == "en":
        raise ValidationError({"language": "The policy itself is in English. Choose another language"})
    return found


def direction(language: str) -> str:
    """ "rtl" or "ltr", for the tag of a language."""
    first, _, rest = language.partition("-")
    script = rest.partition("-")[0]
    if len(script) == 4:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def named(language: str) -> tuple[str, str]:
    """A language in its own words and in English; its tag where we do not know it."""
    return KNOWN.get(language, (language, language))


@transaction.atomic
def publish(
    version: Version, *, by: Place, language: str, title: str, text: str, translator: str, checked_by: str = ""
) -> Translation:
    """Puts a translation beside a published version; the one before in the language gives way to it. Raises ValidationError, Conflict."""
    by.must_be_allowed(Permission.TRANSLATE_POLICY)
    held = held_in(version, State.PUBLISHED)
    title, translator, checked_by = (" ".join(each.split()) for each in (title, translator, checked_by))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    wrong: dict[str, str] = {}
    try:
        language = tag(language)
    except ValidationError as refused:
        wrong["language"] = refused.messages[0]
    for name, said, asks in (
        ("title", title, "Enter the title in that language"),
        ("translator", translator, "Enter who translated it, such as a service or a member of staff"),
        ("text", text, "Paste the translation"),
    ):
        if not said:
            wrong[name] = asks
        elif len(said) > (LONGEST if name == "text" else 200):
            wrong[name] = f"It may have at most {LONGEST if name == 'text' else 200:,} characters"
        elif "\x00" in said:
            wrong[name] = "The text holds signs that are no text; paste it from a plain text editor"
    if wrong:
        raise ValidationError(wrong)
    said = {"title": title, "text": text, "translator": translator, "checked_by": checked_by[:200]}
    standing = Translation.objects.filter(school=by.school, version=held, language=language).standing().first()
    if standing is not None and all(getattr(standing, name) == value for name, value in said.items()):
        return standing  # sent twice
    if standing is not None:
        _withdraw(standing, by)
    made = Translation(
        school=by.school,
        version=held,
        language=language,
        by=by.person.pk if by.person else None,
        by_words=by.words,
        **said,
    )
    made.save(force_insert=True)
    record.write(by, Event.POLICY_TRANSLATED, made, after={"language": language, "version": str(held.pk)})
    return made


@transaction.atomic
def withdraw(translation: Translation, *, by: Place) -> None:
    """It is no longer shown. Doing so twice changes nothing."""
    by.must_be_allowed(Permission.TRANSLATE_POLICY)
    held = Translation.objects.select_for_update().get(school=by.school, pk=translation.pk)
    if held.withdrawn is None:
        _withdraw(held, by)


def _withdraw(held: Translation, by: Place) -> None:
    held.withdrawn = timezone.now()
    held.save(update_fields=["withdrawn"])
    record.write(by, Event.POLICY_TRANSLATION_WITHDRAWN, held, after={"language": held.language})
