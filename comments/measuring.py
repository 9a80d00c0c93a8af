"""How well the classifier would have done on comments that it had not seen. Pure arithmetic, no database."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp, log, sqrt
from typing import NamedTuple

from .classifier import FORMAT, chance, features, tokens

FOLDS = 5
# Shorter ones are said again and again by people who have nothing to do with each other: “Thank you”, “Well said”.
COPIED_WORDS = 5
# What fewer writers than this have used is not learned: it would tell of somebody rather than of a kind of comment.
WRITERS = 3
MOST_FEATURES = 20_000
SMOOTHING = 0.5
SHOWN = 24


class Example(NamedTuple):
    """A comment that was decided: its text, whether it was refused, and who wrote it ("" when unknown)."""

    text: str
    refused: bool
    writer: str = ""


class Threshold(NamedTuple):
    """What would have been warned of from `percent` on: how many comments, and how many of these were refused."""

    percent: int
    warned: int
    right: int
    refused: int

    @property
    def precision(self) -> float | None:
        """The share of warnings that were right, 0 to 1; None without warnings."""
        return self.right / self.warned if self.warned else None

    @property
    def recall(self) -> float | None:
        """The share of refused comments that were warned of, 0 to 1; None when none was refused."""
        return self.right / self.refused if self.refused else None

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.warned + self.refused) if self.warned + self.refused else 0.0


def threshold(measured: dict, refused: int, percent: int) -> Threshold:
    """Return what was measured at this threshold, 0 to 100, of examples of which `refused` were refused."""
    return Threshold(percent, *measured["by_percent"][percent], refused)


@dataclass
class Learned:
    """What was learned from examples and how well it does: `weights` for a Model, `measured` for people."""

    examples: int
    refused: int
    weights: dict
    measured: dict


@dataclass
class Counts:
    """In how many comments each feature stands, by its number: `refused` and all, and how many comments there are."""

    refused: Counter = field(default_factory=Counter)
    every: Counter = field(default_factory=Counter)
    refused_count: int = 0
    count: int = 0

    def add(self, feature_ids: array, refused: bool):
        self.every.update(feature_ids)
        self.count += 1
        if refused:
            self.refused.update(feature_ids)
            self.refused_count += 1

    def weights(self, feature_ids: Iterable[int], without: "Counts | None" = None) -> dict[int, float]:
        """Return {feature: log of how much likelier it is in refused comments}, as if `without` had not been seen."""
        without = without or Counts()
        refused = self.refused_count - without.refused_count
        accepted = self.count - without.count - refused
        shift = log((accepted + 2 * SMOOTHING) / (refused + 2 * SMOOTHING))
        weights = {}
        for each in feature_ids:
            all_with = self.every[each] - without.every[each]
            if all_with:
                refused_with = self.refused[each] - without.refused[each]
                odds = (refused_with + SMOOTHING) / (all_with - refused_with + SMOOTHING)
                weights[each] = log(odds) + shift
        return weights


def learn(examples: Iterable[Example]) -> Learned:
    """Learn from all examples, and measure by leaving each fifth of them out in turn.

    The same examples in any order give the same. A comment's text and a writer are never on both sides.
    """
    examples = sorted(examples)
    groups = groups_of(examples)
    folds = folds_of(examples, groups)
    ids, rows = numbered(examples)
    vocabulary = widely_used(rows, groups)
    parts = [Counts() for _ in range(FOLDS)]
    for row, example, fold in zip(rows, examples, folds, strict=True):
        parts[fold].add(row, example.refused)
    whole = together(parts)
    scores = set_aside(rows, folds, parts, whole, vocabulary)
    outcomes = [example.refused for example in examples]
    slope, shift = fitted(scores, outcomes)
    weights = whole.weights(vocabulary)
    names = {number: name for name, number in ids.items() if number in weights}
    words = {names[number]: round(weight, 4) for number, weight in weights.items()}
    measured = {"folds": FOLDS, "groups": len(set(groups))}
    measured |= figures(percents(scores, outcomes, folds), outcomes) | weighing_most(whole, names, weights)
    kept = {"format": FORMAT, "words": words, "slope": round(slope, 6), "shift": round(shift, 6)}
    return Learned(len(examples), sum(outcomes), kept, measured)


def groups_of(examples: list[Example]) -> list[int]:
    """Return a number for each example, equal for those of one writer or in the same words, and what hangs together.

    The same words are COPIED_WORDS at least.
    """
    parents = list(range(len(examples)))

    def root(at):
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    first: dict[tuple | str, int] = {}
    for at, example in enumerate(examples):
        words = tuple(word for _, word in tokens(example.text))
        keys = [words] if len(words) >= COPIED_WORDS else []
        keys += [example.writer.lower()] if example.writer else []
        for key in keys:
            parents[root(at)] = root(first.setdefault(key, at))
    return [root(at) for at in range(len(examples))]


def folds_of(examples: list[Example], groups: list[int]) -> list[int]:
    """Return the fold of each example: whole groups, large ones first, each to where its kinds are scarcest."""
    members: dict[int, list[int]] = {}
    for at, group in enumerate(groups):
        members.setdefault(group, []).append(at)
    # Told by a hash of its text, so that neither the alphabet nor the order of arrival fills the folds.
    by_chance = {group: hashlib.sha256(examples[group].text.encode(errors="replace")).digest() for group in members}
    kinds = Counter(example.refused for example in examples)
    filled = [Counter() for _ in range(FOLDS)]
    folds = [0] * len(examples)
    for group in sorted(members, key=lambda group: (-len(members[group]), by_chance[group])):
        own = Counter(examples[at].refused for at in members[group])

        def crowding(fold, own=own):
            return sum(((filled[fold][kind] + own[kind]) / kinds[kind]) ** 2 for kind in kinds)

        chosen = min(range(FOLDS), key=lambda fold: (crowding(fold) - crowding(fold, Counter()), fold))
        filled[chosen] += own
        for at in members[group]:
            folds[at] = chosen
    return folds


def numbered(examples: list[Example]) -> tuple[dict[str, int], list[array]]:
    """Return {feature: its number} and the numbers of each example's features, four bytes each."""
    ids: dict[str, int] = {}
    rows = [array("I", [ids.setdefault(name, len(ids)) for name in features(each.text)]) for each in examples]
    return ids, rows


