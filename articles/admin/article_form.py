"""The form of the story page: fields, tags, and what an editor is told when something is wrong."""

import re
from datetime import datetime
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from .. import body, clock, merging
from ..filing import MOST_TAGS
from ..models import Article, Photo, Section
from ..slugs import slugify
from . import article_values as values
from .article_related import RelatedField

NO_NUL = ProhibitNullCharactersValidator("The text holds a character that can’t be stored. Take it out.")
PAST = "The moment given, {}, is past. Give one to come,"
# Buttons for which the day and time typed count, and those for which the end does.
BY_THE_CLOCK = frozenset(["_schedule", "_reschedule"])
WITH_AN_END = frozenset(["_publish", "_schedule", "_set_end"])
LONGEST_TAG = 60
LABELS = {
    "body": "Text",
    "lead_caption": "Caption in this story",
    "front_headline": "Headline on fronts",
    "search_title": "Title for search engines",
    "search_description": "Description for search engines",
    "slug": "Address",
    "canonical_url": "First published at",
    "noindex": "Keep out of search engines",
    "planned_for": "Planned for",
    "embargo_until": "Embargo until",
    "editor_note": "Standing note",
    "comments_policy": "Comments are",
    "comments_stay_open": "Don’t close by themselves",
}
WRONG = {
    "headline": {"required": "Write a headline. A draft needs no more than that and a section."},
    "slug": {"invalid": "The address takes letters, numbers and hyphens, without spaces."},
    "canonical_url": {"invalid": "This is not a web address. One begins with https://"},
    "label": {"invalid_choice": "Choose what kind of story it is from the list."},
    "comments_policy": {
        "invalid_choice": "Choose from the list what becomes of comments.",
        "required": "Choose what becomes of comments.",
    },
}


class Moment(forms.DateTimeInput):
    """A day and a time in the site's time zone, without seconds."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class HiddenMoment(Moment):
    input_type = "hidden"


class MomentField(forms.DateTimeField):
    """A day and a time by the newsroom's clock, as articles/clock.py reads it. Its value is aware.

    What lies near the ends of the calendar fits no database in every time zone, so it is out of reach.
    """

    widget = Moment
    default_error_messages = {"invalid": "This is not a day and a time."}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            moment = parse_datetime(value.strip()) if isinstance(value, str) else value
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not 1900 <= moment.year <= 2200:
            raise ValidationError(f"The year {moment.year} is out of reach. Look at the date again.")
        try:
            return clock.moment(moment) if timezone.is_naive(moment) else moment
        except clock.NoSuchTime as error:
            raise ValidationError(str(error), code="skipped") from error


class WebAddressField(forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(**({"assume_scheme": "https", "widget": forms.URLInput} | kwargs))


class SectionField(forms.ModelChoiceField):
    """Sections as the navigation prints them, each followed by its subsections."""

    def __init__(self, **kwargs):
        above = {name: Coalesce(f"parent__{name}", name) for name in ("position", "name")}
        order = [above["position"], above["name"], F("parent_id").asc(nulls_first=True), "position", "name"]
        super().__init__(Section.objects.select_related("parent").order_by(*order), **kwargs)

    def label_from_instance(self, section):
        return f"{section.parent} › {section}" if section.parent_id else str(section)


class TagPicker(forms.SelectMultiple):
    """The admin's Select2 with words of one's own. Only the chosen tags stand in the page; the rest comes by typing."""

    template_name = "admin/articles/article/_tags.html"

    class Media:
        css = {"screen": ["admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css"]}
        js = [
            "admin/js/vendor/jquery/jquery.min.js",
            "admin/js/vendor/select2/select2.full.min.js",
            "admin/js/jquery.init.js",
            "newsroom/tags.js",
        ]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = names_of(value)
        return context

    def value_from_datadict(self, data, files, name):
        return names_of(data.getlist(name) if hasattr(data, "getlist") else data.get(name))

    def optgroups(self, name, value, attrs=None):
        return []

    def _render(self, template_name, context, renderer=None):
        # The forms' own renderer looks into the apps alone, not into the project's templates.
        return render_to_string(template_name, context)


class TagField(forms.Field):
    """Tags as names. Existing ones are found whatever their case, others are made when the story is saved."""

    widget = TagPicker(attrs={"data-url": reverse_lazy("admin:articles_article_tags"), "class": "tag-picker"})

    def clean(self, value):
        names = names_of(value)
        if len(names) > MOST_TAGS:
            raise ValidationError(f"{len(names)} tags are too many: at most {MOST_TAGS} fit.")
        errors = [sentence for sentence in map(wrong_with_tag, names) if sentence]
        if errors:
            raise ValidationError(errors)
        return names

    def has_changed(self, initial, data):
        return {name.lower() for name in names_of(initial)} != {name.lower() for name in names_of(data)}


def names_of(value) -> list[str]:
    """Return names of tags, each once whatever its case, from tags, names, or lists typed with commas."""
    if isinstance(value, str):
        value = [value]
    names = {}
    for tag in value or []:
        for name in tag.split(",") if isinstance(tag, str) else [str(tag)]:
            name = re.sub(r"\s+", " ", name).strip()
            if name:
                names.setdefault(name.lower(), name)
    return list(names.values())


def wrong_with_tag(name: str) -> str:
    """Return what is wrong with a tag's name in a sentence, or ""."""
    if "\x00" in name:
        return NO_NUL.message
    if len(name) > LONGEST_TAG:
        return f"“{name[:30]}…” is too long for a tag: at most {LONGEST_TAG} characters fit."
    if not slugify(name):
        return f"“{name}” holds no letter and no number, so it can't have a page of its own."
    return ""


