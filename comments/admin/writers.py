"""A writer's page: everything by one address, notes, warnings, ban."""


def urls(desk):
    return []
