"""Whether every word of ours that a reader meets can be said in another language.

Everything that the newsroom wrote here is Greek, and the paper's language is one that puts every message into
⟦brackets⟧. A Latin word outside of them is one that nobody can translate.
"""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import html5lib
import pytest
from django.utils import timezone
from django.utils.translation import trans_real

from articles.models import Article, Author, BreakingNews, Correction, Edition, Masthead, ReadCount, Series
from articles.publishing import publish, withdraw
from articles.reads import hour_of
from comments.models import Comment
from tests import surfaces
from tests.factories import make_article, make_author, make_comment, make_editor, make_photo, make_section

pytestmark = pytest.mark.django_db

LANGUAGE = "de"
# Names that are the same everywhere.
NAMES = {"RSS", "Atom", "JSON", "Feed", "YouTube", "X"}
WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
# Addresses are nobody's words.
ADDRESS = re.compile(r"https?://[^\s⟦⟧]+|[^\s⟦⟧]+@[^\s⟦⟧]+")
SPOKEN = ["alt", "aria-label", "aria-description", "title", "placeholder", "label", "data-done", "data-failed"]
SPOKEN += ["data-name", "data-counted"]
IN_FEEDS = {"title", "description", "subtitle", "summary", "content", "encoded", "creator", "name", "credit"}
IN_DATA = {"name", "headline", "description", "text", "caption", "creditText", "slogan", "articleSection"}
IN_DATA |= {"title", "summary", "content_html", "html", "author_name", "provider_name"}

TEXT = """<h2>Γιατί</h2><p>Κανείς δεν <b>ξέρει</b>.</p><blockquote><p>Το είδα.</p><p>— Άννα</p></blockquote>
<table><tr><td>Ρηχά</td><td>Βαθιά</td></tr></table><p class="embed"><a href="https://youtu.be/abcdefghij_">Τείχος</a></p>
<p class="embed"><a href="https://x.com/ann/status/12">Νέα</a></p><ul><li><p>Ένα</p><ul><li><p>Δύο</p></li></ul></li></ul>"""


class Brackets(trans_real.DjangoTranslation):
    def gettext(self, message):
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧" if message else ""

    def ngettext(self, one, many, number):
        return self.gettext(one if number == 1 else many)


@pytest.fixture
def newsroom(monkeypatch):
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Brackets(LANGUAGE))
    editor = make_editor()
    Masthead(
        name="Ταχυδρόμος", tagline="Κάθε μέρα", language=LANGUAGE, description="Νέα του λιμανιού", shows_changes=True
    ).save()
    harbour = make_section(name="Λιμάνι", slug="limani", description="Πλοία")
    below = make_section(name="Βυθός", slug="vythos", parent=harbour)
    empty = make_section(name="Άδειο", slug="adeio")
    anna = make_author(name="Άννα Λι", slug="anna", role="Συντάκτρια", bio="Γράφει.", photo=photo(), user=editor)
    nikos = make_author(name="Νίκος Ρω", slug="nikos", email="nikos@example.org", email_is_private=False)
    common = {"section": below, "authors": [anna, nikos, make_author(name="Εύα", slug="eva")], "tags": ["Τείχος"]}

    story = make_article(headline="Το τείχος", deck="Λίγο.", body=TEXT, lead_photo=photo(), **common)
    story.bylines.create(author=nikos, role="photos", position=4)
    published = timezone.now() - timedelta(hours=3)
    publish(story, by=editor, at=published)
    change(story, by=editor)
    Series.objects.create(name="Τα τείχη", description="Μέρη", tag=story.tags.get(name="Τείχος"))
    for kind in Correction.Kind:
        story.corrections.create(kind=kind, text="Όχι δέκα.", made_by=editor, at_top=kind == "update")
    for label in Article.Label.values:
        publish(
            make_article(headline=f"Μια {label_in_greek(label)}", label=label, body=TEXT, lead_photo=photo(), **common),
            by=editor,
        )
    for number in range(24):
        publish(make_article(headline=f"Ρέγγα {number}", body="<p>Ψάρι.</p>", **common), by=editor)
    gone = make_article(headline="Πάει", body="<p>Πάει.</p>", **common)
    publish(gone, by=editor)
    withdraw(gone, by=editor)
    now = timezone.now()
    BreakingNews.objects.create(text="Συμβαίνει", live_from=now, live_until=now + timedelta(hours=1))
    ReadCount.objects.add({(article, hour_of(now)): 3 for article in Article.objects.values_list("pk", flat=True)})
    for body in ("Ναι.", "Όχι."):
        make_comment(story, state="approved", author_name="Ράνια", body=body)
    draft = make_article(headline="Σχέδιο", body=TEXT, **common)
    return {
        "draft": draft.preview_links.create(reader="Όλγα", made_by=editor).get_absolute_url(),
        "empty": empty.get_absolute_url(),
        "gone": gone.editions.get().path,
        "story": story,
    }


