import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from articles import audit, notices, page_names
from articles.models import Edition

from .conversation import ConversationQuerySet
from .writer import Writer


class AlreadyDecided(Exception):
    """Somebody decided since the comment was looked at: `comment` as it stands now, `decision` (None when unknown)."""

    def __init__(self, comment, decision):
        self.comment, self.decision = comment, decision
        super().__init__(decision.as_sentence() if decision else "This comment was decided in the meantime.")


if TYPE_CHECKING:
    from .decision import Decision

# What stands where a text was taken out. Readers never see it.
ERASED_TEXT = "This text was erased."
# One step of a place: when the comment was made, in microseconds since 1970 (16 digits), then 6 digits by chance, so
# that two of the same moment differ. Digits of one width sort alike in every collation.
STEP, DEEPEST = 22, 3


def place_of(created_at: datetime, parent_place: str) -> str:
    """Return 22 to 88 digits by which a story's comments sort as a conversation, each before its replies.

    Replies nest to depth 3. What answers a comment there stands at that depth, too, in the order of time.
    """
    moment = max(0, round(created_at.timestamp() * 1_000_000))
    return f"{parent_place[: STEP * DEEPEST]}{moment:016d}{secrets.randbelow(1_000_000):06d}"


class ChangedSince(AlreadyDecided):
    """Its writer has changed the comment since it was looked at: `comment` as it stands now."""

    def __init__(self, comment, decision):
        super().__init__(comment, decision)
        self.args = ("Its writer has changed the text since you read it. Read it again, then decide.",)


