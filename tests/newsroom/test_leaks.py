"""Walks every public surface: what must never be seen there, and what every answer owes its reader."""

import json
from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from django.utils import timezone
from taggit.models import Tag

from articles import body
from articles.models import Article, Author, BreakingNews, Edition, Front, Masthead, ReadCount, Series, Slot
from articles.publishing import publish, withdraw
from articles.reads import hour_of
from tests import surfaces
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_photo,
    make_section,
)
from tests.feed_rules import faults_of
from tests.sitemap_rules import addresses_in, faults_of_index, faults_of_sitemap

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PLAYER = {"frame-src https://www.youtube-nocookie.com"}

TABLE_AND_CARDS = """<p>Nobody knows.</p><blockquote class="pull"><p>Nobody knows.</p></blockquote>
<table><caption>Tides</caption><tr><th>Day</th><th>Metres</th></tr><tr><th>Monday</th><td>4.2</td></tr></table>
<table><tr><td>Low</td><td>High</td></tr></table><p>https://youtu.be/abcdefghij_</p><p>https://x.com/ann/status/12</p>"""


@pytest.fixture(scope="module")
def newsroom(made_once):
    """Stories and comments in every state. What readers must not see holds a word beginning with “zq”."""
    editor = make_editor(username="zqlogin", email="zqlogin@example.org", first_name="Zqfirst", last_name="Zqlast")
    Masthead(name="The Courier", shows_changes=True).save()
    section = make_section(name="Harbour", slug="harbour")
    below = make_section(name="Dredging", slug="dredging", parent=section)
    author = make_author(
        name="Marit Olsund", slug="marit-olsund", email="zqmarit@example.org", user=editor, photo=make_photo()
    )
    shown = make_author(name="Noor Vance", slug="noor-vance", email="noor@example.org", email_is_private=False)
    hidden_text = {"kicker": "zqhidden", "deck": "zqhidden herring", "body": "<p>zqhidden herring</p>"}
    common = {"section": below, "authors": [author, shown], "editor_note": "zqnote"}

    live = make_article(
        headline="Wall moves",
        kicker="The wall",
        deck="By eleven centimetres.",
        body=f'<h2>Why</h2><p>Nobody knows.</p><figure><img data-file="{make_photo().pk}"></figure>',
        lead_photo=make_photo(source="zqsource", headline="zqphoto", keywords="zqkeyword"),
        tags=["Sea wall"],
        search_title="The wall",
        **common,
    )
    publish(live, by=editor)
    for name in ("headline", "kicker", "deck", "front_headline", "search_title", "search_description", "lead_caption"):
        setattr(live, name, f"zqchanged {name}")
    live.body, live.slug = "<p>zqchanged body</p>", "zqchanged-slug"
    live.lead_photo = make_photo(caption="zqchanged photo", credit="zqchanged credit")
    live.save()
    live.tags.add("zqchanged tag")
    live.record(by=editor)

    corrected = make_article(headline="Crane falls", slug="crane", lead_photo=make_photo(), tags=["Crane"], **common)
    publish(corrected, by=editor)
    corrected.headline, corrected.body, corrected.lead_photo = "Crane fell", "<p>Nobody was hurt.</p>", make_photo()
    corrected.save()
    corrected.record(by=editor)
    publish(corrected, by=editor)
    corrected.headline, corrected.body = "zqcorrected", "<p>zqcorrected</p>"
    corrected.save()
    corrected.record(by=editor, name="zqname")
    back = make_article(headline="zqtaken off", slug="pier-shut", **hidden_text | common)
    publish(back, by=editor)
    withdraw(back, by=editor)
    back.headline, back.deck, back.kicker, back.body = "Pier shut", "", "", "<p>Until Friday.</p>"
    back.save()
    back.record(by=editor)
    publish(back, by=editor)

    following = make_article(headline="Ferry sails", **common)
    publish(following, by=editor)
    following.headline, following.slug = "zqfollowing", "zqfollowing"
    following.save()
    following.record(by=editor)
    publish(following, by=editor, at=timezone.now() + timedelta(hours=2))

    for number in range(24):
        publish(make_article(headline=f"Herring {number}", tags=["Fish"], **common), by=editor)
    publish(make_article(headline="A view", label="opinion", **common), by=editor)
    publish(make_article(headline="Tables turned", body=TABLE_AND_CARDS, **common), by=editor)
    publish(make_article(headline="Bread", label="sponsored", dateline="VASSHOLM", **common), by=editor)

    hidden = hidden_text | common
    make_article(headline="zqdraft", tags=["zqdraft tag"], slug="zqdraft", **hidden)
    # Who writes here for the first time is no reader's business before the story is out.
    make_article(headline="zqfirst", **hidden | {"authors": [make_author(name="Zqnewcomer", slug="newcomer")]})
    make_article(headline="zqreview", stage="review", **hidden)
    scheduled = make_article(headline="zqscheduled", tags=["zqscheduled tag", "Sea wall"], **hidden)
    publish(scheduled, by=editor, at=timezone.now() + timedelta(hours=1))
    withdrawn = make_article(headline="zqwithdrawn", tags=["zqwithdrawn tag", "Sea wall"], **hidden)
    publish(withdrawn, by=editor)
    withdraw(withdrawn, by=editor)
    expired = make_article(headline="zqexpired", **hidden)
    edition = publish(expired, by=editor)
    Edition.objects.filter(pk=edition.pk).update(live_until=edition.live_from + timedelta(microseconds=1))

    live.corrections.create(kind="correction", text="It moved by eleven, not ten.", made_by=editor)
    live.corrections.create(text="zqfuture correction", live_from=timezone.now() + timedelta(hours=1), made_by=editor)
    for story in (withdrawn, scheduled, expired):
        story.corrections.create(kind="retraction", text="zqcorrection of what is not there", made_by=editor)
    draft = make_article(headline="zqshown by link", **hidden)
    revoked = draft.preview_links.create(reader="zqreader", made_by=editor, revoked_at=timezone.now())
    revoked.answers.create(verdict="changes", note="zqanswer")
    withdrawn.preview_links.create(
        reader="zqreader", made_by=editor, made_at=timezone.now() - timedelta(hours=1), token="dead-since-it-was-public"
    )

    hour = hour_of(timezone.now())
    ReadCount.objects.add({(article, hour): article for article in Article.objects.values_list("pk", flat=True)})

    lead_to_what_is_hidden(live, [draft, scheduled, withdrawn, expired])
    for front in (None, section, below):
        put_on_front(front, [withdrawn, scheduled, expired, draft])
    BreakingNews.objects.create(
        text="zqended", live_from=timezone.now() - timedelta(hours=2), live_until=timezone.now() - timedelta(hours=1)
    )
    BreakingNews.objects.create(
        text="It happens",
        link=f"{scheduled.editions.get().path}comments/",
        live_from=timezone.now(),
        live_until=timezone.now() + timedelta(hours=1),
    )
    leave_comments(live)
    for story in (withdrawn, scheduled, expired, draft):
        hidden_comment(story, "approved")
    return live


