"""What this newsroom's own decisions say of a text."""


def suspicion_of(text: str) -> tuple[int, list[str]] | None:
    """Return how likely a moderator is to refuse it, in percent, and the words that weighed; None: nothing learned."""
    return None
