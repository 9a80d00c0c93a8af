"""A story's beginning and end at the desk: duplicating, spiking, bringing back; and lists kept under a name."""


def urls(desk) -> list:
    return []


def story_context(request, article) -> dict:
    return {}
