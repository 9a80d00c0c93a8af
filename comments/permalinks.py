"""Where readers find one comment, whatever stands around it."""


def permalink(story_path: str, pk: int) -> str:
    """Return the address of a comment on the story at that path."""
    return f"{story_path}comments/{pk}/#comment-{pk}"