class CommentQuerySet(ConversationQuerySet):
    def shown(self):
        """What readers see: approved, and in answer to nothing that they don't see."""
        return self.filter(state=Comment.State.APPROVED, is_cut_off=False)

    def approved(self):
        """What was let through. Readers see less: not what answers a comment that was taken down. See shown()."""
        return self.filter(state=Comment.State.APPROVED)

    def awaiting_moderation(self):
        return self.filter(state=Comment.State.PENDING)

    def suspect(self):
        """Held comments that a rule or the classifier warns of."""
        return self.awaiting_moderation().filter(is_suspect=True)

    def reported(self):
        """Comments that readers have reported and nobody has answered for yet, whatever their state."""
        return self.filter(report_count__gt=0)

    def unchecked(self):
        """Comments that stand without a person having read them."""
        return self.approved().filter(needs_check=True)

    def threads(self):
        """Comments that answer the story itself, and so begin a thread."""
        return self.filter(thread=None)

    def in_thread(self, root):
        """The replies under a comment that begins a thread, at any depth."""
        return self.filter(thread=root)

    def untold(self):
        """Replies of which nobody knows yet whether those they answer are to be told of them."""
        return self.filter(told_at=None, parent__isnull=False)

    def in_state(self, state):
        return self.filter(state=state)

    def since(self, moment):
        return self.filter(created_at__gte=moment)

    def received(self, since, until):
        """What came in between two moments, whatever became of it."""
        # All states are named so that the index on state and time answers.
        return self.filter(state__in=Comment.State.values, created_at__gte=since, created_at__lte=until)

    def on(self, article):
        return self.filter(article=article)

    def by_writer(self, email):
        """All comments left under one e-mail address, in any case of letters."""
        # Not __iexact: on PostgreSQL that asks for UPPER(), which the index on LOWER() does not answer.
        return self.alias(writer=Lower("author_email")).filter(writer=Lower(Value(email)))

    def by_writers(self, writers):
        """All comments under these e-mail addresses, given in lower case; adds `writer`."""
        return self.annotate(writer=Lower("author_email")).filter(writer__in=writers)

    def from_writer_or_address(self, email, hashes):
        """All comments under one e-mail address, or from a network address known by one of these hashes."""
        written = self.alias(writer=Lower("author_email"))
        return written.filter(Q(writer=Lower(Value(email))) | Q(ip_hash__in=hashes))

    def said_before(self, comment):
        """What the same writer has said in the same words under the same story, in answer to the same comment."""
        return self.by_writer(comment.author_email).filter(
            article=comment.article_id, parent=comment.parent_id, body=comment.body
        )

    def from_an_address_before(self, moment):
        """What is older than this moment and still bears the hash of a network address."""
        return self.filter(ip_hash__gt="", created_at__lt=moment)

    def refused_before(self, moment):
        """What was rejected, marked as spam or taken back before this moment, and is so still."""
        refused = [Comment.State.REJECTED, Comment.State.SPAM, Comment.State.WITHDRAWN]
        return self.filter(state__in=refused, decided_at__lt=moment)

    def for_thread(self):
        """What readers see, oldest first, as printed() has it."""
        return self.shown().printed().oldest_first()

    def printed(self):
        """With all that a thread prints, and `parent_name`, `parent_place`. Never an e-mail or network address.

        For a query that finds only what readers see, which for_thread() would ask once more by a worse index.
        """
        return (
            self.select_related("user")
            .annotate(parent_name=F("parent__author_name"), parent_place=F("parent__place"))
            .only(
                "article_id",
                "parent_id",
                "thread_id",
                "place",
                "reply_count",
                "edited_at",
                "author_name",
                "author_website",
                "body",
                "state",
                "created_at",
                "is_featured",
                "user__is_staff",
            )
        )

    def for_feed(self, at=None):
        """What readers see under stories that are live, the newest first, with `story_path` and `story_headline`."""
        story = Edition.objects.live(at).filter(article=OuterRef("article"))
        return (
            self.for_thread()
            .annotate(
                story_path=Subquery(story.values("path")[:1]), story_headline=Subquery(story.values("headline")[:1])
            )
            .exclude(story_path=None)
            .newest_first()
        )

    def for_desk(self, at=None):
        """With all that the desk prints of a comment, in one query: its story as readers know it, and `writer`."""
        story = Edition.objects.live(at).filter(article=OuterRef("article"))
        return (
            self.select_related("article__section__parent", "article__discussion", "parent", "user", "in_hand__by")
            .defer("article__body")
            .annotate(
                writer=Lower("author_email"),
                story_path=Subquery(story.values("path")[:1]),
                story_published_at=Subquery(story.values("published_at")[:1]),
                story_headline=Coalesce(Subquery(story.values("headline")[:1]), F("article__headline")),
            )
        )

    def with_case(self):
        """With the three comments above it and the first of the thread, and what is kept of its writer.

        That is `kept_writer` (id), `confirmed_at`, `warned_at` and `banned_at`. After for_desk(); no further query.
        """
        kept = Writer.objects.filter(email=OuterRef("writer"))
        return self.select_related("parent__parent__parent", "thread").annotate(
            kept_writer=Subquery(kept.values("pk")[:1]),
            **{name: Subquery(kept.values(name)[:1]) for name in ("confirmed_at", "warned_at", "banned_at")},
        )

    def before(self, comment):
        """Those that came in before this comment."""
        return self.filter(Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk))

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


SHOWN = Q(state="approved", is_cut_off=False)
SHOWN_THREAD = SHOWN & Q(thread=None)