class ArticleForm(forms.ModelForm):
    """The working copy, and beside it the moments of the publish box.

    `verb` is the button pressed; `may_publish`, whether by somebody who puts stories on the site.
    """

    section = SectionField(
        empty_label="Choose a section",
        error_messages={
            "required": "Choose a section.",
            "invalid_choice": "That section is gone. Choose another one.",
        },
    )
    # Held, so that nobody deletes it between the check here and the save.
    lead_photo = forms.ModelChoiceField(
        Photo.objects.defer("metadata").held(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "That photo is not in the library any more. Choose another one."},
    )
    tags = TagField(required=False, help_text="What the story is about. Choose, or type a new one and a comma.")
    related = RelatedField(
        required=False,
        label="Related stories",
        help_text="Stand below the story in this order, those that are on the site. Empty places fill themselves by "
        "tags and section.",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    # The fingerprints of what the page showed when it was opened, and the name of a page that begins a story.
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    begun_on = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    live_from = MomentField(required=False, label="Day and time")
    live_until = MomentField(required=False, label="Takes it off the site at")
    # The end as this page shows it: only who changes it means to change it.
    end_seen = MomentField(required=False, widget=HiddenMoment)
    # Whoever publishes a change says which it is; the page has two buttons, none of which is a guess.
    is_minor = forms.TypedChoiceField(
        choices=[("", "Readers are told it was updated"), ("on", "A minor change: “Updated” stays as it is")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        label="What kind of change is it?",
    )

    return_note = forms.CharField(
        required=False,
        label="What is to be done",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    verb = ""
    is_autosave = False
    may_publish = False

    class Meta:
        model = Article
        fields = [
            "kicker",
            "headline",
            "deck",
            "body",
            "section",
            "label",
            "tags",
            "dateline",
            "related",
            "lead_photo",
            "lead_caption",
            "slug",
            "front_headline",
            "search_title",
            "search_description",
            "canonical_url",
            "noindex",
            "comments_policy",
            "comments_stay_open",
            "planned_for",
            "embargo_until",
            "editor_note",
        ]
        widgets = {
            "kicker": forms.TextInput(attrs={"placeholder": "Kicker", "aria-label": "Kicker"}),
            "headline": forms.Textarea(attrs={"rows": 1, "placeholder": "Headline *", "aria-label": "Headline"}),
            "deck": forms.Textarea(
                attrs={"rows": 1, "placeholder": "Deck: the sentence under the headline", "aria-label": "Deck"}
            ),
            "lead_caption": forms.Textarea(attrs={"rows": 1}),
            "search_description": forms.Textarea(attrs={"rows": 1}),
            "editor_note": forms.Textarea(attrs={"rows": 1}),
            "comments_policy": forms.RadioSelect,
            "planned_for": Moment,
            "embargo_until": Moment,
            "canonical_url": forms.URLInput,
        }
        field_classes = {"planned_for": MomentField, "embargo_until": MomentField, "canonical_url": WebAddressField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.merge = merging.Merge()
        self.fields["version"].initial = self.instance.version
        # Asked for only when the page is shown.
        self.fields["live_until"].initial = self.fields["end_seen"].initial = self.instance.leaves_at
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.error_messages.update(WRONG.get(name, {}))
            speak_plainly(field)
            # A browser cuts a paste at this length without a word; the form's own check says what is too long.
            field.widget.attrs.pop("maxlength", None)
        for name in ("kicker", "headline", "deck"):
            self.fields[name].help_text = ""
        # Beside what is printed in one line, a browser would offer what other stories had.
        for name in ("kicker", "headline", "dateline", "slug"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_headline(self):
        return one_line(self.cleaned_data["headline"])

    def clean_deck(self):
        return one_line(self.cleaned_data["deck"])

    def clean_body(self):
        """As it will be stored, so that it can be compared with what is."""
        return body.clean(self.cleaned_data["body"])

    def clean_related(self):
        if self.instance.pk in self.cleaned_data["related"]:
            raise ValidationError("A story can’t be related to itself. Take it out.")
        return self.cleaned_data["related"]

    def clean_search_description(self):
        return one_line(self.cleaned_data["search_description"])

    def clean_live_from(self):
        moment = self.cleaned_data["live_from"]
        if self.verb in BY_THE_CLOCK:
            if moment is None:
                raise ValidationError("Give the day and the time at which it goes live.")
            if moment <= timezone.now():
                raise ValidationError(f"{PAST.format(in_words(moment))} or publish now.")
        return moment

    def clean_live_until(self):
        moment = self.cleaned_data["live_until"]
        if self.verb in WITH_AN_END and moment and moment != self.end_shown() and moment <= timezone.now():
            raise ValidationError(f"{PAST.format(in_words(moment))} or leave this empty.")
        return moment

    def relax(self):
        """Take what has been typed so far, as an autosave does: a headline and a section may still be missing."""
        self.is_autosave = True
        for name in ("headline", "section"):
            self.fields[name].required = False

    def end_shown(self):
        """Return the end of the story that stood on the page, as it was sent back with it."""
        try:
            return self.fields["end_seen"].clean(self.data.get(self.add_prefix("end_seen")))
        except ValidationError:
            return None

    @property
    def changes_end(self) -> bool:
        return self.cleaned_data.get("live_until") != self.cleaned_data.get("end_seen")

    def clean_embargo_until(self):
        """An embargo is nobody's to lift but theirs who publish, and can't come after what would break it."""
        moment, was = self.cleaned_data["embargo_until"], self.initial.get("embargo_until")
        if "embargo_until" not in self.changed_data:
            return was
        if was and was > timezone.now() and not self.may_publish and (moment is None or moment < was):
            raise ValidationError("Only an editor lifts or shortens an embargo. Ask one, or leave it as it was.")
        if moment and self.instance.pk and self.verb != "_cancel":
            self.check_nothing_breaks_it(moment)
        return moment

    def check_nothing_breaks_it(self, embargo_until):
        # Also when it is being scheduled anew: that may be refused, and the earlier moment would stand.
        if early := self.instance.editions.scheduled().beginning_before(embargo_until).first():
            raise ValidationError(
                f"It is scheduled to go live {in_words(early.live_from)}, before that embargo ends. "
                "Schedule it for later or take it back first."
            )

    def check_order(self):
        """The end comes after the beginning, wherever both are asked for."""
        start, end = self.cleaned_data.get("live_from"), self.cleaned_data.get("live_until")
        if self.verb == "_schedule" and start and end and end <= start:
            self.add_error("live_until", "It would leave the site before it goes live. Give a later end.")

    def clean(self):
        super().clean()
        self.check_order()
        self.was = values.objects_of(self.instance, self._meta.fields)
        if self.instance.pk:
            self.merge_with_stored()
        return self.cleaned_data

    def merge_with_stored(self):
        """Let stand what only others changed since the page was opened; what both changed has to be chosen first."""
        stored = {name: values.plain(name, value) for name, value in self.was.items()}
        base = values.base_of(self.data, self.instance, stored, knowing=not self.is_autosave)
        self.take_chosen()
        typed = {name: values.plain(name, self.cleaned_data[name]) for name in stored if name in self.cleaned_data}
        self.merge = merging.merge(base, typed, stored)
        for name in self.merge.theirs:
            self.cleaned_data[name] = self.was[name]
        if self.merge.clashes and not self.is_autosave:
            self.add_error(None, ValidationError("Choose between two texts.", code="clash"))

    def take_chosen(self):
        for name, value in self.was.items():
            if not self.is_autosave and values.chose_theirs(self.data, name):
                self.cleaned_data[name] = value
                self.errors.pop(name, None)

    def put_back(self, names):
        """Give the story its stored values again in fields that are not to be saved."""
        for name in names:
            if name in self.was and name != "tags":
                setattr(self.instance, name, self.was[name])


def speak_plainly(field):
    """Say in an editor's words what Django says in its own about any text: too long, or with a NUL."""
    for validator in field.validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = "%(show_value)d characters are too many: at most %(limit_value)d fit."
    field.validators = [
        NO_NUL if isinstance(validator, ProhibitNullCharactersValidator) else validator
        for validator in field.validators
    ]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def in_words(moment: datetime) -> str:
    """“at 14:05” today, else “on Monday 3 May at 14:05”, with the year if it is another; in the site's time."""
    local, today = timezone.localtime(moment), timezone.localdate()
    time = f"at {date_format(local, 'H:i')}"
    day = date_format(local, "l j F" if local.year == today.year else "l j F Y")
    return time if local.date() == today else f"on {day} {time}"


def time_zone_words() -> str:
    """“London time” for Europe/London."""
    return f"{settings.TIME_ZONE.rsplit('/', 1)[-1].replace('_', ' ')} time"
