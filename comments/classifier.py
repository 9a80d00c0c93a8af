"""What this newsroom's own decisions say about a new comment. It warns; it never publishes and never rejects.

Naive Bayes over what a comment has in it: words, pairs of words that follow each other, and runs of four letters
within a word, so that a new spelling of a known word is known, too. Each counts once a comment. The sum, divided by
the square root of how many of them are known, becomes a percentage by a curve fitted to comments that were set aside
while learning (measuring.py). Nothing is hashed: every weight has a name that a moderator can read.
"""

import re
import time
import unicodedata
from functools import lru_cache
from math import exp, sqrt
from typing import NamedTuple

from .models import Comment, TrainedClassifier

# The format of TrainedClassifier.weights. A row in another one is not asked.
FORMAT = 1
# More of a comment than this is not read, so that the time is bounded.
LONGEST_TEXT, LONGEST_WORD, RUN = 20_000, 30, 4
# How long a process asks what it has loaded before it looks whether there is something newer.
CHECK_SECONDS = 15
WORDS_SHOWN = 5

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)[^\s<>\"]+|\b(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}/[^\s<>\"]*)"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<word>[^\W_]+(?:['’.*@$+-][^\W_]+)*)"
    r"|(?P<mark>[!?]{2,}|[$€£%])",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
LINK, MAIL, SHOUTING = "•link", "•mail", "•shouting"
SIGNS = {LINK: "a link", MAIL: "an e-mail address", SHOUTING: "words in capitals"}


def in_words(name: str) -> str:
    """Return what a learned word, pair or sign is called to people: “a link”, “a number of 4 digits”, else itself."""
    return " ".join(
        SIGNS.get(word) or (f"a number of {len(word)} digits" if word.strip("0") == "" and len(word) > 1 else word)
        for word in name.split()
    )


class Suspicion(NamedTuple):
    """How likely moderators are to refuse a comment, in percent, and what in it speaks most for that, as written."""

    percent: int
    words: list[str]


class Judgement(NamedTuple):
    """A Suspicion, and what speaks most against it."""

    percent: int
    words: list[str]
    against: list[str]


def suspicion_of(text: str) -> Suspicion | None:
    """Return what was learned about such a text; None where nothing was learned yet or nothing in it is known.

    Runs one small query at most every CHECK_SECONDS in a process.
    """
    model = loaded()
    judgement = model.judge(text) if model else None
    return Suspicion(judgement.percent, judgement.words) if judgement else None


def weighing(comment: Comment) -> list[str]:
    """Return what in a comment, as its text stands, speaks most for refusing it; [] where no percentage was given.

    For a moderator's eyes and never stored. Queries as suspicion_of().
    """
    found = suspicion_of(comment.body) if comment.suspicion is not None else None
    return found.words if found else []


def tokens(text: str):
    """Yield (as written, as known) for each word, link, e-mail address and loud mark, in order.

    Links and e-mail addresses are known as such alone, and every digit as 0: nobody's address, number or account is
    ever learned.
    """
    for found in TOKEN.finditer(UNSEEN.sub("", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]))):
        written, kind = found.group(), found.lastgroup
        if kind == "link":
            yield written, LINK
        elif kind == "mail":
            yield written, MAIL
        else:
            word = written.casefold()
            yield written, word if word.isalpha() else DIGIT.sub("0", word)


@lru_cache(maxsize=10_000)
def runs(word: str) -> tuple[str, ...]:
    """Return the runs of four letters in a word of five or more, its ends marked by “_”; none for a sign."""
    if len(word) <= RUN or word in SIGNS:
        return ()
    inside = f"_{word[: LONGEST_WORD * 4]}_"
    return tuple(f"#{inside[at : at + RUN]}" for at in range(len(inside) - RUN + 1))


def is_shouting(words: list[str]) -> bool:
    """Whether more than half of its words of four and more letters, at least three, are in capitals."""
    long = [word for word in words if len(word) >= 4 and word.isalpha()]
    loud = sum(word.isupper() for word in long)
    return loud >= 3 and loud * 2 > len(long)


def features(text: str) -> dict[str, list[str]]:
    """Return {what it has in it: the words, as written, that it comes from}."""
    found: dict[str, list[str]] = {}
    before = before_written = ""
    everything = []
    for written, word in tokens(text):
        everything.append(written)
        if word not in found:
            if len(word) <= LONGEST_WORD:
                found[word] = [written]
            for run in runs(word):
                if run not in found:
                    found[run] = [written]
        pair = f"{before} {word}"
        if pair not in found and len(pair) <= LONGEST_WORD * 2:
            found[pair] = [before_written, written] if before else [written]
        before, before_written = word, written
    if is_shouting(everything):
        found[SHOUTING] = [SIGNS[SHOUTING]]
    return found


class Model:
    """What was learned, ready to be asked."""

    def __init__(self, weights: dict):
        self.weights: dict[str, float] = weights["words"]
        self.slope, self.shift = weights["slope"], weights["shift"]

    def judge(self, text: str) -> Judgement | None:
        """None when nothing in the text is known."""
        shares: dict[str, float] = {}
        total, known = 0.0, 0
        get = self.weights.get
        for name, words in features(text).items():
            weight = get(name)
            if weight is None:
                continue
            total += weight
            known += 1
            for word in words:
                shares[word] = shares.get(word, 0.0) + weight / len(words)
        if not known:
            return None
        percent = round(100 * chance(total / sqrt(known), self.slope, self.shift))
        ranked = sorted(shares, key=lambda word: (-shares[word], word))
        return Judgement(
            percent,
            [shown(word) for word in ranked if shares[word] > 0][:WORDS_SHOWN],
            [shown(word) for word in reversed(ranked) if shares[word] < 0][:WORDS_SHOWN],
        )


def shown(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}…"


def chance(score: float, slope: float, shift: float) -> float:
    """Return the probability, 0 to 1, that goes with a score."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, slope * score + shift))))


class Memory:
    """What this process has loaded."""

    def __init__(self):
        self.key, self.model, self.looked_at = None, None, None


memory = Memory()


def loaded() -> Model | None:
    """Return the newest that was learned, None when nothing was. A query every CHECK_SECONDS, two for something new."""
    now = time.monotonic()
    if memory.looked_at is not None and now - memory.looked_at < CHECK_SECONDS:
        return memory.model
    key = TrainedClassifier.objects.values_list("pk", "at").first()
    if key != memory.key:
        row = TrainedClassifier.objects.filter(pk=key[0]).first() if key else None
        memory.model = Model(row.weights) if row and row.weights.get("format") == FORMAT else None
        memory.key = key
    memory.looked_at = now
    return memory.model


def forget() -> None:
    """Look again at the next question, as after training."""
    memory.__init__()
