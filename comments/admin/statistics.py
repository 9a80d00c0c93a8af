"""How long comments wait, and who or which rule decides."""


def urls(desk):
    return []
