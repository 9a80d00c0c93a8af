"""The fronts at the desk: a list of them, and for each a page on which editors put stories into its slots."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from .. import fronts, shaping
from ..frame import find_section, sections_of, walk
from ..listing import page_of_cards
from ..models import Article, BreakingNews, Edition, Front, Photo, Placement, Slot
from ..models.placement import HOME
from ..views.fronts import render_home, render_section
from .article_form import MomentField, in_words, time_zone_words
from .article_preview import framed
from .front_form import LARGEST_ID, PREFIX, STEP, Lines, initial_of, unsaved
from .fronts import moment_words, name_in_tree, next_moments
from .lists import DeskAdmin
from .readers_words import write_for_readers

STORIES = 30
MOMENTS = 5
SLOT_HINTS = {
    Slot.LEAD: "One story, the largest on the page. Put a later one above it: it takes over at its time.",
    Slot.SECOND: "Four stories beside or below it.",
    Slot.ROW: "Up to five under the top. Put one there to begin the row.",
    Slot.LIST: "Up to eight stories, the newest after them.",
}


@dataclass
class Card:
    """A story on the page: the form with what is typed, the Article with its state, its photo on this front."""

    form: object
    story: Article | None
    photo: Photo | None
    line: shaping.Line | None = None  # as it is stored
    place: int = 0  # as the page numbers it


@admin.register(Front)
class FrontAdmin(DeskAdmin):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(require_safe(self.list_view)), name="articles_front_changelist"),
            path("<str:name>/", view(self.arrange_view), name="articles_front_arrange"),
            path("<str:name>/stories/", view(require_safe(self.stories_view)), name="articles_front_stories"),
            path("<str:name>/card/", view(require_safe(self.card_view)), name="articles_front_card"),
            path("<str:name>/preview/", framed(view(self.preview_view)), name="articles_front_preview"),
        ]

    def list_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        known = {front.section_id: front for front in Front.objects.with_placements(now)}
        rows = [(HOME, "Home", known.get(None))]
        rows += [(each.slug, name_in_tree(each), known.get(each.pk)) for each in walk(sections_of(request))]
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Fronts",
            "rows": rows,
            "may_arrange": self.has_change_permission(request),
            "breaking": BreakingNews.objects.on_fronts(now),
        }
        return TemplateResponse(request, "admin/articles/front/fronts.html", context)

    def section_named(self, request, name):
        """Return the section of an address, None for home. Raises Http404 for an unknown one."""
        if name == HOME:
            return None
        section = find_section(sections_of(request), slug=name)
        if section is None:
            raise Http404
        return section

    def guard(self, request, name):
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.section_named(request, name)

    def arrange_view(self, request, name):
        section = self.guard(request, name)
        if request.method == "POST":
            return self.arranged(request, name, section)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        front = Front.objects.shaped(section)
        stored = shaping.lines_of(Placement.objects.on(section).standing().in_order())
        return self.page(
            request, name, section, front, of_lines(stored, stored=stored), base=shaping.write_base(stored)
        )

    def arranged(self, request, name, section):
        front = Front.objects.shaped(section)
        data = request.POST.copy()
        place(data, request.POST.get("_add", ""))
        formset = Lines(data, stored=known_lines(section))
        seen, base = number(data.get("seen")), data.get("base", "")
        if "_save" not in data or not formset.is_valid():
            status = 422 if "_save" in data else 200
            return self.page(request, name, section, front, formset, base=base, seen=seen, status=status)
        return self.saved(request, name, section, formset, seen=seen, base=base)

    def saved(self, request, name, section, formset, *, seen, base):
        take = frozenset(request.POST.getlist("take"))
        try:
            front = shaping.shape(
                section, formset.lines(), seen=seen, base=shaping.read_base(base), by=request.user, take=take
            )
        except shaping.ChangedMeanwhile as late:
            return self.quarrel(request, name, section, late)
        except ValueError as error:
            front = Front.objects.shaped(section)
            told = {"base": base, "seen": seen, "sentence": str(error), "status": 422}
            return self.page(request, name, section, front, formset, **told)
        words = "Saved. Readers see it now." if front.version != seen else "Nothing has changed."
        if front.version > seen + 1:
            words = "Saved, together with what somebody else changed meanwhile."
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:articles_front_arrange", name)

    def quarrel(self, request, name, section, late):
        """The page with both arrangements merged; where they collide mine stands, beside what the other one did."""
        formset = of_lines(late.merged.lines, stored=late.stored)
        clashes = [clash_in_words(clash) for clash in late.merged.clashes]
        name_stories(clashes)
        base = shaping.write_base(late.stored)
        return self.page(
            request, name, section, late.front, formset, base=base, clashes=clashes, status=409, is_changed=True
        )

    def page(self, request, name, section, front, formset, *, base, seen=None, status=200, **context):
        now = timezone.now()
        for form in formset.forms:
            write_for_readers(request, form.fields, ["headline"])
        slots = self.slots(request, section, formset, now)
        lines = Placement.objects.on(section).standing(now).in_order()
        words = request.POST.get("q", request.GET.get("q", ""))
        context |= {
            "opts": self.opts,
            "title": f"{name_in_tree(section) if section else 'Home'}: front",
            "name": name,
            "front_name": name_in_tree(section) if section else "Home",
            "front": front,
            "public_url": section.get_absolute_url() if section else reverse("articles:home_show"),
            "seen": front.version if seen is None else seen,
            "base": base,
            "formset": formset,
            "slots": slots,
            "stories": found_stories(words),
            "q": words,
            "moments": moments(lines, now),
            "zone": time_zone_words(),
            "empty": Card(formset.empty_form, None, None),
        }
        context.setdefault("is_changed", formset.is_bound)
        page = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/articles/front/arrange.html", page, status=status)

    def slots(self, request, section, formset, now):
        """Return {value, label, hint, cards, rest, room, free} for each slot; `rest` is what fills it by itself."""
        by_slot = cards_of(formset)
        shown = filling(request, section, now)
        return [
            {
                "value": slot.value,
                "label": "Latest" if slot == Slot.LIST and section is None else slot.label,
                "hint": SLOT_HINTS[slot],
                "cards": by_slot[slot],
                "rest": [edition for edition in shown[slot] if edition.placement is None],
                "room": fronts.ROOM[slot],
                "free": max(0, fronts.ROOM[slot] - len(by_slot[slot])),
            }
            for slot in Slot
        ]

    def stories_view(self, request, name):
        """The stories to choose from, found by `q`: a fragment for the page's script."""
        self.guard(request, name)
        words = request.GET.get("q", "")
        return render(request, "admin/articles/front/_stories.html", {"stories": found_stories(words), "q": words})

    def card_view(self, request, name):
        """One story as a card to put into a slot: a fragment for the page's script, numbered by it."""
        self.guard(request, name)
        story = next(iter(stories_of({number(request.GET.get("article"))})), None)
        if story is None:
            raise Http404
        form = Lines().empty_form
        form.initial = {"article": story.pk, "slot": Slot.LEAD}
        write_for_readers(request, form.fields, ["headline"])
        return render(request, "admin/articles/front/_placed.html", {"card": Card(form, story, None)})

    def preview_view(self, request, name):
        """The front as readers will see it at a moment; with the form of its page, as it is arranged there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        section = self.section_named(request, name)
        asked = request.POST if request.method == "POST" else request.GET
        at, sentences = moment_asked(asked)
        placements = None
        if request.method == "POST" and not sentences:
            self.guard(request, name)
            placements, sentences = self.tried(request, section, at)
        if sentences:
            return render(request, "admin/articles/article/front_refused.html", {"sentences": sentences}, status=400)
        words = {"placements": placements, "now": at, "seen_at": at}
        response = render_section(request, section, at, **words) if section else render_home(request, at, **words)
        add_never_cache_headers(response)
        return response

    def tried(self, request, section, at):
        """Return the placements that the form would store, and what is wrong with it."""
        formset = Lines(request.POST, stored=known_lines(section))
        if formset.is_valid():
            return unsaved(formset.lines(), at), []
        wrong = [sentence for form in formset.forms for errors in form.errors.values() for sentence in errors]
        return None, wrong or list(formset.non_form_errors())


def known_lines(section) -> dict[str, shaping.Line]:
    """Return the lines of a front by key, with those that have ended: they may stand on a page opened before."""
    return shaping.by_key(shaping.lines_of(Placement.objects.on(section).in_order()))


def of_lines(lines, stored=()):
    return Lines(initial=[initial_of(line) for line in lines], stored=shaping.by_key(stored))


def number(value) -> int:
    """Return what was sent as a number, 0 for what is none."""
    value = value or ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else 0


def place(data, wanted: str) -> None:
    """Add to what was typed the story that a button put into a slot: “12:lead”. It comes last in it."""
    story, _, slot = wanted.partition(":")
    total = number(data.get(f"{PREFIX}-TOTAL_FORMS"))
    if not number(story) or slot not in Slot.values or total >= 2 * shaping.MOST:
        return
    data[f"{PREFIX}-TOTAL_FORMS"] = str(total + 1)
    for name, value in (("article", story), ("slot", slot), ("position", STEP * 1000)):
        data[f"{PREFIX}-{total}-{name}"] = str(value)


def cards_of(formset) -> dict[str, list[Card]]:
    """Return the cards of each slot in order, as typed. At most four queries."""
    forms = [form for form in formset.forms if not form["DELETE"].value()]
    stories = {story.pk: story for story in stories_of({number(str(form["article"].value())) for form in forms})}
    wanted = {number(str(form["photo"].value() or "")) for form in forms} - {0}
    photos = Photo.objects.defer("metadata").in_bulk(wanted) if wanted else {}
    found = {slot: [] for slot in Slot.values}
    for form in sorted(forms, key=lambda form: number(str(form["position"].value() or ""))):
        slot, story, photo = (form[name].value() for name in ("slot", "article", "photo"))
        line = form.stored.get(form["key"].value())
        card = Card(form, stories.get(number(str(story))), photos.get(number(str(photo or ""))), line)
        found[slot if slot in found else Slot.LEAD].append(card)
    for cards in found.values():
        for place, card in enumerate(cards, 1):
            card.place = place * STEP
    return found


def stories_of(ids) -> list[Article]:
    """Return these stories with what a card at the desk prints. Two queries."""
    return list(Article.objects.filter(pk__in=[pk for pk in ids if pk < LARGEST_ID]).for_list().with_state())


def found_stories(words: str) -> list[Article]:
    """Return stories to choose from: those with all these words, else what was published last or will be."""
    words = words.replace("\x00", "").strip()[:200]
    if words:
        return list(Article.objects.kept().containing(words).for_list().with_state().last_saved()[:STORIES])
    newest = list(Edition.objects.standing().newest().values_list("article", flat=True)[:STORIES])
    places = {pk: place for place, pk in reversed(list(enumerate(newest)))}
    return sorted(stories_of(places), key=lambda story: places[story.pk])


def filling(request, section, now) -> dict[str, list[Edition]]:
    """Return what stands in each slot at `now`, as readers see it."""
    if section is None:
        front = fronts.home(sections_of(request), now)
        lead, second, row, listed = [front.lead] if front.lead else [], front.second, front.row, front.latest
    else:
        front = fronts.section_front(section, page_of_cards(fronts.newest_in(section, now), request), now)
        top = front.row.editions if front.row else []
        lead, second, row, listed = top[:1], top[1:], front.own_row, front.listed
    rows = {Slot.LEAD: lead, Slot.SECOND: second, Slot.ROW: row.editions if row else [], Slot.LIST: listed}
    return {slot: editions[: fronts.ROOM[slot]] for slot, editions in rows.items()}


def moments(placements, now) -> list[tuple]:
    """Return (moment, words, what happens) of the next moments at which the front changes. Two queries."""
    found: dict = {}
    for moment, headlines in next_moments(now):
        found.setdefault(moment, []).append(f"{headlines[0]} goes live")
    for placement in placements:
        for moment, word in ((placement.live_from, "begins"), (placement.live_until, "ends")):
            if moment and moment > now:
                found.setdefault(moment, []).append(f"{placement.get_slot_display()} {word}")
    return [(moment, moment_words(moment, now), happens) for moment, happens in sorted(found.items())[:MOMENTS]]


def moment_asked(data) -> tuple:
    """Return (moment, []) as `at` or `at_typed` has it, now for none, or (None, sentences)."""
    field = MomentField(required=False, error_messages={"invalid": "This is not a day and a time."})
    try:
        return field.clean(data.get("at") or data.get("at_typed") or "") or timezone.now(), []
    except ValidationError as error:
        return None, error.messages


NAMES = {
    "slot": "Slot",
    "headline": "Headline on this front",
    "photo": "Photo",
    "live_from": "From",
    "live_until": "Until",
    "may_repeat": "May repeat",
}


def clash_in_words(clash) -> dict:
    """Return {key, story, what, rows}: what both changed, with rows (label, theirs, mine)."""
    story = (clash.mine or clash.theirs).article if not clash.order else None
    if clash.order:
        what = f"You both changed the order of “{Slot(clash.order).label}”."
    elif clash.mine is None:
        what = "You took it off, and somebody else changed it."
    elif clash.theirs is None:
        what = "You changed it, and somebody else took it off."
    else:
        what = "You both changed it."
    rows = [(NAMES[name], said(clash.theirs, name), said(clash.mine, name)) for name in clash.names]
    return {"key": clash.key, "article": story, "what": what, "rows": rows}


def said(line, name: str) -> str:
    value = getattr(line, name)
    if name == "slot":
        return Slot(value).label
    if name in ("live_from", "live_until"):
        return in_words(value) if value else "no end"
    if name == "photo":
        return f"photo {value}" if value else "the story’s own"
    return {True: "yes", False: "no", "": "the story’s own"}.get(value, value)


def name_stories(clashes: list[dict]) -> None:
    """Set `headline` on each. One query."""
    headlines = dict(
        Article.objects.filter(pk__in=[clash["article"] for clash in clashes if clash["article"]]).values_list(
            "pk", "headline"
        )
    )
    for clash in clashes:
        clash["headline"] = headlines.get(clash["article"], "")
