"""Public: the policy that a school lives by, as everybody reads it and asks it, without signing in: its own version in force, else the policy that comes
with Belisha and that the school names.

Room: web.life. `of_school` gives the Ask journey the version that is in force on the day of which it asks, so that an old link answers as it did.
Next door: `lived` finds what a school lives by; `views` is where versions are made; `web.ask` is the journey.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import Policy
from belisha.schools.apart import in_school
from belisha.schools.policies import force, translations
from belisha.schools.policies.models import Translation, Version
from belisha.schools.published.models import School
from belisha.web import paper, rulebooks
from belisha.web.ask.answers import read_day
from belisha.web.ask.unanswered import count
from belisha.web.ask.under import Under
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.life import pages
from belisha.web.life.lived import lived_by
from belisha.web.policies.views import in_frame

SHORTEST = 16  # letters of a hash in an address


def of_school(view: Callable[[HttpRequest, Under], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of the journey for what a school lives by, on the day in the address (today, where there is none)."""

    def of_its_key(request: HttpRequest, key: str) -> HttpResponse:
        lived = lived_by(key, read_day(request.GET.get("as-of", "")) or rulebooks.today())
        compiled = partial(rulebook_of, lived.policy, law=library.law())
        try:
            with within():
                compiled(rulebooks.today())
                tell = partial(count, lived.school)
                return view(request, Under(key, lived.policy, compiled, "published-", lived.document, tell=tell))
        except (TookTooLong, TooManyCases):
            return render(request, "life/slow.html", {"school": lived.school}, status=503)

    return of_its_key


@require_safe
def policy(request: HttpRequest, key: str) -> HttpResponse:
    """What the school lives by today."""
    lived = lived_by(key, rulebooks.today())
    return _shown(request, lived.school, lived.version, lived.policy)


@require_safe
def version(request: HttpRequest, key: str, hash: str) -> HttpResponse:
    """A version that was published, at an address of its own for good."""
    school, found = published_version(key, hash)
    return _shown(request, school, found, force.policy_of(found))


@require_safe
def as_markdown(request: HttpRequest, key: str, hash: str) -> HttpResponse:
    """Its document."""
    _, found = published_version(key, hash)
    headers = {"Content-Disposition": f'attachment; filename="{key}-policy-{found.short}.md"'}
    return HttpResponse(found.text, content_type="text/markdown; charset=utf-8", headers=headers)


@require_safe
def policy_as_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """What the school lives by today, for paper."""
    lived = lived_by(key, rulebooks.today())
    if lived.version is None:
        return paper.policy_as_pdf(lived.policy, f"{key}-policy", school=lived.school.name)
    with in_school(lived.school):
        return pages.of_version(lived.school, lived.version, lived.policy, "In force")


@require_safe
def version_as_pdf(request: HttpRequest, key: str, hash: str) -> HttpResponse:
    """A version that was published, for paper."""
    school, found = published_version(key, hash)
    with in_school(school):
        published = list(Version.objects.filter(school=school).published().defer("text"))
        standing = force.standing(published, rulebooks.today())[found]
        return pages.of_version(school, found, force.policy_of(found), standing)


def published_version(key: str, hash: str) -> tuple[School, Version]:
    """A version by the beginning of its hash. Raises Http404."""
    school = School.objects.filter(key=key).first()
    if school is None or len(hash) < SHORTEST or not hash.isalnum():
        raise Http404
    with in_school(school):
        # Of two with one text the later: what it says is the same.
        found = (
            Version.objects.filter(school=school, sha256__startswith=hash)
            .published()
            .order_by("-in_force_from")
            .first()
        )
    if found is None:
        raise Http404
    return school, found


def _shown(request: HttpRequest, school: School, found: Version | None, policy: Policy) -> HttpResponse:
    day = rulebooks.today()
    with in_school(school):
        versions = list(Version.objects.filter(school=school).published().defer("text").order_by("-in_force_from"))
        until = force.ends(found) if found else None
        translated = (
            list(Translation.objects.filter(school=school, version=found).standing().defer("text")) if found else []
        )
    standing = force.standing(versions, day)
    shown = {
        "school": school,
        "version": found,
        "standing": standing[found] if found else "",
        "until": until,
        "others": [(each, standing[each]) for each in versions if each != found],
        "translated": [
            (each, *translations.named(each.language), translations.direction(each.language)) for each in translated
        ],
        "policy": policy,
        **in_frame(policy),
    }
    return render(request, "life/published.html", shown)
