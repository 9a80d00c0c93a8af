import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.words import LONGEST_ENTRY, Pattern, WordList, entries_of, word_list, wrong_in


def found(listed, *texts):
    return WordList(listed).found_in(*texts)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("press", "Stop the press!"),
        ("press", "PRESS"),
        ("Press", "the press-room"),
        ("café", "a CAFE on the quay"),
        ("cafe", "un café"),
        ("straße", "STRASSE"),
        ("slot*", "free slots"),
        ("*bet", "sportsbet"),
        ("*poker*", "onlinepoker4u"),
        ("c*o", "a casino"),
        ("buy now", "Buy   now, or never"),
        ("buy now", "buy\nnow"),
        ("buy * now", "buy it now"),
        ("don’t", "They don't."),
        ("赌场", "去 赌场 吧"),
        ("*赌场*", "去网上赌场吧"),
        ("казино", "Лучшее КАЗИНО города"),
    ],
)
def test_a_whole_word_is_found(entry, text):
    assert found(entry, text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "cas\u200bino",
        "ca\u00adsino",
        "ca\u2060si\ufeffno",
        "ｃａｓｉｎｏ",
        "𝒸𝒶𝓈𝒾𝓃ℴ",
        "𝐂𝐀𝐒𝐈𝐍𝐎",
        "ⓒⓐⓢⓘⓝⓞ",
        "саsіnо",
        "the саѕіno",
        "cαsιnο",
        "ᴄᴀsɪɴᴏ",
        "c.a.s.i.n.o",
        "c-a-s-i-n-o",
        "c_a_s_i_n_o",
        "c a s i n o",
        "ca.si.no",
        "ca-sino",
        "c4s1n0",
        "c@$!no",
        "C4S1NO!!!",
        "c.4.s.1.n.0",
        "c 4 s 1 n 0",
        "c̷a̴s̶i̵n̸o̴",
        "https://casino-x.com/",
        "casino’s",
    ],
)
def test_a_word_in_disguise_is_found(text):
    assert found("casino", f"A visit to the {text} now") == ["casino"]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("cunt", "Scunthorpe"),
        ("press", "WordPress expresses pressure"),
        ("ass", "a class of passengers, assessed"),
        ("bet", "alphabet"),
        ("*tit*", "that-it’s so"),
        ("cop", "Этот сор в избе не вынести никому"),
        ("сор", "The cop came down to the quay"),
        ("sg", "5g"),
        ("ioo", "100 people"),
        ("no", "n o"),
        ("buy now", "now buy"),
        ("buy now", "buy it now"),
    ],
)
def test_a_part_of_a_word_is_not(entry, text):
    assert found(entry, text) == []


def test_every_entry_is_named_as_the_list_has_it_and_once():
    assert found("Slot*\nCASINO\n\nslots\n", "Casino slots", "casino") == ["CASINO", "Slot*", "slots"]


def test_a_list_is_read_once():
    assert word_list("one\ntwo") is word_list("one\ntwo")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("*", "“*” would catch every comment. Write some letters beside the *."),
        ("* *", "“* *” would catch every comment. Write some letters beside the *."),
        ("*e*", "“*e*” would catch too many words. Write more letters beside the *."),
        ("e*", "“e*” would catch too many words. Write more letters beside the *."),
        ("*e*a*", "“*e*a*” would catch too many words. Write more letters beside the *."),
        ("b* n*", "“b* n*” needs one word without *, so that not every comment is caught."),
        ("🍑", "“🍑” has no letter or number, so no word is ever like it."),
        ("x" * 81, f"“{'x' * 29}…” has 81 characters. At most {LONGEST_ENTRY} fit on a line."),
    ],
)
def test_a_line_that_can_not_work_is_refused_in_a_sentence(line, sentence):
    assert wrong_in(f"casino\n{line}\n*ok*") == [sentence]


@pytest.mark.parametrize("line", ["casino", "slot*", "*poker*", "f*k", "*赌*", "buy now", "x.com", "a"])
def test_a_line_that_can_is_taken(line):
    assert wrong_in(line) == []


def test_a_list_that_is_too_long_is_refused():
    assert wrong_in("\n".join(f"word{n}" for n in range(10_001))) == ["The list has 10,001 lines. At most 10,000 fit."]


letters = st.text("abc", min_size=1, max_size=8)


@given(entry=letters, words=st.lists(letters, max_size=12))
def test_an_entry_is_found_exactly_where_it_is_a_word(entry, words):
    # Words of two letters and more, so that none is spelled out.
    words = [word + word for word in words]

    assert bool(found(entry + entry, " ".join(words))) == (entry + entry in words)


@given(pattern=st.text("ab*", min_size=1, max_size=8), word=st.text("ab", max_size=12))
def test_a_pattern_matches_as_the_shell_has_it(pattern, word):
    from fnmatch import fnmatchcase

    assert Pattern(f"{pattern}*").matches(word) == fnmatchcase(word, f"{pattern}*")


@given(entry=st.text("ab*", min_size=1, max_size=8), words=st.lists(st.text("ab", min_size=2, max_size=9), max_size=6))
def test_looking_up_finds_what_trying_every_pattern_finds(entry, words):
    from fnmatch import fnmatchcase

    if "*" in entry:
        assert bool(found(entry, " ".join(words))) == any(fnmatchcase(word, entry) for word in words)


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_no_text_breaks_the_matcher(text):
    found("casino\n*poker*\nbuy now\nf*k\nказино", text)


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=100))
def test_no_list_breaks_it(text):
    wrong_in(text)
    if "*" not in text:
        for line in entries_of(text):
            WordList(line).found_in(text)


NASTY = "\n".join(["*a*a*a*a*b", "a*a*a*a*a*a*b", *(f"*a*{number}*a*b" for number in range(4000))])


@pytest.mark.parametrize(
    "text",
    [
        *(
            piece * (65536 // len(piece))
            for piece in ("a", "a ", "a-", "a1", "а", "@!", "a.b!", "e\u0301", "\u200b", "1", "*")
        ),
        " ".join(f"a{number}b" for number in range(9000)),
    ],
    ids=range(12),
)
def test_sixty_four_kibibytes_are_read_in_a_moment_whatever_the_list(text):
    listed = word_list(NASTY)
    began = time.process_time()

    listed.found_in(text)

    assert time.process_time() - began < 4


def test_a_comment_costs_little_with_many_thousand_words():
    listed = word_list("\n".join([*(f"word{n}xyz" for n in range(5000)), *(f"*stem{n}*" for n in range(3000))]))
    text = "The harbour wall is to be raised by two metres, and nobody has asked the boats. " * 6
    began = time.process_time()

    for _ in range(50):
        listed.found_in(text)

    assert time.process_time() - began < 1
