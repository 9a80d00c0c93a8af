"""Why a comment is not taken in at all. Nothing is stored; its writer is told in a sentence and gets the text back."""

from math import ceil

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The sentence to the writer is str() of it, made in the language that is spoken when it is asked for.

    `status` is the answer's, and `wait_seconds` is 0 for never.
    """

    status = 403
    wait_seconds = 0


class Closed(Refused):
    def __init__(self):
        super().__init__(_("Your comment was not sent: comments on this story are closed."))


class AnswerGone(Refused):
    """What it answers is no longer there, deleted with all its traces."""

    status = 422

    def __init__(self):
        super().__init__(_("Your comment was not sent: the comment you answer is no longer here."))


class AlreadySaid(Refused):
    """The same writer has sent exactly this under the same story."""

    status = 422

    def __init__(self):
        super().__init__(_("You have already sent exactly this comment, and it has arrived. Once is enough."))


class TooFast(Refused):
    """The writer has to wait for `wait_seconds`."""

    status = 429

    def __init__(self, wait_seconds: int):
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds

    def __str__(self):
        told = gettext("Your comment was not sent: you write faster than we read. Wait %(wait)s, then send it again.")
        return told % {"wait": in_words(self.wait_seconds)}


def in_words(seconds: int) -> str:
    """Return how long somebody has to wait, as it stands after “Wait”."""
    if seconds < 60:
        return ngettext("a second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("a minute", "%(n)s minutes", minutes) % {"n": minutes}
