"""Which of two people's changes stand by themselves, and which have to be chosen between."""

from hypothesis import given
from hypothesis import strategies as st

from articles import merging
from articles.merging import fingerprints, merge

VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text()))


def test_merge_table():
    base = fingerprints(dict.fromkeys("abcde", "old"))
    mine = {"a": "old", "b": "mine", "c": "old", "d": "mine", "e": "same"}
    theirs = {"a": "old", "b": "old", "c": "theirs", "d": "theirs", "e": "same"}

    assert merge(base, mine, theirs) == merging.Merge(mine=["b"], theirs=["c"], clashes=["d"])


def test_without_a_base_only_what_is_the_same_passes():
    assert merge({}, {"a": "x", "b": "y"}, {"a": "x", "b": "z"}) == merging.Merge(clashes=["b"])


@given(old=VALUES, mine=VALUES, theirs=VALUES)
def test_nobody_s_change_is_lost_whatever_the_values(old, mine, theirs):
    verdict = merging.verdict(merging.fingerprint(old), mine, theirs)

    old, mine, theirs = map(merging.fingerprint, (old, mine, theirs))
    i_changed, they_changed = mine != old, theirs != old
    if mine == theirs:
        assert verdict == merging.SAME
    elif i_changed and they_changed:
        assert verdict == merging.CLASH
    else:
        assert verdict == (merging.MINE if i_changed else merging.THEIRS)


@given(st.text())
def test_line_ends_and_outer_spaces_that_a_form_adds_are_no_change(text):
    assert merging.fingerprint(f"  {text}\r\n") == merging.fingerprint(text)


def test_nothing_and_an_empty_field_are_the_same_and_a_zero_is_not():
    assert merging.fingerprint(None) == merging.fingerprint("")
    assert merging.fingerprint(0) != merging.fingerprint("")


@given(st.text())
def test_any_base_that_is_sent_is_read(text):
    assert isinstance(merging.read_base(text), dict)


def test_base_keeps_fingerprints_alone():
    assert merging.read_base('{"headline": "abc", "deck": 5, "body": ["x"]}') == {"headline": "abc"}
    assert merging.read_base("[" * 5000) == {}


def html(*paragraphs):
    return "".join(f"<p>{words}</p>" for words in paragraphs)


def test_bodies_are_set_side_by_side_by_paragraph_and_then_by_word():
    rows = merging.paragraphs_side_by_side(
        html("One.", "The wall rises.", "Three."), html("One.", "The wall falls.", "Three.", "Four.")
    )

    assert [row["same"] for row in rows] == [1, 0, 1, 0]
    assert rows[1]["before"] == [("same", "The wall "), ("gone", "rises"), ("same", ".")]
    assert rows[1]["after"] == [("same", "The wall "), ("new", "falls"), ("same", ".")]
    assert (rows[3]["before"], "".join(words for _, words in rows[3]["after"])) == ([], "Four.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_each_side_is_the_whole_text_to_the_letter(before, after):
    row = merging.words_side_by_side(before, after)

    assert "".join(words for _, words in row["before"]) == before
    assert "".join(words for _, words in row["after"]) == after


def test_thirty_thousand_words_are_set_side_by_side_at_once():
    paragraphs = [" ".join(f"word{(number * 7 + place) % 997}" for place in range(50)) for number in range(600)]
    changed = [words if number % 10 else f"{words} and more" for number, words in enumerate(paragraphs)]

    rows = merging.paragraphs_side_by_side(html(*paragraphs), html(*changed))

    assert len([row for row in rows if not row["same"]]) == 60


def test_one_paragraph_of_thirty_thousand_words_is_set_side_by_side_at_once():
    before = " ".join(f"word{place % 997}" for place in range(30_000))

    row = merging.words_side_by_side(before, before[::-1])
    assert [kind for kind, _ in row["before"]] == ["gone"]

    row = merging.words_side_by_side(before, before.replace("word500", "other", 1))
    assert [words for kind, words in row["after"] if kind == "new"] == ["other"]
