"""What the classifier has learned, how well it does, and training it again."""

from functools import partial
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path

from .. import classifier
from ..classifier import in_words
from ..measuring import Threshold, threshold
from ..models import HouseRules, TrainedClassifier
from ..training import FEWEST, MOST, Overtaken, TooFew, taught, train

THRESHOLDS = [50, 60, 70, 80, 90, 95]
# Of the drawing: its height, what a percent is wide, and how many warnings a point has to rest on.
HIGH, WIDE, FEWEST_WARNED = 100, 3, 10
WORDS_TRIED = 20_000


def urls(desk):
    def wrap(view):
        return desk.admin_site.admin_view(partial(view, desk))

    return [
        path("classifier/", wrap(classifier_show), name="comments_comment_classifier"),
        path("classifier/train/", wrap(classifier_train), name="comments_comment_classifier_train"),
    ]


class TryForm(forms.Form):
    text = forms.CharField(
        label="A comment to try",
        max_length=WORDS_TRIED,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something to try."},
    )


class Line(NamedTuple):
    """One of the drawing's lines: `points` as SVG has them."""

    name: str
    points: str


def classifier_show(desk, request):
    """The page; a POST judges the text it carries, and stores nothing."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = TryForm(request.POST or None)
    context = {"title": "The classifier", "form": form, "may_train": may_train(request)} | standing()
    if form.is_valid():
        context["tried"] = True
        context["judgement"] = judged(form.cleaned_data["text"])
    return desk.page(request, "admin/comments/comment/classifier.html", context)


def classifier_train(desk, request):
    """Train on the decisions that there are, and go back to the page, which says how it went."""
    if not may_train(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        trained = train()
        words = f"Trained on {trained.examples} decisions of this newsroom. It is in use from now on."
        desk.message_user(request, words, messages.SUCCESS)
    except (TooFew, Overtaken) as why:
        desk.message_user(request, str(why), messages.WARNING)
    return redirect("admin:comments_comment_classifier")


def may_train(request) -> bool:
    return request.user.has_perm("comments.change_houserules")


def judged(text: str):
    """Return a Judgement, or None where nothing in the text is known."""
    model = classifier.loaded()
    return model.judge(text) if model else None


def standing() -> dict:
    """Return what the page says of the newest training, and what there is to learn from when there was none."""
    house = HouseRules.objects.current()
    trained = TrainedClassifier.objects.defer("weights").first()
    context = {"house": house, "trained": trained, "fewest": FEWEST, "most": MOST}
    if trained is None:
        refused, accepted = taught()
        return context | {"refused": refused, "accepted": accepted}
    at = [threshold(trained.measured, trained.refused, percent) for percent in range(101)]
    shown = sorted({*THRESHOLDS, house.classifier_percent})
    return context | {
        "in_use": at[house.classifier_percent],
        "thresholds": [at[percent] for percent in shown],
        "lines": lines(at),
        "mark_x": house.classifier_percent * WIDE,
        "refused_words": named(trained.measured.get("refused_words", [])),
        "accepted_words": named(trained.measured.get("accepted_words", [])),
    }


def named(rows) -> list[dict]:
    """Return [{word, is_sign, refused, every}]; a sign, such as a link, is called by plain words."""
    return [
        {"word": in_words(name), "is_sign": in_words(name) != name, "refused": refused, "every": every}
        for name, refused, every in rows
    ]


def lines(at: list[Threshold]) -> list[Line]:
    """Return the two lines of the drawing, as far as they rest on enough warnings."""
    solid = [row for row in at if row.warned >= FEWEST_WARNED]

    def points(share):
        return " ".join(f"{row.percent * WIDE},{HIGH - round(HIGH * share(row), 1)}" for row in solid)

    return [Line("precision", points(lambda row: row.precision)), Line("recall", points(lambda row: row.recall or 0))]
