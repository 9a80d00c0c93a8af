"""Folds, figures and curves, on examples that can be reckoned by hand, and on a made-up town."""

import string
from random import Random

import pytest

from benchmarks.comments_corpus import corpus
from comments.classifier import Model, chance
from comments.measuring import Example, figures, fitted, folds_of, groups_of, learn, threshold


@pytest.fixture(scope="module")
def town():
    return [Example(*row) for row in corpus(1200)]


@pytest.fixture(scope="module")
def learned(town):
    return learn(town)


def test_same_examples_in_any_order_teach_the_same(town, learned):
    mixed = town.copy()
    Random(7).shuffle(mixed)

    assert learn(mixed) == learned


def test_it_does_better_than_chance_and_is_not_flattered(learned):
    base = learned.refused / learned.examples

    # The town's moderators contradict themselves in four of a hundred, and some refused comments say nothing bad.
    assert 2.5 * base < learned.measured["average_precision"] < 0.95


def test_percentages_mean_what_they_say(learned):
    for count, said, refused in learned.measured["calibration"]:
        if count >= 100:
            assert abs(said - refused) < 12


def test_higher_threshold_warns_of_fewer(learned):
    at = [threshold(learned.measured, learned.refused, percent) for percent in range(101)]

    assert [row.warned for row in at] == sorted((row.warned for row in at), reverse=True)
    assert (at[0].warned, at[0].right, at[0].recall) == (learned.examples, learned.refused, 1)


def test_what_was_learned_judges_comments_it_never_saw(learned):
    model = Model(learned.weights)

    assert model.judge("FREE betting tips, CLICK http://best-bonus.example/win").percent > 80
    assert model.judge("I walked past the lighthouse before the election and the lamps were out.").percent < 30


def test_words_of_fewer_than_three_writers_are_not_learned():
    plain = [Example(f"{word} quay", word == "bad", f"w{number}") for number in range(60) for word in ("good", "bad")]
    secret = [Example(f"Osvaldo bad {number}", True, writer) for number, writer in enumerate("aab" * 9)]

    learned = learn(plain + secret)

    assert {"good", "bad", "quay"} <= set(learned.weights["words"])
    assert [word for word in learned.weights["words"] if "osv" in word] == []


def test_what_weighs_most_is_told_once():
    spam = [Example(f"crawl back under {'abcdefghij'[n % 10]}", True, f"s{n}") for n in range(60)]
    ordinary = [Example(f"harbour wall {'abcdefghij'[n % 10]}", False, f"w{n}") for n in range(60)]

    measured = learn(spam + ordinary).measured

    assert measured["refused_words"][:2] == [["back under", 60, 60], ["crawl", 60, 60]]
    assert measured["accepted_words"][0] == ["harbour wall", 0, 60]


def test_features_are_bounded(monkeypatch, town):
    monkeypatch.setattr("comments.measuring.MOST_FEATURES", 100)

    assert len(learn(town[:300]).weights["words"]) <= 100


def test_comments_of_one_writer_or_in_the_same_words_hang_together():
    examples = [
        Example("one", False, "a@example.org"),
        Example("Buy it here and now", False, "A@example.org"),
        Example("buy it HERE and now!", True, "b@example.org"),
        Example("three", True, "c@example.org"),
        Example("three", True, "d@example.org"),
        Example("...", False),
        Example("...", False),
    ]

    a, b, c, *others = groups_of(examples)

    assert a == b == c
    # Short words that anybody says, and words of nobody known, are nobody's copy.
    assert len({a, *others}) == 5


def test_groups_stay_in_one_fold_and_folds_are_alike(town):
    groups = groups_of(town)
    folds = folds_of(town, groups)

    assert len(set(zip(groups, folds, strict=True))) == len(set(groups))
    shares = []
    for fold in range(5):
        inside = [example.refused for example, where in zip(town, folds, strict=True) if where == fold]
        assert 200 < len(inside) < 280
        shares.append(sum(inside) / len(inside))
    assert max(shares) - min(shares) < 0.02


def test_copies_of_one_text_don_t_flatter_the_measurement():
    # Every text is made of letters by chance, and each refused one is sent five times: nothing can be known of it.
    chance = Random(3)

    def text():
        return " ".join("".join(chance.sample(string.ascii_lowercase, 7)) for _ in range(6))

    ordinary = [Example(text(), False, f"w{number}") for number in range(100)]
    copies = [Example(said, True, f"{said} {number}") for said in [text() for _ in range(20)] for number in range(5)]

    learned = learn(ordinary + copies)

    # With copies on both sides every one would be recognised.
    assert threshold(learned.measured, learned.refused, 80).right == 0


def test_curve_goes_through_the_shares_that_it_is_fitted_to():
    scores = [0.0] * 100 + [2.0] * 100
    outcomes = [True] * 20 + [False] * 80 + [True] * 90 + [False] * 10

    slope, shift = fitted(scores, outcomes)

    assert chance(0, slope, shift) == pytest.approx(0.2, abs=0.02)
    assert chance(2, slope, shift) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("outcomes", [[True] * 9, [False] * 9])
def test_one_kind_alone_gives_a_flat_curve(outcomes):
    slope, _ = fitted([float(n) for n in range(9)], outcomes)

    assert slope == 0


def test_kinds_far_apart_give_a_curve_all_the_same():
    slope, shift = fitted([-9.0] * 50 + [9.0] * 50, [False] * 50 + [True] * 50)

    assert chance(9, slope, shift) > 0.95 > 0.05 > chance(-9, slope, shift)


def test_precision_and_recall_by_hand():
    measured = figures([90.2, 80.0, 79.6, 10.0], [True, False, True, True])

    at = threshold(measured, 3, 80)

    # 79.6 is said, and compared, as 80.
    assert (at.warned, at.right, at.precision, at.recall) == (3, 2, pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert threshold(measured, 3, 95) == (95, 0, 0, 3)
    assert threshold(measured, 3, 95).precision is None
    assert measured["average_precision"] == pytest.approx((1 + 2 / 3 + 3 / 4) / 3, abs=1e-4)
