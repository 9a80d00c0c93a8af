"""What the classifier says of a text, and when it looks for something newer."""

import time

import pytest

from comments import classifier
from comments.classifier import LINK, MAIL, SHOUTING, Model, features, in_words, suspicion_of, tokens, weighing
from comments.models import Comment, HouseRules, TrainedClassifier
from comments.models.comment import ERASED_TEXT
from comments.moderation import decide
from tests.factories import make_comment

WEIGHTS = {"format": 1, "slope": 1.0, "shift": 0.0, "words": {"pills": 3.0, "cheap": 2.0, "harbour": -2.0, LINK: 1.0}}


def make_trained(**fields):
    defaults = {"examples": 200, "refused": 60, "weights": WEIGHTS}
    return TrainedClassifier.objects.create(**(defaults | fields))


def known(text):
    return [word for _, word in tokens(text)]


def test_nothing_is_said_where_nothing_was_learned(db):
    assert suspicion_of("Cheap pills") is None


def test_percent_and_the_words_that_weighed_as_written(db):
    make_trained()

    suspicion = suspicion_of("Cheap PILLS from the harbour")

    assert suspicion == (85, ["PILLS", "Cheap"])


def test_nothing_is_said_of_a_text_without_known_words(db):
    make_trained()

    assert suspicion_of("Entirely other matters") is None
    assert suspicion_of("") is None


@pytest.mark.parametrize(("suspicion", "words"), [(85, ["PILLS", "Cheap"]), (None, [])])
def test_words_that_weigh_are_looked_up_in_the_text_as_it_stands(db, suspicion, words):
    make_trained()

    assert weighing(Comment(body="Cheap PILLS from the harbour", suspicion=suspicion)) == words
    assert weighing(Comment(body=ERASED_TEXT, suspicion=suspicion)) == []


def test_a_stored_reason_holds_no_word_of_the_comment(db):
    make_trained()
    HouseRules(classifier_percent=80).save()

    decision = decide(make_comment(body="Cheap PILLS from the harbour"))

    assert (decision.rule, decision.reasons) == ("classifier", ["Like what moderators refused before: 85 %"])


def test_what_speaks_against_is_told_apart():
    judgement = Model(WEIGHTS).judge("Pills at the harbour")

    assert (judgement.words, judgement.against) == (["Pills"], ["harbour"])


def test_five_words_are_named_at_most():
    weights = WEIGHTS | {"words": {word: 1.0 for word in "abcdefgh"}}

    assert Model(weights).judge("h g f e d c b a").words == ["a", "b", "c", "d", "e"]


def test_text_that_repeats_itself_is_no_more_suspect():
    model = Model(WEIGHTS)

    assert model.judge("pills " * 500).percent == model.judge("pills").percent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ｆｒｅｅ ﬁsh", ["free", "fish"]),
        ("pi\u200blls \u202epills", ["pills", "pills"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("f.r.e.e and fr@ud", ["f.r.e.e", "and", "fr@ud"]),
        ("see https://a.example/x?y=1 or www.b.example now", ["see", LINK, "or", LINK, "now"]),
        ("see bit.example/Ab3 and/or 3.5/10", ["see", LINK, "and", "or", "0.0", "00"]),
        ("write to ann.ek+x@example.org now", ["write", "to", MAIL, "now"]),
        ("call 0171 5550 before 1987", ["call", "0000", "0000", "before", "0000"]),
        ("Why?? Only £5!!!", ["why", "??", "only", "£", "0", "!!!"]),
    ],
)
def test_words_are_known_in_one_spelling_and_nobody_by_number_or_address(text, words):
    assert known(text) == words


def test_pairs_and_runs_of_letters_are_known_too():
    runs = {"#_che", "#chea", "#heap", "#eap_", "#_pil", "#pill", "#ills", "#lls_"}

    assert set(features("Cheap pills")) == {"cheap", "pills", " cheap", "cheap pills", *runs}


def test_new_spelling_is_known_by_its_runs():
    model = Model(WEIGHTS | {"words": {"#mort": 2.0, "#gage": 2.0}})

    assert model.judge("xmortxx and morttgagesz").words == ["morttgagesz", "xmortxx"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("quay", "quay"), (LINK, "a link"), (f"see {MAIL}", "see an e-mail address"), ("0000", "a number of 4 digits")],
)
def test_signs_are_called_by_plain_words(name, words):
    assert in_words(name) == words


@pytest.mark.parametrize(
    ("text", "is_shouted"),
    [
        ("THIS COUNCIL LIES", True),
        ("THIS COUNCIL LIES says my quiet neighbour over there", False),
        ("NATO UNESCO", False),
        ("no", False),
    ],
)
def test_shouting_is_more_than_half_in_capitals(text, is_shouted):
    assert (SHOUTING in features(text)) is is_shouted


ODD = ["\x00", "🐟" * 5000, "ก" * 70_000, "Z̷̧͝a̵l͘g̶o " * 900, "\ud800"]
LONG = [part * (70_000 // len(part)) for part in ("a", "@", "a@", "a.", "1-", "www.", "a@b.", "!", "a-", "aa.")]


@pytest.mark.parametrize("text", ODD + LONG)
def test_odd_text_is_answered_quickly(text):
    model = Model(WEIGHTS)

    begin = time.process_time()
    model.judge(text)

    assert time.process_time() - begin < 0.5


def test_newer_training_is_used_once_it_is_looked_for(db, monkeypatch):
    make_trained(weights=WEIGHTS | {"words": {"pills": -3.0}})
    assert suspicion_of("pills").percent == 5
    make_trained()

    assert suspicion_of("pills").percent == 5
    monkeypatch.setattr(classifier, "CHECK_SECONDS", 0)
    assert suspicion_of("pills").percent == 95


def test_one_query_in_a_while_however_many_comments(db, django_assert_num_queries):
    make_trained()

    with django_assert_num_queries(2):
        suspicion_of("pills")
    with django_assert_num_queries(0):
        for _ in range(3):
            suspicion_of("pills")


def test_looking_again_loads_nothing_twice(db, django_assert_num_queries, monkeypatch):
    make_trained()
    suspicion_of("pills")
    monkeypatch.setattr(classifier, "CHECK_SECONDS", 0)

    with django_assert_num_queries(1):
        suspicion_of("pills")


def test_training_in_another_format_is_not_asked(db):
    make_trained(weights=WEIGHTS | {"format": 99})

    assert suspicion_of("pills") is None
