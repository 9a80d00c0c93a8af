"""What moderators do about a writer: note, warn, ban, lift a ban; and what is known of one e-mail address."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min
from django.db.models.functions import Lower
from django.utils import timezone

from articles import audit

from . import batches, letters
from .models import Batch, Comment, Report, Writer, WriterEntry
from .models.writer import is_erased
from .records import Record
from .turns import one_at_a_time

NAMES = 10
ENTRIES = 50
REPORTS = 20
NEIGHBOURS = 10
HASHES = 20
NEAR = timedelta(days=30)
# A ban takes down all that stands, however much it is.
EVERYTHING = 1_000_000
LONGEST = 4000
NOBODY_LEFT = "What named the writer of this comment was taken out. There is nobody left to note, warn or ban."


class Nothing(Exception):
    """There is nothing to do, or nobody to do it to: a sentence."""


@dataclass
class Profile:
    """What is known of one e-mail address. `entries` and `reports` are the latest first."""

    writer: Writer
    record: Record
    withdrawn: int = 0
    held: int = 0
    names: list[str] = field(default_factory=list)
    entries: list[WriterEntry] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    neighbours: list[dict] = field(default_factory=list)

    @property
    def standing(self) -> int:
        """How many a ban would take down: what is held or approved."""
        return self.record.approved + self.held


def profile(email: str, at: datetime | None = None) -> Profile:
    """Return what is known of the address, in any case of letters. Seven queries at most."""
    at, email = at or timezone.now(), email.lower()
    writer, written = Writer.objects.known(email), Comment.objects.by_writer(email).order_by()
    counted = list(written.values_list("state").annotate(Count("pk"), Min("created_at")))
    states = {state: count for state, count, _ in counted}
    names = written.values_list("author_name").annotate(times=Count("pk")).order_by("-times", "author_name")
    reports = Report.objects.filter(comment__in=written.values("pk")).select_related("comment", "closed_by").newest()
    return Profile(
        writer=writer,
        record=Record(
            approved=states.get(Comment.State.APPROVED, 0),
            rejected=states.get(Comment.State.REJECTED, 0),
            spam=states.get(Comment.State.SPAM, 0),
            total=sum(states.values()),
            since=min((since for _, _, since in counted), default=None),
        ),
        withdrawn=states.get(Comment.State.WITHDRAWN, 0),
        held=states.get(Comment.State.PENDING, 0),
        names=[name for name, _ in names[:NAMES]],
        entries=list(writer.entries.select_related("by", "batch")[:ENTRIES]) if writer.pk else [],
        reports=list(reports[:REPORTS]),
        neighbours=neighbours(email, at),
    )


def neighbours(email: str, at: datetime) -> list[dict]:
    """Return who else wrote from this writer's network addresses in the last thirty days, as {name, count, comment}.

    `comment` is the id of one of theirs. Two queries.
    """
    lately = Comment.objects.since(at - NEAR).exclude(ip_hash="")
    own = lately.by_writer(email).newest_first().values_list("ip_hash", flat=True)[:200]
    hashes = list(dict.fromkeys(own))[:HASHES]
    others = lately.filter(ip_hash__in=hashes).order_by().annotate(writer=Lower("author_email"))
    rows = others.exclude(writer=email).values("writer")
    rows = rows.annotate(name=Min("author_name"), count=Count("pk"), comment=Max("pk")).order_by("-count", "-comment")
    return [{"name": row["name"], "count": row["count"], "comment": row["comment"]} for row in rows[:NEIGHBOURS]]


def in_hand(email: str, comment: Comment | None) -> Writer:
    """Return what is kept of the address, nobody erasing it or posting under it until we commit.

    Raises Nothing where the address was taken out, of the comment perhaps only since that was read.
    """
    one_at_a_time(email.lower())
    if is_erased(email) or (comment and not Comment.objects.get(pk=comment.pk).has_writer):
        raise Nothing(NOBODY_LEFT)
    return Writer.objects.kept(email)


@transaction.atomic
def note(email: str, text: str, *, by, comment: Comment | None = None, at: datetime | None = None) -> WriterEntry:
    """Note something about the writer, for moderators alone. Raises Nothing when there is nothing to note or nobody."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Nothing("The note is empty.")
    if len(text) > LONGEST:
        raise Nothing(f"The note is too long: at most {LONGEST:,} characters fit.")
    return entry(in_hand(email, comment), WriterEntry.Kind.NOTE, by=by, text=text, comment=comment, at=at)


