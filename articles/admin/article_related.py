"""Related stories on the story page: the field that holds their numbers in order, and the search for one to add."""

from functools import partial
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse_lazy
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from ..models import Article, Edition
from ..related import MOST_CHOSEN

MOST_FOUND = 20
MOST_WORDS = 50  # that a form may name stories with; more are refused before anything is looked up
LONGEST_NUMBER = 18  # digits; no story has a longer one, and no database takes it


def urls(desk) -> list:
    view = desk.admin_site.admin_view(require_safe(partial(search_view, desk)))
    return [path("related/", view, name="articles_article_related")]


def story_context(request, article) -> dict:
    return {}


def search_view(desk, request):
    """Stories whose headline has what is typed, the last saved first, but not the one they are for."""
    if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
        raise PermissionDenied
    term = request.GET.get("term", "").replace("\x00", "").strip()[:100]
    own = request.GET.get("for", "")
    stories = Article.objects.kept().headed(term).besides(int(own) if is_number(own) else 0)
    found = stories.with_state().select_related("section").defer("body").last_saved()[:MOST_FOUND]
    return JsonResponse({"results": [{"id": row.pk, "text": named(row)} for row in found]})


def named(story: Article) -> str:
    """“Harbour wall to rise · Harbour, 3 May 2026”. Needs the columns of with_state() and the section."""
    since = f", {date_format(localtime(story.live_since), 'j M Y')}" if story.live_since else ", not on the site"
    return f"{story} · {story.section or 'No section'}{since}"


def names_of_stories(numbers) -> dict[int, str]:
    """Return {number: how the desk names the story} of those that there are. One query, or none."""
    if not numbers:
        return {}
    rows = Article.objects.with_state().select_related("section").defer("body").filter(pk__in=numbers)
    return {row.pk: named(row) for row in rows}


def in_order(numbers) -> list[dict]:
    """Return [{id, name}] in this order, without stories that are gone. One query, or none."""
    names = names_of_stories(numbers)
    return [{"id": number, "name": names[number]} for number in numbers if number in names]


class RelatedPicker(forms.Widget):
    """The chosen stories as a list to reorder, and a line to search for another one."""

    template_name = "admin/articles/article/_related.html"

    class Media:
        js = ["newsroom/related.js"]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        words = words_of(value)[:MOST_WORDS]
        numbers = [int(word) for word in words if is_number(word)]
        # What was typed and led to no story stays to be put right.
        typed = [word for word in words if not is_number(word)]
        context["widget"] |= {"chosen": in_order(numbers), "typed": " ".join(typed), "most": MOST_CHOSEN}
        return context

    def value_from_datadict(self, data, files, name):
        return words_of(data.getlist(name) if hasattr(data, "getlist") else data.get(name))

    def value_omitted_from_data(self, data, files, name):
        # Whoever takes the last one out sends nothing.
        return False

    def _render(self, template_name, context, renderer=None):
        # The forms' own renderer looks into the apps alone, not into the project's templates.
        return render_to_string(template_name, context)


class RelatedField(forms.Field):
    """Numbers of stories in order, each once. A story can also be named by its address on the site."""

    widget = RelatedPicker(attrs={"data-url": reverse_lazy("admin:articles_article_related")})

    def clean(self, value):
        words = words_of(value)
        if len(words) > MOST_WORDS:
            raise ValidationError(f"{len(words)} related stories are too many: at most {MOST_CHOSEN} fit.")
        paths = {word: path_in(word) for word in words if not is_number(word)}
        at_paths = stories_at(set(paths.values()))
        if wrong := [word for word, place in paths.items() if place not in at_paths]:
            raise ValidationError(f"No story has the address “{wrong[0][:80]}”. Copy it from the story’s page.")
        numbers = [int(word) if is_number(word) else at_paths[paths[word]] for word in words]
        there = set(Article.objects.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
        chosen = [number for number in dict.fromkeys(numbers) if number in there]
        if len(chosen) > MOST_CHOSEN:
            raise ValidationError(f"{len(chosen)} related stories are too many: at most {MOST_CHOSEN} fit.")
        return chosen

    def has_changed(self, initial, data):
        return [str(number) for number in initial or []] != words_of(data)


def words_of(value) -> list[str]:
    """Return what names the stories, each once: numbers or addresses, from a list or from words with spaces."""
    if isinstance(value, str | int):
        value = [value]
    return list(dict.fromkeys(word for part in value or [] for word in str(part).replace("\x00", "").split()))


def is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER


def path_in(word: str) -> str:
    """Return the path of an address, "" for what is none."""
    try:
        return unquote(urlsplit(word).path)
    except ValueError:
        return ""


def stories_at(paths: set[str]) -> dict[str, int]:
    """Return {path: number of the story}. One query, or none."""
    return dict(Edition.objects.filter(path__in=paths).values_list("path", "article")) if paths else {}
