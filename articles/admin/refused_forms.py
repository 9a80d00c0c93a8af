"""What was typed into a card of the story page and refused: kept in the session until the page shows it again."""

from django.http import QueryDict


def keep(request, form, article) -> None:
    """Keep what this bound form holds for the next look at the story. The form has a prefix of its own."""
    request.session[key(form.prefix, article)] = form.data.urlencode()


def bring_back(request, form_class, article, **words):
    """Return the form: bound to what was refused the last time, which is then forgotten, else an empty one."""
    typed = request.session.pop(key(form_class.prefix, article), None)
    return form_class(QueryDict(typed) if typed is not None else None, **words)


def first_error(form) -> str:
    """Return the first sentence that says why a form was refused."""
    return next(iter(form.errors.values()))[0]


def key(prefix: str, article) -> str:
    return f"refused-{prefix}-{article.pk}"
