"""The rules of the house on one page, with a place to try them."""

import json
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles import merging
from articles.admin.lists import DeskAdmin

from .. import akismet, house
from ..facts import Facts
from ..forms import BODY_MAX_CHARACTERS, NUL_MESSAGE
from ..models import Comment, Decision, HouseRules
from ..moderation import RULES, judge, opinions
from ..refusals import Refused
from ..words import entries_of, wrong_in

COUNTED = timedelta(days=30)
WRONGS_TOLD = 5
LARGEST = {"close_after_days": 3650, "links_held": 100, "proven_after": 100}
PERCENTS = ["proven_under_percent", "classifier_percent"]
LONGEST_REASON, MOST_REASONS = 300, 30
LABELS = {
    "mode": "When comments appear",
    "close_after_days": "Days until comments close",
    "links_held": "Links that hold a comment",
    "banned_words": "Banned words",
    "suspect_words": "Suspect words",
    "proven_after": "Approved comments it takes",
    "proven_under_percent": "Share of refused comments that is too many, in percent",
    "classifier_percent": "How sure it has to be, in percent",
    "rejection_reasons": "What a rejected writer can be told",
}
WORDS_HELP = (
    "One a line. Whole words only, in any disguise: accents, capitals, c4s1n0, c.a.s.i.n.o. "
    "* stands for any letters. In a script without spaces, write * on both sides."
)


class HouseRulesForm(forms.ModelForm):
    """All that can be set. `may_publish` opens what decides when readers see comments."""

    class Meta:
        model = HouseRules
        fields = [
            "mode",
            "close_after_days",
            *(name for rule in RULES for name in rule.settings),
            "rejection_reasons",
        ]
        widgets = {
            "mode": forms.RadioSelect,
            "banned_words": forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "autocapitalize": "off"}),
            "suspect_words": forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "autocapitalize": "off"}),
            "rejection_reasons": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "banned_words": WORDS_HELP,
            "suspect_words": WORDS_HELP,
            "links_held": "0: links hold nothing.",
            "proven_after": "In 90 days, and as many of late from the network that the comment comes from. The email "
            "address has to be confirmed, too.",
            "proven_under_percent": "",
            # What follows is said by the rule itself, above its setting.
            "holds_near_doubles": "",
            "holds_capitals": "",
            "holds_repetition": "",
            "uses_classifier": "",
            "classifier_percent": "",
        }

    def __init__(self, *args, may_publish, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.disabled = name in house.FOR_PUBLISHERS and not may_publish
            field.error_messages["null_characters_not_allowed"] = NUL_MESSAGE
            field.error_messages["required"] = "Choose one." if name == "mode" else "Write a number."
            if largest := 100 if name in PERCENTS else LARGEST.get(name):
                limit_number(field, largest)

    def clean_banned_words(self):
        return self.clean_words("banned_words")

    def clean_suspect_words(self):
        return self.clean_words("suspect_words")

    def clean_words(self, name):
        wrongs = wrong_in(self.cleaned_data[name])
        if len(wrongs) > WRONGS_TOLD:
            wrongs = [*wrongs[:WRONGS_TOLD], f"{len(wrongs) - WRONGS_TOLD} more lines can’t be used."]
        if wrongs:
            raise forms.ValidationError(wrongs)
        return as_lines(self.cleaned_data[name])

    def clean_rejection_reasons(self):
        lines = entries_of(self.cleaned_data["rejection_reasons"])
        if len(lines) > MOST_REASONS:
            raise forms.ValidationError(f"There are {len(lines)} sentences. At most {MOST_REASONS} fit.")
        if any(len(line) > LONGEST_REASON for line in lines):
            raise forms.ValidationError(f"A sentence has at most {LONGEST_REASON} characters.")
        return as_lines(self.cleaned_data["rejection_reasons"])


def limit_number(field, largest: int) -> None:
    field.max_value, field.widget.attrs["max"] = largest, largest
    field.validators = [
        MinValueValidator(0, "Write 0 or more."),
        MaxValueValidator(largest, f"Write {largest} or less."),
    ]
    field.error_messages["invalid"] = "Write a whole number."


def as_lines(text: str) -> str:
    """The lines as typed, without empty ones and outer spaces."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


class TryForm(forms.Form):
    """A comment that is only held against the rules."""

    body = forms.CharField(
        label="A comment",
        max_length=BODY_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write or paste a comment to try.", "null_characters_not_allowed": NUL_MESSAGE},
    )
    name = forms.CharField(
        label="Under the name",
        max_length=80,
        required=False,
        error_messages={"null_characters_not_allowed": NUL_MESSAGE},
    )


@admin.register(HouseRules)
class HouseRulesAdmin(DeskAdmin):
    """One page for the one row: the list's address is that of the form, and it is neither added nor deleted."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return HttpResponseRedirect(reverse("admin:comments_houserules_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:comments_houserules_changelist"))

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method in ("GET", "HEAD"):
            return self.shown(request, self.rules_form(request, HouseRules.objects.current()), TryForm(prefix="try"))
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        rules = HouseRules.objects.current()
        form = self.rules_form(request, rules, request.POST)
        if "_try" in request.POST:
            return self.tried(request, form, TryForm(request.POST, prefix="try"))
        return self.saved(request, form)

    def rules_form(self, request, rules, data=None):
        return HouseRulesForm(data, instance=rules, may_publish=request.user.has_perm("articles.publish_article"))

    def tried(self, request, form, trial):
        """Hold a comment against the rules as they are typed, saved or not. Stores nothing."""
        if not form.is_valid() or not trial.is_valid():
            return self.shown(request, form, trial, status=422)
        comment = Comment(body=trial.cleaned_data["body"], author_name=trial.cleaned_data["name"])
        facts = Facts(comment, answer=akismet.Answer.FINE)
        # The form has put what is typed on its instance; nothing saves it.
        facts.house = form.instance
        return self.shown(request, form, trial, outcome=outcome_of(facts), told=opinions(facts))

    def saved(self, request, form):
        if not form.is_valid():
            return self.shown(request, form, TryForm(prefix="try"), status=422)
        values = {name: form.cleaned_data[name] for name in house.names_of(form)}
        try:
            house.keep_rules(values, seen=merging.read_base(request.POST.get("seen", "")), by=request.user)
        except house.ChangedMeanwhile as late:
            return self.quarrel(request, form, late)
        self.message_user(
            request, "The house rules are saved. They hold for what comes in from now on.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:comments_houserules_changelist"))

    def quarrel(self, request, form, late):
        for name in late.names:
            form.add_error(
                name, "Somebody else changed this meanwhile. Look at both; saving again puts yours in its place."
            )
        theirs = {name: form[name].label for name in late.names}
        stored = [(label, getattr(late.current, name)) for name, label in theirs.items()]
        return self.shown(request, form, TryForm(prefix="try"), status=409, stored=stored, base=late.current)

    def shown(self, request, form, trial, *, status=200, base=None, told=None, **context):
        """The page. `base` are the rules that it is compared with when it is saved: those it was opened with."""
        told = dict(told or [])
        rows = Decision.objects.counts_by_rule(since=timezone.now() - COUNTED)
        context |= {
            "title": "House rules",
            "form": form,
            "errors": form.errors,
            "trial": trial,
            "asks_akismet": akismet.is_on(),
            "is_editable": self.has_change_permission(request),
            "seen": self.seen(request, form, base),
            "rules": [
                {
                    "rule": rule,
                    "fields": [form[name] for name in rule.settings],
                    "counts": rows.get(rule.name, {}),
                    "opinion": told.get(rule.name),
                }
                for rule in RULES
            ],
        }
        page = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, "admin/comments/houserules/house_rules.html", page, status=status)

    def seen(self, request, form, base):
        """Return the fingerprints of the rules that the page shows; of those it was opened with if it comes again."""
        if base is None and form.is_bound:
            return json.dumps(merging.read_base(request.POST.get("seen", "")))
        values = house.values_of(base or form.instance, house.names_of(form))
        return json.dumps(merging.fingerprints(values))


def outcome_of(facts: Facts) -> dict:
    """Return {state, word, reasons} of what would become of a comment."""
    try:
        verdict = judge(facts)
    except Refused as refusal:
        return {"state": "rejected", "word": "It would be sent back.", "reasons": [str(refusal)]}
    word = {
        Comment.State.APPROVED: "It would appear at once.",
        Comment.State.PENDING: "It would be held as suspect." if verdict.is_suspect else "It would be held.",
        Comment.State.REJECTED: "It would be rejected.",
        Comment.State.SPAM: "It would be marked as spam.",
    }[verdict.state]
    return {"state": verdict.state, "word": word, "reasons": verdict.reasons}
