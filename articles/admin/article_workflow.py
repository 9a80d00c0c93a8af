"""Notes on a story, who has it now, and its way from the writer to the editors and back."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