@transaction.atomic
def warn(email: str, text: str, *, by, comment: Comment | None = None, at: datetime | None = None) -> bool:
    """Warn in the moderator's words, and return whether a mail goes out: only an address that was confirmed gets one.

    The warning stands on the writer's own page in any case. Raises Nothing where the address was taken out.
    """
    writer, at = in_hand(email, comment), at or timezone.now()
    Writer.objects.filter(pk=writer.pk).update(warned_at=at)
    entry(writer, WriterEntry.Kind.WARNING, by=by, text=text, comment=comment, at=at)
    record("Warned a writer", writer, by=by, mailed=writer.is_confirmed)
    if writer.is_confirmed:
        letters.write_warning(writer, text, by=audit.name_of(by))
    return writer.is_confirmed


def warnings_to(email: str) -> list[WriterEntry]:
    """Return the warnings to this address, the latest first, for its writer's own page. One query."""
    kind = WriterEntry.Kind.WARNING
    return list(WriterEntry.objects.filter(writer__email=email.lower(), kind=kind)[:REPORTS])


@transaction.atomic
def ban(
    email: str, reason: str, *, by, removes: bool, comment: Comment | None = None, at: datetime | None = None
) -> Batch | None:
    """Ban the address; where all that stands goes with it, return the batch that takes it down (None: nothing does).

    Raises Nothing when it is banned already or was taken out.
    """
    # What is on its way in now comes in before the ban, and so goes with it, or after it, and meets it.
    at, writer = at or timezone.now(), in_hand(email, comment)
    if not Writer.objects.filter(pk=writer.pk, banned_at=None).update(banned_at=at):
        raise Nothing("This address is banned already.")
    batch = None
    if removes:
        standing = Comment.objects.by_writer(email).filter(state__in=[Comment.State.PENDING, Comment.State.APPROVED])
        words = f"What writer {writer.pk} has left, with a ban"
        batch = batches.begin(standing, verdict=Comment.State.REJECTED, by=by, words=words, most=EVERYTHING, at=at)
    entry(writer, WriterEntry.Kind.BAN, by=by, text=reason, comment=comment, batch=batch, at=at)
    record("Banned a writer", writer, by=by, removes_comments=removes)
    return batch


@transaction.atomic
def lift_ban(email: str, reason: str, *, by, at: datetime | None = None) -> Batch | None:
    """Lift the ban and return the batch that gives back exactly what the ban took down (None: it took nothing down).

    Raises Nothing when the address is not banned.
    """
    one_at_a_time(email.lower())
    at, writer = at or timezone.now(), Writer.objects.known(email)
    if not Writer.objects.banned().filter(pk=writer.pk).update(banned_at=None):
        raise Nothing("This address is not banned.")
    banned = writer.entries.filter(kind=WriterEntry.Kind.BAN).select_related("batch").first()
    batch = batches.undo(banned.batch, by=by, at=at) if banned and banned.batch else None
    entry(writer, WriterEntry.Kind.UNBAN, by=by, text=reason, batch=batch, at=at)
    record("Lifted a ban", writer, by=by, restores_comments=batch is not None)
    return batch


def entry(writer: Writer, kind: str, *, by, text: str, at: datetime | None, **more) -> WriterEntry:
    return writer.entries.create(kind=kind, by=by, text=text, at=at or timezone.now(), **more)


def record(what: str, writer: Writer, *, by, **details) -> None:
    """The trail names a writer by number: it outlasts what they may have taken out."""
    audit.record(audit.Deed.MODERATE, by=by, about=f"{what}: writer {writer.pk}", **details)
