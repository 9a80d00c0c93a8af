"""Preview links: make(), revoke(), opened() and answer(). What is open, PreviewLinkQuerySet.open says.

All but opened() hold the story's row, as publishing does: a link that ends while somebody answers takes no answer.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from . import audit, notices, workflow
from .models import Article, PreviewAnswer, PreviewLink, Revision
from .people import readers_among
from .publishing import locked

MOST_ANSWERS = 20
MOST_OPEN = 50
LONGEST = timedelta(days=366)
# A page that is reloaded was opened once.
ONE_OPENING = timedelta(minutes=1)


class Ended(Exception):
    """The link leads nowhere: altered, expired, revoked, or its story gone or published. It never says which."""


class TooManyAnswers(Exception):
    """The link has taken as many answers as one link does."""


@transaction.atomic
def make(article: Article, *, by, reader: str, expires_at: datetime, ends_on_publication: bool = True) -> PreviewLink:
    """Make a link for `reader` that works until `expires_at` (aware).

    Raises ValueError with a sentence when that moment is past or over a year away, when the story is spiked, or when
    it has fifty links that work.
    """
    article = locked(article)
    now = timezone.now()
    if article.spiked_at:
        raise ValueError("The story is spiked. Bring it back first.")
    if not now < expires_at <= now + LONGEST:
        raise ValueError("Choose an end that lies ahead, within a year.")
    if article.preview_links.open(now).count() >= MOST_OPEN:
        raise ValueError(f"{MOST_OPEN} links to this story work already. Revoke those that nobody needs.")
    link = PreviewLink.objects.create(
        article=article,
        reader=reader,
        made_by=by,
        made_at=now,
        expires_at=expires_at,
        ends_on_publication=ends_on_publication,
    )
    audit.record(audit.Deed.LINK, by=by, article=article, reader=reader, until=expires_at)
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, by) -> bool:
    """End the link now, and return whether it was not revoked before."""
    article = locked(link.article)
    done = article.preview_links.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    if done:
        audit.record(audit.Deed.REVOKE, by=by, article=article, reader=link.reader)
    return bool(done)


def find(token: str) -> PreviewLink:
    """Return the open link with this token, with its story. One query. Raises Ended."""
    link = PreviewLink.objects.open().select_related("article__section__parent", "article__lead_photo")
    link = link.filter(token=token).first()
    if link is None:
        raise Ended
    return link


@transaction.atomic
def opened(link: PreviewLink) -> None:
    """Write down that the link was opened; several times within a minute count once. Raises Ended."""
    now = timezone.now()
    if PreviewLink.objects.open(now).select_for_update(of=("self",)).filter(pk=link.pk).first() is None:
        raise Ended
    if not link.openings.filter(at__gt=now - ONE_OPENING).exists():
        link.openings.create(at=now)


def version_of(article: Article) -> Revision | None:
    """Return the newest revision that is the working copy, without its text. One query."""
    return article.revisions.exclude(kind=Revision.Kind.CONFLICT).defer("data").order_by("-at", "-pk").first()


def hash_of(revision: Revision) -> str:
    """Return the content hash that the story had in this revision."""
    content = {name: value for name, value in revision.data.items() if name != "desk"}
    return Article().digest(content)


def is_of(article: Article, given: PreviewAnswer) -> bool:
    """Whether an answer speaks of the working copy as it is now. Needs the answer's revision."""
    return given.revision is not None and hash_of(given.revision) == article.content_hash


@transaction.atomic
def answer(link: PreviewLink, *, verdict: str, note: str, revision: Revision | None, seen_hash: str) -> PreviewAnswer:
    """Keep what the holder says of the version seen: a revision of the story, and its content hash then.

    The version is kept as a milestone under the holder's name, so that no autosave writes over what was approved. If
    one has already, the answer names no revision. Tells who made the link, who has the story, and its writers.
    Raises Ended and TooManyAnswers.
    """
    article = locked(link.article)
    if not PreviewLink.objects.open().filter(pk=link.pk).exists():
        raise Ended
    if link.answers.count() >= MOST_ANSWERS:
        raise TooManyAnswers
    revision = kept(article, revision, seen_hash, f"{said(verdict)} by {link.reader}, by preview link")
    given = link.answers.create(revision=revision, verdict=verdict, note=note)
    is_current = bool(revision) and seen_hash == article.content_hash
    audit.record(
        audit.Deed.ANSWER,
        by=None,
        by_name=f"{link.reader}, by preview link",
        article=article,
        verdict=given.get_verdict_display(),
        note=note[:300],
        version="the latest" if is_current else "an earlier one",
    )
    tell(link, given, is_current)
    return given


def kept(article: Article, revision: Revision | None, seen_hash: str, name: str) -> Revision | None:
    """Return the revision as a milestone, or None where it no longer reads as it did when it was seen."""
    revision = revision and article.revisions.filter(pk=revision.pk).first()
    if revision is None or hash_of(revision) != seen_hash:
        return None
    if revision.kind in (Revision.Kind.AUTOSAVE, Revision.Kind.SAVE):
        Revision.objects.filter(pk=revision.pk).update(kind=Revision.Kind.MILESTONE, name=name[:120])
    return revision


def said(verdict: str) -> str:
    return "Approved" if verdict == PreviewAnswer.Verdict.APPROVE else "Changes asked for"


def tell(link: PreviewLink, given: PreviewAnswer, is_current: bool) -> None:
    """Mail the answer to those concerned who may see stories.

    The note is a stranger's words, so each of its lines is marked as quoted.
    """
    article = link.article
    did = "approved" if given.verdict == PreviewAnswer.Verdict.APPROVE else "asks for changes to"
    parts = [f"{link.reader} {did} “{article}”, by preview link."]
    if not is_current:
        parts.append("What they read was an earlier version: the story has changed since.")
    if given.note:
        parts.append("They wrote:\n" + "\n".join(f"> {line}" for line in given.note.splitlines()))
    parts.append(f"{notices.address_of(article)}#links")
    notices.notify(
        readers_among([link.made_by, article.assigned_to, *workflow.writers(article)]),
        subject=f"{link.reader} {did} “{article}”",
        text="\n\n".join(parts),
        article=article,
    )
