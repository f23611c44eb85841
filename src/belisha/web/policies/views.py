"""A policy as people read it, and as they take it away.

Room: web.policies. How it is laid out is in `belisha.publishing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup, escape

from belisha import library, publishing
from belisha.language import Policy
from belisha.publishing.contents import Entry, Laid, laid_out
from belisha.web import components as ui
from belisha.web import paper, rulebooks
from belisha.web.once import PATIENCE, look_again
from belisha.web.policies import about as presenter
from belisha.web.policies.law import pack_on, with_links

LONGEST_SEARCH = 100
# What is said about a policy and matters to few readers: folded away.
LATER = ("Owner", "Led by", "Review cycle", "Last review", "Reviewed sooner when", "Read with", "Refers to")


def policy(request: HttpRequest, name: str) -> HttpResponse:
    """A school's policy, with the link to ask under it."""
    found = _policy(name)
    return render(request, "policies/policy.html", {"name": name, **_laid_out(name), "policy": found})


def about(request: HttpRequest, name: str) -> HttpResponse:
    """What a reader should know about it."""
    found = _policy(name)
    page = presenter.about(name, rulebooks.today(), PATIENCE)
    if page is None:
        return look_again(request, f"What a reader should know about the policy of {found.front.school}")
    return render(request, "policies/about.html", {"name": name, "policy": found, "page": page})


def law(request: HttpRequest) -> HttpResponse:
    """What Belisha holds as law: in the same sentences, and the law pack that they rest on."""
    pack, laid = pack_on(rulebooks.today()), _laid_out("law")
    wanted = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    if wanted:
        return render(request, "policies/law_search.html", {"pack": pack.having(wanted), "wanted": wanted})
    more = [
        ("law-pack", "The law pack"),
        *((section.anchor, section.title) for section in pack.sections),
        ("platforms", "Platforms, and the ages that they ask for"),
        ("not-held", "What is not here"),
    ]
    entries = [*laid["entries"], *(Entry(title, anchor) for anchor, title in more)]
    return render(
        request,
        "policies/law.html",
        {**laid, "body": with_links(str(laid["body"])), "entries": entries, "policy": library.law(), "pack": pack},
    )


def as_markdown(request: HttpRequest, name: str) -> HttpResponse:
    """The document itself."""
    found = _policy(name)
    return _attachment(found.text, f"{name}.md", "text/markdown; charset=utf-8")


def as_html(request: HttpRequest, name: str) -> HttpResponse:
    """One file for the school's own web site."""
    _policy(name)
    return _attachment(_published(name), f"{name}.html", "text/html; charset=utf-8")


def as_pdf(request: HttpRequest, name: str) -> HttpResponse:
    """The pages that governors have."""
    return paper.policy_as_pdf(_policy(name), name)


def _attachment(text: str, file: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})


def _policy(name: str) -> Policy:
    try:
        return library.policy(name)
    except library.UnknownPolicy:
        raise Http404(name) from None


@cache
def _published(name: str) -> str:
    return publishing.publish(library.policy(name))


@cache
def _laid_out(name: str) -> dict[str, object]:
    """Made once: a policy that comes with Belisha does not change while the server runs. name: a policy's, or "law"."""
    return in_frame(library.law() if name == "law" else library.policy(name))


def in_frame(found: Policy) -> dict[str, object]:
    """What `policies/frame.html` shows of a policy."""
    laid = laid_out(found)
    rows = {row.key: ui.Row(row.key, _anchors(row.ids, laid) + _several(row.values)) for row in laid.about}
    return {
        "first_rows": [row for key, row in rows.items() if key not in LATER],
        "more_rows": [row for key, row in rows.items() if key in LATER],
        "header": _anchors(laid.header_ids, laid),
        "entries": laid.entries,
        "body": publishing.body_html(found),
        "warnings": [f"{each.problem[:1].upper()}{each.problem[1:]}." for each in found.warnings],
    }


def _anchors(ids: Iterable[str], laid: Laid) -> Markup:
    """Where the links to clauses end that the front matter carries, such as whom the policy binds."""
    return Markup("").join(
        Markup('<span id="{}"></span>').format(laid.front_ids[id]) for id in ids if laid.front_ids[id]
    )


def _several(values: tuple[str, ...]) -> Markup:
    if len(values) == 1:
        return escape(values[0])
    items = Markup("").join(Markup("<li>{}</li>").format(each) for each in values)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
