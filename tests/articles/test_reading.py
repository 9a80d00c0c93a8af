import pytest

from articles.models import Edition
from articles.reading import minutes_of


def edition(text, words=None):
    return Edition(body_html=f"<p>{text}</p>", word_count=len(text.split()) if words is None else words)


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (230, 1), (344, 1), (346, 2), (460, 2), (920, 4), (2300, 10)]
)
def test_words_are_read_at_230_a_minute_and_a_story_takes_one_at_least(words, minutes):
    assert minutes_of(edition("", words), "en") == minutes


@pytest.mark.parametrize(
    ("language", "minutes"),
    [("zh", 5), ("zh-Hant", 5), ("ja", 4), ("th", 2), ("ko", 1), ("en-GB", 1)],
)
def test_where_words_have_no_spaces_signs_are_counted(language, minutes):
    assert minutes_of(edition("海" * 2000 + "。"), language) == minutes


def test_markup_is_not_read():
    assert minutes_of(edition('<a href="' + "a" * 4000 + '">海</a>'), "zh") == 1
