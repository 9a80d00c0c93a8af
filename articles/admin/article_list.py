"""The list of stories: tabs by state, filters, search, and what can be done with many at once."""

from datetime import timedelta

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.utils import timezone
from taggit.models import Tag

from .. import saved_lists
from ..audit import name_of
from ..models import Article, Author, Section
from ..models.article import State
from .article_bulk import MOST, ArticleBulk
from .lists import DeskFilter, RelatedFilter, TabFilter
from .saved_list import known_to, rows_for


class StateFilter(TabFilter):
    """The tabs. Spiked stories stand under their own alone."""

    parameter_name = "state"

    def queryset(self, request, queryset):
        return self.chosen(queryset, self.value() if self.value() in self.tabs else "")


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
        spans = [
            (f"{deed}-{span}", f"{deed.capitalize()} {words}")
            for deed in ("saved", "published")
            for span, (words, _) in self.spans.items()
        ]
        return [*spans, ("new", "New on the site in the last 7 days"), ("scheduled", "Scheduled to come")]

    def chosen(self, queryset, value):
        if value == "scheduled":
            return queryset.to_come()
        if value == "new":
            return queryset.lately_live()
        deed, _, span = value.partition("-")
        if deed not in ("saved", "published") or span not in self.spans:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=self.spans[span][1])
        return queryset.saved_since(since) if deed == "saved" else queryset.published_since(since)


def in_state(state):
    return lambda stories: stories.in_state(state)


class WhoFilter(DeskFilter):
    title = "who has it"
    parameter_name = "who"

    def lookups(self, request, model_admin):
        self.user = request.user
        busy = User.objects.filter(assigned_articles__spiked_at=None, assigned_articles__isnull=False)
        rows = [(str(user.pk), name_of(user)) for user in busy.distinct().order_by("first_name", "username")[:50]]
        value = self.used_parameters.get(self.parameter_name, "")
        if is_number(value) and value not in dict(rows):
            rows += [(value, name_of(user)) for user in User.objects.filter(pk=value)]
        return [("me", "Me"), ("nobody", "Nobody"), *rows]

    def chosen(self, queryset, value):
        if value == "me":
            return queryset.assigned_to(self.user)
        if value == "nobody":
            return queryset.assigned_to(None)
        return queryset.assigned_to(int(value)) if is_number(value) else queryset


def is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


class LacksFilter(DeskFilter):
    """What publishing would ask for."""

    title = "lacks"
    parameter_name = "lacks"
    words = {
        "due": "Anything, and is due",
        "any": "Anything it needs",
        "headline": "A headline",
        "section": "A section",
        "text": "A text",
        "byline": "A byline",
        "photo": "Words of its lead photo",
    }

    def lookups(self, request, model_admin):
        return list(self.words.items())

    def chosen(self, queryset, value):
        if value not in self.words:
            return queryset
        return queryset.due().lacking() if value == "due" else queryset.lacking(value)


class MineFilter(DeskFilter):
    title = "mine"
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        self.user = request.user
        return [("mine", "Begun or signed by me"), ("returned", "Given back to me"), ("mentions", "A note mentions me")]

    def chosen(self, queryset, value):
        narrow = {
            "mine": queryset.own,
            "returned": queryset.given_back_to,
            "mentions": queryset.with_open_mention_of,
        }
        return narrow[value](self.user) if value in narrow else queryset


class ArticleList(ArticleBulk):
    """The list side of the stories' admin."""

    list_filter = [
        StateFilter,
        SectionFilter,
        AuthorFilter,
        TagFilter,
        LabelFilter,
        DateFilter,
        WhoFilter,
        LacksFilter,
        MineFilter,
    ]
    search_fields = ["headline"]
    ordering = ["-saved_at", "-pk"]
    list_per_page = 25
    tabs = {
        "": ("All", lambda stories: stories.kept()),
        "draft": ("Drafts", in_state(State.DRAFT)),
        "review": ("In review", in_state(State.REVIEW)),
        "ready": ("Ready", in_state(State.READY)),
        "scheduled": ("Scheduled", in_state(State.SCHEDULED)),
        "live": ("Live", in_state(State.LIVE)),
        "changed": ("Live, edited", in_state(State.CHANGED)),
        "withdrawn": ("Withdrawn", in_state(State.WITHDRAWN)),
        "spiked": ("Spiked", in_state(State.SPIKED)),
    }

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    def get_search_results(self, request, queryset, search_term):
        return queryset.containing(search_term), False

    def get_changelist_instance(self, request):
        cl = super().get_changelist_instance(request)
        cl.result_list = cl.result_list.for_list()
        return cl

    def changelist_view(self, request, extra_context=None):
        context = {"most_at_once": MOST}
        if request.method == "GET" and self.has_view_permission(request):
            query = saved_lists.cleaned(request.GET.urlencode(), known_to(self))
            rows = rows_for(request.user, query)
            context |= {"kept_lists": rows, "list_query": query, "is_kept": any(row["is_chosen"] for row in rows)}
        if request.POST.get("all_that_match") == "yes" and not request.POST.getlist(ACTION_CHECKBOX_NAME):
            # Without JavaScript nothing else is ticked; the admin asks for one row before it looks at the action.
            request.POST = request.POST.copy()
            request.POST[ACTION_CHECKBOX_NAME] = "0"
        return super().changelist_view(request, context | (extra_context or {}))
