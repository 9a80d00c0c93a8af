"""Queues that a moderator keeps under a name."""


def urls(desk):
    return []