def widely_used(rows: list[array], groups: list[int]) -> list[int]:
    """Return the features that most writers use, none that fewer than WRITERS do. Looks at no decision."""
    used: dict[int, set[int]] = {}
    for row, group in zip(rows, groups, strict=True):
        used.setdefault(group, set()).update(row)
    counts = Counter()
    for theirs in used.values():
        counts.update(theirs)
    common = ((number, count) for number, count in counts.items() if count >= WRITERS)
    return [number for number, _ in sorted(common, key=lambda pair: (-pair[1], pair[0]))[:MOST_FEATURES]]


def together(parts: list[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        whole.refused.update(part.refused)
        whole.every.update(part.every)
        whole.refused_count += part.refused_count
        whole.count += part.count
    return whole


def set_aside(rows, folds, parts: list[Counts], whole: Counts, vocabulary) -> list[float]:
    """Return the score of each example as given by all folds but its own."""
    scores = [0.0] * len(rows)
    for fold, part in enumerate(parts):
        weights = whole.weights(vocabulary, without=part)
        for at, row in enumerate(rows):
            if folds[at] == fold:
                known = [weights[number] for number in row if number in weights]
                scores[at] = sum(known) / sqrt(len(known)) if known else 0.0
    return scores


def percents(scores, outcomes, folds) -> list[float]:
    """Return the percentage of each example, by a curve that was fitted to the other folds alone."""
    curves = []
    for fold in range(FOLDS):
        others = [at for at in range(len(scores)) if folds[at] != fold]
        curves.append(fitted([scores[at] for at in others], [outcomes[at] for at in others]))
    return [100 * chance(score, *curves[fold]) for score, fold in zip(scores, folds, strict=True)]


def fitted(scores: list[float], outcomes: list[bool]) -> tuple[float, float]:
    """Return slope and shift of the logistic curve from score to probability, by Newton's method.

    Platt, “Probabilistic outputs for support vector machines” (1999), with its softened targets: no kind is ever
    certain. Without examples of both kinds the curve is flat.
    """
    refused = sum(outcomes)
    accepted = len(outcomes) - refused
    if not refused or not accepted:
        return 0.0, log((refused + 1) / (accepted + 1))
    high, low = (refused + 1) / (refused + 2), 1 / (accepted + 2)
    slope, shift = 0.0, log((refused + 1) / (accepted + 1))
    for _ in range(50):
        a = b = aa = ab = bb = 0.0
        for score, outcome in zip(scores, outcomes, strict=True):
            p = 1 / (1 + exp(-max(-30.0, min(30.0, slope * score + shift))))
            off, spread = p - (high if outcome else low), p * (1 - p)
            a += off * score
            b += off
            aa += spread * score * score
            ab += spread * score
            bb += spread
        aa, bb = aa + 1e-9, bb + 1e-9
        determinant = aa * bb - ab * ab
        if determinant <= 0:
            break
        step = (bb * a - ab * b) / determinant, (aa * b - ab * a) / determinant
        longest = max(map(abs, step))
        # A full step can overshoot where the kinds hardly overlap.
        scale = min(1.0, 2 / longest) if longest else 1.0
        slope, shift = slope - scale * step[0], shift - scale * step[1]
        if longest < 1e-7:
            break
    return slope, shift


def figures(percents: list[float], outcomes: list[bool]) -> dict:
    """Return what was measured, ready to be stored.

    `by_percent`: for each threshold from 0 to 100, how many are warned of and how many of these were refused.
    `average_precision`. `calibration`: for each tenth, how many comments, their mean percentage, the share refused.
    """
    warned, right = [0] * 102, [0] * 102
    tenths = [[0, 0.0, 0] for _ in range(10)]
    for percent, outcome in zip(percents, outcomes, strict=True):
        # As the classifier says it, and as it is compared with the threshold: in whole percent.
        whole = round(percent)
        warned[whole] += 1
        right[whole] += outcome
        tenth = tenths[min(9, int(percent // 10))]
        tenth[0] += 1
        tenth[1] += percent
        tenth[2] += outcome
    # From the top down: at a threshold all are warned of that reach it.
    warned, right = (list(accumulate(reversed(each)))[::-1][:101] for each in (warned, right))
    return {
        "by_percent": [list(pair) for pair in zip(warned, right, strict=True)],
        "average_precision": round(average_precision(percents, outcomes), 4),
        "calibration": [
            [count, round(total / count, 1), round(100 * refused / count, 1)] if count else [0, None, None]
            for count, total, refused in tenths
        ],
    }


def average_precision(percents, outcomes) -> float:
    """Return the mean precision over all refused comments, from the most suspect down: 1 when they all come first."""
    hits, total = 0, 0.0
    for rank, at in enumerate(sorted(range(len(percents)), key=lambda at: (-percents[at], at)), 1):
        if outcomes[at]:
            hits += 1
            total += hits / rank
    return total / hits if hits else 0.0


def weighing_most(whole: Counts, names: dict[int, str], weights: dict[int, float]) -> dict:
    """Return `refused_words` and `accepted_words`: what tells most, how often it stands in refused and in all comments.

    By the least that its weight can be taken to be, two standard errors nearer to nothing: neither what stands in three
    comments nor what hardly tells comes first.
    """

    def telling(number, sign):
        refused, every = whole.refused[number], whole.every[number]
        error = sqrt(1 / (refused + SMOOTHING) + 1 / (every - refused + SMOOTHING))
        return sign * weights[number] - 2 * error

    readable = [number for number, name in names.items() if name[0] not in "# "]

    def ranked(sign):
        found = [(telling(number, sign), number) for number in readable if sign * weights[number] > 0]
        found.sort(key=lambda pair: (-pair[0], -len(names[pair[1]]), names[pair[1]]))
        return without_echoes((number for _, number in found), whole, names)

    def rows(numbers):
        return [[names[number], whole.refused[number], whole.every[number]] for number in numbers]

    return {"refused_words": rows(ranked(1)), "accepted_words": rows(ranked(-1))}


def without_echoes(numbers: Iterable[int], whole: Counts, names: dict[int, str]) -> list[int]:
    """Return the first SHOWN of them, without what stands in as many comments as one before with a word in common."""
    kept, said = [], set()
    for number in numbers:
        keys = {(whole.refused[number], whole.every[number], word) for word in names[number].split()}
        if not keys & said:
            kept.append(number)
            said |= keys
        if len(kept) == SHOWN:
            break
    return kept