def lead_to_what_is_hidden(story, hidden):
    """Choose these by hand to stand beside a live story, and make a series of it and them, and one of them alone."""
    Edition.objects.live().of_stories([story]).update(related=[other.pk for other in hidden])
    for name, tag in (("The wall in parts", "Sea wall"), ("zqseries", "zqscheduled tag")):
        Series.objects.create(tag=Tag.objects.get(name=tag), name=name, description=f"About the {tag}.")


def put_on_front(section, stories):
    """Put stories that readers don't see into every slot, under a headline and a photo of that front."""
    front = Front.objects.create(section=section)
    photo = make_photo(alt_text="zqfront")
    for position, story in enumerate(stories):
        slot = Slot.values[position % len(Slot.values)]
        front.placements.create(
            article=story, slot=slot, position=position, headline="zqfront", photo=photo, live_from=timezone.now()
        )


def leave_comments(story):
    """Comments in every state, under every state. All that readers may see is by Annika Ro and Ole Berg."""
    shown = {"author_email": "zqannika@example.org", "state": "approved", "ip_hash": "zqhash"}
    root = make_comment(story, author_name="Annika Ro", author_website="https://ro.example/", **shown)
    reply = make_comment(story, author_name="Ole Berg", body="So it did.", parent=root, **shown)
    reply.pick()
    for state in ("pending", "rejected", "spam", "withdrawn"):
        for parent in (None, root, reply):
            unseen = hidden_comment(story, state, parent=parent)
            # Approved, and in answer to what nobody sees.
            below = hidden_comment(story, "approved", parent=unseen)
            hidden_comment(story, "approved", parent=below)
    for state in ("rejected", "withdrawn"):
        gone = make_comment(story, body="zqbody", author_name="zqname", **shown)
        hidden_comment(story, "approved", parent=gone)
        gone.decide(state, reasons=["zqreason"], message="zqmessage")