class Comment(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", "Held"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        WITHDRAWN = "withdrawn", "Withdrawn by its writer"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    # The comment that the whole conversation began with; none for that comment itself.
    thread = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    # Sorts a story's comments as a conversation, each before its replies. See place_of().
    place = models.CharField(max_length=100, blank=True, editable=False)
    # Whether something it answers, directly or further up, is not shown to readers. Then it isn't either.
    is_cut_off = models.BooleanField(default=False, editable=False)
    # Of a comment that begins a thread: how many replies readers see. Kept by the database (counter.py).
    reply_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    author_name = models.CharField("name", max_length=80)
    author_email = models.EmailField("email")
    author_website = models.URLField("website", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.TextField("comment")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    ip_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_featured = models.BooleanField("editor's pick", default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    # When what identifies its writer was taken out, at their wish or because its time had come.
    erased_at = models.DateTimeField(null=True, blank=True)
    report_count = models.PositiveIntegerField("open reports", default=0)
    # How likely a moderator is to refuse it, in percent, as the classifier sees it; none where it had no say.
    suspicion = models.PositiveSmallIntegerField(null=True, blank=True)
    is_suspect = models.BooleanField(default=False)
    # It was let through without a person having read it, in a mode where that is to be made good.
    needs_check = models.BooleanField(default=False)
    # When whoever it answers was told of it, or was found to want no mail. Set once readers see it.
    told_at = models.DateTimeField(null=True, blank=True)

    # Whether it came with a field filled in that people don't see. Known while it is taken in, never stored.
    is_trapped = False

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["article", "created_at"], name="comment_of_article"),
            models.Index(fields=["state", "created_at"], name="comment_in_state"),
            models.Index(fields=["article", "place"], name="comment_thread_oldest", condition=SHOWN_THREAD),
            models.Index(
                fields=["article", "-reply_count", "place"], name="comment_thread_replied", condition=SHOWN_THREAD
            ),
            models.Index(
                fields=["article", "-is_featured", "place"], name="comment_thread_picks", condition=SHOWN_THREAD
            ),
            models.Index(fields=["thread", "place"], name="comment_in_thread"),
            # A thread of a thousand held replies must not slow down whoever reads the few that are shown.
            models.Index(fields=["thread", "place"], name="comment_shown_in_thread", condition=SHOWN),
            models.Index(fields=["-created_at"], name="comment_shown_newest", condition=SHOWN),
            models.Index(fields=["-created_at"], name="comment_newest"),
            models.Index(fields=["created_at"], name="comment_suspect", condition=Q(state="pending", is_suspect=True)),
            models.Index(
                fields=["-report_count", "created_at"], name="comment_reported", condition=Q(report_count__gt=0)
            ),
            models.Index(
                fields=["created_at"], name="comment_unchecked", condition=Q(state="approved", needs_check=True)
            ),
            models.Index(
                fields=["created_at"],
                name="comment_untold",
                condition=SHOWN & Q(parent__isnull=False, told_at=None),
            ),
            models.Index(fields=["ip_hash", "-created_at"], name="comment_from_address"),
            models.Index(
                Lower("author_email"),
                F("created_at").desc(),
                name="comment_of_writer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "approved", "rejected", "spam", "withdrawn"]),
                name="comment_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(is_featured=False) | Q(state="approved"), name="only_approved_comments_are_picked"
            ),
        ]

    def __str__(self):
        return f"{self.author_name}: {self.body[:60]}"

    def save(self, **kwargs):
        if self._state.adding and not self.place:
            self.take_place()
        super().save(**kwargs)
        if self.is_shown:
            self.tell_pages()

    def delete(self, **kwargs):
        self.tell_pages()
        return super().delete(**kwargs)

    def take_place(self) -> None:
        """Set what follows from the comment answered: thread, place and is_cut_off. Needs parent; no other query."""
        parent = self.parent if self.parent_id else None
        self.thread_id = (parent.thread_id or parent.pk) if parent else None
        self.place = place_of(self.created_at, parent.place if parent else "")
        self.is_cut_off = bool(parent) and not parent.is_shown

    def clean(self):
        if self.parent_id and self.parent.article_id != self.article_id:
            raise ValidationError({"parent": "The comment answered is on another story."})

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_shown(self) -> bool:
        """Whether readers see it."""
        return self.state == self.State.APPROVED and not self.is_cut_off

    @property
    def depth(self) -> int:
        """How deep it stands on the page: 0 for an answer to the story, at most 3."""
        return len(self.place) // STEP - 1

    @property
    def fingerprint(self) -> str:
        """16 hex characters that differ when its writer changed what readers would see."""
        said = "\0".join((self.body, self.author_name, self.author_website))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def standing(self) -> str:
        """Where it stands, in two words to its writer."""
        return CUT_OFF[0] if self.is_approved and self.is_cut_off else TO_ITS_WRITER[self.state][0]

    @property
    def explanation(self) -> str:
        """What became of it, in a sentence to its writer."""
        return CUT_OFF[1] if self.is_approved and self.is_cut_off else TO_ITS_WRITER[self.state][1]

    @property
    def is_by_staff(self) -> bool:
        """Whether somebody of the newsroom wrote it under their own account. Needs user."""
        return self.user is not None and self.user.is_staff

    @property
    def website(self) -> str:
        """The writer's website when a page may link to it: of an approved comment, http or https; else nothing."""
        is_web = self.author_website.lower().startswith(("http://", "https://"))
        return self.author_website if is_web and self.is_approved else ""

    def approve(self, **how) -> "Decision":
        return self.decide(self.State.APPROVED, **how)

    def reject(self, **how) -> "Decision":
        return self.decide(self.State.REJECTED, **how)

    def mark_spam(self, **how) -> "Decision":
        return self.decide(self.State.SPAM, **how)

    def hold(self, **how) -> "Decision":
        """Held again, or for the first time by a rule."""
        return self.decide(self.State.PENDING, **how)

    def pick(self) -> bool:
        """Mark as an editor's pick if readers see it, and return whether it is one now."""
        picked = Comment.objects.shown().filter(pk=self.pk).update(is_featured=True)
        self.is_featured = bool(picked)
        self.tell_pages()
        return self.is_featured

    def unpick(self) -> None:
        Comment.objects.filter(pk=self.pk).update(is_featured=False)
        self.is_featured = False
        self.tell_pages()

    def tell_pages(self) -> None:
        """Say, once this is committed, that what pages show of the story's comments is no longer as it was."""
        page_names.changed(f"comments:{self.article_id}", "comments")

    def withdraw(self, *, rule="writer", at=None) -> "Decision":
        """Taken back by its writer, for good."""
        return self.decide(self.State.WITHDRAWN, rule=rule, at=at)

    @transaction.atomic
    def decide(
        self, state, *, by=None, rule="", reasons=(), seen=None, seen_text=None, at=None, message="", batch=None,
        answers_reports=True,
    ) -> "Decision":  # fmt: skip
        """Set the state and record who (a person, or a rule's name) decided what and why.

        Decisions in one thread are taken one after the other; what answers this comment is shown or not with it.
        `seen` is the state that whoever decides had in view, `seen_text` the fingerprint of the text (none given: the
        text as it was when this comment was read): raises AlreadyDecided or ChangedSince when it is another by now.
        What its writer took back stays so, and an erased text is not approved. `message` is what the writer is told.
        Readers' open reports are answered by it, unless it only puts back what was (`answers_reports`).
        """
        at = at or timezone.now()
        current = self.locked()
        is_empty = state == self.State.APPROVED and current.body == ERASED_TEXT
        if current.state == self.State.WITHDRAWN or is_empty or (seen is not None and current.state != seen):
            raise AlreadyDecided(current, current.decisions.select_related("by").first())
        if seen_text or seen is not None:
            current.refuse_unread(seen_text or self.fingerprint)
        if by and batch is None:
            # Who wrote the comment is not told: the trail outlasts what its writer takes back.
            words = {"comment": self.pk, "verdict": self.State(state).label, "was": self.State(current.state).label}
            reasons = [str(reason) for reason in reasons]
            audit.record(audit.Deed.MODERATE, by=by, article=current.article, reasons=reasons or None, **words)
        if current.decided_at:
            current.call_back_mail(at)
        was_shown, was = current.is_shown, current.state
        current.state = state
        current.decided_at = None if state == self.State.PENDING else at
        current.is_featured = current.is_featured and state == self.State.APPROVED
        current.is_cut_off = bool(current.parent_id) and not current.parent.is_shown
        if by:
            current.needs_check = False
        current.save(update_fields=DECIDED)
        for name in DECIDED:
            setattr(self, name, getattr(current, name))
        if current.is_shown != was_shown:
            current.show_replies(current.is_shown)
        if current.is_shown and not was_shown:
            # Who is answered is told.
            transaction.on_commit(notices.send_soon, robust=True)
        is_final = state == self.State.WITHDRAWN or (by is not None and state != self.State.PENDING)
        if answers_reports and current.report_count and is_final:
            message = current.answer_reports(by=by, at=at, message=message)
        self.report_count = current.report_count
        self.tell_pages()
        return self.decisions.create(
            by=by, rule=rule, verdict=state, was=was, reasons=list(reasons), message=message, batch=batch, at=at
        )

    def refuse_unread(self, seen_text: str) -> None:
        """Raise AlreadyDecided unless this is the text that has that fingerprint."""
        if self.fingerprint != seen_text:
            raise ChangedSince(self, self.decisions.edits().first())

    def call_back_mail(self, at: datetime) -> None:
        """Stop the mails that wait to tell of the verdict before this one; what it answered is to be answered anew."""
        # Both are made of models, and so can't be there before them.
        from ..letters import call_back
        from ..reports import take_up_again

        call_back([self.pk])
        take_up_again([self], at=at)

    def answer_reports(self, *, by, at, message="") -> str:
        """Answer readers' open reports by the state as it is now; return what the comment's writer is told of it."""
        # reports.py is made of models, and so can't be there before them.
        from ..reports import close_reports, statement_of_reasons

        closed = close_reports(self, by=by, outcome=self.state, at=at)
        return "\n\n".join(filter(None, [message, statement_of_reasons(closed, self.state)]))

    def locked(self) -> "Comment":
        """Return the comment as it stands, with its parent, nobody else deciding in its thread until we commit."""
        comments = Comment.objects.select_related("article", "parent").defer("article__body")
        if self.thread_id:
            Comment.objects.select_for_update().only("pk").get(pk=self.thread_id)
        return comments.select_for_update(of=("self",)).get(pk=self.pk)

    def show_replies(self, shown: bool) -> None:
        """Note on all that answers this comment, at any depth, whether readers see what it answers. Needs locked()."""
        family: dict[int, list] = {}
        for pk, parent, state in Comment.objects.in_thread(self.thread_id or self.pk).values_list(
            "pk", "parent_id", "state"
        ):
            family.setdefault(parent, []).append((pk, state))
        found, waiting = [], [self.pk]
        while waiting:
            for pk, state in family.get(waiting.pop(), ()):
                found.append(pk)
                # Below a reply that is not approved nothing changes: it hides what answers it as it did before.
                if state == self.State.APPROVED:
                    waiting.append(pk)
        for start in range(0, len(found), MANY):
            Comment.objects.filter(pk__in=found[start : start + MANY]).update(is_cut_off=not shown)


# What a decision may change on the comment itself.
DECIDED = ["state", "decided_at", "is_featured", "is_cut_off", "needs_check"]
MANY = 1000

TO_ITS_WRITER = {
    Comment.State.PENDING: ("Awaiting moderation", "Only you can see this until an editor has read it."),
    Comment.State.APPROVED: ("Published", "Everybody can see it under the story."),
    Comment.State.REJECTED: ("Not published", "It was decided not to publish it."),
    Comment.State.SPAM: ("Not published", "It was taken for advertising. An editor may still put that right."),
    Comment.State.WITHDRAWN: ("Withdrawn", "You took it back. Nobody else can see it."),
}
CUT_OFF = ("Not shown", "It was let through, but what it answers is no longer under the story, and so it isn’t either.")
