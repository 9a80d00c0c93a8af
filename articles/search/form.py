from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Author, Edition
from .finding import Wanted
from .words import shown

OLDEST_YEAR, LATEST_YEAR = 1000, 9000
BACKWARDS = gettext_lazy("This day lies after the day under “Until”.")


class Typed(forms.CharField):
    """Words from an address, whatever they are: cut, and without what no text can hold. Never an error."""

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value):
        return shown(super().to_python(value))


class Day(forms.DateField):
    default_error_messages = {"invalid": gettext_lazy("That is no day of the calendar. Write it as 2026-11-24.")}

    def __init__(self):
        super().__init__(required=False, input_formats=["%Y-%m-%d"])

    def to_python(self, value) -> date | None:
        day = super().to_python(shown(value or ""))
        if day and not OLDEST_YEAR <= day.year <= LATEST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class SearchForm(forms.Form):
    """What is looked for, as the address says it: nothing of it has to be there."""

    q = Typed()
    section = Typed()
    author = Typed()
    since = Day()
    until = Day()
    order = Typed()

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("since", forms.ValidationError(BACKWARDS, code="backwards"))
        return self.cleaned_data

    def words(self, name: str) -> str:
        return shown(self.data.get(name, ""))

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields, as the page may print it again: a field for a day holds no other words."""
        return {name: "" if self.has_error(name, "invalid") else self.words(name) for name in self.fields}

    def asked(self) -> dict[str, str]:
        """Return what is filled in, in the order of an address, without what is only the default."""
        asked = {name: self.words(name) for name in self.fields}
        if asked["order"] != "newest":
            del asked["order"]
        return {name: words for name, words in asked.items() if words}

    def wanted(self, *, sections: list[int] | None, author: Author | None) -> Wanted:
        """For a valid form."""
        return Wanted(
            text=self.cleaned_data["q"],
            sections=sections,
            author=author and author.pk,
            since=self.cleaned_data["since"],
            until=self.cleaned_data["until"],
            newest_first=self.cleaned_data["order"] == "newest",
        )


def find_author(slug: str) -> Author | None:
    """Return the author whom readers know by a live story, else None. One query."""
    return Author.objects.filter(editions__in=Edition.objects.live(), slug=slug).first()
