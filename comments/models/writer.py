from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.models.compiled import Compiled

# No mail is ever delivered there: RFC 2606 keeps the name for that.
ERASED_HOST = "erased.invalid"


def sealed(email: str) -> str:
    """Return what stands for an erased address that is banned: only who holds SECRET_KEY can tell whether it is this.

    64 hex characters before an @, so that it fits where an address stands and is none.
    """
    return f"{salted_hmac('comments.ban', email.lower(), algorithm='sha256').hexdigest()}@{ERASED_HOST}"


def is_erased(email: str) -> bool:
    """Whether no address stands here, or what takes the place of one that was taken out."""
    return not email or email.endswith(f"@{ERASED_HOST}")


class WriterQuerySet(models.QuerySet):
    def known(self, email: str) -> "Writer":
        """Return what is kept of this address, in any case of letters; an unsaved one when nothing is. One query.

        Of an erased address that is banned the ban alone is found.
        """
        email = email.lower()
        writer = next(iter(with_one_of(email=email, seal=sealed(email))), None) or Writer()
        writer.email = email
        return writer

    def kept(self, email: str) -> "Writer":
        """As known(), stored."""
        writer = self.known(email)
        if writer.pk is None:
            return self.get_or_create(email=writer.email)[0]
        self.filter(pk=writer.pk, email=sealed(email)).update(email=writer.email)
        return writer

    def sealed_before(self, moment):
        """What is left of erased addresses that were banned before this moment."""
        return self.filter(email__endswith=f"@{ERASED_HOST}", banned_at__lt=moment)

    def quiet_since(self, moment):
        """Not banned, and nothing that happened to them, was noted or wished is as new as this moment (aware)."""
        noted = WriterEntry.objects.filter(writer=OuterRef("pk"), at__gte=moment)
        anew = Q(confirmed_at__gte=moment) | Q(warned_at__gte=moment)
        return self.filter(~Exists(noted), banned_at=None, made_at__lt=moment).exclude(anew)

    def banned(self):
        return self.exclude(banned_at=None)


with_one_of = Compiled(
    lambda email, seal: Writer.objects.filter(email__in=[email, seal]).order_by("pk")[:1], email="email", seal="seal"
)


class Writer(models.Model):
    """What is kept of an e-mail address beyond its comments. There is a row only where there is a fact."""

    class Replies(models.TextChoices):
        NEVER = "never", _("No mail")
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, together")

    # In small letters.
    email = models.EmailField(unique=True)
    confirmed_at = models.DateTimeField(null=True, help_text="When somebody proved to read this mailbox.")
    replies = models.CharField(max_length=10, choices=Replies.choices, default=Replies.NEVER)
    replies_sent_at = models.DateTimeField(null=True)
    banned_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = WriterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["banned_at"], name="writer_banned", condition=Q(banned_at__isnull=False))]

    def __str__(self):
        return self.email

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_banned(self) -> bool:
        return self.banned_at is not None


class Mute(models.Model):
    """That a writer wants no mail about one thread: the comment that it begins with."""

    writer = models.ForeignKey(Writer, on_delete=models.CASCADE, related_name="mutes")
    thread = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writer", "thread"], name="thread_is_muted_once")]

    def __str__(self):
        return f"{self.writer} mutes {self.thread_id}"


class WriterEntry(models.Model):
    """What moderators noted about a writer or did to them. Only its own text can ever be taken out again."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        WARNING = "warning", "Warned"
        BAN = "ban", "Banned"
        UNBAN = "unban", "Lifted the ban"

    writer = models.ForeignKey(Writer, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    text = models.TextField(blank=True)
    batch = models.ForeignKey("comments.Batch", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["writer", "-at"], name="entry_of_writer")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.writer}"
