"""Mail to readers."""


def tell_verdict(comment, decision) -> None:
    """Mail the writer what was decided and why, if they have confirmed their address."""
