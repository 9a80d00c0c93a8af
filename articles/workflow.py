"""How a story goes from hand to hand: submit(), take_back(), give_back(), approve(), assign().

Each holds the story's row, looks at how it stands now, sets its stage and who has it, writes the audit trail and mails
those concerned, in one transaction. Raises ValueError with a sentence to an editor when it can't be done.
Who may do what is for the caller to ask.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.text import Truncator

from . import audit, notes, notices
from .models import Article, AuditEntry
from .people import readers_among, who_may

Stage = Article.Stage
STEPS = {
    Stage.DRAFT: (audit.Deed.GIVE_BACK,),
    Stage.REVIEW: (audit.Deed.SUBMIT,),
    Stage.READY: (audit.Deed.APPROVE, audit.Deed.PUBLISH, audit.Deed.SCHEDULE),
}


@transaction.atomic
def submit(article: Article, *, by) -> None:
    """Hand the story to the editors and tell them. Nobody has it until one of them takes it."""
    hold_unpublished(article)
    if article.stage == Stage.REVIEW:
        raise ValueError("It already lies with the editors.")
    move(article, Stage.REVIEW, to=None)
    audit.record(audit.Deed.SUBMIT, by=by, article=article)
    tell(who_may("articles.publish_article", with_keepers=False), article, by, "sent {} to review")


@transaction.atomic
def take_back(article: Article, *, by) -> None:
    """Its writer wants it back from review; who had it is told."""
    hold_unpublished(article)
    if article.stage != Stage.REVIEW:
        raise ValueError("It is not in review, so there is nothing to take back. An editor gives back what is ready.")
    had_it = article.assigned_to
    move(article, Stage.DRAFT, to=by)
    audit.record(audit.Deed.GIVE_BACK, by=by, article=article, taken_back=True)
    tell([had_it], article, by, "took {} back from review")


@transaction.atomic
def give_back(article: Article, *, by, note: str = "") -> None:
    """Return the story to its writer, who has it from then on. What is to be done stays with it as a note."""
    hold_unpublished(article)
    if article.stage == Stage.DRAFT:
        raise ValueError("It is a draft already, so there is nothing to give back.")
    to_tell = writers(article)
    move(article, Stage.DRAFT, to=next(iter(who_can_go_on(to_tell)), None))
    audit.record(audit.Deed.GIVE_BACK, by=by, article=article, note=Truncator(note).chars(500))
    if note.strip():
        # The writers get its words below; only whoever else it names gets a mail of its own.
        notes.write(article, by=by, text=note, told=to_tell)
    tell(to_tell, article, by, "gave {} back", note)


@transaction.atomic
def approve(article: Article, *, by) -> None:
    """Mark the story as ready to go out and tell its writers."""
    hold_unpublished(article)
    if article.stage != Stage.REVIEW:
        raise ValueError(
            "It is marked as ready already." if article.stage == Stage.READY else "It is not in review. Send it there."
        )
    move(article, Stage.READY, to=article.assigned_to)
    audit.record(audit.Deed.APPROVE, by=by, article=article)
    tell(writers(article), article, by, "marked {} as ready")


@transaction.atomic
def assign(article: Article, *, to, by, seen: int | str | None = "unknown") -> bool:
    """Give the story into the hands of `to` (a user, or None for nobody), tell that person, and return if that is new.

    `seen` is the id of who had it when `by` looked, None for nobody; ValueError when it is somebody else by now.
    """
    hold(article)
    if article.assigned_to_id == (to.pk if to else None):
        return False
    if seen not in ("unknown", article.assigned_to_id):
        who = audit.name_of(article.assigned_to) if article.assigned_to else "Nobody"
        raise ValueError(f"{who} has it by now, so it was left there. Look again before you hand it on.")
    if to and not may_have(to):
        raise ValueError(f"{audit.name_of(to)} can’t edit stories, so the story was left where it was.")
    was = audit.name_of(article.assigned_to) if article.assigned_to else "nobody"
    move(article, article.stage, to=to)
    audit.record(audit.Deed.ASSIGN, by=by, article=article, to=audit.name_of(to) if to else "nobody", was=was)
    tell([to], article, by, "gave you {}")
    return True


def hold(article: Article) -> None:
    """Lock the story's row until the transaction ends and put into `article` where it stands and who has it now."""
    now = Article.objects.select_for_update(of=("self",)).only("stage", "assigned_to", "spiked_at")
    now = now.filter(pk=article.pk).first()
    if now is None:
        raise ValueError("Somebody has deleted this story.")
    article.stage, article.assigned_to_id, article.spiked_at = now.stage, now.assigned_to_id, now.spiked_at
    if article.spiked_at:
        raise ValueError("The story is spiked. Bring it back first.")


def hold_unpublished(article: Article) -> None:
    """hold(); ValueError for what was published or is scheduled, which review has done with."""
    hold(article)
    if article.editions.exists():
        raise ValueError("It was published or is scheduled, so it doesn’t go through review any more.")


def move(article: Article, stage: str, *, to) -> None:
    article.stage, article.assigned_to = stage, to
    Article.objects.filter(pk=article.pk).update(stage=stage, assigned_to=to)


def tell(people, article: Article, by, deed: str, more: str = "") -> None:
    """Mail to these that `by` did `deed`, words in which {} stands for the headline; only to who may see stories."""
    sentence = f"{audit.name_of(by)} {deed.format(notices.called(article))}"
    text = "\n\n".join(part for part in (f"{sentence}.", more.strip(), notices.address_of(article)) if part)
    notices.notify(readers_among(people), subject=sentence, text=text, article=article, but=by)


def writers(article: Article) -> list:
    """Return the users who have a byline on the story or began it, in this order, each once. Two queries at most."""
    User = get_user_model()
    named = list(User.objects.filter(author__bylines__article=article).order_by("author__bylines__position"))
    return list(dict.fromkeys([*named, *filter(None, [article.created_by])]))


def who_can_go_on(people) -> list:
    """Return those of these users who can have a story. One or two queries each."""
    return [user for user in people if may_have(user)]


def may_have(user) -> bool:
    """Whether a story can lie with this user: an open account that edits stories. Two queries at most."""
    return user.is_active and user.is_staff and user.has_perm("articles.change_article")


def came_there(article: Article):
    """Return the audit entry by which the story came to its stage, None when it began there. One query."""
    steps = AuditEntry.objects.about_story(article).of_deeds(*STEPS[Stage(article.stage)])
    return steps.select_related("by").newest().first()
