"""The form of a front's page: one small form for each story put there, and what an editor is told of a wrong one."""

from itertools import count

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from ..models import Article, Photo, Placement, Slot
from ..shaping import MOST, Line
from .article_form import MomentField, one_line, speak_plainly

PREFIX = "placed"
LARGEST_ID = 10**15
STEP = 10  # between positions as the page numbers them


class LineForm(forms.Form):
    key = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    article = forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)
    slot = forms.ChoiceField(
        choices=Slot.choices,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose a slot of the front."),
    )
    position = forms.IntegerField(
        label="Place",
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages={
            "invalid": "Write a whole number. Lower ones come first.",
            "max_value": "Write a smaller number. Lower ones come first.",
            "min_value": "Write 0 or more.",
        },
    )
    headline = forms.CharField(
        label="Headline on this front", max_length=200, required=False, help_text="Empty: the story’s own."
    )
    photo = forms.IntegerField(
        label="Photo", min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput
    )
    live_from = MomentField(label="From", required=False, help_text="Empty: from now on.")
    live_until = MomentField(label="Until", required=False, help_text="Empty: until you take it off.")
    may_repeat = forms.BooleanField(label="May also stand elsewhere on this front", required=False)
    DELETE = forms.BooleanField(label="Take it off this front", required=False)

    def __init__(self, *args, stored=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = stored or {}
        speak_plainly(self.fields["headline"])

    def full_clean(self):
        """What is taken off can't be wrong."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("DELETE"):
            self._errors.clear()

    def clean_headline(self):
        return one_line(self.cleaned_data["headline"])

    def clean(self):
        super().clean()
        start, end = self.cleaned_data.get("live_from"), self.cleaned_data.get("live_until")
        if end and start and end <= start:
            self.add_error("live_until", "It would end before it begins. Give a later end.")
        elif end and end <= timezone.now() and not self.had(end):
            self.add_error("live_until", "That end is past. Give one to come, or take the story off.")
        return self.cleaned_data

    def had(self, end) -> bool:
        """Whether the line ended so before, or has left the front since: what becomes of that is for merging."""
        key = self.cleaned_data.get("key") or ""
        was = self.stored.get(key)
        return is_same_minute(end, was.live_until) if was else key.isdecimal()

    @property
    def is_off(self) -> bool:
        return bool(self.cleaned_data.get("DELETE"))

    def line(self, key: str, now) -> Line:
        """What is typed, as a line of an arrangement. A moment that shows as it was stays as it was, to the second."""
        typed = self.cleaned_data
        was = self.stored.get(key)
        start, end = typed["live_from"] or now.replace(second=0, microsecond=0), typed["live_until"]
        if was:
            start = was.live_from if is_same_minute(start, was.live_from) else start
            end = was.live_until if is_same_minute(end, was.live_until) else end
        return Line(
            key, typed["article"], typed["slot"], start, typed["headline"], typed["photo"], end, typed["may_repeat"]
        )


def is_same_minute(one, other) -> bool:
    """Whether a field for a day and a time shows both alike."""
    return bool(one and other) and wall(one) == wall(other)


def wall(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


class BaseLines(BaseFormSet):
    """All stories of one front. `stored` are the lines of the front, by key, with those that have ended."""

    default_error_messages = {
        "missing_management_form": "The form came in parts. Load the page again.",
        "too_many_forms": f"At most {MOST} stories fit on one front. Take some off.",
    }

    def __init__(self, *args, stored=None, **kwargs):
        super().__init__(*args, prefix=PREFIX, form_kwargs={"stored": stored or {}}, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Django takes a new form of which nothing is filled in for none; here each is a story or wrong.
        form.empty_permitted = False

    def clean(self):
        """Refuse stories and photos that are gone, and photos that can't go out. At most two queries."""
        forms_here = [form for form in self.forms if form.is_valid() and not form.is_off]
        stories = {form.cleaned_data["article"] for form in forms_here}
        known = set(Article.objects.filter(pk__in=stories).values_list("pk", flat=True)) if stories else set()
        wanted = {form.cleaned_data["photo"] for form in forms_here} - {None}
        photos = Photo.objects.defer("metadata").in_bulk(wanted) if wanted else {}
        wrong = False
        for form in forms_here:
            for name, sentence in wrongs(form.cleaned_data, known, photos):
                form.add_error(name, sentence)
                wrong = True
        if wrong:
            raise ValidationError("Some stories can’t stand as they are.")

    def lines(self) -> list[Line]:
        """Return the arrangement as typed, in order. For valid forms alone."""
        now, found = timezone.now(), []
        for number, (form, key) in enumerate(zip(self.forms, self.keys(), strict=True)):
            if not form.is_off:
                place = form.cleaned_data["position"]
                found.append((Slot.values.index(form.cleaned_data["slot"]), place or 0, number, form.line(key, now)))
        return [line for *_, line in sorted(found, key=lambda row: row[:3])]

    def keys(self) -> list[str]:
        """Return each form's key, no two alike: that which was sent, a new one where none was or another has it."""
        sent = [form.cleaned_data.get("key") or "" for form in self.forms]
        free = (key for number in count() if (key := f"new{number}") not in sent)
        known: dict[str, None] = {}
        for key in sent:
            known[key if key and key not in known else next(free)] = None
        return list(known)


def wrongs(typed: dict, known: set[int], photos: dict[int, Photo]) -> list[tuple[str, str]]:
    found = []
    if typed["article"] not in known:
        found.append(("article", "This story is deleted. Take it off."))
    photo = photos.get(typed["photo"]) if typed["photo"] else None
    if typed["photo"] and photo is None:
        found.append(("photo", "That photo is not in the library any more. Choose another one."))
    elif photo and photo.missing:
        found.append(
            ("photo", f"This photo has no {', no '.join(photo.missing)} yet. Write it first, or choose another.")
        )
    return found


Lines = formset_factory(LineForm, formset=BaseLines, extra=0, max_num=MOST, absolute_max=2 * MOST, validate_max=True)


def initial_of(line: Line) -> dict:
    return {
        name: getattr(line, name)
        for name in ("key", "article", "slot", "headline", "photo", "live_from", "live_until", "may_repeat")
    }


def unsaved(lines: list[Line], at) -> list[Placement]:
    """Return placements that are not stored, those that count at `at`, with their photos. One query, or none."""
    photos = Photo.objects.defer("metadata").in_bulk({line.photo for line in lines} - {None})
    return [
        Placement(
            slot=line.slot,
            article_id=line.article,
            headline=line.headline,
            photo=photos.get(line.photo),
            live_from=line.live_from,
            live_until=line.live_until,
            may_repeat=line.may_repeat,
        )
        for line in lines
        if line.live_from <= at and not line.is_ended(at)
    ]
