"""Which of PostgreSQL's text search configurations reads the masthead's language."""

LANGUAGES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
CONFIGURATIONS = sorted({*LANGUAGES.values(), "simple"})


def language_name(code: str) -> str:
    """“english” for en-GB; “simple”, which knows no forms of words, for a language that has no stemmer."""
    return LANGUAGES.get(code.partition("-")[0].lower(), "simple")


def configuration(name: str) -> str:
    """The name of our own configuration, which also reads words without their accents."""
    return f"newsroom_{name}"