def photo():
    return make_photo(caption="Πλοίο.", credit="Νίκος", alt_text="Ένα πλοίο.")


def label_in_greek(label) -> str:
    return "αβγδεζηθι"[Article.Label.values.index(label)]


def change(story, *, by):
    """Publish the story with a change of every kind."""
    story.headline, story.deck, story.kicker, story.dateline = "Το τείχος κουνήθηκε", "Πολύ.", "Λιμάνι", "ΒΟΛΟΣ"
    story.lead_photo, story.label = None, "analysis"
    begin, table, end = re.split("(<table.*</table>)", TEXT)
    begin = begin.replace("h2", "h3").replace("<p>Κανείς δεν <b>ξέρει</b>", "<p><b>Κανείς</b> <i>δεν</i> ξέρει")
    story.body = f"{table}{begin}<p><a href='https://x.com/a'>Νέος σύνδεσμος</a></p><hr>{end}"
    story.save()
    story.tags.add("Νέο θέμα")
    story.record(by=by)
    publish(story, by=by, at=timezone.now() - timedelta(hours=1))


def unmarked(pieces) -> list[str]:
    """Return the Latin words outside of brackets in pieces of text that are read one after the other."""
    text = ADDRESS.sub(" ", "\n".join(pieces))
    outside, depth = [], 0
    for part in re.split("([⟦⟧])", text):
        depth += {"⟦": 1, "⟧": -1}.get(part, 0)
        assert depth >= 0, f"a message that was not begun ends in {text[:200]}"
        outside.append(part if depth == 0 else " ")
    assert depth == 0, f"a message does not end in {text[:200]}"
    return [word for word in WORD.findall("".join(outside)) if word not in NAMES]


