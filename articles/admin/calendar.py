"""The calendar of what is planned, scheduled and published, and the feed of it."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
