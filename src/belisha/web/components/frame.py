"""Parts that stand around a page: where somebody is, and how to get elsewhere.

Room: web.components. Header and footer are our own: the crown and the typeface of GOV.UK are reserved (docs/adr/0003).
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from belisha.web.components.govuk import Content, content, macro, without_nothing

BEACON = Markup(
    '<svg class="belisha-header__beacon" aria-hidden="true" focusable="false" width="18" height="36" viewBox="0 0 18 36">'
    '<path fill="#fff" d="M7 15h4v21H7z"/><path fill="#0b0c0c" d="M7 19h4v4H7zM7 27h4v4H7z"/>'
    '<circle cx="9" cy="8.5" r="7.5" fill="#ffb81c"/></svg>'
)


def header(*, home: str = "/") -> Markup:
    """The wordmark, with a small beacon."""
    logo = BEACON + Markup('<span class="belisha-header__name">Belisha</span>')
    return macro("generic-header", {"url": home, "logoHtml": logo, "classes": "belisha-header"})


def footer(links: Sequence[tuple[str, str]] = (), said: Content = "") -> Markup:
    """Links, as pairs of text and address, and a sentence."""
    items = Markup("").join(
        Markup(
            '<li class="belisha-footer__item"><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>'
        ).format(href, text)
        for text, href in links
    )
    listed = Markup('<ul class="belisha-footer__list">{}</ul>').format(items) if items else Markup()
    words = Markup('<p class="belisha-footer__words">{}</p>').format(said) if said else Markup()
    return Markup('<div class="belisha-footer"><div class="govuk-width-container">{}{}</div></div>').format(
        listed, words
    )


def skip_link(href: str = "#main-content") -> Markup:
    """Past the header, for somebody who uses the keyboard. The first thing on every page."""
    return macro("skip-link", {"href": href, "text": "Skip to main content"})


def service_navigation(
    items: Sequence[tuple[str, str]], *, current: str = "", here: bool = True, label: str = ""
) -> Markup:
    """The parts of the site, as pairs of text and address; `current` is the address of the one that is open, or, unless `here`, of the one in which one is.

    label: for a screen reader, where a page has two.
    """
    state = "current" if here else "active"
    return macro(
        "service-navigation",
        without_nothing(
            navigation=[without_nothing(text=text, href=href) | {state: href == current} for text, href in items],
            navigationLabel=label,
        ),
    )


def sub_navigation(items: Sequence[tuple[str, str]], *, label: str, current: str = "", here: bool = True) -> Markup:
    """The pages of one part of the site, beneath the service navigation; as there. label: what they are, for a screen reader."""
    links = Markup("").join(
        Markup('<li><a class="govuk-link govuk-link--no-visited-state" href="{}"{}>{}</a></li>').format(
            href, Markup(' aria-current="{}"').format("page" if here else "true") if href == current else "", text
        )
        for text, href in items
    )
    return Markup(
        '<nav class="belisha-parts" aria-label="{}"><div class="govuk-width-container"><ul>{}</ul></div></nav>'
    ).format(label, links)


def phase_banner(said: Content, *, phase: str = "Alpha") -> Markup:
    """How far along this is."""
    return macro("phase-banner", {**content(said), "tag": {"text": phase}})


def back_link(href: str, text: str = "Back") -> Markup:
    """To the page before; stands in the block `before_content`."""
    return Markup('<nav aria-label="Back">{}</nav>').format(macro("back-link", {"href": href, "text": text}))


def breadcrumbs(items: Sequence[tuple[str, str]]) -> Markup:
    """Where this page is: pairs of text and address, from the start downwards; the last may have no address."""
    return macro(
        "breadcrumbs",
        {"items": [without_nothing(text=text, href=href) for text, href in items], "collapseOnMobile": True},
    )


def pagination(
    *,
    previous: tuple[str, str] | None = None,
    next: tuple[str, str] | None = None,
    pages: Sequence[tuple[int, str]] = (),
    current: int | None = None,
    label: str = "Pages",
) -> Markup:
    """Either two neighbours, as pairs of what they are and address, or numbered pages, as pairs of number and address."""
    if not pages:
        return macro(
            "pagination",
            without_nothing(
                landmarkLabel=label,
                previous={"labelText": previous[0], "href": previous[1]} if previous else None,
                next={"labelText": next[0], "href": next[1]} if next else None,
            ),
        )
    return macro(
        "pagination",
        without_nothing(
            landmarkLabel=label,
            previous={"href": previous[1]} if previous else None,
            next={"href": next[1]} if next else None,
            items=[without_nothing(number=number, href=href, current=number == current) for number, href in pages],
        ),
    )
