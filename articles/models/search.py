def search_words(text: str) -> list[str]:
    """Return what was typed into a search box as at most eight words, without what no text can hold."""
    return text.replace("\x00", " ")[:200].split()[:8]
