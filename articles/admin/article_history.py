"""The story page's history: who saved what when, and which editions readers got."""

from django.utils import timezone

from ..models import Article

NEWEST = 8
WORDS = {
    "kicker": "the kicker",
    "headline": "the headline",
    "deck": "the deck",
    "slug": "the address",
    "section_id": "the section",
    "label": "the label",
    "dateline": "the dateline",
    "body": "the text",
    "lead_photo_id": "the lead photo",
    "lead_caption": "the caption",
    "front_headline": "the headline on fronts",
    "search_title": "the search title",
    "search_description": "the search description",
    "canonical_url": "the first address",
    "noindex": "whether search engines may list it",
    "bylines": "the byline",
    "tags": "the tags",
}


def history(article: Article) -> list[dict]:
    """Return the newest eight events: {at, who, edition, is_to_come} or, for a save, {at, who, words}. Two queries."""
    editions = list(article.editions.select_related("published_by").order_by("-live_from")[:NEWEST])
    revisions = list(article.revisions.select_related("by").order_by("-at", "-pk")[: NEWEST + 1])
    first = len(revisions) <= NEWEST
    now = timezone.now()
    events = [
        {
            "at": edition.live_from,
            "who": edition.published_by,
            "edition": edition,
            "is_to_come": edition.live_from > now,
        }
        for edition in editions
    ]
    for place, revision in enumerate(revisions[:NEWEST]):
        before = revisions[place + 1] if place + 1 < len(revisions) else None
        if revision.kind == revision.Kind.PUBLISH:
            continue
        if before is None:
            words = "began the story" if first else "saved it"
        else:
            words = f"changed {differences(before.data, revision.data)}"
        events.append({"at": revision.at, "who": revision.by, "words": words})
    return sorted(events, key=lambda event: event["at"], reverse=True)[:NEWEST]


def differences(before: dict, after: dict) -> str:
    """Return in words what differs: “the deck and the lead photo”."""
    names = [words for field, words in WORDS.items() if before.get(field) != after.get(field)]
    if not names:
        return "notes and settings"
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} other things"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