def unmarked_in_page(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found, texts = [], []
    for element in tree.iter():
        found += [word for name in SPOKEN if name in element.attrib for word in unmarked([element.attrib[name]])]
        if is_read_of_meta(element):
            found += unmarked([element.get("content")])
        elif element.get("type") == "application/ld+json":
            found += unmarked_in_data(json.loads(element.text))
    texts = list(texts_in(tree))
    return found + unmarked(["".join(texts)])


def is_read_of_meta(element) -> bool:
    kind = element.get("property") or element.get("name") or ""
    return element.tag == "meta" and kind.endswith(("description", ":title", ":site_name", ":alt", ":section", ":tag"))


def texts_in(element):
    """Yield the text of an element and of all in it, in the order of the page."""
    if element.tag not in ("script", "style") and isinstance(element.tag, str):
        yield element.text or ""
        for child in element:
            yield from texts_in(child)
            yield child.tail or ""


def unmarked_in_data(data, name="") -> list[str]:
    if isinstance(data, dict):
        return [word for key, value in data.items() for word in unmarked_in_data(value, key)]
    if isinstance(data, list):
        return [word for value in data for word in unmarked_in_data(value, name)]
    return unmarked_in_page(str(data)) if name in IN_DATA else []


def unmarked_in_feed(xml: bytes) -> list[str]:
    elements = [element for element in ElementTree.fromstring(xml).iter() if element.text]
    read = [element.text for element in elements if element.tag.rpartition("}")[2] in IN_FEEDS]
    return [word for text in read for word in unmarked_in_page(text)]


def unmarked_in(response) -> list[str]:
    kind = response["Content-Type"]
    if "html" in kind:
        return unmarked_in_page(response.content.decode())
    if "json" in kind:
        return unmarked_in_data(response.json())
    return unmarked_in_feed(response.content) if "xml" in kind else []


def addresses_of(newsroom) -> list[str]:
    # What a reader typed is on the page again, so it is typed in Greek.
    elsewhere = set(surfaces.search())
    asked = [address for address in surfaces.every_address() if address not in elsewhere]
    typed = ["Ρέγγα", "Ρέγγα&page=2", "Ρέγγα&since=2026-02-30", "Ρέγκα", "ψψψ", "ψψψ φφφ", "-ψ"]
    typed += ["ψψψ&section=vythos", "ψψψ φφφ&section=vythos", "Ρέγγα&author=anna"]
    searched = ["/search/", *(f"/search/?q={words}" for words in typed)]
    more = ["/vythos/?page=2", "/authors/anna/?page=2", newsroom["draft"], newsroom["empty"]]
    return [*asked, *searched, *more, "/no-such-page/", newsroom["gone"]]


def test_every_word_of_ours_can_be_translated(client, newsroom):
    addresses = addresses_of(newsroom)
    found = {address: words for address in addresses if (words := unmarked_in(client.get(address)))}

    assert len(addresses) > 140
    assert found == {}


def test_every_word_to_the_holder_of_a_preview_link_can_be_translated(client, newsroom):
    draft = newsroom["draft"]
    refused = [client.post(draft, {}), client.post(draft, {"verdict": "changes"})]
    refused.append(client.post(draft, {"verdict": "approve", "note": "ψ" * 4001}))
    version = Article.objects.get(headline="Σχέδιο").content_hash
    client.post(draft, {"verdict": "approve", "seen": version, "note": "Ναι"})
    pages = [*refused, client.get(draft)]
    client.post(draft, {"verdict": "changes", "note": "Όχι"})
    pages.append(client.get(draft))

    assert [page.status_code for page in pages] == [422, 422, 422, 200, 200]
    assert [unmarked_in(page) for page in pages] == [[]] * 5


def test_every_word_before_the_first_story_can_be_translated(client, monkeypatch):
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Brackets(LANGUAGE))
    Masthead(name="Ταχυδρόμος", language=LANGUAGE).save()
    addresses = ["/", "/archive/", "/corrections/", "/most-read/", "/most-read/week/", "/search/", "/feeds/latest.rss"]

    assert {address: unmarked_in(client.get(address)) for address in addresses} == {
        address: [] for address in addresses
    }


def test_the_walk_meets_what_it_is_to_look_at(client, newsroom):
    """What could hide a word: a page without it, or with the story's own in its place."""
    story = client.get(Edition.objects.live().get(article=newsroom["story"]).path).content.decode()
    history = client.get(f"{Edition.objects.live().get(article=newsroom['story']).path}changes/").content.decode()

    said = [
        "Part %(number)s",
        "Photos by",
        "Link to this apology",
        "min read",
        "Nothing is loaded",
        "About the authors",
    ]
    assert [words for words in said if words.split(" %")[0] not in story] == []
    said = [
        "Moved away",
        "Moved to",
        "smaller sub-heading",
        "was a",
        "New: ",
        "is bold now",
        "is not bold",
        "is italic",
    ]
    said += [
        "links to",
        "unchanged part",
        "Before",
        "No photo",
        "taken out: ",
        "put in: ",
        "Added:",
        "Was:",
        "in a quote",
    ]
    assert [words for words in said if words not in history] == []
    assert unmarked_in_page("<p>⟦Published <b>Νέα</b>⟧ by <i title='Share'>Άννα</i></p>") == ["Share", "by"]
    assert unmarked_in_data({"@type": "Comment", "name": "Reply", "url": "x"}) == ["Reply"]
    assert unmarked_in_feed(b"<rss><title>News</title><link>x</link></rss>") == ["News"]
    assert Comment.objects.count() == 2
    assert Author.objects.count() == 3
