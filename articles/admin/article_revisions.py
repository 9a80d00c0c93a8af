"""A story's history: the timeline, what is different between two versions, and going back to one."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
