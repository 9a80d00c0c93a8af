"""The byline on the story page: its lines, their order, and who may write them."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from .. import merging
from ..models import Author, Byline
from . import article_values as values

MOST_BYLINES = 30


class AuthorMenu(AutocompleteSelect):
    """The admin's menu, except that the names chosen in all lines come by one query: `byline` is their formset."""

    byline = None

    def optgroups(self, name, value, attrs=None):
        chosen = [self.byline.people[number] for number in value if number in self.byline.people]
        return [(None, [self.create_option(name, author.pk, str(author), {str(author.pk)}, 0) for author in chosen], 0)]


class BylineForm(forms.ModelForm):
    position = forms.IntegerField(required=False, min_value=0, max_value=999, label="Place in the line")

    class Meta:
        model = Byline
        fields = ["author", "role", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        author = self.fields["author"]
        # Without the admin's pencil, plus and cross.
        author.widget = getattr(author.widget, "widget", author.widget)
        author.empty_label = "Choose an author"
        author.error_messages["invalid_choice"] = "This author is gone. Choose another one, or take this line out."
        self.fields["role"].error_messages["invalid_choice"] = "Choose from the list what they did."
        self.fields["position"].error_messages["invalid"] = "Write a whole number."

    def clean(self):
        """Without the model's own look into the database, where the story's present lines still stand."""
        return self.cleaned_data

    def has_changed(self):
        """A line counts once it names somebody: the role alone is what an untouched line shows."""
        return bool(self.data.get(self.add_prefix("author"))) if self.is_bound else super().has_changed()


class BylineFormSet(BaseInlineFormSet):
    """The lines as they are on the page, which replace the story's bylines whole.

    So a line has no row of the database behind it: one that somebody else took out meanwhile, or two authors who change
    places, need no care.
    """

    is_autosave = False
    verdict = merging.MINE

    def __init__(self, data=None, *args, instance=None, queryset=None, initial=None, **kwargs):
        if data is not None:
            data = with_numbers_for_authors(data)
        if instance is not None and instance.pk and initial is None:
            rows = instance.bylines.select_related("author")
            initial = [{"author": row.author_id, "role": row.role} for row in rows]
        super().__init__(data, *args, instance=instance, queryset=Byline.objects.none(), initial=initial, **kwargs)
        # One line more than there are names: for a hand without JavaScript, and the first that “Add a name” shows.
        self.extra = len(initial or []) + 1

    def initial_form_count(self):
        return 0

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["author"].widget.byline = self

    @cached_property
    def people(self) -> dict[str, Author]:
        """{id as text: Author} of whoever the lines name. One query."""
        typed = {str(form["author"].value() or 0) for form in self.forms}
        return {str(author.pk): author for author in Author.objects.filter(pk__in=typed)}

    def lines(self) -> list:
        """Return the forms that name somebody, in the order of the page: by the number typed, else as they stand."""
        named = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        places = {form: place for place, form in enumerate(named)}

        def place(form):
            typed = getattr(form, "cleaned_data", {}).get("position")
            return (places[form] if typed is None else typed, places[form])

        return sorted(named, key=place)

    def typed(self) -> list[Byline]:
        """Return the lines as bylines without a row, in their order, whether or not they can be stored. One query."""
        found = []
        for place, form in enumerate(self.forms):
            raw = {
                name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
                for name, field in form.fields.items()
            }
            author = self.people.get(str(raw["author"] or 0))
            if author is None or raw.get("DELETE"):
                continue
            typed = str(raw["position"] or "")
            number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else place
            role = raw["role"] if raw["role"] in Byline.Role.values else Byline.Role.WORDS
            found.append((number, place, Byline(author=author, role=role)))
        return [byline for *_, byline in sorted(found, key=lambda row: row[:2])]

    def save(self, commit=True):
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        if self.verdict != merging.MINE:
            return []
        self.instance.bylines.all().delete()
        rows = [
            Byline(
                article=self.instance,
                author=form.cleaned_data["author"],
                role=form.cleaned_data["role"],
                position=place,
            )
            for place, form in enumerate(self.lines())
        ]
        return Byline.objects.bulk_create(rows)

    def clean(self):
        seen = set()
        if len(self.lines()) > MOST_BYLINES:
            raise ValidationError(f"{len(self.lines())} names are too many for one byline: at most {MOST_BYLINES} fit.")
        for form in self.lines():
            cleaned = getattr(form, "cleaned_data", {})
            key = (cleaned.get("author"), cleaned.get("role"))
            if key in seen:
                form.add_error("author", f"{key[0]} is already named for the same work.")
            if None not in key:
                seen.add(key)
        if self.instance.pk and not any(form.errors for form in self.lines()):
            self.merge_with_stored()

    def merge_with_stored(self):
        """Let stand what only others changed since the page was opened, as the story's form does with its fields."""
        name, data = values.BYLINES, self.data
        self.was = values.bylines_of(self.instance)
        if not self.is_autosave and values.chose_theirs(data, name):
            self.verdict = merging.THEIRS
            return
        base = values.base_of(data, self.instance, {name: self.was}, knowing=not self.is_autosave)
        self.verdict = merging.verdict(base.get(name), values.typed_bylines(self), self.was)
        if self.verdict == merging.CLASH and not self.is_autosave:
            raise ValidationError("Somebody else changed the byline too.", code="clash")

    def validate_unique(self):
        """clean() tells a name that stands twice, beside its line."""


def with_numbers_for_authors(data):
    """Return what was sent, with 0 (nobody) for what can't be an author's number: the menu would choke on it."""
    data = data.copy()
    for name, value in data.items():
        if name.endswith("-author") and value and not (value.isascii() and value.isdecimal() and len(value) < 19):
            data[name] = "0"
    return data


class BylineInline(admin.TabularInline):
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    template = "admin/articles/article/_bylines.html"
    extra = 0
    max_num = MOST_BYLINES + 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "author":
            kwargs["widget"] = AuthorMenu(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # The lines replace the story's bylines whole, so who may not do all of it does none of it.
    def may_write(self, request):
        return request.user.has_perms([f"articles.{verb}_byline" for verb in ("add", "change", "delete")])

    def has_add_permission(self, request, obj=None):
        return self.may_write(request)

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission
