import time

import pytest

from comments.likeness import is_loud, nearly_said, repeats

SAID = "The harbour wall is to be raised by two metres, and nobody has asked the boats about it."


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        (SAID, True),
        (SAID.upper().replace(",", " ..."), True),
        (SAID.replace("two", "three"), True),
        (SAID + " Well, well!", True),
        (SAID.replace("а", "a").replace("o", "о"), True),
        ("The harbour wall was never the question; the boats are, and nobody will talk about those.", False),
        (SAID * 2, False),
        ("", False),
    ],
)
def test_almost_the_same_words_are_near(other, is_near):
    assert nearly_said(SAID, [other]) is is_near


def test_what_is_short_may_be_said_by_many():
    assert not nearly_said("Hear, hear!", ["Hear, hear!"])


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("THIS IS A SCANDAL AND EVERYBODY KNOWS", True),
        ("THIS IS A SCANDAL and everybody knows it well", False),
        ("NATO, EU AND UN", False),
        ("这是一个丑闻这是一个丑闻这是一个丑闻这是一个丑闻", False),
        ("هذه فضيحة والجميع يعرف ذلك منذ زمن طويل", False),
        ("ЭТО СКАНДАЛ И ВСЕ ЭТО ЗНАЮТ ДАВНО", True),
        ("12345 67890 12345 67890 12345", False),
    ],
)
def test_shouting_is_most_letters_in_capitals(text, loud):
    assert is_loud(text) is loud


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Nooooooooooooo", True),
        ("What?????????????", True),
        ("fake fake fake fake fake fake fake fake", True),
        ("Fake FAKE fake, fake fake! fake fake fake is all I say", True),
        ("It cost 1000000000000 crowns ------------", False),
        ("No no no no", False),
        ("the wall and the boat and the quay and the pilot and the tide and the light", False),
    ],
)
def test_repetition_is_the_same_letter_or_word_again_and_again(text, again):
    assert repeats(text) is again


@pytest.mark.parametrize("text", ["a", "a ", "ab", "!", "\u0301", "я"])
def test_a_long_text_takes_a_moment(text):
    text *= 65536 // len(text)
    began = time.process_time()

    repeats(text), is_loud(text), nearly_said(text, [text, text + "b"])

    assert time.process_time() - began < 1
