"""What the classifier has learned, and how well it does."""


def urls(desk):
    return []
