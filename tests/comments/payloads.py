"""Bad input, built rather than copied: every tag with every event, in every disguise, broken out of every context."""

import itertools
import unicodedata
from urllib.parse import quote

DEED = "alert(document.domain)"
# PostgreSQL takes no NUL, SQLite does.
NUL_ADDRESS = "https://\x00"
TAGS = ("script", "img", "svg", "iframe", "a", "body", "input", "details", "math", "video", "style", "object", "base")
EVENTS = ("onerror", "onload", "ontoggle", "onfocus", "onmouseover", "onanimationstart", "onbegin", "onpointerenter")
OUTBREAKS = (
    "{}",
    '">{}',
    "'>{}",
    "</textarea>{}",
    "</title></script>{}",
    "--><!--{}",
    "]]>{}",
    "{{{{{}}}}}",
    "{{%{}%}}",
    "`{}`",
)


def entities(text):
    return "".join(f"&#x{ord(letter):x};" for letter in text)


def fullwidth(text):
    """Letters that a careless fold turns back into ASCII."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def mixed(text):
    return "".join(letter.upper() if place % 2 else letter for place, letter in enumerate(text))


DISGUISES = (
    str,
    mixed,
    entities,
    quote,
    lambda text: quote(quote(text)),
    fullwidth,
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace(" ", "\t\n"),
    lambda text: text.replace("<", "<\u200b").replace("=", "\u00a0="),
    lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
)


def scripts():
    """Yield some ten thousand pieces of markup, each of which would run a script where it is taken for HTML."""
    for tag, event, disguise, outbreak in itertools.product(TAGS, EVENTS, DISGUISES, OUTBREAKS):
        inside = f"{DEED}</{tag}>" if tag in ("script", "style") else ""
        yield outbreak.format(disguise(f"<{tag} src=x href=javascript:{DEED} {event}={DEED} autofocus>{inside}"))


def addresses_that_run():
    """Yield web addresses that are none, for the field “Website” and any other that is made a link."""
    blanks = ("", " ", "\t", "\n", "\x01", "\u2028", "\u00a0", "\u200b", "\ufeff")
    schemes = ("javascript", "vbscript", "data", "jar", "file", "blob", "view-source")
    for scheme, blank in itertools.product(schemes, blanks):
        middle = f"{scheme[:4]}{blank}{scheme[4:]}"
        words = (
            f"{blank}{scheme}:{DEED}",
            f"{middle}:{DEED}",
            f"{scheme}{blank}:{DEED}",
            f"{scheme}://x/%0a{DEED}",
        )
        for word in dict.fromkeys(words):
            yield word
            yield word.upper()
    yield from (f"https://x.example/{mark}{DEED}" for mark in ('"onclick=', "'onclick=", "><script>", "\n"))
    yield from (
        entities(f"javascript:{DEED}"),
        f"//{DEED}",
        f"\\\\{DEED}",
        "https:javascript:0",
        "http://[::1",
        NUL_ADDRESS,
    )


def naughty():
    """Yield texts that break careless software: directions, marks, widths, lengths, numbers, nothing."""
    yield "\u202eevil txt.\u202d \u2066\u2067\u2068\u2069"
    yield "Z" + "".join(chr(code) for code in range(0x300, 0x36F)) * 20
    yield from (
        "\ufeff",
        "\u200b\u200d",
        "\u115f\u3164",
        "\u00ad",
        "\u0000",
        "a\x00b",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
    )
    yield from ("👩‍👩‍👧‍👦" * 20, "🇪🇺", "\U0010ffff", "\ufffe", "ﷺ" * 50, "𒐫", unicodedata.normalize("NFD", "Ångström"))
    yield from ("undefined", "null", "NaN", "-1", "1e309", "0x7f", "٣", "²", "Infinity", "true", "[]", "{}", "None")
    yield from (
        "' OR 1=1 --",
        "%s%n%d",
        "{0.__class__}",
        "${7*7}",
        "{{7*7}}",
        "{% include 'x' %}",
        "../../etc/passwd",
        "$(id)",
    )
    yield from ("a\r\nBcc: zq@evil.example\r\n\r\nBuy", "a\nSet-Cookie: zq=1", "=cmd|'/c calc'!A1", "http://a\r\nX: y")
    yield from ("x" * 65_537, "é" * 5_000, "\n" * 6_000, " " * 6_000, "<" * 5_000, "& " * 2_400)
