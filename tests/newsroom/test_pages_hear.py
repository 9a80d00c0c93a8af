"""Every page that looks different after a deed was told of it: one of its names is among those announced.

A cache keeps pages by their names. What changes without a word would stay in it as it was.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from taggit.models import Tag

from articles import corrections, filing, life, page_names, reads
from articles.models import Author, BreakingNews, Edition, Front, Masthead, Photo, ReadCount, Section, Series, Slot
from articles.publishing import cancel, publish, reschedule, set_end, withdraw
from articles.shaping import Line, shape
from comments.models import Comment, HouseRules
from tests import surfaces
from tests.factories import make_article, make_author, make_comment, make_editor, make_photo, make_section
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@dataclass
class Paper:
    """A small paper: its stories by name, and whoever edits it."""

    stories: dict
    editor: object
    # What a cache keeps of it: {address: answer}.
    kept: dict

    def __getitem__(self, name):
        return self.stories[name]

    def publish(self, name, *, at=None, **fields):
        """Publish a story, after these changes."""
        if fields:
            change(self[name], **fields).record(by=self.editor)
        publish(self[name], by=self.editor, at=at)

    def place(self, section, *names, **fields):
        front = Front.objects.shaped(section)
        lines = [
            Line(f"new{name}", slot=slot, article=self[name].pk, live_from=timezone.now() - HOUR, **fields)
            for name, slot in zip(names, Slot.values, strict=False)
        ]
        shape(section, lines, seen=front.version, base=[], by=self.editor)

    def send(self, model, number="add", **fields):
        """Send a form of the desk, as an editor does."""
        desk = Client()
        desk.force_login(self.editor)
        place = f"/admin/{model}/add/" if number == "add" else f"/admin/{model}/{number}/change/"
        form = {name: values[0] for name, values in fields_of(desk.get(place), f"{model.split('/')[1]}_form").items()}
        answer = desk.post(place, form | fields)
        assert answer.status_code == 302, answer.context["adminform"].form.errors

    def break_news(self, link=""):
        hours = {"live_from": typed(-HOUR), "live_until": typed(HOUR)}
        self.send("articles/breakingnews", text="Ferries stop", link=link, **hours)


def typed(delay):
    return timezone.localtime(timezone.now() + delay).strftime("%Y-%m-%dT%H:%M")


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def section(slug):
    return Section.objects.get(slug=slug)


def tag(name):
    return Tag.objects.get(name=name)


def author(slug):
    return Author.objects.get(slug=slug)


@pytest.fixture(scope="module")
def made(made_once):
    """A paper with stories in every state, a face, comments, fronts by hand, a series, corrections and reads."""
    Masthead(name="The Courier", shows_changes=True).save()
    harbour, sport = make_section(name="Harbour", slug="harbour"), make_section(name="Sport", slug="sport")
    dredging = make_section(name="Dredging", slug="dredging", parent=harbour)
    make_section(name="Closing", slug="closing", position=99)
    marit = make_author(name="Marit Olsund", slug="marit-olsund", photo=make_photo(alt_text="Marit"))
    noor = make_author(name="Noor Vance", slug="noor-vance")
    common = {"section": dredging, "authors": [noor], "tags": ["Fish"]}

    def story(name, **fields):
        return make_article(**common | {"headline": f"Herring {name}", "slug": name} | fields)

    stories = {
        "wall": story("wall", tags=["Fish", "Wall"], authors=[marit], lead_photo=make_photo()),
        "view": story("view", label="opinion", authors=[marit], section=sport),
        "cup": story("cup", section=sport, tags=["Cup"], lead_photo=make_photo()),
        "bread": story("bread", tags=["Wall"]),
        "taken-off": story("taken-off", tags=["Ferry"]),
        "to-come": story("to-come", section=sport),
        "draft": story("draft", section=sport),
        "alone": story("alone", authors=[make_author(name="Ada Bell", slug="ada-bell")], tags=["Gulls"]),
    }
    paper = Paper(stories, make_editor(), {})
    change(stories["cup"], related=[stories[name].pk for name in ("draft", "to-come", "taken-off", "wall")])
    for name in ("alone", "bread", "view", "wall", "cup", "taken-off"):
        paper.publish(name)
    paper.publish("to-come", at=timezone.now() + HOUR)
    withdraw(paper["taken-off"], by=paper.editor)
    Series.objects.create(tag=tag("Wall"), name="The wall in parts")
    corrections.add(paper["bread"], by=paper.editor, kind="correction", text="It was rye.")
    paper.place(None, "draft", "wall")
    paper.place(harbour, "cup", "to-come", "taken-off", photo=make_photo(alt_text="By hand").pk)
    hour = reads.hour_of(timezone.now())
    ReadCount.objects.add({(stories[name].pk, hour): 3 for name in ("wall", "cup", "to-come", "taken-off")})
    first = make_comment(stories["wall"], state="approved")
    make_comment(stories["wall"], state="approved", parent=first)
    make_comment(stories["wall"])
    return paper


@pytest.fixture
def paper(made):
    """The paper as it stands in the database: what a test did to its rows is undone with them."""
    for story in made.stories.values():
        story.refresh_from_db()
    if not made.kept:
        keep(made)
    return replace(made)


def keep(paper):
    """Keep the answers of all addresses that have names. Without names nothing is kept."""
    asked = [*surfaces.every_address(), *surfaces.refusals()]
    # The forms of a feed are one view.
    found = answers(address for address in asked if not address.endswith((".atom", ".json")))
    paper.kept = {address: answer for address, answer in found.items() if names_of(answer)}


def answers(addresses):
    reader = Client()
    return {address: reader.get(address) for address in addresses}


def seen(answer):
    return answer.status_code, answer.content, answer.get("Location")


def names_of(answer) -> set[str]:
    return set(filter(None, answer.get("Cache-Tag", "").split(",")))


@pytest.fixture
def after(paper, monkeypatch, django_capture_on_commit_callbacks):
    """Return a function that does a deed and returns how many kept pages look different, and those not told."""

    def after(deed):
        told = set()
        monkeypatch.setattr(page_names, "LISTENERS", [told.update])
        with django_capture_on_commit_callbacks(execute=True):
            deed(paper)
        told = set(map(page_names.in_header, told))
        changed = [each for each, answer in answers(paper.kept).items() if seen(answer) != seen(paper.kept[each])]
        return len(changed), [each for each in changed if not names_of(paper.kept[each]) & told]

    return after


def publish_new(paper, **fields):
    common = {"headline": "Herring new", "slug": "new", "authors": [author("noor-vance")]}
    publish(make_article(**common | fields), by=paper.editor)


def read_often(story):
    for number in range(9):
        reads.noted.note(story.pk, f"reader {number}")
    reads.noted.write()


DEEDS = {
    "a new story": lambda paper: publish_new(paper, section=section("sport"), tags=["Fish"]),
    "a new author and tag": lambda paper: publish_new(
        paper, section=section("dredging"), authors=[make_author()], tags=["New"]
    ),
    "a draft": lambda paper: paper.publish("draft"),
    "what was to come": lambda paper: paper.publish("to-come", headline="Sooner"),
    "what was taken off": lambda paper: paper.publish("taken-off", deck="Again."),
    "an update": lambda paper: paper.publish("cup", headline="The cup is won", deck="By two."),
    "an update of what was corrected": lambda paper: paper.publish("bread", headline="Rye"),
    "other tags": lambda paper: (paper["wall"].tags.set(["Quay"]), paper.publish("wall", deck="By two.")),
    "another section": lambda paper: paper.publish("wall", section=section("sport")),
    "another address": lambda paper: paper.publish("wall", slug="elsewhere"),
    "withdrawn": lambda paper: withdraw(paper["wall"], by=paper.editor),
    "the only one of an author and tag withdrawn": lambda paper: withdraw(paper["alone"], by=paper.editor),
    "a correction": lambda paper: corrections.add(paper["wall"], by=paper.editor, kind="correction", text="Ten."),
    "a correction taken back": lambda paper: corrections.take_back(paper["bread"].corrections.get(), by=paper.editor),
    "a photo's alt text": lambda paper: change(Photo.objects.get(alt_text="By hand"), alt_text="Another"),
    "a photo's focal point": lambda paper: change(paper["cup"].lead_photo, focal_x=0.1),
    "a portrait's focal point": lambda paper: change(author("marit-olsund").photo, focal_y=0.1),
    "a comment approved": lambda paper: Comment.objects.get(state="pending").approve(by=paper.editor),
    "a comment rejected": lambda paper: Comment.objects.get(parent=None, state="approved").reject(by=paper.editor),
    "a comment picked": lambda paper: Comment.objects.get(parent=None, state="approved").pick(),
    "comments of a story closed": lambda paper: change(paper["wall"], comments_policy="closed"),
    "comments closed": lambda paper: change(HouseRules.objects.current(), mode="closed"),
    "home arranged": lambda paper: paper.place(None, "alone", "view", headline="By hand"),
    "a front arranged": lambda paper: paper.place(section("sport"), "wall", "view", headline="By hand"),
    "breaking news": lambda paper: paper.break_news(),
    "breaking news with a link": lambda paper: paper.break_news(Edition.objects.get(article=paper["wall"]).path),
    "a section renamed": lambda paper: change(section("sport"), name="Games"),
    "a section's address": lambda paper: change(section("sport"), slug="games"),
    "a subsection renamed": lambda paper: change(section("dredging"), name="Mud"),
    "a section's place": lambda paper: change(section("harbour"), position=9),
    "a section under another": lambda paper: change(section("dredging"), parent=section("sport")),
    "a section gone": lambda paper: section("closing").delete(),
    "a new section": lambda paper: make_section(name="Food"),
    "an author renamed": lambda paper: change(author("marit-olsund"), name="Marit Lund"),
    "an author's address": lambda paper: change(author("noor-vance"), slug="noor"),
    "an author's face gone": lambda paper: change(author("marit-olsund"), photo=None),
    "a tag renamed": lambda paper: paper.send("taggit/tag", tag("Fish").pk, name="Fishes"),
    "a tag's address": lambda paper: paper.send("taggit/tag", tag("Fish").pk, slug="fishes"),
    "a series": lambda paper: Series.objects.create(tag=tag("Fish"), name="On fish"),
    "a series renamed": lambda paper: change(Series.objects.get(), name="The wall, told"),
    "a series gone": lambda paper: Series.objects.get().delete(),
    "the masthead": lambda paper: change(Masthead.objects.current(), name="The Mail"),
    "changes hidden": lambda paper: change(Masthead.objects.current(), shows_changes=False),
    "a story read often": lambda paper: read_often(paper["bread"]),
}
UNSEEN = {
    "scheduled": lambda paper: paper.publish("draft", at=timezone.now() + HOUR),
    "rescheduled": lambda paper: reschedule(paper["to-come"], by=paper.editor, at=timezone.now() + 2 * HOUR),
    "cancelled": lambda paper: cancel(paper["to-come"], by=paper.editor),
    "an end": lambda paper: set_end(paper["wall"], by=paper.editor, until=timezone.now() + HOUR),
    "filed": lambda paper: filing.tag(paper["wall"], add=["Quay"], by=paper.editor),
    "spiked and deleted": lambda paper: (
        life.spike(paper["draft"], by=paper.editor),
        life.delete_for_good(paper["draft"], by=paper.editor),
    ),
    "a comment held": lambda paper: make_comment(paper["wall"]),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_pages_that_change_are_told(after, deed):
    number, untold = after(DEEDS[deed])

    assert untold == []
    assert number > 0


@pytest.mark.parametrize("deed", UNSEEN)
def test_what_readers_do_not_see_changes_no_page(after, deed):
    assert after(UNSEEN[deed]) == (0, [])


def linked(paper, path):
    now = timezone.now()
    BreakingNews.objects.create(text="Ferries stop", link=path, live_from=now - HOUR, live_until=now + HOUR)
    keep(paper)


@pytest.mark.parametrize("deed", ["what was to come", "what was taken off", "a new story"])
def test_fronts_of_every_section_hear_of_what_breaking_news_leads_to(paper, after, deed):
    """The story is of one section, and its link stands on the fronts of all; at first there may be none there."""
    name = {"what was to come": "to-come", "what was taken off": "taken-off", "a new story": "new"}[deed]
    place = "dredging" if name == "taken-off" else "sport"
    linked(paper, f"/{place}/{timezone.localdate():%Y/%m/%d}/{name}/")
    fronts = ["/", "/harbour/", "/dredging/", "/sport/"]
    assert {b'class="breaking"' in paper.kept[front].content for front in fronts} == {True}

    _, untold = after(DEEDS[deed])

    assert untold == []
    answers_now = answers(fronts)
    assert [seen(answers_now[front]) == seen(paper.kept[front]) for front in fronts] == [False] * 4


LISTS = {
    "/tags/ferry/": lambda paper: publish(paper["taken-off"], by=paper.editor),
    "/authors/noor/": lambda paper: change(author("noor-vance"), slug="noor"),
    "/authors/noor-vance/": lambda paper: change(author("noor-vance"), slug="noor"),
    "/tags/fishes/": lambda paper: paper.send("taggit/tag", tag("Fish").pk, slug="fishes"),
    "/tags/cup/": lambda paper: withdraw(paper["cup"], by=paper.editor),
    "/sports/": lambda paper: change(section("sport"), slug="sports"),
    "/sport/": lambda paper: change(section("sport"), slug="sports"),
}


@pytest.mark.parametrize("path", LISTS)
def test_fronts_hear_of_the_list_that_breaking_news_leads_to(paper, after, path):
    linked(paper, path)
    fronts = ["/", "/harbour/", "/dredging/"]
    link = f'<a href="{path}">Ferries stop</a>'
    assert len({link in paper.kept[front].content.decode() for front in fronts}) == 1

    _, untold = after(LISTS[path])

    assert untold == []
    answers_now = answers(fronts)
    had = [link in paper.kept[front].content.decode() for front in fronts]
    assert [link in answers_now[front].content.decode() for front in fronts] == [not each for each in had]


def test_every_page_has_names(paper):
    assert [each for each, answer in answers(surfaces.every_address()).items() if not names_of(answer)] == []


def test_no_page_names_the_number_of_a_story_that_is_not_public(paper):
    linked(paper, Edition.objects.get(article=paper["to-come"]).path)
    live = {str(pk) for pk in Edition.objects.live().values_list("article", flat=True)}

    named = {
        (address, name)
        for address, answer in answers([*surfaces.every_address(), *surfaces.refusals()]).items()
        for name in names_of(answer)
        if name.startswith(("article:", "comments:")) and name.split(":")[1] not in live
    }

    assert named == set()
