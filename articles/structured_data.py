"""What search engines and feed readers are told of a story, in the words of schema.org."""

import json
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from .models import Byline, Correction, Edition, Masthead
from .templatetags.readers import absolute

# As Django's json_script: nothing in the text can end the script element it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def news_article(edition: Edition, *, authors: dict, corrections: list[Correction], masthead: Masthead) -> dict:
    """Return a NewsArticle. `authors` is {slug: Author} of those who have a page. Runs no query.

    https://schema.org/NewsArticle, with CorrectionComment as in https://schema.org/correction.
    """
    address = edition.canonical_url or absolute(edition.path)
    changed = max([edition.updated_at, *(correction.live_from for correction in corrections)])
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        # A page's other data, such as its comments, says by this that it speaks of the same story.
        "@id": f"{address}#main",
        "headline": edition.headline,
        "description": edition.search_description or edition.deck,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "datePublished": in_zone(edition.published_at),
        "dateModified": in_zone(changed),
        "author": [person(credit, authors) for credit in edition.credits if credit["role"] == Byline.Role.WORDS],
        "publisher": {"@type": "NewsMediaOrganization", "name": masthead.name, "url": absolute("/")},
        "articleSection": edition.section.name if edition.section_id else "",
        "inLanguage": masthead.language,
        "image": [absolute(edition.lead_photo.src)] if edition.lead_photo else [],
        "correction": [comment(correction, edition) for correction in corrections],
    }
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
