"""Who works at the desk and may do what there."""

from django.contrib.auth import get_user_model

BACKEND = "django.contrib.auth.backends.ModelBackend"


def who_may(permission: str, *, with_keepers: bool = True):
    """Return the users with an open account at the desk and this permission, by name; a queryset.

    `with_keepers` adds those who may do everything because they look after the site.
    """
    people = get_user_model().objects.with_perm(permission, backend=BACKEND, include_superusers=with_keepers)
    return people.filter(is_staff=True).order_by("first_name", "last_name", "username").distinct()


def readers_among(people) -> list:
    """Return those of these users (None among them is dropped) who may see stories. One or two queries each."""
    return [user for user in people if user and user.is_staff and user.has_perm("articles.view_article")]
