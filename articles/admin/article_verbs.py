"""What the buttons of the story page do with a story that has just been saved, and what they say about it."""

from django.utils.html import format_html

from .. import audit, publishing, workflow
from ..models import Article
from .article_form import in_words

SAVE = "_save"
# What an editor does and a reporter doesn't.
FOR_EDITORS = frozenset(["_publish", "_schedule", "_withdraw", "_cancel", "_ready"])
TO_PUBLISH = frozenset(["_publish", "_schedule"])


def publish(article, cleaned, by):
    was_live = article.editions.live().exists()
    replaced = article.editions.scheduled().first()
    edition = publishing.publish(article, by=by, is_minor=cleaned["is_minor"])
    words = "The live story is updated." if was_live else "Published."
    if replaced:
        words += f" What was to go live {in_words(replaced.live_from)} is dropped."
    return format_html('{} <a href="{}">See it on the site</a>', words, edition.path)


def schedule(article, cleaned, by):
    edition = publishing.publish(article, by=by, at=cleaned["live_from"], is_minor=cleaned["is_minor"])
    return f"Scheduled. Readers see it from {in_words(edition.live_from).removeprefix('on ').removeprefix('at ')}."


def withdraw(article, cleaned, by):
    at = cleaned["withdraw_at"]
    publishing.withdraw(article, by=by, at=at)
    return (
        f"It leaves the site {in_words(at)}." if at else "Withdrawn. Its address now says that the story was taken off."
    )


def cancel(article, cleaned, by):
    publishing.cancel(article, by=by)
    return "What was scheduled is taken back."


def submit(article, cleaned, by):
    workflow.submit(article, by=by)
    return "Sent to review. An editor sees it on the desk's front, and gets a mail."


def mark_ready(article, cleaned, by):
    workflow.approve(article, by=by)
    return "Marked as ready to go out."


def give_back(article, cleaned, by):
    """An editor gives it back to the writer; its writer takes it back from the editors."""
    if not by.has_perm("articles.publish_article"):
        workflow.take_back(article, by=by)
        return "A draft again, and yours."
    workflow.give_back(article, by=by, note=cleaned["return_note"])
    who = f" to {audit.name_of(article.assigned_to)}" if article.assigned_to else ""
    return f"Given back{who}. A draft again."


VERBS = {
    "_publish": publish,
    "_schedule": schedule,
    "_withdraw": withdraw,
    "_cancel": cancel,
    "_submit": submit,
    "_ready": mark_ready,
    "_return": give_back,
}


def verb_of(request) -> str:
    """Return the name of the button pressed."""
    return next((name for name in VERBS if name in request.POST), SAVE)


def carry_out(verb: str, article: Article, cleaned: dict, *, by) -> str:
    """Do to the saved story what the button says and return the sentence for the editor.

    Raises publishing.NotPublishable with what is missing, and ValueError with a sentence for everything else.
    """
    try:
        return VERBS[verb](article, cleaned, by)
    except publishing.NothingNew as error:
        raise ValueError("Readers already see exactly this, so there is nothing to publish.") from error
    except publishing.NotLive as error:
        raise ValueError("The story is not on the site at that time, so there is nothing to withdraw.") from error
    except publishing.NothingScheduled as error:
        raise ValueError("Nothing of this story is scheduled.") from error
