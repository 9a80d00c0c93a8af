import json

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from .. import audit, merging, page_names
from ..addresses import is_for_everybody, is_page, path_here, site_of
from ..models import BreakingNews
from .article_form import MomentField, one_line
from .lists import DeskAdmin

LEADS_NOWHERE = "There is no such page on this site. Give the part of its address after the site’s name, or https://…"
NOT_FOR_EVERYBODY = (
    "That address is no page for all readers, so breaking news can’t lead there. "
    "Give a story, a section, an author, a tag, or another page that everybody can open."
)


class BreakingNewsForm(forms.ModelForm):
    """The line, and the fingerprints of what the page was opened with, so that nobody writes over another's change."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    live_from = MomentField(label="From", error_messages={"required": "Write from when readers see it."})
    live_until = MomentField(
        label="Until",
        error_messages={"required": "Write when it goes. Breaking news that stays is none."},
        help_text="It goes by itself at that minute.",
    )

    class Meta:
        model = BreakingNews
        fields = ["text", "link", "live_from", "live_until"]

    def clean_text(self):
        return one_line(self.cleaned_data["text"])

    def clean_link(self):
        return here_or_elsewhere(self.cleaned_data["link"].strip())

    def clean(self):
        super().clean()
        start, end = self.cleaned_data.get("live_from"), self.cleaned_data.get("live_until")
        if start and end and end <= start:
            self.add_error("live_until", "It would go before it comes. Give a later end.")
        if self.instance.pk:
            self.check_nobody_else_changed_it()
        return self.cleaned_data

    def check_nobody_else_changed_it(self):
        stored = BreakingNews.objects.select_for_update().filter(pk=self.instance.pk).first()
        if stored is None or fingerprints(stored) != merging.read_base(self.cleaned_data.get("seen", "")):
            raise ValidationError("Somebody else changed it meanwhile. Load the page again, then write yours.")


def fingerprints(news: BreakingNews) -> dict[str, str]:
    moments = {name: getattr(news, name).isoformat() for name in ("live_from", "live_until")}
    return merging.fingerprints({"text": news.text, "link": news.link} | moments)


def here_or_elsewhere(link: str) -> str:
    """Return a link as it is stored: a path of this site as it is read, or an https address. Raises ValidationError."""
    if not link:
        return ""
    if any(sign.isspace() or sign == "\\" or not sign.isprintable() for sign in link):
        raise ValidationError("An address holds no spaces and no backslashes.")
    path = path_here(link)
    if path is None:
        return address_elsewhere(link)
    if "?" in link or "#" in link:
        raise ValidationError("Give the address of the page alone, without ? or #.")
    if not is_page(path):
        raise ValidationError(LEADS_NOWHERE)
    if not is_for_everybody(path):
        raise ValidationError(NOT_FOR_EVERYBODY)
    return path


def address_elsewhere(link: str) -> str:
    if not link.startswith("https://"):
        raise ValidationError("Give a page of this site, such as /harbour/, or an address that begins with https://")
    if site_of(link) is None:
        raise ValidationError(LEADS_NOWHERE)
    return link


def day_and_hour(moment) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")


@admin.register(BreakingNews)
class BreakingNewsAdmin(DeskAdmin):
    form = BreakingNewsForm
    list_display = ["text", "standing", "begins", "ends"]
    ordering = ["-live_from", "-pk"]
    search_fields = ["text"]
    sentences = ["text"]
    for_readers = ["text"]
    actions = None
    fields = ["text", "link", "live_from", "live_until", "seen"]
    missing_words = {"text": "Write what happened, in one sentence."}
    change_form_template = "admin/articles/breakingnews/change_form.html"

    def get_changelist_instance(self, request):
        """Of several at once readers see one: it is asked for once, whatever the number of rows."""
        cl = super().get_changelist_instance(request)
        shown = BreakingNews.objects.on_fronts()
        for news in cl.result_list:
            news.is_shown = news == shown
            news.lacks_link = news.is_shown and shown.why_unlinked
        return cl

    @admin.display(description="Standing")
    def standing(self, news):
        now = timezone.now()
        if news.is_shown:
            return "On the fronts, without its link" if news.lacks_link else "On the fronts"
        if news.live_from > now:
            return "To come"
        return "Under a newer one" if news.live_until > now else "Ended"

    @admin.display(description="From", ordering="live_from")
    def begins(self, news):
        return day_and_hour(news.live_from)

    @admin.display(description="Until", ordering="live_until")
    def ends(self, news):
        return day_and_hour(news.live_until)

    def get_changeform_initial_data(self, request):
        return {"live_from": timezone.localtime().replace(second=0, microsecond=0)}

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["seen"].initial = json.dumps(fingerprints(obj)) if obj else ""
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            obj.looked_up()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if why := obj.looked_up().why_unlinked:
            self.message_user(request, why, messages.WARNING)
        self.tell(request, obj)

    def delete_model(self, request, obj):
        self.tell(request, obj, deleted=True)
        super().delete_model(request, obj)

    def tell(self, request, news, **more):
        audit.record(
            audit.Deed.BREAKING,
            by=request.user,
            about=news.text,
            live_from=news.live_from,
            live_until=news.live_until,
            **more,
        )
        page_names.changed("breaking")
