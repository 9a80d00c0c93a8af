from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from .article import check_no_nul
from .preview import make_token


class SavedList(models.Model):
    """Filters of the story list that one person keeps under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists")
    name = models.CharField(max_length=60, validators=[check_no_nul])
    query = models.CharField(max_length=500, help_text="The filters, as they stand in the address.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_list_name_is_unique_for_a_person")]

    def __str__(self):
        return self.name


class CalendarAddressQuerySet(models.QuerySet):
    def renew(self, user) -> bool:
        """Give this user a new address; the one before stops at once. Returns whether there was one."""
        _, is_first = self.update_or_create(user=user, defaults={"token": make_token(), "made_at": timezone.now()})
        return not is_first


class CalendarAddress(models.Model):
    """The secret address under which one person's calendar program reads what the desk plans."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    token = models.CharField(max_length=64, unique=True, default=make_token)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarAddressQuerySet.as_manager()

    def __str__(self):
        return f"Calendar of {self.user}"

    def get_absolute_url(self):
        return reverse("articles:calendar_feed", args=[self.token])
