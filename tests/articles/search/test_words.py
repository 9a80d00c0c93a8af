"""What a word is, and what becomes of what was typed."""

import pytest

from articles.search.spelling import nearest
from articles.search.words import LONGEST_QUERY, MOST_TERMS, Term, parse, shown, words_of


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("harbour wall", [Term(("harbour",)), Term(("wall",))]),
        ('"harbour wall" crane', [Term(("harbour", "wall")), Term(("crane",))]),
        ("“harbour wall”", [Term(("harbour", "wall"))]),
        ("wall -ferry", [Term(("wall",)), Term(("ferry",), is_excluded=True)]),
        ('wall -"night ferry"', [Term(("wall",)), Term(("night", "ferry"), is_excluded=True)]),
        ('"never closed', [Term(("never", "closed"))]),
        ("e-mail", [Term(("e", "mail"))]),
        ("NEAR(a b)", [Term(("NEAR", "a")), Term(("b",))]),
        ("the harbour’s wall", [Term(("the",)), Term(("harbour",)), Term(("wall",))]),
        ("col:on * ^ a*", [Term(("col", "on")), Term(("a",))]),
    ],
)
def test_terms_are_words_rows_of_words_and_exclusions(typed, terms):
    assert parse(typed) == terms


@pytest.mark.parametrize("typed", ["", '"', '""', "-", "--", "*", "()", "\x00", " \t\n", "!&|<->", "﷐￾", "\ud800"])
def test_what_holds_no_word_is_no_term(typed):
    assert parse(typed) == []


def test_what_is_too_long_is_cut():
    assert len(shown("x" * 3000)) == LONGEST_QUERY
    assert len(parse("ab " * 1000)) == MOST_TERMS


def test_what_is_shown_again_holds_nothing_that_a_page_can_not_hold():
    assert shown("a\x00b\x02c\u202ed\n e") == "a b c d e"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Häfen", ["Die", "Häfen"]),
        ("Ha\u0308fen", ["Häfen"]),
        ("港口城市", ["港", "口", "城", "市"]),
        ("항구는", ["항", "구", "는"]),
        ("مَدرَسة", ["مدرسة"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
    ],
)
def test_words_of_any_script(text, words):
    assert words_of(text) == words


def test_nearest_words_are_one_or_two_slips_away():
    known = ["herring", "harbour", "hearing", "ferry"]

    assert nearest("herrign", known) == ["herring", "hearing"]
    assert nearest("harbor", known) == ["harbour"]
    assert nearest("fery", known) == ["ferry"]
    assert nearest("wall", known) == []
