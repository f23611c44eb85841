"""Translations: publishing a version in another language, and the page on which everybody reads it, in its own direction.

Room: web.life. Next door: `public` is the policy itself, which is in English and decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from belisha.publishing import translation_pdf
from belisha.publishing.markdown import markdown_document
from belisha.publishing.pdf import NoLetters
from belisha.schools.apart import in_school
from belisha.schools.people.permissions import Permission
from belisha.schools.policies import force, translations
from belisha.schools.policies.holding import Conflict
from belisha.schools.policies.models import State, Translation, Version
from belisha.schools.published.models import School
from belisha.web import paper, rulebooks, wording
from belisha.web.door import at_school
from belisha.web.life.public import published_version
from belisha.web.life.views import moved_on, version_of

OTHER = "other"
LANGUAGES = sorted(
    ((tag, f"{english} ({own})") for tag, (own, english) in translations.KNOWN.items()), key=lambda each: each[1]
)


class TranslationForm(forms.Form):
    language = forms.ChoiceField(
        label="Language",
        choices=[("", "Choose a language"), *LANGUAGES, (OTHER, "Another language")],
        error_messages={"required": "Choose the language"},
    )
    other = forms.CharField(
        label="Tag of another language",
        max_length=35,
        required=False,
        help_text="Only if it is not in the list. For example, sn for Shona, or uz-Cyrl for Uzbek in Cyrillic letters.",
    )
    title = forms.CharField(
        label="Title, in that language", max_length=200, error_messages={"required": "Enter the title in that language"}
    )
    text = forms.CharField(
        label="The translation",
        widget=forms.Textarea,
        help_text="Headings with # and lists with -. Rules stand in it as sentences; nothing is decided by it.",
        error_messages={"required": "Paste the translation"},
    )
    translator = forms.CharField(
        label="Who translated it",
        max_length=200,
        help_text="A service, or a member of staff. It stands on the page.",
        error_messages={"required": "Enter who translated it, such as a service or a member of staff"},
    )
    checked_by = forms.CharField(
        label="Who checked it (optional)",
        max_length=200,
        required=False,
        help_text="Somebody who reads both languages. It stands on the page.",
    )


def standing_of(version: Version) -> list[Translation]:
    """Those that are shown, without their texts."""
    return list(Translation.objects.filter(school_id=version.school_id, version=version).standing().defer("text"))


@at_school(Permission.TRANSLATE_POLICY, methods=("GET", "POST"))
def of_version(request: HttpRequest, version: UUID) -> HttpResponse:
    """The translations of a version, and one more."""
    place, found = request.place, version_of(request, version)
    form = TranslationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            translations.publish(found, by=place, **_given(form))
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                at = "other" if field == "language" else field
                form.add_error(at if at in form.fields else None, messages)
        except Conflict as conflict:
            return moved_on(request, conflict.version, "Only a version that is published is translated.")
        else:
            return redirect("translations", place.school.key, found.pk)
    shown = {
        "version": found,
        "published": found.state == State.PUBLISHED,
        "translations": [
            (each, *translations.named(each.language), translations.direction(each.language))
            for each in standing_of(found)
        ],
        "form": form,
    }
    return render(request, "life/translations.html", shown, status=422 if form.errors else 200)


def _given(form: forms.Form) -> dict[str, str]:
    given = dict(form.cleaned_data)
    other = given.pop("other")
    return {**given, "language": other if given["language"] == OTHER else given["language"]}


@at_school(Permission.TRANSLATE_POLICY, methods=("POST",))
def withdraw(request: HttpRequest, version: UUID, translation: UUID) -> HttpResponse:
    place, found = request.place, version_of(request, version)
    made = get_object_or_404(Translation.objects.visible_to(place), version=found, pk=translation)
    translations.withdraw(made, by=place)
    return redirect("translations", place.school.key, found.pk)


@dataclass(frozen=True, slots=True)
class Found:
    """A translation that is shown, and how its version stands today. older: another version is in force; later: it is not in force yet."""

    school: School
    version: Version
    made: Translation
    older: bool
    later: bool

    @property
    def said(self) -> str:
        """That the English decides, and who has translated it."""
        checked = f", checked by {self.made.checked_by}" if self.made.checked_by else ""
        by = f"Translated by {self.made.translator}{checked}, {wording.day(timezone.localdate(self.made.made))}."
        english = translations.named(self.made.language)[1]
        return f"A translation into {english} of {self.version.name}, for reading. The English decides. {by}"

    @property
    def warning(self) -> str:
        if self.older:
            return "This is a translation of an older version, which is no longer in force."
        if self.later:
            return f"This is a translation of a version that is not in force yet: it will be from {wording.day(self.version.in_force_from)}."
        return ""


def _found(key: str, hash: str, language: str) -> Found:
    school, version = published_version(key, hash)
    day = rulebooks.today()
    with in_school(school):
        made = Translation.objects.filter(school=school, version=version, language=language).standing().first()
        now = force.in_force(school, day)
    if made is None:
        raise Http404
    begins = version.in_force_from or day
    return Found(school, version, made, now is not None and now != version and begins <= day, begins > day)


@require_safe
def public(request: HttpRequest, key: str, hash: str, language: str) -> HttpResponse:
    """A translation, as everybody reads it."""
    return _page(request, _found(key, hash, language))


def _page(request: HttpRequest, found: Found, no_letters: str = "") -> HttpResponse:
    own, english = translations.named(found.made.language)
    shown = {
        "found": found,
        "school": found.school,
        "version": found.version,
        "translation": found.made,
        "own": own,
        "english": english,
        "dir": translations.direction(found.made.language),
        "body": markdown_document(found.made.text),
        "no_letters": no_letters,
    }
    return render(request, "life/translation.html", shown, status=501 if no_letters else 200)


@require_safe
def as_pdf(request: HttpRequest, key: str, hash: str, language: str) -> HttpResponse:
    """The same for paper; the page, with the reason, where there are no letters for its script here."""
    found = _found(key, hash, language)
    address = f"{settings.BELISHA_ADDRESS}{reverse('published-version', args=[key, found.version.short])}"
    said = tuple(filter(None, (found.said, found.warning)))
    made, version = found.made, found.version
    try:
        data = _set(made.text, made.title, made.language, found.school.name, version.name, version.sha256, said, address)  # fmt: skip
    except NoLetters as error:
        return _page(request, found, error.letters)
    return paper.as_download(data, f"{key}-policy-{version.short}-{made.language}")


@lru_cache(maxsize=paper.KEPT)
def _set(text: str, title: str, language: str, school: str, policy: str, hash: str, said: tuple[str, ...], address: str) -> bytes:  # fmt: skip
    return translation_pdf(
        text, title=title, language=language, direction=translations.direction(language), english=translations.named(language)[1], school=school,
        policy=policy, hash=hash, said=said, address=address,
    )  # fmt: skip


__all__ = ["as_pdf", "of_version", "public", "standing_of", "withdraw"]
