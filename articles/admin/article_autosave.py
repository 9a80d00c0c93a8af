"""The story page while somebody writes: autosave, and who else has the story open."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
