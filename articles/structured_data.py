"""What search engines and feed readers are told of a story, in the words of schema.org."""

import json
from datetime import datetime

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from .models import Article, Correction, Edition, Masthead, Section
from .models.byline import writers
from .templatetags.readers import absolute

# How wide the picture is that other sites show of a story.
SHARED_WIDTH_PX = 1280
CONTEXT = "https://schema.org"
# The kinds of NewsArticle that schema.org has a word for; the others are plain ones.
KINDS = {
    Article.Label.ANALYSIS: "AnalysisNewsArticle",
    Article.Label.OPINION: "OpinionNewsArticle",
    Article.Label.REVIEW: "ReviewNewsArticle",
    Article.Label.SATIRE: "SatiricalArticle",
    Article.Label.SPONSORED: "AdvertiserContentArticle",
}
# What schema.org calls the masthead's pages about how the newsroom works: https://schema.org/NewsMediaOrganization
POLICIES = {
    "correctionsPolicy": "corrections_policy",
    "ethicsPolicy": "ethics_policy",
    "verificationFactCheckingPolicy": "fact_checking_policy",
    "unnamedSourcesPolicy": "sources_policy",
    "ownershipFundingInfo": "ownership",
}

# As Django's json_script: nothing in the text can end the script element it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def news_article(edition: Edition, *, authors: dict, corrections: list[Correction], masthead: Masthead) -> dict:
    """Return a NewsArticle. `authors` is {slug: Author} of those who have a page. Runs no query.

    https://schema.org/NewsArticle, with CorrectionComment as in https://schema.org/correction.
    """
    address = edition.canonical_url or absolute(edition.path)
    changed = max([edition.updated_at, *(correction.live_from for correction in corrections)])
    facts = {
        "@context": CONTEXT,
        "@type": kind_of(edition),
        # A page's other data, such as its comments, says by this that it speaks of the same story.
        "@id": f"{address}#main",
        "headline": edition.headline,
        "description": edition.search_description or edition.deck,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "datePublished": in_zone(edition.published_at),
        "dateModified": in_zone(changed),
        "author": [person(credit, authors) for credit in writers(edition.credits)],
        "publisher": publisher(masthead),
        "articleSection": edition.section.name if edition.section_id else "",
        "inLanguage": masthead.language,
        "image": [image(edition)] if edition.lead_photo else [],
        "correction": [comment(correction, edition) for correction in corrections],
    }
    return filled(facts)


def kind_of(edition: Edition) -> str:
    return KINDS.get(edition.label, "NewsArticle")


def image(edition: Edition) -> dict:
    """https://developers.google.com/search/docs/appearance/structured-data/article asks for 1,200 px and more."""
    url, width_px, height_px = edition.lead_photo.rendition(SHARED_WIDTH_PX)
    facts = {
        "@type": "ImageObject",
        "url": absolute(url),
        "width": width_px,
        "height": height_px,
        "caption": edition.lead_caption,
        "creditText": edition.lead_credit,
    }
    return filled(facts)


def publisher(masthead: Masthead) -> dict:
    """Return the publication in short, as every story names it; `@id` leads to the rest on the home page."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{absolute('/')}#organization",
        "name": masthead.name,
        "url": absolute("/"),
        "logo": absolute(static("newsroom/mark.svg")),
    }


def organization(masthead: Masthead) -> dict:
    """Return the publication with the pages that say how it works. No query."""
    facts = publisher(masthead) | {
        "slogan": masthead.tagline,
        "description": masthead.description,
        "publishingPrinciples": {"@type": "CreativeWork", "text": masthead.policies} if masthead.policies else {},
        **{name: getattr(masthead, setting) for name, setting in POLICIES.items()},
    }
    return filled(facts)


def website(masthead: Masthead) -> dict:
    """Return the whole site, as its home page describes it. No query."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": f"{absolute('/')}#website",
        "name": masthead.name,
        "url": absolute("/"),
        "inLanguage": masthead.language,
        "publisher": organization(masthead),
    }


def breadcrumbs(masthead: Masthead, section: Section | None, last: tuple[str, str] | None = None) -> dict:
    """Return the way from the home page through the section to the `last` page, (name, path). Needs its parent."""
    steps = [(masthead.name, "/")]
    steps += [(step.name, step.get_absolute_url()) for step in (section and section.parent, section) if step]
    steps += [last] if last else []
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def filled(facts: dict) -> dict:
    return {name: value for name, value in facts.items() if value}


def person(credit: dict, authors: dict) -> dict:
    found = {"@type": "Person", "name": credit["name"]}
    if author := authors.get(credit["slug"]):
        found["url"] = absolute(author.get_absolute_url())
    return found


def comment(correction: Correction, edition: Edition) -> dict:
    return {
        "@type": "CorrectionComment",
        "name": correction.get_kind_display(),
        "text": correction.text,
        "datePublished": in_zone(correction.live_from),
        "url": f"{absolute(edition.path)}#{correction.anchor}",
    }


def in_zone(moment: datetime) -> str:
    """With the newsroom's own offset, to the second: 2026-03-01T13:00:00+01:00."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def as_script(facts: dict) -> SafeString:
    """Return JSON that can stand inside a script element."""
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))
