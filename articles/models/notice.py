from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# After a failure a mail waits at most this long; one that somebody has in hand belongs to them for longer.
LONGEST_WAIT = timedelta(minutes=15)
IN_HAND = timedelta(minutes=20)


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        """Mails that have not gone out, the oldest first."""
        return self.filter(sent_at=None, given_up_at=None).order_by("made_at", "pk")

    def to_reader(self, address: str, *kinds: str):
        """Mails of these kinds to a reader's address, in any case of letters."""
        return self.filter(address=address.lower(), kind__in=kinds)

    def to_mailbox(self, mailbox: str, *kinds: str):
        """The same to name@domain and to all name+anything@domain. Answered by no index: for addresses with a +."""
        name, _, domain = mailbox.rpartition("@")
        likes = Q(address=mailbox) | Q(address__startswith=f"{name}+", address__endswith=f"@{domain}")
        return self.filter(likes, kind__in=kinds)

    def done_to_readers(self, moment):
        """Mails to readers that were written before this moment (aware) and are not waiting any more."""
        return self.filter(made_at__lt=moment).exclude(address="").exclude(sent_at=None, given_up_at=None)

    def to_address(self, address: str):
        """All mails to a reader's address, in any case of letters."""
        return self.filter(address=address.lower())

    def since(self, moment):
        return self.filter(made_at__gte=moment)

    def due(self, at=None):
        """Waiting mails that may be tried at `at` (aware; default now): nobody is at them and no wait is running."""
        at = at or timezone.now()
        return self.waiting().filter(Q(not_before=None) | Q(not_before__lte=at))

    def failing(self, at=None):
        """Mails that a server has not taken a short while ago; not those that somebody is sending."""
        at = at or timezone.now()
        return self.waiting().filter(not_before__gt=at, not_before__lte=at + LONGEST_WAIT, attempts__gt=0)


class Notice(models.Model):
    """A mail to somebody at the desk or to a reader. Written with what it tells of, sent afterwards, and sent once."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices")
    # A reader's, in small letters, where no user is meant.
    address = models.EmailField(blank=True, default="")
    # What a limit counts, and what is kept for how long: “receipt”, “reply”, “digest”.
    kind = models.CharField(max_length=20, blank=True, default="")
    headers = models.JSONField(default=dict)
    article = models.ForeignKey("articles.Article", on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Set by whoever takes it in hand, so that it goes out once, and again when that failed.
    not_before = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="notice_waiting",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=["address", "kind", "-made_at"], name="notice_to_reader", condition=~Q(address="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False, address="") | Q(to=None) & ~Q(address=""), name="notice_has_one_receiver"
            )
        ]

    def __str__(self):
        return f"{self.subject} (to {self.to or self.address})"

    @property
    def mailbox(self) -> str:
        """Where it goes; empty when the account was closed meanwhile or has no address. Needs to."""
        return (self.to.email if self.to.is_active else "") if self.to_id else self.address
