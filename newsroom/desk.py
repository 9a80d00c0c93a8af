"""The desk: the Django admin as the newsroom's own site."""

from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from articles.frame import masthead_of
from comments.held import held_count

from . import desk_front, desk_search
from .desk_login import LoginForm
from .desk_posts import is_page_wanted, is_sent_to_login, page_above, typed_by
from .rights import rights_of

# The rail's groups: (name, icon, address, what a user must be allowed to see there).
RAIL = [
    [
        ("Desk", "desk", "admin:index", None),
        ("Stories", "story", "admin:articles_article_changelist", "articles.view_article"),
        ("Calendar", "calendar", "admin:articles_article_calendar", "articles.view_article"),
        ("Fronts", "front", "admin:articles_front_changelist", "articles.view_front"),
        ("Photos", "photo", "admin:articles_photo_changelist", "articles.view_photo"),
        ("Comments", "comment", "admin:comments_comment_queue", "comments.view_comment"),
    ],
    [
        ("Sections", "section", "admin:articles_section_changelist", "articles.view_section"),
        ("Authors", "author", "admin:articles_author_changelist", "articles.view_author"),
        ("Tags", "tag", "admin:taggit_tag_changelist", "taggit.view_tag"),
        ("Series", "list", "admin:articles_series_changelist", "articles.view_series"),
    ],
    [
        ("Masthead", "masthead", "admin:articles_masthead_changelist", "articles.view_masthead"),
        ("House rules", "rules", "admin:comments_houserules_changelist", "comments.view_houserules"),
        ("People", "people", "admin:auth_user_changelist", "auth.view_user"),
        ("Groups", "list", "admin:auth_group_changelist", "auth.view_group"),
        ("Audit trail", "audit", "admin:articles_auditentry_changelist", "articles.view_auditentry"),
    ],
]

# Fronts to come are looked at below the stories' address.
ELSEWHERE = {"Fronts": "admin:articles_article_fronts"}

with_desk_policy = csp_replace(settings.DESK_CONTENT_SECURITY_POLICY)


class Desk(AdminSite):
    site_title = "Desk"
    index_title = "Desk"
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = LoginForm

    def admin_view(self, view, cacheable=False):
        return with_desk_policy(self.leading_back(super().admin_view(self.refused_in_words(view), cacheable)))

    def leading_back(self, page):
        """Lose no words of a form whose sender is logged out, and lead a browser from a form's address to its page."""

        @wraps(page)
        def wrapped(request, *args, **kwargs):
            response = page(request, *args, **kwargs)
            if not is_page_wanted(request):
                return response
            if request.method == "POST" and is_sent_to_login(response) and (typed := typed_by(request)):
                return self.login_with(request, typed)
            if request.method == "GET" and response.status_code == 405:
                return redirect(page_above(request.path))
            return response

        return wrapped

    def login_with(self, request, typed):
        """The log-in page in answer to a form, with what was typed there."""
        context = self.each_context(request) | {
            "title": "Log in",
            "form": self.login_form(request),
            "app_path": reverse("admin:login"),
            "username": request.user.get_username(),
            "next": request.get_full_path(),
            "typed": typed,
        }
        request.current_app = self.name
        response = TemplateResponse(request, "admin/login.html", context, status=403).render()
        add_never_cache_headers(response)
        return response

    def refused_in_words(self, view):
        """Answer a page that this person may not open with one that says so, inside the frame."""

        @wraps(view)
        def wrapped(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                context = self.each_context(request) | {"title": "Not yours to open"}
                request.current_app = self.name
                return TemplateResponse(request, "admin/403.html", context, status=403).render()

        return wrapped

    @method_decorator(with_desk_policy)
    def login(self, request, extra_context=None):
        return super().login(request, {"typed": request.POST.getlist("typed")} | (extra_context or {}))

    def each_context(self, request):
        user = request.user
        return super().each_context(request) | {
            "site_header": SimpleLazyObject(lambda: masthead_of(request).name),
            "rail": SimpleLazyObject(lambda: rail(request)),
            "my_role": SimpleLazyObject(lambda: role(user)),
        }

    def index(self, request, extra_context=None):
        return super().index(request, desk_front.front(request.user) | (extra_context or {}))

    def get_urls(self):
        return [path("search/", self.admin_view(require_safe(self.search)), name="search"), *super().get_urls()]

    def search(self, request):
        typed = request.GET.get("q", "")
        context = {**self.each_context(request), "title": "Search", "typed": typed.replace("\x00", "")[:200]}
        request.current_app = self.name
        return TemplateResponse(request, "admin/search.html", context | desk_search.search(request, typed))

    def app_index(self, request, app_label, extra_context=None):
        """The rail is the index; a page that lists an app's models would say less."""
        return redirect("admin:index")


def rail(request) -> list[list[dict]]:
    """Return groups of {name, icon, url, current, count} that this user may open. At most one query."""
    groups = []
    for group in RAIL:
        items = [
            {"name": name, "icon": icon, "url": reverse(address)}
            for name, icon, address, permission in group
            if permission is None or request.user.has_perm(permission)
        ]
        for item in items:
            item["here"] = max((here_of(request, address) for address in addresses_of(item)), key=len)
            item["count"] = held_count(request) if item["icon"] == "comment" else ""
            item["count"] = "" if item["count"] == "0" else item["count"]
        groups.append(items)
    mark_current([item for items in groups for item in items])
    return [items for items in groups if items]


def addresses_of(item: dict) -> list[str]:
    """Return the beginnings of the addresses that belong to an item of the rail."""
    more = [reverse(ELSEWHERE[item["name"]])] if item["name"] in ELSEWHERE else []
    return [item["url"].removesuffix("queue/"), *more]


def here_of(request, address: str) -> str:
    """Return the address where the page lies below it, else ""; below the desk's own lies everything."""
    is_here = request.path == address if address == reverse("admin:index") else request.path.startswith(address)
    return address if is_here else ""


def mark_current(items: list[dict]) -> None:
    """Set `current` on the item whose address is nearest to the page's: “Stories” gives way to “Fronts” below it."""
    nearest = max((item["here"] for item in items), key=len, default="")
    for item in items:
        item["current"] = bool(nearest) and item["here"] == nearest


def role(user) -> str:
    """What stands under the name: the groups, or that the account may do everything. Reads rights_of()."""
    if user.is_superuser:
        return "Looks after the site"
    return ", ".join(rights_of(user).groups) if user.is_authenticated else ""
