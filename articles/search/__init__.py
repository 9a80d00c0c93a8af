"""Readers' search, on the full text of whichever database is in use."""

from .finding import MOST_FOUND, SUGGESTED, Wanted, did_you_mean, editions_of, find, suggest

__all__ = ["MOST_FOUND", "SUGGESTED", "Wanted", "did_you_mean", "editions_of", "find", "suggest"]
