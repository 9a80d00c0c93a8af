"""How a text reads to people, whatever letters and signs it is written with: what rules compare words by."""

import re
import unicodedata
from typing import NamedTuple

# Marks that a word is the same word without: accents, Hebrew points, Arabic vowel signs, what stands on top of emoji.
MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff"
MARK = re.compile(f"[{MARKS}\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+")
# What nobody sees: soft hyphens, zero-width signs, marks of direction.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]+"
)
# Letters that Unicode has for sounds or other scripts, and that look like a Latin one. Both rows in small letters.
ALIKE = str.maketrans(
    "авекмнорстухѕіјԁһԛԝӏьгпԍєиі" + "αβεζηικμνοπρτυχωγδϲϳ" + "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢꞯ" + "ıłøđħŧɑɡɩօսոհ",
    "abekmhopctyxsijdhqwlbrngeui" + "abeznikmvonptuxwydcj" + "abcdeghijklmnoprstuvwyzq" + "ilodhtagiouuh",
)
# Digits and signs that stand for letters. “l” becomes “i”, because “1” is written for both.
SIGNS = "0134578@$!|€+"
STANDS_FOR = str.maketrans(SIGNS + "l", "oieastbasiiet" + "i")
CHUNK = re.compile(r"\S+")
WORD = re.compile(r"[^\W_]+")
SIGN_INSIDE = re.compile(rf"[^\W_{SIGNS}][{SIGNS}]|[{SIGNS}][^\W\d_]")
# A word with signs for letters, such as “c@$1n0”. What ends it, such as an exclamation mark, is not of it.
SIGNED = re.compile(rf"(?:[^\W_]|[{SIGNS}])+")
SCRIPTS = {
    "Latin": re.compile("[a-z\u00df-\u024f]"),
    "Greek": re.compile("[\u0370-\u03ff]"),
    "Cyrillic": re.compile("[\u0400-\u052f]"),
}
SHORTEST_SIGNED, SHORTEST_SPELLED = 3, 3


class Word(NamedTuple):
    """A word of a text: `plain` as it is written, `behind` what it stands for when it is disguised, else "".

    `is_whole` is False for what was put together from parts that may be words by themselves.
    """

    plain: str
    behind: str = ""
    is_whole: bool = True


def visible(text: str) -> str:
    """Return the text without what nobody sees, in ordinary letters: “ｃａｓｉｎｏ” and “𝒸𝒶𝓈𝒾𝓃ℴ” become “casino”."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).replace("。", ".")


def folded(text: str) -> str:
    """Return visible() without accents and capitals."""
    if text.isascii():
        return text.lower()
    return MARK.sub("", unicodedata.normalize("NFKD", visible(text).casefold()))


def behind(word: str) -> str:
    """Return the Latin word that a folded word looks like, with signs and digits read as letters, and l as i."""
    return word.translate(ALIKE).translate(STANDS_FOR)


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order, after each what it is together with those around, if anything."""
    text = folded(text)
    script = main_script(text)
    found, spelled = [], []
    for chunk in CHUNK.findall(text):
        parts = WORD.findall(chunk)
        if len(parts) == 1 and len(parts[0]) == 1:
            spelled.append(parts[0])
        elif parts:
            found += together(spelled, script)
            spelled = []
        found += [Word(part, disguised(part, script)) for part in parts]
        if len(parts) > 1:
            found += in_one(parts, script)
        found += signed(chunk)
    return found + together(spelled, script)


def main_script(text: str) -> str:
    """Return the script that most letters of a folded text are of: “Latin” for one without any of the three."""
    if text.isascii():
        return "Latin"
    return max(SCRIPTS, key=lambda name: len(SCRIPTS[name].findall(text)))


def disguised(word: str, script: str) -> str:
    """Return what is behind a word in letters of another script than the text around it, or of several; else ""."""
    if word.isascii():
        return behind(word) if script != "Latin" else ""
    others = [name for name, letter in SCRIPTS.items() if name != script and letter.search(word)]
    return behind(word) if others or (word.translate(ALIKE) != word and script == "Latin") else ""


def in_one(parts: list[str], script: str) -> list[Word]:
    """“c.a.s.i.n.o” and “ca-sino” as one word. Only the first is surely no row of words."""
    word = "".join(parts)
    hidden = disguised(word, script) or (behind(word) if SIGN_INSIDE.search(word) else "")
    return [Word(word, hidden, is_whole=all(len(part) < 3 for part in parts))]


def together(letters: list[str], script: str) -> list[Word]:
    """“c a s i n o” as one word."""
    word = "".join(letters)
    return [Word(word, disguised(word, script) or behind(word))] if len(letters) >= SHORTEST_SPELLED else []


def signed(chunk: str) -> list[Word]:
    """“c@s1n0” as the word that it stands for. Numbers, and words that a sign only ends, are none."""
    if not SIGN_INSIDE.search(chunk):
        return []
    parts = [part.strip("!|+") for part in SIGNED.findall(chunk)]
    words = parts if len(parts) == 1 else [*parts, "".join(parts)]
    words = [word for word in words if len(word) >= SHORTEST_SIGNED and SIGN_INSIDE.search(word)]
    return [Word(word, behind(word)) for word in words]
