"""The story page at the level of HTTP: what a form as it stands on the page does when it is sent."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles import publishing
from articles.models import Article, Byline, Edition
from tests.factories import (
    make_article,
    make_author,
    make_editor,
    make_moderator,
    make_photo,
    make_photo_editor,
    make_reporter,
    make_section,
    make_user,
)
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


def page_of(article):
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def editor(client):
    user = make_editor(first_name="Amara", last_name="Osei")
    client.force_login(user)
    return user


@pytest.fixture
def reporter(client):
    user = make_reporter()
    client.force_login(user)
    return user


def send(client, address, button="_save", **changes):
    """Open the page, change these fields as a person would, press the button; return the response."""
    fields = fields_of(client.get(address), "article_form")
    for name, value in changes.items():
        fields[name.replace("bylines_", "bylines-", 1).replace("__", "-")] = value
    return client.post(address, fields | {button: "1"})


def text_of(response) -> str:
    """Return what stands on the page in words, with one space between them."""
    html = re.sub(r"<(script|style|template|noscript).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def complaints_of(response) -> list[str]:
    """Return the lines of the summary on top."""
    summary = re.search(r'id="problems".*?<ul>(.*?)</ul>', response.content.decode(), re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", summary[1], re.DOTALL) if summary else []
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", line))).strip() for line in lines]


def write_a_story(client, button="_save", **changes):
    section, author, photo = make_section(slug="city"), make_author(name="Ben Whitlock"), make_photo()
    fields = {
        "kicker": "Harbour",
        "headline": "The wall is to rise",
        "deck": "By two metres, from January.",
        "body": "<h2>Who pays</h2><p>Ratepayers do.</p>",
        "section": section.pk,
        "tags": ["Harbour", "council"],
        "lead_photo": photo.pk,
        "bylines_0__author": author.pk,
    }
    return send(client, ADD, button, **(fields | changes))


# Saving


def test_first_save_keeps_all_that_was_written_and_who_wrote_it(client, editor):
    response = write_a_story(client)

    story = Article.objects.get()
    assert response.url == page_of(story)
    assert (story.kicker, story.headline, story.deck) == (
        "Harbour",
        "The wall is to rise",
        "By two metres, from January.",
    )
    assert story.body == "<h2>Who pays</h2><p>Ratepayers do.</p>"
    assert sorted(story.tags.names()) == ["Harbour", "council"]
    assert [str(byline) for byline in story.bylines.all()] == ["Ben Whitlock (Words)"]
    assert (story.created_by, story.saved_by, story.version) == (editor, editor, 1)
    assert story.revisions.get().data == story.snapshot()
    assert not Edition.objects.exists()


def test_page_shows_again_what_was_saved(client, editor):
    address = write_a_story(client).url

    fields = fields_of(client.get(address), "article_form")

    story = Article.objects.get()
    assert fields["headline"] == ["The wall is to rise"]
    assert fields["body"] == [story.body]
    assert sorted(fields["tags"]) == ["Harbour", "council"]
    assert fields["lead_photo"] == [str(story.lead_photo_id)]
    assert fields["bylines-0-author"] == [str(story.bylines.get().author_id)]


def test_save_without_a_change_records_nothing(client, editor):
    address = write_a_story(client).url

    send(client, address)

    story = Article.objects.get()
    assert (story.revisions.count(), story.version) == (1, 1)


@pytest.mark.parametrize("change", [{"headline": "Another"}, {"tags": ["Harbour"]}, {"bylines_0__role": "photos"}])
def test_every_change_that_readers_would_see_records_a_revision(client, editor, change):
    address = write_a_story(client).url

    send(client, address, **change)

    story = Article.objects.get()
    assert (story.revisions.count(), story.version) == (2, 2)
    assert story.revisions.first().data == story.snapshot()


def test_change_of_a_note_for_the_desk_is_a_save_too(client, editor):
    address = write_a_story(client).url

    send(client, address, editor_note="Call the harbour master.")

    assert Article.objects.get().version == 2


def test_draft_needs_a_headline_and_a_section_and_no_more(client, editor):
    response = send(client, ADD, headline="A thought", section=make_section().pk)

    assert response.status_code == 302
    assert Article.objects.get().headline == "A thought"


def test_line_breaks_pasted_into_a_headline_become_spaces(client, editor):
    write_a_story(client, headline="The wall\r\nis to\trise ")

    assert Article.objects.get().headline == "The wall is to rise"


def test_tag_is_found_whatever_its_case_and_made_when_new(client, editor):
    Tag.objects.create(name="Flood defences")

    write_a_story(client, tags=["flood DEFENCES", "tide tables"])

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Flood defences", "tide tables"]


def test_bylines_are_kept_in_the_order_of_their_numbers(client, editor):
    address = write_a_story(client).url
    jonah = make_author(name="Jonah Reyes")

    send(client, address, **{"bylines_0__position": "2", "bylines_1__author": jonah.pk, "bylines_1__position": "1"})

    assert [byline.author.name for byline in Byline.objects.all()] == ["Jonah Reyes", "Ben Whitlock"]


def test_two_authors_can_change_places(client, editor):
    one, two = make_author(), make_author()
    story = make_article(authors=[one, two])

    send(client, page_of(story), bylines_0__author=two.pk, bylines_1__author=one.pk)

    assert [byline.author for byline in story.bylines.all()] == [two, one]


def test_name_marked_for_deletion_leaves_the_byline(client, editor):
    story = make_article(authors=[make_author(), make_author(name="Ben Whitlock")])

    send(client, page_of(story), bylines_0__DELETE="on")

    assert [byline.author.name for byline in story.bylines.all()] == ["Ben Whitlock"]


# Publishing


def test_publish_puts_the_story_out_as_it_was_typed(client, editor):
    response = write_a_story(client, "_publish")

    edition = Edition.objects.live().get()
    assert response.url == page_of(edition.article)
    assert (edition.headline, edition.byline_text, edition.published_by) == (
        "The wall is to rise",
        "By Ben Whitlock",
        editor,
    )
    assert "Published." in text_of(client.get(response.url))


def test_save_of_a_live_story_changes_nothing_for_readers(client, editor):
    address = write_a_story(client, "_publish").url

    response = send(client, address, headline="Not out yet")

    assert Edition.objects.live().get().headline == "The wall is to rise"
    assert "with changes readers don’t see yet" in text_of(client.get(response.url))


def test_update_puts_the_change_out_and_a_minor_one_keeps_the_date(client, editor):
    address = write_a_story(client, "_publish").url
    first = Edition.objects.live().get()

    send(client, address, "_publish", deck="By three metres.", is_minor="on")

    second = Edition.objects.live().get()
    assert (second.number, second.deck, second.updated_at) == (2, "By three metres.", first.updated_at)


def test_publishing_what_readers_already_see_says_so(client, editor):
    address = write_a_story(client, "_publish").url

    response = send(client, address, "_publish")

    assert "Readers already see exactly this" in text_of(client.get(response.url))
    assert Edition.objects.count() == 1


def test_everything_publishing_misses_is_said_at_once_and_the_draft_is_saved(client, editor):
    response = send(client, ADD, "_publish", headline="A thought", section=make_section().pk, kicker="Idea")

    page = client.get(response.url)
    assert Article.objects.get().kicker == "Idea"
    assert "Saved as a draft. Not published yet: 2 things to put right" in text_of(page)
    assert complaints_of(page) == [
        "Text: Write the story. There is no text yet.",
        "Byline: Name at least one author.",
    ]
    assert 'id="id_body_error"' in page.content.decode()
    assert not Edition.objects.exists()


def test_incomplete_photo_is_named_before_publishing(client, editor):
    response = write_a_story(client, "_publish", lead_photo=make_photo(alt_text="").pk)

    assert complaints_of(client.get(response.url)) == [
        "Lead photo: The lead photo has no alt text. Open the photo and write it."
    ]


def test_publishing_an_empty_page_says_all_that_is_missing_and_writes_nothing(client, editor):
    response = send(client, ADD, "_publish")

    assert complaints_of(response) == [
        "Headline: Write a headline. A draft needs no more than that and a section.",
        "Text: Write the story. There is no text yet.",
        "Section: Choose a section.",
        "Byline: Name at least one author.",
    ]
    assert not Article.objects.exists()


def test_schedule_takes_the_site_s_own_time(client, editor, settings):
    settings.TIME_ZONE = "America/New_York"
    with timezone.override("America/New_York"):
        tomorrow = timezone.localtime() + timedelta(days=1)
    typed = tomorrow.strftime("%Y-%m-%dT09:30")

    write_a_story(client, "_schedule", live_from=typed)

    edition = Edition.objects.get()
    with timezone.override("America/New_York"):
        assert timezone.localtime(edition.live_from).strftime("%Y-%m-%dT%H:%M") == typed
    assert not Edition.objects.live().exists()
    assert "New York time" in text_of(client.get(page_of(edition.article)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Day and time: Give the day and the time at which it goes live."),
        (
            "2020-01-01T10:00",
            "The moment given, on Wednesday 1 January 2020 at 10:00, is past. Give one to come,",
        ),
        ("9999-12-31T23:59", "The year 9999 is out of reach. Look at the date again."),
        ("soon", "Day and time: This is not a day and a time."),
    ],
)
def test_moment_that_can_not_be_is_answered_beside_its_field(client, editor, typed, sentence):
    response = write_a_story(client, "_schedule", live_from=typed)

    assert [line for line in complaints_of(response) if sentence in line]
    assert 'id="id_live_from_error"' in response.content.decode()
    assert fields_of(response, "article_form")["live_from"] == [typed]
    assert not Edition.objects.exists()


def test_what_is_scheduled_can_be_taken_back(client, editor):
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    address = write_a_story(client, "_schedule", live_from=tomorrow).url

    send(client, address, "_cancel")

    assert not Edition.objects.exists()


def test_what_a_draft_needs_is_marked(client, editor):
    page = client.get("/admin/articles/article/add/").content.decode()

    assert 'placeholder="Headline *"' in page
    assert '<label for="id_section">Section <span class="star" aria-hidden="true">*</span></label>' in page
    assert '<label for="id_dateline">Dateline</label>' in page


def test_headline_too_long_is_answered_and_not_cut(client, editor):
    page = client.get("/admin/articles/article/add/").content.decode()
    response = write_a_story(client, "_save", headline="x" * 201)

    assert "maxlength" not in page
    assert fields_of(response, "article_form")["headline"] == ["x" * 201]
    assert not Article.objects.exists()


def test_publishing_now_says_what_it_takes_the_place_of(client, editor):
    tomorrow = timezone.localtime() + timedelta(days=1)
    address = write_a_story(client, "_schedule", live_from=tomorrow.strftime("%Y-%m-%dT18:00")).url

    page = client.get(send(client, address, "_publish").url)

    assert f"What was to go live on {tomorrow:%A} {tomorrow.day} {tomorrow:%B} at 18:00 is dropped." in text_of(page)
    assert Edition.objects.get().live_from <= timezone.now()


def test_story_is_withdrawn_now_or_later(client, editor):
    story = make_article()
    publishing.publish(story, by=editor)
    later = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")

    send(client, page_of(story), "_set_end", live_until=later)
    assert Edition.objects.live().get().live_until > timezone.now() + timedelta(hours=1)

    send(client, page_of(story), "_withdraw")
    assert not Edition.objects.live().exists()
    assert "Withdrawn" in text_of(client.get(page_of(story)))


def test_comments_are_closed_as_soon_as_it_is_saved(client, editor):
    story = make_article()

    send(client, page_of(story), comments_policy="closed")

    story.refresh_from_db()
    assert story.comments_policy == "closed"


# Two people at once


def test_two_people_s_changes_of_different_fields_are_both_kept(client, editor):
    story = make_article(deck="Old", tags=["harbour"])
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"]}
    theirs, author = make_editor(first_name="Marta", last_name="Lind"), make_author(name="Ben Whitlock")
    Article.objects.filter(pk=story.pk).update(deck="Theirs", editor_note="Call the mayor.")
    story.tags.add("council")
    Byline.objects.create(article=story, author=author, position=1)
    Article.objects.get(pk=story.pk).record(by=theirs)

    client.post(page_of(story), fields | {"_save": "1"})

    story.refresh_from_db()
    assert (story.headline, story.deck, story.editor_note) == ("Mine", "Theirs", "Call the mayor.")
    assert sorted(story.tags.names()) == ["council", "harbour"]
    assert story.bylines.last().author == author
    said = "Saved. Marta Lind changed meanwhile: deck, tags, standing note and byline."
    text = text_of(client.get(page_of(story)))
    assert said in text, text[text.find("Saved.") : text.find("Saved.") + 200]


def test_field_that_both_changed_is_shown_side_by_side_and_nothing_is_written_over(client, editor):
    story = make_article(headline="Before")
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"], "tags": ["typed"]}
    other = make_editor(first_name="Marta", last_name="Lind")
    Article.objects.filter(pk=story.pk).update(headline="Theirs")
    Article.objects.get(pk=story.pk).record(by=other)

    refused = client.post(page_of(story), fields | {"_save": "1"})

    kept = fields_of(refused, "article_form")
    assert "Not saved yet: 1 field changed by two people" in text_of(refused)
    assert "Take Marta Lind’s" in text_of(refused)
    assert (kept["headline"], kept["tags"]) == (["Mine"], ["typed"])
    assert Article.objects.get().headline == "Theirs"
    aside = story.revisions.get(kind="conflict")
    assert (aside.by, aside.data["headline"], aside.data["tags"]) == (editor, "Mine", ["typed"])

    client.post(page_of(story), kept | {"_save": "1"})
    assert Article.objects.get().headline == "Mine"


def test_taking_the_other_one_s_text_is_a_choice_too(client, editor):
    story = make_article(headline="Before")
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"], "deck": ["Mine"]}
    Article.objects.filter(pk=story.pk).update(headline="Theirs")
    Article.objects.get(pk=story.pk).record(by=make_editor())
    kept = fields_of(client.post(page_of(story), fields | {"_save": "1"}), "article_form")

    client.post(page_of(story), kept | {"choice-headline": "theirs", "_save": "1"})

    story.refresh_from_db()
    assert (story.headline, story.deck) == ("Theirs", "Mine")


def test_third_change_while_somebody_chooses_is_not_written_over(client, editor):
    story = make_article(headline="Before")
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"]}
    for words in ("Theirs", "Theirs again"):
        Article.objects.filter(pk=story.pk).update(headline=words)
        Article.objects.get(pk=story.pk).record(by=make_editor())
        fields = fields_of(client.post(page_of(story), fields | {"_save": "1"}), "article_form")
        assert Article.objects.get().headline == words

    client.post(page_of(story), fields | {"_save": "1"})
    assert Article.objects.get().headline == "Mine"


@pytest.mark.parametrize("change", ["bylines", "tags", "section", "lead_photo", "body", "noindex", "planned_for"])
def test_every_kind_of_field_can_be_chosen_between(client, editor, change):
    author, section, photo = make_author(name="Ben Whitlock"), make_section(), make_photo()
    typed = {
        "bylines": {"bylines_0__author": author.pk},
        "tags": {"tags": ["mine"]},
        "section": {"section": section.pk},
        "lead_photo": {"lead_photo": photo.pk},
        "body": {"body": "<p>Text of mine.</p>"},
        "noindex": {"noindex": "on"},
        "planned_for": {"planned_for": "2026-05-01T10:00"},
    }[change]
    story = make_article(authors=[make_author()])
    fields = fields_of(client.get(page_of(story)), "article_form")
    fields |= {name.replace("bylines_", "bylines-", 1).replace("__", "-"): value for name, value in typed.items()}
    story.bylines.update(role="photos")
    story.tags.set(["theirs"])
    Article.objects.filter(pk=story.pk).update(
        section=make_section(),
        lead_photo=make_photo(),
        body="<p>Theirs.</p>",
        planned_for=timezone.now(),
        noindex=False,
    )
    if change == "noindex":
        fields.pop("base")
        fields["version"] = "0"
    Article.objects.get(pk=story.pk).record(by=make_editor())
    before = story.revisions.first().data

    refused = client.post(page_of(story), fields | {"_save": "1"})

    assert change in [clash["name"] for clash in refused.context["clashes"]]
    assert Article.objects.get().snapshot() == before
    kept = fields_of(refused, "article_form") | {"_save": "1"}
    kept |= {f"choice-{clash['name']}": "theirs" for clash in refused.context["clashes"] if clash["name"] != change}
    client.post(page_of(story), kept)
    after = Article.objects.get().snapshot()
    assert {name for name in after if after[name] != before[name]} == {
        {"section": "section_id", "lead_photo": "lead_photo_id", "planned_for": "desk"}.get(change, change)
    }


def test_page_that_does_not_say_what_it_showed_writes_nothing_over(client, editor):
    story = make_article(headline="Theirs")
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"]}
    del fields["version"], fields["base"]

    client.post(page_of(story), fields | {"_save": "1"})

    assert Article.objects.get().headline == "Theirs"


@pytest.mark.parametrize("base", ["[]", "null", "{", '{"headline": 5}', "x" * 20_000, "[" * 9_000])
def test_odd_base_is_answered(client, editor, base):
    story = make_article(headline="Theirs")
    fields = fields_of(client.get(page_of(story)), "article_form") | {
        "headline": ["Mine"],
        "base": base,
        "version": "0",
    }

    assert client.post(page_of(story), fields | {"_save": "1"}).status_code == 200
    assert Article.objects.get().headline == "Theirs"


def test_publish_with_what_somebody_else_changed_meanwhile_saves_and_puts_nothing_out(client, editor):
    story = make_article(deck="Old")
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"]}
    Article.objects.filter(pk=story.pk).update(deck="Theirs")
    Article.objects.get(pk=story.pk).record(by=make_editor(first_name="Marta", last_name="Lind"))

    client.post(page_of(story), fields | {"_publish": "1"})

    story.refresh_from_db()
    assert not Edition.objects.exists()
    assert (story.headline, story.deck) == ("Mine", "Theirs")
    assert "nothing is put out yet. Marta Lind changed meanwhile: deck." in text_of(client.get(page_of(story)))


def test_publish_of_a_field_that_both_changed_saves_and_publishes_nothing(client, editor):
    story = make_article()
    fields = fields_of(client.get(page_of(story)), "article_form") | {"headline": ["Mine"]}
    Article.objects.filter(pk=story.pk).update(headline="Theirs")
    story.record(by=make_editor())

    client.post(page_of(story), fields | {"_publish": "1"})

    assert not Edition.objects.exists()


def test_page_that_sends_a_new_story_twice_makes_one(client, editor):
    section = make_section()
    fields = fields_of(client.get(ADD), "article_form") | {"headline": "Once", "section": section.pk, "_save": "1"}

    responses = [client.post(ADD, fields) for _ in range(2)]

    story = Article.objects.get()
    assert [response.url for response in responses] == [page_of(story)] * 2
    assert story.revisions.count() == 1


# Bad input


def test_refused_draft_shows_every_character_again(client, editor):
    section, author, photo = make_section(), make_author(), make_photo()
    typed = {
        "headline": "",
        "kicker": "Kicker & <b>",
        "deck": "A deck “with quotes”",
        "body": "<p>Words &amp; more words</p>",
        "section": str(section.pk),
        "lead_photo": str(photo.pk),
        "lead_caption": "A caption",
        "slug": "no spaces here",
        "canonical_url": "not an address",
        "editor_note": "A note",
        "live_from": "2030-01-01T10:00",
        "bylines_0__author": str(author.pk),
        "bylines_0__role": "photos",
    }

    response = send(client, ADD, tags=["one", "two words"], **typed)

    shown = fields_of(response, "article_form")
    assert response.status_code == 200
    assert shown["tags"] == ["one", "two words"]
    for name, value in typed.items():
        assert shown[name.replace("bylines_0__", "bylines-0-")] == [value]
    assert complaints_of(response) == [
        "Headline: Write a headline. A draft needs no more than that and a section.",
        "Address: The address takes letters, numbers and hyphens, without spaces.",
        "First published at: This is not a web address. One begins with https://",
    ]
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "field", ["kicker", "headline", "deck", "body", "slug", "dateline", "lead_caption", "search_title", "editor_note"]
)
def test_nul_is_answered_and_never_stored(client, editor, field):
    response = write_a_story(client, **{field: "be\x00fore"})

    assert response.status_code == 200
    assert "a character that can’t be stored" in " ".join(complaints_of(response))
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", ["a\x00b"]),
        ("tags", ["!!!"]),
        ("tags", ["x" * 65536]),
        ("tags", [f"tag {number}" for number in range(40)]),
        ("section", "1\x00"),
        ("section", "99999999999999999999999"),
        ("lead_photo", "99999999999999999999999"),
        ("lead_photo", "<b>"),
        ("label", "x" * 65536),
        ("headline", "x" * 65536),
        ("kicker", "🦆" * 61),
        ("planned_for", "0001-01-01T00:00"),
        ("comments_policy", "perhaps"),
        ("bylines_0__author", "99999999999999999999999"),
        ("bylines_0__author", "nobody\x00"),
        ("bylines_0__role", "king"),
        ("bylines_0__position", "-1"),
        ("bylines_TOTAL_FORMS", "many"),
        ("bylines_TOTAL_FORMS", "99999"),
    ],
)
def test_odd_input_is_answered_with_a_sentence(client, editor, field, value):
    response = write_a_story(client, **{field: value})

    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert complaints_of(response)
        assert not Article.objects.exists()


def test_64_kilobytes_of_text_are_kept(client, editor):
    body = f"<p>{'word ' * 13108}end</p>"

    write_a_story(client, body=body)

    assert Article.objects.get().body == body


def test_author_named_twice_for_the_same_work_is_told_beside_the_name(client, editor):
    author = make_author(name="Ben Whitlock")
    story = make_article(authors=[author])

    response = send(client, page_of(story), bylines_1__author=author.pk)

    assert complaints_of(response) == ["Byline: Ben Whitlock is already named for the same work."]
    assert story.bylines.count() == 1


def test_html_in_a_field_is_text_on_the_page(client, editor):
    write_a_story(client, headline="<script>alert(1)</script>", tags=["<b>bold</b>"], kicker='"><img src=x>')

    html = client.get(page_of(Article.objects.get())).content.decode()
    assert "<script>alert(1)</script>" not in html
    assert "<b>bold</b>" not in html
    assert "<img src=x>" not in html


def test_body_keeps_only_what_the_editor_can_make(client, editor):
    write_a_story(
        client, body='<p onclick="x()">Words<script>alert(1)</script></p><img src="https://evil.example/x.gif">'
    )

    assert Article.objects.get().body == "<p>Words</p>"


# Who may do what


def test_reporter_s_new_story_carries_the_reporter_s_own_name(client, reporter):
    author = make_author(user=reporter)

    fields = fields_of(client.get(ADD), "article_form")

    assert fields["bylines-0-author"] == [str(author.pk)]


def test_reporter_writes_and_sends_to_review(client, reporter):
    response = write_a_story(client, "_submit")

    story = Article.objects.get()
    assert (story.stage, story.created_by) == ("review", reporter)
    assert "Sent to review" in text_of(client.get(response.url))


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_withdraw", "_cancel", "_ready"])
def test_reporter_who_sends_an_editor_s_button_is_told_no_and_keeps_the_text(client, reporter, button):
    story = make_article(created_by=reporter)
    later = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")

    response = send(client, page_of(story), button, headline="Kept", live_from=later)

    story.refresh_from_db()
    assert (story.headline, story.stage) == ("Kept", "draft")
    assert "only an editor can do that" in text_of(client.get(response.url))
    assert not Edition.objects.exists()


def test_reporter_sees_no_button_that_publishes(client, reporter):
    html = client.get(page_of(make_article(created_by=reporter))).content.decode()

    assert set(re.findall(r'name="(_\w+)"', html)) == {"_save", "_submit"}


def test_reporter_reads_another_s_story_and_can_not_send_it(client, reporter):
    story = make_article(headline="Not mine", body="<p>Their words.</p>", editor_note="Careful <b>here</b>")

    page = client.get(page_of(story))
    assert "Not mine" in text_of(page) and "Their words." in text_of(page)
    assert "article_form" not in page.content.decode()
    assert "Careful &lt;b&gt;here&lt;/b&gt;" in page.content.decode()

    refused = client.post(page_of(story), {"headline": "Mine now", "version": story.version, "_save": "1"})
    assert refused.status_code == 403
    story.refresh_from_db()
    assert story.headline == "Not mine"


def test_reporter_s_own_story_is_an_editor_s_once_it_was_published(client, reporter):
    story = make_article(created_by=reporter)
    publishing.publish(story, by=make_editor())

    assert "article_form" not in client.get(page_of(story)).content.decode()
    assert client.post(page_of(story), {"headline": "x"}).status_code == 403


def test_photo_editor_reads_and_changes_nothing(client):
    client.force_login(make_photo_editor())
    story = make_article(headline="Read me")

    assert "Read me" in text_of(client.get(page_of(story)))
    assert client.post(page_of(story), {"headline": "x"}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"headline": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["1/change/", "1/preview/", "1/history/", "1/delete/", "add/", "tags/", ""])
def test_moderator_comes_to_no_story(client, path):
    client.force_login(make_moderator())
    make_article(pk=1)

    assert client.get(f"/admin/articles/article/{path}").status_code == 403


@pytest.mark.parametrize("path", ["1/change/", "1/preview/", "add/", "tags/"])
def test_nobody_without_an_account_comes_in(client, path):
    make_article(pk=1)

    assert client.get(f"/admin/articles/article/{path}").status_code == 302


def test_who_may_not_write_bylines_leaves_them_as_they_are(client):
    user = make_user("Editor")
    for codename in ("add_byline", "change_byline", "delete_byline"):
        user.groups.get().permissions.filter(codename=codename).delete()
    client.force_login(user)
    story = make_article(authors=[make_author(name="Ben Whitlock")])

    send(client, page_of(story), headline="Changed")

    story.refresh_from_db()
    assert story.headline == "Changed"
    assert [byline.author.name for byline in story.bylines.all()] == ["Ben Whitlock"]


def test_only_a_story_that_readers_do_not_see_can_be_spiked(client, editor):
    draft, live = make_article(), make_article()
    publishing.publish(live, by=editor)

    for story in (draft, live):
        assert client.post(f"/admin/articles/article/{story.pk}/delete/", {"post": "yes"}).status_code == 302

    assert list(Article.objects.kept()) == [live]
    assert list(Article.objects.spiked()) == [draft]


def test_tags_are_offered_to_those_who_write_only(client, editor):
    for name in ("harbour", "night harbour", "council"):
        Tag.objects.create(name=name)

    found = client.get("/admin/articles/article/tags/?term=HARB").json()
    assert [tag["text"] for tag in found["results"]] == ["harbour", "night harbour"]
    assert client.get("/admin/articles/article/tags/?term=%00").status_code == 200

    client.force_login(make_photo_editor())
    assert client.get("/admin/articles/article/tags/?term=harb").status_code == 403


# What stands on the page


def test_preview_shows_the_working_copy_as_readers_will_see_it(client, editor):
    story = make_article(
        headline="Not out yet", body="<h2>Who pays</h2><p>Ratepayers.</p>", authors=[make_author(name="Ben")]
    )

    response = client.get(f"/admin/articles/article/{story.pk}/preview/")

    assert response.status_code == 200
    assert "Not out yet" in text_of(response) and "By Ben" in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert not Edition.objects.exists()


def test_preview_of_a_story_that_is_not_there_is_a_404(client, editor):
    assert client.get("/admin/articles/article/77/preview/").status_code == 404


def test_history_tells_who_changed_what_and_which_edition_went_live(client, editor):
    address = write_a_story(client, "_publish").url
    send(client, address, deck="Another deck.", headline="Another")

    text = text_of(client.get(address))
    assert "Amara Osei changed the headline and the deck" in text
    assert "Edition 1 went live, by Amara Osei" in text
    assert "Amara Osei began the story" in text


def test_page_runs_as_many_queries_with_three_versions_as_with_one(client, editor, django_assert_num_queries):
    address = write_a_story(client, "_publish").url
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    one = len(queries)
    for number in range(3):
        send(client, address, "_publish", headline=f"Version {number}")
    client.get(address)

    with django_assert_num_queries(one):
        client.get(address)


def test_page_runs_as_many_queries_for_three_names_as_for_one(client, editor, django_assert_num_queries):
    one = make_article(authors=[make_author(name="Tove Brandt")])
    three = make_article(authors=[make_author(), make_author(), make_author(name="Ivo Lind")])
    client.get(page_of(one))
    with CaptureQueriesContext(connection) as queries:
        html = client.get(page_of(one)).content.decode()
    assert re.search(r'<option value="\d+" selected[^>]*>Tove Brandt</option>', html)

    with django_assert_num_queries(len(queries)):
        html = client.get(page_of(three)).content.decode()
    assert re.search(r'<option value="\d+" selected[^>]*>Ivo Lind</option>', html)


def test_address_typed_wrong_is_not_an_error(client, editor):
    for path in ("99999999999999999999999/change/", "abc/change/", "1%00/change/", "77/delete/"):
        assert client.get(f"/admin/articles/article/{path}").status_code in (302, 404)


# The photo picker


def test_picker_finds_photos_by_words_and_hands_them_over(client, editor):
    photo = make_photo(caption="The quay at dusk", alt_text="A quay")
    make_photo(caption="Something else")

    html = client.get("/admin/articles/photo/picker/?q=dusk&CKEditorFuncNum=-3").content.decode()

    assert re.findall(r'data-pick="(\d+)"', html) == [str(photo.pk)]
    assert 'data-editor="-3"' in html and 'data-alt="A quay"' in html


def test_picker_answers_odd_questions_and_keeps_strangers_out(client, editor):
    for query in ("?page=1e9", "?page=999999999", "?page=-1", "?q=%00", "?CKEditorFuncNum=<script>", "?fragment=1"):
        response = client.get(f"/admin/articles/photo/picker/{query}")
        assert response.status_code == 200
        assert "<script>" not in response.content.decode().replace("<script src", "").replace("<script type", "")

    client.force_login(make_moderator())
    assert client.get("/admin/articles/photo/picker/").status_code == 403


def test_picker_never_counts_the_whole_library(client, editor):
    make_photo()

    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/articles/photo/picker/")

    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"] and "articles_photo" in query["sql"]]
    assert len(counts) == 1 and "LIMIT" in counts[0]


def test_picker_runs_as_many_queries_for_thirty_photos_as_for_one(client, editor, django_assert_num_queries):
    make_photo()
    client.get("/admin/articles/photo/picker/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/articles/photo/picker/")
    one = len(queries)
    for _ in range(2):
        make_photo()

    with django_assert_num_queries(one):
        client.get("/admin/articles/photo/picker/")


def test_sections_are_offered_each_with_its_subsections_under_it(client, editor):
    harbour = make_section(name="Harbour", slug="harbour", position=1)
    make_section(name="Politics", slug="politics", position=2)
    make_section(name="Fishing", slug="fishing", parent=harbour, position=3)
    make_section(name="Dredging", slug="dredging", parent=harbour, position=1)
    options = re.findall(r"<option[^>]*>([^<]*)", client.get(ADD).text.split('name="section"')[1].split("</select>")[0])
    assert options == ["Choose a section", "Harbour", "Harbour › Dredging", "Harbour › Fishing", "Politics"]