def hidden_comment(story, state, **fields):
    return make_comment(
        story,
        author_name=f"zqname {state}",
        author_email=f"zq{state}@example.org",
        author_website=f"https://zq{state}.example",
        body=f"zqbody {state}",
        state=state,
        **fields,
    )


# The scripts of readers' pages: one stands on all, each other one where there is something for it to do.
PALETTE = {"src": "/static/newsroom/palette.js"}
TALK = {"type": "module", "src": "/static/newsroom/talk.js"}
ARTICLE = {"type": "module", "src": "/static/newsroom/article.js"}
EMBED = {"type": "module", "src": "/static/newsroom/embed.js"}
SEARCH = {"type": "module", "src": "/static/newsroom/search.js"}


def parsed(response):
    """Return the tree of a page that a strict parser takes without an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(response.content.decode())


def pages(*more):
    """Every address that answers with a page for people, and these."""
    return [address for address in surfaces.every_address() if surfaces.is_page(address)] + list(more)


def is_data(element) -> bool:
    """Whether this is a script element that holds JSON for machines and runs nothing."""
    return (
        element.tag == "script" and element.attrib == {"type": "application/ld+json"} and bool(json.loads(element.text))
    )


def asked_in_vain():
    # The address itself holds a hidden word where the story does; the answer may not repeat even that.
    return surfaces.refusals()


def test_the_list_holds_every_kind_of_page(newsroom):
    assert [len(addresses()) > 0 for addresses in surfaces.SURFACES] == [True] * len(surfaces.SURFACES)
    assert len(surfaces.stories()) == 31
    assert len(asked_in_vain()) >= 7


def test_nothing_hidden_is_on_any_page(client, newsroom):
    found = {}
    for address in [*surfaces.every_address(), "/harbour/?page=2", *asked_in_vain()]:
        response = client.get(address)
        page = response.content.decode() + str(response.headers)
        if "zq" in page.lower():
            found[address] = page[max(0, page.lower().index("zq") - 80) :][:160]

    assert found == {}


def test_what_is_public_is_on_the_pages_where_it_belongs(client, newsroom):
    """The other half of the leak test: the same walk does find what readers may see."""
    story = client.get(surfaces.stories()[-1]).content.decode()
    author = client.get("/authors/noor-vance/").content.decode()

    assert "Wall moves" in story
    assert "Part 1 of 1 of" in story
    assert "The wall in parts" in client.get("/tags/sea-wall/").content.decode()
    assert "It moved by eleven, not ten." in story
    for address in ("/corrections/", "/feeds/corrections.rss", "/feeds/corrections.atom"):
        assert "It moved by eleven, not ten." in client.get(address).content.decode()
    for page in (story, *(client.get(address).content.decode() for address in surfaces.feeds()[2:])):
        assert "Annika Ro" in page
        assert "So it did." in page
    assert "noor@example.org" in author
    assert "<mark>Herring</mark> 3" in client.get("/search/?q=herring&order=newest&page=2").content.decode()
    assert "Did you mean" in client.get("/search/?q=hering").content.decode()
    offered = client.get("/search/suggestions/?q=her").json()["suggestions"]
    assert [story["headline"] for story in offered] == [f"Herring {number}" for number in range(23, 15, -1)]


def test_addresses_in_vain_are_refused(client, newsroom):
    answers = {client.get(address).status_code for address in asked_in_vain()}

    assert answers == {404, 410}


def test_every_page_can_be_kept_and_shared(client, newsroom):
    for address in surfaces.every_address():
        response = client.get(address)

        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not response.cookies
        assert "Set-Cookie" not in response
        assert "cookie" not in response.get("Vary", "").lower()
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert not again.cookies


def test_refusals_set_no_cookie_and_can_be_kept(client, newsroom):
    for address in asked_in_vain():
        response = client.get(address)

        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()


def test_every_page_answers_head_and_refuses_post(newsroom):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for address in surfaces.every_address():
        head, get = client.head(address), client.get(address)

        assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
        for method in (client.post, client.put, client.delete, client.patch):
            answer = method(address)
            if method == client.post and surfaces.takes_posts(address):
                assert (answer.status_code, answer["Cache-Control"]) == (403, "private, no-store")
            else:
                assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
            assert not answer.cookies


def test_every_page_has_the_strict_policy(client, newsroom):
    for address in [*surfaces.every_address(), *asked_in_vain()]:
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        more = PLAYER if b"data-player" in response.content and surfaces.is_page(address) else set()

        assert (address, {part.strip() for part in policy.split(";") if part.strip()}) == (address, POLICY | more)


def test_only_the_page_of_a_video_may_hold_its_player(client, newsroom):
    held = [address for address in pages() if "frame-src" in client.get(address)["Content-Security-Policy"]]

    assert held == [Edition.objects.get(headline="Tables turned").path]
    # “Not modified” takes nothing from the policy that the browser keeps with the page.
    again = client.get(held[0], headers={"if-none-match": client.get(held[0])["ETag"]})
    assert (again.status_code, again.get("Content-Security-Policy")) == (304, None)


def test_every_page_is_valid_html(client, newsroom):
    for address in pages("/harbour/?page=2", *asked_in_vain()):
        tree = parsed(client.get(address))
        elements = list(tree.iter())
        ids = [element.get("id") for element in elements if element.get("id") is not None]
        moments = [element.get("datetime") for element in elements if element.tag == "time"]
        pictures = [element for element in elements if element.tag == "img"]

        assert (address, len(tree.findall(".//h1"))) == (address, 1)
        assert sorted(set(ids)) == sorted(ids), address
        assert [moment for moment in moments if not moment or "." in moment] == [], address
        for picture in pictures:
            assert picture.get("alt") is not None, address
            assert int(picture.get("width")) > 0 and int(picture.get("height")) > 0, address
        running = [element.attrib for element in elements if element.tag == "script" and not is_data(element)]
        forms = [SEARCH for element in elements if "data-suggestions" in element.attrib] + [PALETTE]
        forms += [ARTICLE for element in elements if element.get("class") == "share"]
        forms += [EMBED for element in elements if "data-player" in element.attrib]
        forms += [TALK for element in elements if "data-leave" in element.attrib]
        assert running == forms, address
        assert not any("style" in element.attrib or element.tag == "style" for element in elements)
        eager = [picture for picture in pictures if picture.get("loading") != "lazy"]
        assert len(eager) <= 1, address
        assert [picture.get("fetchpriority") for picture in eager] == ["high"] * len(eager)


def test_every_feed_is_well_formed_and_its_links_lead_somewhere(client, newsroom, settings):
    for address in surfaces.feeds():
        response = client.get(address)
        text = response.content.decode()
        found = [element for element in ElementTree.fromstring(text).iter() if element.tag.endswith("link")]
        links = [element.get("href") or element.text for element in found]

        assert response["Content-Type"].endswith("+xml; charset=utf-8")
        assert f"{settings.SITE_URL}{address}" in links
        assert len(links) > 2
        for link in links:
            assert link.startswith(settings.SITE_URL), (address, link)
            assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200, (address, link)


def test_every_feed_keeps_the_rules_of_its_form(client, newsroom, settings):
    for address in [*surfaces.feeds(), *surfaces.story_feeds()]:
        assert (address, faults_of(client.get(address), settings.SITE_URL + address)) == (address, [])


def test_every_address_in_a_sitemap_leads_somewhere_and_every_story_is_in_one(client, newsroom, settings):
    listed = []
    for address in surfaces.sitemaps():
        content = client.get(address).content
        check = faults_of_index if address == "/sitemap.xml" else faults_of_sitemap
        if address != "/news-sitemap.xml":
            assert (address, check(content, settings.SITE_URL)) == (address, [])
        listed += [found.removeprefix(settings.SITE_URL) for found in addresses_in(content)]

    assert {client.get(address).status_code for address in listed} == {200}
    assert set(listed) >= {*surfaces.home(), *surfaces.section_fronts(), *surfaces.stories(), *surfaces.authors()}


def test_every_address_in_a_story_feed_leads_somewhere(client, newsroom, settings):
    found = set()
    for address in surfaces.story_feeds():
        if address.endswith(".json"):
            feed = json.loads(client.get(address).content)
            links = [(item["url"], item.get("image"), *writers_of(item)) for item in feed["items"]]
            found |= {feed["home_page_url"], feed["feed_url"], *filter(None, (link for part in links for link in part))}

    assert all(link.startswith(settings.SITE_URL) for link in found)
    answers = {link: client.get(link.removeprefix(settings.SITE_URL)).status_code for link in found}
    assert {link: code for link, code in answers.items() if code != 200} == {}


def writers_of(item):
    return [author["url"] for author in item.get("authors", []) if "url" in author]


def test_every_link_leads_somewhere(client, newsroom):
    targets = {}
    for address in pages("/harbour/?page=2", "/no-such-page/"):
        tree = parsed(client.get(address))
        ids = {element.get("id") for element in tree.iter()}
        for link in tree.iter("a"):
            href = link.get("href")
            assert href, address
            if href.startswith("mailto:") or link.get("rel") == "ugc nofollow" or body.place_of(href):
                continue
            if href.startswith("#"):
                assert href[1:] in ids, (address, href)
                continue
            parts = urlsplit(urljoin(f"http://testserver{address}", href))
            assert parts.netloc == "testserver", (address, href)
            targets[f"{parts.path}?{parts.query}" if parts.query else parts.path] = address
    answers = {target: client.get(target).status_code for target in targets}

    assert {target: code for target, code in answers.items() if code not in (200, 301)} == {}


def test_an_editor_gets_the_same_bytes_as_everybody(client, newsroom):
    from django.test import Client

    at_desk = Client()
    at_desk.force_login(make_editor())
    for address in [*surfaces.every_address(), "/no-such-page/"]:
        mine, public = at_desk.get(address), client.get(address)

        assert mine.content == public.content
        assert mine["ETag"] == public["ETag"]
        assert not mine.cookies


def test_open_preview_link_shows_its_story_and_nothing_else_of_the_desk(client, newsroom):
    secret = make_article(
        headline="Shown by link",
        editor_note="zqnote",
        authors=[Author.objects.get(slug="marit-olsund")],
        created_by=make_editor(username="zqwriter", email="zqwriter@example.org"),
    )
    secret.corrections.create(text="zqfuture", live_from=timezone.now() + timedelta(hours=1))
    mine = secret.preview_links.create(reader="Dana Ek", made_by=secret.created_by)
    theirs = secret.preview_links.create(reader="zqother", made_by=secret.created_by)
    theirs.answers.create(verdict="changes", note="zqanswer")
    make_comment(secret, body="zqcomment")

    response = client.get(mine.get_absolute_url())
    # The link's own random token may hold any two letters.
    page = (response.content.decode() + str(response.headers)).replace(mine.token, "")

    assert response.status_code == 200
    assert "Shown by link" in page
    assert "zq" not in page.lower()


def test_private_address_stays_private_when_the_desk_hides_it_again(client, newsroom):
    Author.objects.update(email_is_private=True)

    assert "noor@example.org" not in client.get("/authors/noor-vance/").content.decode()
