"""Which words may have been meant by one that is not known."""

from .words import folded


def nearest(word: str, known: list[str]) -> list[str]:
    """Return those that are one slip away from the word, or two from a longer one, the nearest first."""
    most = 1 if len(word) < 6 else 2
    target = folded(word)
    measured = [(slips(target, folded(other), most), other) for other in known if other != word]
    return [other for distance, other in sorted(measured) if distance <= most]


def slips(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, put in, mistaken or swapped; `most` + 1 where it is more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [], list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
