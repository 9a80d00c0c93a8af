"""What the rules may know of a comment beside its words. Each fact is looked up once, and only if a rule asks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from articles.models import Edition

from . import akismet
from .addresses import recent_hashes
from .models import Comment, HouseRules, Mode, Writer
from .modes import mode_of, takes_comments
from .past import BURST, Past, past_of

RECORD = timedelta(days=90)


@dataclass
class Facts:
    """`comment` may be stored or not; `address` is "" where it is unknown; `at` is aware.

    `answer` is what Akismet said of it, None when it was not asked.
    """

    comment: Comment
    address: str = ""
    edition: Edition | None = None
    answer: "akismet.Answer | None" = None
    at: datetime = field(default_factory=timezone.now)

    @property
    def is_new(self) -> bool:
        """Whether it is being taken in. Only then it can be refused without a trace."""
        return self.comment.pk is None

    @property
    def email(self) -> str:
        return self.comment.author_email.lower()

    @property
    def is_by_staff(self) -> bool:
        """Whether somebody who may decide comments wrote it under their own account. Up to three queries."""
        user = self.comment.user if self.comment.user_id else None
        return user is not None and user.is_active and user.is_staff and user.has_perm("comments.change_comment")

    @cached_property
    def house(self) -> HouseRules:
        return HouseRules.objects.current()

    @cached_property
    def published(self) -> Edition | None:
        """The story as readers see it now; None for a story that isn't on the site."""
        if self.edition is not None or self.comment.article_id is None:
            return self.edition
        stories = Edition.objects.live(self.at).select_related("article", "section__parent")
        return stories.defer("article__body", "body_html", "body_text").filter(article=self.comment.article_id).first()

    @cached_property
    def mode(self) -> Mode:
        return mode_of(self.published, self.house) if self.published else Mode(self.house.mode)

    @property
    def is_open(self) -> bool:
        """Whether its story takes comments at the moment."""
        return takes_comments(self.published, self.house, self.at) if self.published else self.mode != Mode.CLOSED

    @cached_property
    def writer(self) -> Writer:
        return Writer.objects.known(self.email)

    @cached_property
    def past(self) -> Past:
        return past_of(self.comment, address=self.address, at=self.at)

    @property
    def wait_seconds(self) -> int:
        return pause(self.past.lately, self.at)

    @property
    def others(self) -> list[str]:
        """The latest comments by the same writer, and those under the same story."""
        return self.past.own + self.past.near

    @cached_property
    def record(self) -> dict[str, int]:
        """How much of this writer's of 90 days was `approved` and `refused`, and `here`: how much of what was approved
        came from this network address, as far back as its hash can be told.
        """
        approved = Q(state=Comment.State.APPROVED)
        return (
            Comment.objects.by_writer(self.email)
            .since(self.at - RECORD)
            .exclude(pk=self.comment.pk)
            .aggregate(
                approved=Count("pk", filter=approved),
                refused=Count("pk", filter=Q(state__in=[Comment.State.REJECTED, Comment.State.SPAM])),
                here=Count("pk", filter=approved & Q(ip_hash__in=self.hashes)),
            )
        )

    @cached_property
    def hashes(self) -> list[str]:
        """What this address is and was called. A stored comment's address is known by the hash that it has."""
        known = recent_hashes(self.address, self.at) if self.address else [self.comment.ip_hash]
        return [name for name in known if name]


def pause(lately: list[datetime], at: datetime) -> int:
    """Return for how many whole seconds somebody has to wait at `at` whose comments came at `lately`, newest first.

    0 for not at all. The moments are aware, as far back as settings look.
    """
    free_at = [at]
    if lately and settings.COMMENT_FLOOD_SECONDS:
        free_at.append(lately[0] + timedelta(seconds=settings.COMMENT_FLOOD_SECONDS))
    if settings.COMMENT_FLOOD_BURST and len(lately) >= settings.COMMENT_FLOOD_BURST:
        free_at.append(lately[settings.COMMENT_FLOOD_BURST - 1] + BURST)
    return ceil((max(free_at) - at).total_seconds())
