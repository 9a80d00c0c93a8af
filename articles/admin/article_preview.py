"""The page as readers will see it while it is written, the checks, and the fronts at a moment to come."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
