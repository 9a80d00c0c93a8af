"""What every list of the desk has: tabs with capped counts, filters by slug, search that no input can break."""

from copy import deepcopy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.views.main import IGNORED_PARAMS, ChangeList, ChangeListSearchForm
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from ..counts import capped
from ..models.search import search_words
from .readers_words import write_for_readers

# A list goes no deeper: what lies further back is found by filter or search.
LIST_CAP = 2000


class CappedPaginator(Paginator):
    """Counts to LIST_CAP and no further."""

    @cached_property
    def count(self):
        if not hasattr(self.object_list, "values"):
            return super().count
        return self.object_list.order_by().values("pk")[:LIST_CAP].count()


class SearchField(forms.CharField):
    def to_python(self, value):
        return " ".join(search_words(super().to_python(value)))


class SearchForm(ChangeListSearchForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"q": SearchField(required=False, strip=False)}


class DeskChangeList(ChangeList):
    search_form_class = SearchForm

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        # What the search box sends along.
        self.params = {name: value for name, value in self.params.items() if name in self.known}

    @property
    def known(self) -> set[str]:
        return {spec.parameter_name for spec in self.list_filter}

    def get_filters_params(self, params=None):
        """Only what one of our filters asks for: no lookup can be typed into the address."""
        found = super().get_filters_params(params)
        return {name: values for name, values in found.items() if name in self.known}

    def get_query_string(self, new_params=None, remove=None):
        """Drops what no filter knows, so that it does not travel from page to page."""
        known = self.known | set(IGNORED_PARAMS)
        self.filter_params = {name: values for name, values in self.filter_params.items() if name in known}
        return super().get_query_string(new_params, remove)

    @property
    def without_query(self) -> str:
        return self.get_query_string(remove=["q"])

    @property
    def result_words(self) -> str:
        number = f"{LIST_CAP:,} or more" if self.result_count >= LIST_CAP else str(self.result_count)
        return f"{number} {self.opts.verbose_name if self.result_count == 1 else self.opts.verbose_name_plural}"


class DeskFilter(admin.SimpleListFilter):
    """A filter whose values are words in the address. `chosen(queryset, value)` narrows the list."""

    def __init__(self, request, params, model, model_admin):
        if self.parameter_name in params:
            params[self.parameter_name] = [value.replace("\x00", "")[:200] for value in params[self.parameter_name]]
        super().__init__(request, params, model, model_admin)

    def has_output(self):
        return True

    def queryset(self, request, queryset):
        return self.chosen(queryset, self.value()) if self.value() else queryset

    def chosen(self, queryset, value):
        raise NotImplementedError


class RelatedFilter(DeskFilter):
    """Rows that point at something with a slug. `options()` is what the menu offers; others work by their address."""

    path = ""
    longest = 100

    def options(self):
        raise NotImplementedError

    def every(self):
        """The queryset in which a slug that the menu does not offer is looked up."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        rows = list(self.options().values_list("slug", "name")[: self.longest])
        # Django asks for the choices before DeskFilter has taken NUL out, which PostgreSQL refuses.
        value = self.used_parameters.get(self.parameter_name, "").replace("\x00", "")
        if value and value not in dict(rows):
            rows += self.every().filter(slug=value).values_list("slug", "name")[:1]
        return rows

    def chosen(self, queryset, value):
        return queryset.filter(**{f"{self.path}__in": self.every().filter(slug=value)})


class Menu(AutocompleteSelect):
    """The admin's menu. What was sent instead of a number, and can be none of a row, shows as nothing chosen."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if could_be_a_row(one)], attrs)


def could_be_a_row(number) -> bool:
    text = str(number)
    return text.isascii() and text.isdecimal() and len(text) < 19


class DeskAdmin(admin.ModelAdmin):
    """Every page of the desk that lists or edits something."""

    list_per_page = 40
    list_max_show_all = 0
    show_full_result_count = False
    paginator = CappedPaginator
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False
    # {key in the address: (word on the tab, function of a queryset)}; the first one is the whole list.
    tabs = {}
    tab_parameter = "state"
    # {field: sentence} for what must be written.
    missing_words = {}
    # {field: word} where the field's own name is not an editor's word.
    labels = {"slug": "Address"}
    # Fields of a line that hold a sentence too long for one.
    sentences = []
    # Fields whose words readers see.
    for_readers = []

    def get_changelist(self, request, **kwargs):
        return DeskChangeList

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, " ".join(search_words(search_term)))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.sentences:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.labels:
            field.label = self.labels[db_field.name]
        if field is not None and db_field.name in self.missing_words:
            field.error_messages["required"] = self.missing_words[db_field.name]
        return field

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        # What a form class declares itself is the same for every request.
        form.base_fields = deepcopy(form.base_fields)
        write_for_readers(request, form.base_fields, self.for_readers)
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Menu(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_action(self, request, queryset):
        """Take only rows that were ticked; a made-up id is no row."""
        chosen = [value for value in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME) if could_be_a_row(value)]
        if not chosen:
            self.message_user(request, "Nothing was selected, so nothing has changed.", messages.WARNING)
            return None
        request.POST = request.POST.copy()
        request.POST.setlist(helpers.ACTION_CHECKBOX_NAME, chosen)
        request.POST["select_across"] = "0"
        return super().response_action(request, queryset)

    def tab_rows(self, request):
        """[{key, word, count}] for the tabs above the list; one capped count a tab."""
        rows = self.get_queryset(request)
        return [{"key": key, "word": word, "count": capped(narrow(rows))} for key, (word, narrow) in self.tabs.items()]

    def changelist_view(self, request, extra_context=None):
        context = {"tabs": [], "tab_chosen": "", "tab_parameter": self.tab_parameter}
        if self.tabs and request.method == "GET" and self.has_view_or_change_permission(request):
            chosen = request.GET.get(self.tab_parameter, "")
            context["tabs"] = self.tab_rows(request)
            context["tab_chosen"] = chosen if chosen in self.tabs else ""
        return super().changelist_view(request, context | (extra_context or {}))


class TabFilter(DeskFilter):
    """The filter that the tabs above the list set."""

    title = "tab"

    def lookups(self, request, model_admin):
        self.tabs = model_admin.tabs
        return [(key, word) for key, (word, _) in model_admin.tabs.items() if key]

    def chosen(self, queryset, value):
        return self.tabs[value][1](queryset) if value in self.tabs else queryset


def report(model_admin, request, *, done: list, refused: list[tuple[object, str]], verb: str, noun: str, nouns: str):
    """Say in messages what happened to how many and why not to the rest. `refused` holds (row, sentence)."""
    if done:
        message = f"{len(done)} {noun if len(done) == 1 else nouns} {verb}."
        model_admin.message_user(request, message, messages.SUCCESS)
    if not refused:
        return
    shown = [f"“{row}”: {reason}" for row, reason in refused[:8]]
    rest = [f"And {len(refused) - 8} more."] if len(refused) > 8 else []
    head = f"{len(refused)} {noun if len(refused) == 1 else nouns} not {verb}."
    model_admin.message_user(request, " ".join([head, *shown, *rest]), messages.WARNING)
