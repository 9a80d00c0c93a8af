import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.body import parse, render
from articles.differences import CHANGED, GONE, NEW, SAME, blocks, bodies, folded, words


def joined(runs, *kinds):
    return "".join(text for kind, text in runs if kind in kinds)


def changes(before, after):
    """(what, kind, words) of the blocks that are not the same."""
    return [(block.what, block.kind, block.words) for block in bodies(before, after) if block.what != SAME]


# Words


def test_words_that_changed_stand_between_those_that_stayed():
    assert words("The wall rises.", "The quay rises.") == [
        (SAME, "The "),
        (GONE, "wall"),
        (NEW, "quay"),
        (SAME, " rises."),
    ]


def test_same_text_is_one_run_and_no_text_is_none():
    assert words("The wall.", "The wall.") == [(SAME, "The wall.")]
    assert words("", "") == []
    assert words("", "New.") == [(NEW, "New.")]
    assert words("Old.", "") == [(GONE, "Old.")]


def test_neighbouring_changes_read_as_one():
    assert words("paid one two today", "paid eins zwei today") == [
        (SAME, "paid "),
        (GONE, "one two"),
        (NEW, "eins zwei"),
        (SAME, " today"),
    ]


text = st.text(st.sampled_from("ab .!\n🐟é"), max_size=60) | st.text(max_size=40)


@given(before=text, after=text)
def test_joined_words_give_back_both_texts(before, after):
    found = words(before, after)

    assert joined(found, SAME, GONE) == before
    assert joined(found, SAME, NEW) == after


@pytest.mark.parametrize("most", [0, 5, 50])
@given(before=text, after=text)
def test_joined_words_give_back_both_texts_when_there_is_much_to_weigh(most, before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.differences.MOST_PAIRS", most)
        found = words(before, after)

    assert joined(found, SAME, GONE) == before
    assert joined(found, SAME, NEW) == after


# Bodies


def test_changed_paragraph_shows_its_words():
    assert changes("<p>One.</p><p>The wall rises.</p>", "<p>One.</p><p>The wall falls.</p>") == [
        (CHANGED, "paragraph", [(SAME, "The wall "), (GONE, "rises"), (NEW, "falls"), (SAME, ".")])
    ]


def test_new_and_gone_paragraphs_stand_where_they_belong():
    found = bodies("<p>One.</p><p>Two.</p>", "<p>Zero comes first.</p><p>One.</p>")

    assert [(block.what, block.words[0][1]) for block in found] == [
        (NEW, "Zero comes first."),
        (SAME, "One."),
        (GONE, "Two."),
    ]


def test_paragraph_that_became_a_sub_heading_says_so():
    [block] = bodies("<p>Who pays</p>", "<h2>Who pays</h2>")

    assert (block.what, block.kind_was, block.kind, block.words) == (
        CHANGED,
        "paragraph",
        "sub-heading",
        [(SAME, "Who pays")],
    )


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        (
            "<ul><li><p>A</p><p>B</p></li><li><p>C</p></li></ul>",
            ["bullet point", "bullet point, continued", "bullet point"],
        ),
        ("<ol><li><p>A</p><ul><li><p>B</p></li></ul></li></ol>", ["numbered point", "bullet point, level 2"]),
        ("<blockquote><p>A</p><p>B</p></blockquote>", ["quote", "quote, continued"]),
        (
            "<blockquote><p>A</p><h3>B</h3></blockquote><hr><h2>C</h2>",
            ["quote", "smaller sub-heading in a quote", "rule", "sub-heading"],
        ),
    ],
)
def test_every_kind_of_block_is_named(html, kinds):
    assert [block.kind for block in bodies(html, html)] == kinds


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        ("the flood fund", "the <strong>flood fund</strong>", ["“flood fund” is bold now"]),
        ("the <em>flood</em> fund", "the flood fund", ["“flood” is not italic any more"]),
        ('<a href="https://a.example/">report</a>', "report", ["“report” no longer links to https://a.example/"]),
        (
            '<a href="https://a.example/">report</a>',
            '<a href="https://b.example/">report</a>',
            ["“report” links to https://b.example/, no longer to https://a.example/"],
        ),
        ("Read", 'Read <a href="https://a.example/">it</a>', ["“it” links to https://a.example/"]),
        ("<strong>Same</strong> words", "<strong>Same</strong> words now", []),
    ],
)
def test_change_of_format_or_link_is_told_as_such(before, after, notes):
    [block] = bodies(f"<p>{before}</p>", f"<p>{after}</p>")

    assert block.notes == notes
    assert block.what == CHANGED


def test_photo_in_the_text_tells_what_took_its_place_and_its_caption():
    figure = '<figure><img data-file="{}" alt="A wall"><figcaption>{}</figcaption></figure>'

    [changed] = bodies(figure.format(1, "The wall."), figure.format(1, "The old wall."))
    [other] = bodies(figure.format(1, "The wall."), figure.format(2, "The quay."))

    assert changed.words == [(SAME, "The "), (NEW, "old "), (SAME, "wall.")]
    assert (other.before.photo, other.after.photo) == (1, 2)


def test_paragraph_that_went_elsewhere_is_marked_as_moved():
    found = bodies(
        "<p>First one here.</p><p>Second.</p><p>Third.</p>", "<p>Second.</p><p>Third.</p><p>First one here.</p>"
    )

    assert [(block.what, block.is_moved) for block in found] == [
        (GONE, True),
        (SAME, False),
        (SAME, False),
        (NEW, True),
    ]


