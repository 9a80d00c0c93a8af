from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import BODY_MAX_CHARACTERS, NUL_MESSAGE, grouped, says_something
from .models import Report

Reason = Report.Reason


class ReportForm(forms.ModelForm):
    """Why a comment should not stand. Illegal content asks for what Article 16(2) of the EU’s DSA wants."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with the comment."),
            "invalid_choice": _("Choose what is wrong with the comment."),
        },
    )
    is_about_children = forms.BooleanField(
        label=_("It is about the sexual abuse of children"),
        required=False,
        help_text=_("The offences of Articles 3 to 7 of Directive 2011/93/EU. Then you need not say who you are."),
    )
    # Offered with illegal content alone; what is typed here is dropped with every other reason.
    STATEMENT = ["is_about_children", "reporter_name", "reporter_email", "is_in_good_faith"]

    class Meta:
        model = Report
        fields = ["reason", "text", "reporter_name", "reporter_email", "is_in_good_faith"]
        labels = {
            "text": _("Why should it not stand?"),
            "reporter_name": _("Your name"),
            "reporter_email": _("Your email address"),
            "is_in_good_faith": _("I believe in good faith that what I say here is accurate and complete"),
        }
        help_texts = {
            "text": _("Needed for illegal content (say why it is illegal) and for something else."),
            "reporter_email": _("You get a receipt there, and later what we decided. It is not published."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "dir": "auto"})}
        error_messages = {
            "reporter_name": {"max_length": _("The name has %(show_value)d characters. At most %(limit_value)d fit.")},
            "reporter_email": {
                "invalid": _("This is not a complete address. It should look like name@example.org."),
                "max_length": _("The address has %(show_value)d characters. At most %(limit_value)d fit."),
            },
        }

    def __init__(self, data=None):
        super().__init__(data, auto_id="report-%s")
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = NUL_MESSAGE
        for name, autocomplete in {"reporter_name": "name", "reporter_email": "email"}.items():
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    @property
    def faulty(self):
        """The fields with a message beside them, in the order of the page."""
        return [self[name] for name in ["reason", "text", *self.STATEMENT] if self[name].errors]

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > BODY_MAX_CHARACTERS:
            raise forms.ValidationError(
                _("This has %(count)s characters. At most %(most)s fit: shorten it."),
                params={"count": grouped(len(text)), "most": grouped(BODY_MAX_CHARACTERS)},
            )
        return text

    def clean_reporter_name(self):
        return " ".join(self.cleaned_data["reporter_name"].split())

    def clean(self):
        reason = self.cleaned_data.get("reason")
        text = self.cleaned_data.get("text")
        if reason in (Reason.ILLEGAL, Reason.OTHER) and text is not None and not says_something(text):
            self.add_error(
                "text", _("Say why it is illegal.") if reason == Reason.ILLEGAL else _("Say what is wrong with it.")
            )
        if reason == Reason.ILLEGAL:
            self.clean_statement()
        else:
            for name in self.STATEMENT:
                self.errors.pop(name, None)
                self.cleaned_data[name] = False if name.startswith("is_") else ""
        return self.cleaned_data

    def clean_statement(self):
        """Miss what a notice of illegal content has to hold, each beside its field."""
        said = self.cleaned_data
        if not said.get("is_in_good_faith"):
            self.add_error("is_in_good_faith", _("Tick this, or choose another reason."))
        if said.get("is_about_children"):
            return
        if not self["reporter_name"].errors and not says_something(said.get("reporter_name", "")):
            self.add_error("reporter_name", _("Give your name."))
        if not self["reporter_email"].errors and not said.get("reporter_email"):
            self.add_error("reporter_email", _("Give your email address. It is not published."))

    def report_data(self) -> dict:
        """Return what reports.report() takes of a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
