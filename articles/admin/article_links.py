"""Preview links: reading a draft without an account."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
