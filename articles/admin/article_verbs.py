"""What the buttons of the story page do with a story that has just been saved, and what they say about it."""

from django.utils.html import format_html

from .. import audit, clock, publishing, workflow
from ..models import Article
from .article_form import in_words

SAVE = "_save"
# What an editor does and a reporter doesn't.
FOR_EDITORS = frozenset(["_publish", "_schedule", "_reschedule", "_set_end", "_withdraw", "_cancel", "_ready"])
TO_PUBLISH = frozenset(["_publish", "_schedule", "_reschedule"])


def publish(article, cleaned, by):
    was_live = article.editions.live().exists()
    replaced = article.editions.scheduled().first()
    edition = publishing.publish(article, by=by, until=new_end(cleaned), is_minor=cleaned["is_minor"])
    words = "The live story is updated." if was_live else "Published."
    if replaced:
        words += f" What was to go live {in_words(replaced.live_from)} is dropped."
    words += end_in_words(drop_end(edition, cleaned, by))
    return format_html('{} <a href="{}">See it on the site</a>', words, edition.path)


def schedule(article, cleaned, by):
    at = cleaned["live_from"]
    edition = publishing.publish(article, by=by, at=at, until=new_end(cleaned), is_minor=cleaned["is_minor"])
    when = in_words(edition.live_from).removeprefix("on ").removeprefix("at ")
    return f"Scheduled. Readers see it from {when}.{twice(at)}{end_in_words(drop_end(edition, cleaned, by))}"


def reschedule(article, cleaned, by):
    edition = publishing.reschedule(article, by=by, at=cleaned["live_from"])
    when = in_words(edition.live_from)
    return f"Moved. What was scheduled goes live {when}, with the text it had.{twice(edition.live_from)}"


def new_end(cleaned):
    """Return the end that was typed, or None when the page's own was left as it stood."""
    return cleaned["live_until"] if cleaned["live_until"] != cleaned["end_seen"] else None


def drop_end(edition, cleaned, by):
    """Take from the edition the end that was cleared on the page. Returns the edition."""
    if edition.live_until and cleaned["end_seen"] and cleaned["live_until"] is None:
        return publishing.set_end(edition.article, by=by, until=None)
    return edition


def set_end(article, cleaned, by):
    edition = publishing.set_end(article, by=by, until=cleaned["live_until"])
    return end_in_words(edition).strip() or "It stays on the site until somebody takes it off."


def end_in_words(edition) -> str:
    if edition.live_until is None:
        return ""
    return f" It leaves the site {in_words(edition.live_until)}.{twice(edition.live_until)}"


def twice(at) -> str:
    words = clock.twice_in_words(at)
    return f" {words}" if words else ""


def withdraw(article, cleaned, by):
    publishing.withdraw(article, by=by)
    return "Withdrawn. Its address now says that the story was taken off."


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
    "_reschedule": reschedule,
    "_set_end": set_end,
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
        raise ValueError("The story is not on the site, so there is nothing to take off.") from error
    except publishing.NothingScheduled as error:
        raise ValueError("Nothing of this story is scheduled.") from error
