"""The list of stories: tabs by state, filters, search, and what can be done with many at once."""

from datetime import timedelta

from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from taggit.models import Tag

from .. import publishing, workflow
from ..models import Article, Author, Section
from ..models.article import State
from .lists import DeskAdmin, DeskFilter, RelatedFilter, TabFilter, report


class StateFilter(TabFilter):
    parameter_name = "state"


class SectionFilter(RelatedFilter):
    title = "section"
    parameter_name = "section"
    path = "section"

    def options(self):
        return Section.objects.in_order()

    every = options


class AuthorFilter(RelatedFilter):
    title = "author"
    parameter_name = "author"
    path = "pk"

    def options(self):
        return Author.objects.order_by("name")

    def chosen(self, queryset, value):
        return queryset.filter(pk__in=Article.objects.filter(authors__slug=value).values("pk"))

    every = options


class TagFilter(RelatedFilter):
    """The menu offers the tags of the stories saved last: the whole vocabulary would fit no menu."""

    title = "tag"
    parameter_name = "tag"
    longest = 40

    def options(self):
        latest = list(Article.objects.order_by("-saved_at").values_list("pk", flat=True)[:100])
        return Tag.objects.filter(article__in=latest).distinct().order_by("name")

    def every(self):
        return Tag.objects.all()

    def chosen(self, queryset, value):
        return queryset.filter(pk__in=Article.objects.filter(tags__slug=value).values("pk"))


class LabelFilter(DeskFilter):
    title = "label"
    parameter_name = "label"

    def lookups(self, request, model_admin):
        return Article.Label.choices

    def chosen(self, queryset, value):
        return queryset.filter(label=value)


class DateFilter(DeskFilter):
    """By what the desk did last, or by the day readers first saw it."""

    title = "date"
    parameter_name = "date"
    spans = {"today": ("today", 0), "week": ("in the last 7 days", 6), "month": ("in the last 30 days", 29)}

    def lookups(self, request, model_admin):
        return [
            (f"{deed}-{span}", f"{deed.capitalize()} {words}")
            for deed in ("saved", "published")
            for span, (words, _) in self.spans.items()
        ]

    def chosen(self, queryset, value):
        deed, _, span = value.partition("-")
        if deed not in ("saved", "published") or span not in self.spans:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=self.spans[span][1])
        return queryset.saved_since(since) if deed == "saved" else queryset.published_since(since)


def in_state(state):
    return lambda stories: stories.in_state(state)


class ArticleList(DeskAdmin):
    """The list side of the stories' admin."""

    list_filter = [StateFilter, SectionFilter, AuthorFilter, TagFilter, LabelFilter, DateFilter]
    search_fields = ["headline"]
    ordering = ["-saved_at", "-pk"]
    actions = ["submit_stories", "publish_stories", "withdraw_stories", "spike_stories"]
    list_per_page = 25
    tabs = {
        "": ("All", lambda stories: stories),
        "draft": ("Drafts", in_state(State.DRAFT)),
        "review": ("In review", in_state(State.REVIEW)),
        "scheduled": ("Scheduled", in_state(State.SCHEDULED)),
        "live": ("Live", in_state(State.LIVE)),
        "changed": ("Live, edited", in_state(State.CHANGED)),
        "withdrawn": ("Withdrawn", in_state(State.WITHDRAWN)),
    }

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    def get_search_results(self, request, queryset, search_term):
        return queryset.containing(search_term), False

    def get_changelist_instance(self, request):
        cl = super().get_changelist_instance(request)
        cl.result_list = cl.result_list.for_list()
        return cl

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_publish_permission(self, request, obj=None):
        return request.user.has_perm("articles.publish_article")

    def run(self, request, queryset, deed, verb):
        """Do `deed(story)` to each story that this user may edit, one by one, and report in words."""
        done, refused = [], []
        for story in list(queryset):
            try:
                with transaction.atomic():
                    deed(self.held_for(request.user, story))
            except publishing.NotPublishable as lacking:
                refused.append((story, " ".join(text for texts in lacking.problems.values() for text in texts)))
            except publishing.NothingNew:
                refused.append((story, "Readers already see exactly this."))
            except publishing.NotLive:
                refused.append((story, "It is not on the site."))
            except ValueError as error:
                refused.append((story, str(error)))
            else:
                done.append(story)
        report(self, request, done=done, refused=refused, verb=verb, noun="story", nouns="stories")

    def held_for(self, user, story):
        """Return the story as it is now, its row locked until the transaction ends: no deed acts on a past state.

        Raises ValueError with a sentence when it is gone or not this user's to change.
        """
        now = Article.objects.with_state().select_for_update(of=("self",)).filter(pk=story.pk).first()
        if now is None:
            raise ValueError("Somebody has spiked it.")
        if not now.is_editable_by(user):
            raise ValueError("It is not yours to change.")
        return now

    @admin.action(description="Send to review", permissions=["change"])
    def submit_stories(self, request, queryset):
        def submit(story):
            if story.state not in (State.DRAFT, State.READY):
                raise ValueError(f"It is {story.state.label.lower()} already.")
            workflow.submit(story, by=request.user)

        self.run(request, queryset, submit, "sent to review")

    @admin.action(description="Publish", permissions=["publish"])
    def publish_stories(self, request, queryset):
        def publish(story):
            publishing.publish(story, by=request.user)
            self.log_change(request, story, "Published.")

        self.run(request, queryset, publish, "published")

    @admin.action(description="Withdraw", permissions=["publish"])
    def withdraw_stories(self, request, queryset):
        def withdraw(story):
            publishing.withdraw(story, by=request.user)
            self.log_change(request, story, "Withdrawn.")

        self.run(request, queryset, withdraw, "withdrawn")

    @admin.action(description="Spike…", permissions=["delete"])
    def spike_stories(self, request, queryset):
        if request.POST.get("confirmed") != "yes":
            return self.confirm_spike(request, queryset)

        def spike(story):
            if story.editions.exists():
                raise ValueError("It was published or is scheduled, so it is kept.")
            self.log_deletions(request, [story])
            self.delete_model(request, story)

        return self.run(request, queryset, spike, "spiked")

    def confirm_spike(self, request, queryset):
        """Ask before drafts are dropped for good."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Spike these stories?",
            "opts": self.opts,
            "action": "spike_stories",
            "words": "Drafts that no reader ever saw are dropped for good, with all their versions. "
            "Whatever was published or is scheduled is kept.",
            "button": "Spike them",
            "rows": list(queryset[:100]),
        }
        return TemplateResponse(request, "admin/confirm_action.html", context)
