"""Lists of words that moderators keep: whole words, with * for any letters, found in whatever disguise."""

import re
from collections.abc import Iterable
from functools import lru_cache

from .folding import WORD, Word, behind, folded, words_of

MOST_ENTRIES, LONGEST_ENTRY = 10_000, 80
# The longest piece of an entry with * that words are looked up by.
PIECE = 4
ANY = "*"


class Pattern:
    """An entry with at least one *. Matches in time that grows with the word's length and no faster."""

    def __init__(self, entry: str):
        self.entry = entry
        self.begins, *self.within, self.ends = re.sub(r"\*+", ANY, entry).split(ANY)
        self.shortest = sum(map(len, (self.begins, *self.within, self.ends)))

    def matches(self, word: str) -> bool:
        if len(word) < self.shortest or not word.startswith(self.begins) or not word.endswith(self.ends):
            return False
        start, end = len(self.begins), len(word) - len(self.ends)
        for piece in self.within:
            # The first place is always the best: what follows has most room then.
            found = word.find(piece, start, end)
            if found < 0:
                return False
            start = found + len(piece)
        return True

    @property
    def key(self) -> str:
        """A piece that every matching word has in it."""
        return max((self.begins, *self.within, self.ends), key=len)[:PIECE]


class Lookup:
    """Words and patterns, each with the entry that it comes from. One look costs the same for ten and ten thousand."""

    def __init__(self):
        self.exact: dict[str, str] = {}
        self.patterns: dict[str, list[tuple[Pattern, str]]] = {}
        self.key_lengths: set[int] = set()

    def add(self, word: str, entry: str) -> None:
        if ANY not in word:
            self.exact.setdefault(word, entry)
            return
        pattern = Pattern(word)
        self.patterns.setdefault(pattern.key, []).append((pattern, entry))
        self.key_lengths.add(len(pattern.key))

    def entries(self, word: str, *, is_whole: bool = True) -> Iterable[str]:
        if word in self.exact:
            yield self.exact[word]
        if not is_whole:
            return
        for length in self.key_lengths:
            for key in {word[start : start + length] for start in range(len(word) - length + 1)}:
                for pattern, entry in self.patterns.get(key, ()):
                    if pattern.matches(word):
                        yield entry


class WordList:
    """Everything in a list, read once. `found_in` gives the entries that a text has."""

    def __init__(self, text: str):
        self.plain, self.behind = Lookup(), Lookup()
        # A row of words, by the longest of them that has no *: (place of that word, all words, entry).
        self.rows: dict[str, list[tuple[int, list[str], str]]] = {}
        for entry in entries_of(text):
            words = words_of_entry(entry)
            if len(words) == 1:
                self.plain.add(words[0], entry)
                self.behind.add(behind(words[0]), entry)
            elif words:
                self.add_row(words, entry)

    def add_row(self, words: list[str], entry: str) -> None:
        fixed = max((word for word in words if ANY not in word), key=len, default="")
        if fixed:
            self.rows.setdefault(fixed, []).append((words.index(fixed), words, entry))

    def found_in(self, *texts: str) -> list[str]:
        """Return the entries that stand in these texts, as they are written in the list, sorted."""
        found: set[str] = set()
        for text in filter(None, texts):
            words = words_of(text)
            for word in set(words):
                found.update(self.entries_for(word))
            if self.rows:
                found.update(self.rows_in([word.plain for word in words]))
        return sorted(found)

    def entries_for(self, word: Word) -> Iterable[str]:
        yield from self.plain.entries(word.plain, is_whole=word.is_whole)
        if word.behind:
            yield from self.behind.entries(word.behind, is_whole=word.is_whole)

    def rows_in(self, words: list[str]) -> Iterable[str]:
        for place, word in enumerate(words):
            for offset, row, entry in self.rows.get(word, ()):
                start = place - offset
                stretch = words[start : start + len(row)] if start >= 0 else []
                if len(stretch) == len(row) and all(map(fits, row, stretch)):
                    yield entry


def fits(pattern: str, word: str) -> bool:
    return Pattern(pattern).matches(word) if ANY in pattern else pattern == word


def entries_of(text: str) -> list[str]:
    """The lines of a list that say something, in their order, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def words_of_entry(entry: str) -> list[str]:
    """Return the folded words of one line, each with its *."""
    # An asterisk becomes a letter for as long as the line is taken apart.
    marked = folded(entry).replace(ANY, "\ue000")
    return [part.replace("\ue000", ANY) for part in re.findall(r"(?:[^\W_]|\ue000)+", marked)]


def wrong_in(text: str) -> list[str]:
    """Return what keeps a list from being used, a sentence for each line; [] when all is well."""
    entries = entries_of(text)
    if len(entries) > MOST_ENTRIES:
        return [f"The list has {len(entries):,} lines. At most {MOST_ENTRIES:,} fit."]
    return [sentence for entry in entries if (sentence := wrong_with(entry))]


def wrong_with(entry: str) -> str:
    """Return in a sentence what is wrong with one line, or ""."""
    shown = entry if len(entry) <= 30 else f"{entry[:29]}…"
    if len(entry) > LONGEST_ENTRY:
        return f"“{shown}” has {len(entry)} characters. At most {LONGEST_ENTRY} fit on a line."
    words = words_of_entry(entry)
    if not any(WORD.search(word) for word in words):
        if ANY in entry:
            return f"“{shown}” would catch every comment. Write some letters beside the *."
        return f"“{shown}” has no letter or number, so no word is ever like it."
    if len(words) > 1 and all(ANY in word for word in words):
        return f"“{shown}” needs one word without *, so that not every comment is caught."
    if any(is_too_wide(word) for word in words if len(words) == 1):
        return f"“{shown}” would catch too many words. Write more letters beside the *."
    return ""


def is_too_wide(word: str) -> bool:
    """Whether an entry with * is like a great many words: one letter only, or none that is at an end or in a pair."""
    if ANY not in word:
        return False
    pieces = [piece for piece in word.split(ANY) if piece]
    if not word.isascii() and any(ord(letter) > 0x2E80 for letter in word):
        return False
    return sum(map(len, pieces)) < 2 or (word.startswith(ANY) and word.endswith(ANY) and max(map(len, pieces)) < 2)


@lru_cache(maxsize=8)
def word_list(text: str) -> WordList:
    """Return the list read; kept for as long as it says the same."""
    return WordList(text)
