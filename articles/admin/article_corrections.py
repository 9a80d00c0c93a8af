"""Corrections, written from the story page."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
