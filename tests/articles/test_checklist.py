"""What an editor is told before a story goes out."""

import pytest

from articles.checklist import Check, checklist
from articles.models import Article

WORDS = "word " * 50


def story(**fields):
    """A story in memory that nothing is to be said about."""
    defaults = {
        "headline": "The wall is to rise",
        "deck": "By two metres.",
        "body": "<p>Ratepayers do.</p>",
        "search_description": "What the wall costs.",
        "lead_photo_id": 1,
    }
    return Article(**(defaults | fields))


def advice(article, tags=1):
    return [check for check in checklist(article, missing={}, tags=tags).checks if check.is_advice]


def names(article, tags=1):
    return [check.name for check in advice(article, tags)]


def test_finished_story_has_nothing_left():
    result = checklist(story(), missing={}, tags=1)

    assert (result.left, result.advised) == (0, 0)
    assert [(check.words, check.is_done) for check in result.checks] == [
        ("Headline", True),
        ("Text", True),
        ("Section", True),
        ("Byline", True),
        ("Lead photo", True),
    ]


def test_what_publishing_needs_is_to_do_and_leads_to_its_field():
    result = checklist(story(), missing={"section": ["Choose a section."], "bylines": ["Name at least one."]}, tags=1)

    assert result.left == 2
    assert [(check.words, check.target) for check in result.checks if check.is_required and not check.is_done] == [
        ("Choose a section", "id_section"),
        ("Name an author", "id_bylines-0-author"),
    ]


def test_every_photo_that_lacks_something_is_named():
    missing = {"body": ["The photo “Quay” has no credit.", "The photo “Wall” has no caption."]}

    result = checklist(story(), missing=missing, tags=1)

    assert [check.words for check in result.checks if not check.is_done] == [
        "The photo “Quay” has no credit",
        "The photo “Wall” has no caption",
    ]
    assert len({check.key for check in result.checks}) == len(result.checks)


def test_rule_that_publishing_comes_to_have_is_shown_too():
    result = checklist(story(), missing={"embargo_until": ["Under embargo until Friday."]}, tags=1)

    assert Check("embargo_until", "Under embargo until Friday", "id_embargo_until", is_required=True) in result.checks


@pytest.mark.parametrize(("length", "found"), [(90, []), (91, ["long_headline"])])
def test_headline_over_90_characters_is_remarked_with_its_length(length, found):
    article = story(headline="x" * length)

    assert names(article) == found
    if found:
        assert advice(article)[0].words == "The headline has 91 characters; search engines cut after about 90"


@pytest.mark.parametrize(
    ("fields", "tags", "found"),
    [
        ({"deck": " "}, 1, ["deck"]),
        ({"lead_photo_id": None}, 1, ["no_photo"]),
        ({}, 0, ["tags"]),
        ({"search_description": ""}, 1, ["search_description"]),
    ],
)
def test_empty_field_is_remarked(fields, tags, found):
    assert names(story(**fields), tags) == found


def test_missing_search_description_says_what_search_engines_get():
    assert [check.words for check in advice(story(search_description=""))] == [
        "No search description; search engines get the deck"
    ]
    assert [check.words for check in advice(story(search_description="", deck=""))] == [
        "No deck yet",
        "No search description, and no deck to stand in for it",
    ]


@pytest.mark.parametrize(("count", "found"), [(120, []), (121, ["long_paragraph"])])
def test_paragraph_over_120_words_is_remarked(count, found):
    assert names(story(body=f"<p>{'word ' * count}</p>")) == found


def test_long_paragraph_is_found_by_its_place_among_those_with_words():
    body = f"<p>One.</p><p> </p><blockquote><p>Two.</p></blockquote><p>{'word ' * 154}</p>"

    [check] = advice(story(body=body))

    assert (check.kind, check.place, check.target) == ("p", 2, "id_body")
    assert check.words == "The paragraph “word word word word…” has 154 words; break it up after about 120"


def test_600_words_without_a_sub_heading_are_still_fine():
    assert names(story(body=f"<p>{WORDS}</p>" * 12)) == []


def test_stretch_of_more_than_600_words_leads_to_where_it_grows_too_long():
    body = f"<p>{WORDS}</p>" * 12 + "<h2>Who pays</h2>" + f"<p>{WORDS}</p>" * 14

    [check] = advice(story(body=body))

    assert check.words == "700 words without a sub-heading; give one about every 600"
    assert (check.kind, check.place) == ("p", 24)


@pytest.mark.parametrize("words", ["here", "Click here", " here. ", "this link", "<strong>Read more</strong> »"])
def test_link_that_says_nothing_is_remarked(words):
    body = f'<p><a href="https://x.example">The report</a> and <a href="https://y.example">{words}</a></p>'

    [check] = advice(story(body=body))

    assert (check.name, check.kind, check.place) == ("link_text", "a", 1)


@pytest.mark.parametrize("words", ["the report", "here is the report", "more on the harbour"])
def test_link_that_says_where_it_leads_is_fine(words):
    assert names(story(body=f'<p><a href="https://x.example">{words}</a></p>')) == []


def test_many_of_a_kind_are_counted_in_one_line():
    body = f"<h2>Part</h2><p>{'word ' * 130}</p>" * 10

    found = advice(story(body=body))

    assert [check.place for check in found] == [0, 1, 2, 3]
    assert found[-1].words == "7 more paragraphs over 120 words"
    assert len({check.key for check in found}) == 4


def test_words_and_reading_time():
    result = checklist(story(body=f"<h2>Who pays</h2><ul><li><p>{'word ' * 688}</p></li></ul>"), missing={}, tags=1)

    assert (result.word_count, result.minutes) == (690, 3)


def test_empty_story_takes_a_minute_and_no_error():
    result = checklist(Article(), missing={}, tags=0)

    assert (result.word_count, result.minutes) == (0, 1)