def test_what_readers_got_is_compared_as_they_got_it():
    before = '<h2 id="why"><a href="#why">Why</a></h2><blockquote><p>No.</p><cite>Pell</cite></blockquote>'

    assert changes(before, before.replace("Pell", "A Pell")) == [
        (CHANGED, "source in a quote", [(NEW, "A "), (SAME, "Pell")])
    ]
    assert all(block.notes == [] for block in bodies("", before))


def test_far_blocks_are_folded():
    many = "".join(f"<p>Paragraph {number}.</p>" for number in range(9))

    runs = folded(bodies(many, many.replace("4", "four")))

    assert [(run.is_far, len(run)) for run in runs] == [(True, 3), (False, 3), (True, 3)]
    assert [run.is_far for run in folded(bodies(many, many))] == [True]


paragraph = st.text(st.sampled_from("ab .<&é"), min_size=1, max_size=20).map(lambda text: text.replace("<", "&lt;"))
body = st.lists(
    st.sampled_from(["p", "h2"]).flatmap(lambda tag: paragraph.map(lambda text: f"<{tag}>{text}</{tag}>")), max_size=8
)


@given(before=body, after=body)
def test_blocks_joined_give_back_both_bodies(before, after):
    found = bodies("".join(before), "".join(after))

    for html, kinds in (("".join(before), (SAME, GONE)), ("".join(after), (SAME, NEW))):
        theirs = [block for block in found if block.what in (*kinds, CHANGED)]
        assert [joined(block.words, *kinds) for block in theirs] == [block.text for block in blocks(parse(html))]


def story(number_of_words, seed=1, vocabulary=2000):
    chance = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(vocabulary)]
    return [" ".join(chance.choices(vocabulary, k=50)).capitalize() + "." for _ in range(number_of_words // 50)]


def html_of(paragraphs):
    return "".join(f"<p>{text}</p>" for text in paragraphs)


ONE, OTHER = story(30_000), story(30_000, seed=2)
HEAVY = {
    "one word in each paragraph": (html_of(ONE), html_of([text.replace("word1", "name1", 1) for text in ONE])),
    "nothing alike": (html_of(ONE), html_of(OTHER)),
    "in one paragraph": (html_of([" ".join(ONE)]), html_of([" ".join(OTHER)])),
    "one word repeated": (html_of(["a " * 30_000]), html_of(["b" + " a" * 30_001])),
    "each word a paragraph": (html_of(["a", "b"] * 15_000), html_of(["b", "a", "c"] * 10_000)),
    "back to front": (html_of(ONE), html_of(ONE[::-1])),
}


@pytest.mark.parametrize("name", HEAVY)
def test_30000_words_are_compared_in_seconds_at_worst(name):
    before, after = HEAVY[name]
    start = time.process_time()

    found = bodies(before, after)

    assert found
    assert time.process_time() - start < 8


TABLE = "<table><caption>{}</caption><tbody><tr><th><p>Town</p></th><th><p></p></th></tr><tr><td><p>Skerrow</p></td><td><p>{}</p></td></tr></tbody></table>"  # noqa: E501
CARD = '<p class="embed"><a href="https://www.youtube.com/watch?v={}">{}</a><br>The board</p>'
PULL = '<blockquote class="pull"><p>{}</p></blockquote>'


@pytest.mark.parametrize("as_shown", [str, render])
@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            TABLE.format("Votes", "12"),
            TABLE.format("Votes", "14"),
            [(CHANGED, "row of a table", [(SAME, "Skerrow | "), (GONE, "12"), (NEW, "14")])],
        ),
        (
            TABLE.format("All votes", "12"),
            TABLE.format("All votes cast", "12"),
            [(CHANGED, "caption of a table", [(SAME, "All votes"), (NEW, " cast")])],
        ),
        (
            CARD.format("abcdefghijk", "The old wall"),
            CARD.format("abcdefghijk", "The new wall"),
            [(CHANGED, "video or post", [(SAME, "The "), (GONE, "old"), (NEW, "new"), (SAME, " wall\nThe board")])],
        ),
        (
            PULL.format("It rises now"),
            PULL.format("It rises soon"),
            [(CHANGED, "pull quote", [(SAME, "It rises "), (GONE, "now"), (NEW, "soon")])],
        ),
    ],
)
def test_tables_cards_and_pull_quotes_are_compared_as_written_and_as_readers_saw_them(before, after, found, as_shown):
    assert changes(as_shown(before), as_shown(after)) == found


@pytest.mark.parametrize("as_shown", [str, render])
def test_card_that_leads_somewhere_else_says_so(as_shown):
    [change] = bodies(
        as_shown(CARD.format("abcdefghijk", "The wall")), as_shown(CARD.format("lmnopqrstuv", "The wall"))
    )

    assert change.what == CHANGED
    assert change.notes == [
        "“The wall” links to https://www.youtube.com/watch?v=lmnopqrstuv, "
        "no longer to https://www.youtube.com/watch?v=abcdefghijk"
    ]


def test_quote_that_became_a_pull_quote_says_so():
    [change] = bodies("<blockquote><p>It rises</p></blockquote>", PULL.format("It rises"))

    assert (change.what, change.kind, change.kind_was) == (CHANGED, "pull quote", "quote")
