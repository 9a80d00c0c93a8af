import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import audit, notices, page_names

from .comment_query import CommentQuerySet
from .writer import is_erased

if TYPE_CHECKING:
    from .decision import Decision


class AlreadyDecided(Exception):
    """Somebody decided since the comment was looked at: `comment` as it stands now, `decision` (None when unknown)."""

    def __init__(self, comment, decision):
        self.comment, self.decision = comment, decision
        super().__init__(decision.as_sentence() if decision else "This comment was decided in the meantime.")


class ChangedSince(AlreadyDecided):
    """Its writer has changed the comment since it was looked at: `comment` as it stands now."""

    def __init__(self, comment, decision):
        super().__init__(comment, decision)
        self.args = ("Its writer has changed the text since you read it. Read it again, then decide.",)


# What stands where a text was taken out. Readers never see it.
ERASED_TEXT = "This text was erased."
# One step of a place: when the comment was made, in microseconds since 1970 (16 digits), then 6 digits by chance, so
# that two of the same moment differ. Digits of one width sort alike in every collation.
STEP, DEEPEST = 22, 3
SHOWN = Q(state="approved", is_cut_off=False)
SHOWN_THREAD = SHOWN & Q(thread=None)


def place_of(created_at: datetime, parent_place: str) -> str:
    """Return 22 to 88 digits by which a story's comments sort as a conversation, each before its replies.

    Replies nest to depth 3. What answers a comment there stands at that depth, too, in the order of time.
    """
    moment = max(0, round(created_at.timestamp() * 1_000_000))
    return f"{parent_place[: STEP * DEEPEST]}{moment:016d}{secrets.randbelow(1_000_000):06d}"


class Comment(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("a comment", "Held")
        APPROVED = "approved", pgettext_lazy("a comment", "Approved")
        REJECTED = "rejected", pgettext_lazy("a comment", "Rejected")
        SPAM = "spam", pgettext_lazy("a comment", "Spam")
        WITHDRAWN = "withdrawn", pgettext_lazy("a comment", "Withdrawn by its writer")

    # Found by the longer index that begins with it, as thread is: a second one could only be chosen wrongly.
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="comments", db_index=False)
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
    def has_writer(self) -> bool:
        """Whether it still bears its writer's address: neither they nor retention had it taken out."""
        return self.erased_at is None and not is_erased(self.author_email)

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
        current.refuse_late(state, seen=seen, seen_text=seen_text or (None if seen is None else self.fingerprint))
        if by and batch is None:
            current.enter_in_trail(state, by=by, reasons=reasons)
        if current.decided_at:
            current.call_back_mail(at)
        was = current.state
        current.take_state(state, by=by, at=at)
        if answers_reports and current.report_count and ends_wait(state, by):
            message = current.answer_reports(by=by, at=at, message=message)
        for name in [*DECIDED, "report_count"]:
            setattr(self, name, getattr(current, name))
        self.tell_pages()
        return self.decisions.create(
            by=by, rule=rule, verdict=state, was=was, reasons=list(reasons), message=message, batch=batch, at=at
        )

    def refuse_late(self, state: str, *, seen: str | None, seen_text: str | None) -> None:
        """Raise AlreadyDecided or ChangedSince where this state can't follow what stands. Needs locked()."""
        is_empty = state == self.State.APPROVED and self.body == ERASED_TEXT
        if self.state == self.State.WITHDRAWN or is_empty or (seen is not None and self.state != seen):
            raise AlreadyDecided(self, self.decisions.select_related("by").first())
        if seen_text and self.fingerprint != seen_text:
            raise ChangedSince(self, self.decisions.edits().first())

    def enter_in_trail(self, state: str, *, by, reasons) -> None:
        """Note in the audit trail what a person makes of the comment. Needs locked(), before the state is set."""
        # Who wrote the comment is not told: the trail outlasts what its writer takes back.
        words = {"comment": self.pk, "verdict": str(self.State(state).label), "was": str(self.State(self.state).label)}
        reasons = [str(reason) for reason in reasons]
        audit.record(audit.Deed.MODERATE, by=by, article=self.article, reasons=reasons or None, **words)

    def take_state(self, state: str, *, by, at: datetime) -> None:
        """Set and store the state with all that follows from it on the comment and on its replies. Needs locked()."""
        was_shown = self.is_shown
        self.state = state
        self.decided_at = None if state == self.State.PENDING else at
        self.is_featured = self.is_featured and state == self.State.APPROVED
        self.is_cut_off = bool(self.parent_id) and not self.parent.is_shown
        if by:
            self.needs_check = False
        self.save(update_fields=DECIDED)
        if self.is_shown != was_shown:
            self.show_replies(self.is_shown)
        if self.is_shown and not was_shown:
            # Who is answered is told.
            transaction.on_commit(notices.send_soon, robust=True)

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


def ends_wait(state: str, by) -> bool:
    """Whether with this state nobody has to look at the comment again: its writer took it back, or a person decided."""
    return state == Comment.State.WITHDRAWN or (by is not None and state != Comment.State.PENDING)


# What a decision may change on the comment itself.
DECIDED = ["state", "decided_at", "is_featured", "is_cut_off", "needs_check"]
MANY = 1000

TO_ITS_WRITER = {
    Comment.State.PENDING: (
        pgettext_lazy("a comment", "Awaiting moderation"),
        _("Only you can see this until an editor has read it."),
    ),
    Comment.State.APPROVED: (pgettext_lazy("a comment", "Published"), _("Everybody can see it under the story.")),
    Comment.State.REJECTED: (pgettext_lazy("a comment", "Not published"), _("It was decided not to publish it.")),
    Comment.State.SPAM: (
        pgettext_lazy("a comment", "Not published"),
        _("It was taken for advertising. An editor may still put that right."),
    ),
    Comment.State.WITHDRAWN: (pgettext_lazy("a comment", "Withdrawn"), _("You took it back. Nobody else can see it.")),
}
CUT_OFF = (
    pgettext_lazy("a comment", "Not shown"),
    _("It was let through, but what it answers is no longer under the story, and so it isn’t either."),
)
