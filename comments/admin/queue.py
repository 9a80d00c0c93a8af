"""The queue: one comment at a time, by queue and filter. Further cards and what others do come as fragments."""

from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles.audit import name_of
from articles.counts import capped_each

from ..cases import cases
from ..in_hand import claim, clear_away, holder, let_go, take_over
from ..models import Comment, HouseRules
from ..models.rows import IsAmong
from ..queues import QUEUES, Place, from_place, in_order, narrowed, queue_of, typed_in
from ..verdicts import UNDO_FOR
from .queue_head import head_for

CARDS = 15


def urls(desk):
    def address(route, view, name):
        return path(f"queue/{route}", desk.admin_site.admin_view(partial(view, desk)), name=f"comments_comment_{name}")

    return [
        address("", queue_show, "queue"),
        address("cards/", cards_show, "queue_cards"),
        address("ping/", ping, "queue_ping"),
    ]


def queue_show(desk, request):
    """One card open, the next ones behind it. Takes the open one in hand for whoever may decide."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    typed = typed_in(request.GET)
    queue = queue_of(typed)
    start = place_in(request.GET.get("at", ""))
    is_moderator, house = desk.has_change_permission(request), HouseRules.objects.current()
    given = {"house": house, "user": request.user}
    cards = cases(after(start, typed, queue, itself=True), **given) or cases(after(None, typed, queue), **given)
    opened = open_one(cards, request.user, is_moderator=is_moderator, asked_for=start is not None)
    head = head_for(desk, request, typed, queue)
    link_on(cards, head["list_query"])
    context = {
        "title": queue.heading,
        "cards": cards,
        "opened": opened,
        "is_moderator": is_moderator,
        "reasons": reasons_of(house),
        "taken_back": undoable(request),
    }
    return desk.page(request, "admin/comments/comment/queue.html", context | head)


def cards_show(desk, request):
    """The cards after a place, or `only` one, without the page around them."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    typed, house = typed_in(request.GET), HouseRules.objects.current()
    queue, only = queue_of(typed), request.GET.get("only", "")
    asked = Comment.objects.filter(pk=int(only)) if is_id(only) else None
    if asked is None:
        asked = after(Place.read(request.GET.get("after", "")), typed, queue)
    cards = cases(asked, house=house, user=request.user)
    link_on(cards, urlencode(typed))
    context = {"cards": cards, "is_moderator": desk.has_change_permission(request), "reasons": reasons_of(house)}
    context |= {"queue": queue, "opened": None}
    return TemplateResponse(request, "admin/comments/comment/_cards.html", context)


def after(start: Place | None, typed, queue, *, itself: bool = False):
    """The next CARDS comments of a queue under these filters, from a place or the beginning on."""
    comments = in_order(queue.narrow(narrowed(Comment.objects.all(), typed)), queue)
    if start:
        comments = from_place(comments, queue, start, itself=itself)
    # Chosen first, so that what a card tells is never looked up for what is only sorted.
    return in_order(Comment.objects.filter(IsAmong(F("pk"), comments.values("pk")[:CARDS])), queue)


def open_one(cards, user, *, is_moderator: bool, asked_for: bool) -> Comment | None:
    """Return the card to show: the one asked for, else the first that nobody else has, taken in hand."""
    if not cards or not is_moderator:
        return cards[0] if cards else None
    for card in cards[:1] if asked_for else cards:
        if card.hand is None and claim(card.pk, by=user):
            return card
    return cards[0]


def link_on(cards, query: str) -> None:
    """Set `later` and `here` on each: the addresses of the next card and of itself, for a page without scripts."""
    page = reverse("admin:comments_comment_queue")
    for card, after in zip(cards, [*cards, None][1:], strict=True):
        at = f"&at={after.place_in_queue}" if after else ""
        card.later = f"{page}?{query}{at}"
        card.here = f"{page}?{query}&at={card.place_in_queue}"


def place_in(text: str) -> Place | None:
    """Return the place that an address names, by its three numbers or by a comment's id; None for any other text."""
    if is_id(text):
        comment = Comment.objects.filter(pk=int(text)).first()
        return Place.of(comment) if comment else None
    return Place.read(text)


def is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def reasons_of(house: HouseRules) -> list[str]:
    return [line.strip() for line in house.rejection_reasons.splitlines() if line.strip()]


def undoable(request) -> dict | None:
    """Return {token, said} of the last verdict by plain form, while it can be taken back."""
    kept = request.session.get("verdicts") or []
    if kept and timezone.now().timestamp() - kept[-1]["at"] < UNDO_FOR.total_seconds():
        return kept[-1]
    return None


class PingForm(forms.Form):
    """What a page has open: `comment` is before somebody's eyes, `leaves` no longer is, `open` are the cards behind."""

    comment = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    leaves = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    takes = forms.BooleanField(required=False)
    open = forms.CharField(required=False, max_length=2000)

    def clean_open(self):
        return [int(pk) for pk in self.cleaned_data["open"].split(",") if is_id(pk)][:100]


def ping(desk, request):
    """Keep a comment in hand, and tell the page who has which and what was decided meanwhile."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = PingForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": "That names no comment."}, status=400)
    asked = form.cleaned_data
    if asked["leaves"]:
        let_go(asked["leaves"], by=request.user)
    clear_away()
    if asked["comment"] and Comment.objects.filter(pk=asked["comment"]).exists():
        (take_over if asked["takes"] else claim)(asked["comment"], by=request.user)
    return JsonResponse({"cards": standing_of(asked["open"], request.user), "counts": counts()})


def standing_of(pks, user) -> dict[int, dict]:
    """Return {comment id: {state, hand}}; hand is the name of whoever else has it, or "". One query."""
    comments = Comment.objects.filter(pk__in=pks).select_related("in_hand__by").only("pk", "state", "in_hand")
    now = timezone.now()
    found = {}
    for comment in comments:
        other = holder(comment, but=user, at=now)
        found[comment.pk] = {"state": comment.state, "hand": name_of(other) if other else ""}
    return found


def counts() -> dict[str, str]:
    """Return {queue: capped number of comments} for all queues. One query."""
    numbers = capped_each([queue.narrow(Comment.objects.all()) for queue in QUEUES.values()])
    return dict(zip(QUEUES, numbers, strict=True))
