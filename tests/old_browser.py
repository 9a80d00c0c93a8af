"""A stylesheet as a browser of four years ago reads it: what it doesn't know is gone, by CSS's own rules of recovery.

Four years before the end of 2026 are Chrome 107, Firefox 107 and Safari 16.1; what one of the three lacked counts as
unknown (https://caniuse.com). That old a browser knows custom properties, grid, :is(), clamp() and logical properties.
"""

import re

NEW_SELECTORS = re.compile(r":has\(|&|:lang\([^)]*,|:dir\(|:popover-open|::details-content")
NEW_VALUES = re.compile(r"light-dark\(|color-mix\(|oklch\(|\bsubgrid\b|\d(cqi|cqw|cqb|dvh|svh)\b|contrast-color\(")
NEW_NAMES = re.compile(r"(text-wrap|text-box|overflow-clip-margin|mask-image|field-sizing|interpolate-size|container-)")
RANGE = re.compile(r"[<>]")


def parts(css: str) -> list[tuple[str, str | None]]:
    """Return what stands at the top of a stylesheet or a block: (words, the block that follows or None)."""
    found, words, depth, begun = [], 0, 0, 0
    for at, sign in enumerate(css):
        if sign == "{":
            depth += 1
            begun = at + 1 if depth == 1 else begun
        elif sign == "}":
            depth -= 1
            if depth == 0:
                found.append((css[words : begun - 1].strip(), css[begun:at]))
                words = at + 1
        elif sign == ";" and depth == 0:
            found.append((css[words:at].strip(), None))
            words = at + 1
    return [*found, (css[words:].strip(), None)] if css[words:].strip() else found


def bare(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def as_read_then(css: str) -> str:
    """Return the stylesheet without what a browser of four years ago drops."""
    return "\n".join(kept(words, block) for words, block in parts(bare(css)))


def kept(words: str, block: str | None) -> str:
    if block is None:
        return f"{words};"
    if words.startswith("@supports") and NEW_VALUES.search(words):
        return as_read_then(block) if "not" in words else ""
    if words.startswith(("@media", "@supports")):
        return "" if RANGE.search(words) else f"{words} {{ {as_read_then(block)} }}"
    if words.startswith("@container") or NEW_SELECTORS.search(words):
        return ""
    return f"{words} {{ {' '.join(declarations(block))} }}"


def declarations(block: str):
    """The lines of a rule. Rules nested in it are gone; of a variable only its use fails, later."""
    for words, nested in parts(block):
        name, _, value = words.partition(":")
        if nested is not None or NEW_NAMES.match(name.strip()):
            continue
        if name.startswith("--"):
            yield NEW_VALUES.sub("unknown(", words) + ";"
        elif not NEW_VALUES.search(value):
            yield f"{words};"
