"""Why a comment is not taken in at all. Nothing is stored; its writer is told in a sentence and gets the text back."""

from math import ceil


class Refused(Exception):
    """The sentence to the writer is str() of it; `status` is the answer's, and `wait_seconds` is 0 for never."""

    status = 403
    wait_seconds = 0


class Closed(Refused):
    def __init__(self):
        super().__init__("Your comment was not sent: comments on this story are closed.")


class AnswerGone(Refused):
    """What it answers is no longer there, deleted with all its traces."""

    status = 422

    def __init__(self):
        super().__init__("Your comment was not sent: the comment you answer is no longer here.")


class AlreadySaid(Refused):
    """The same writer has sent exactly this under the same story."""

    status = 422

    def __init__(self):
        super().__init__("You have already sent exactly this comment, and it has arrived. Once is enough.")


class TooFast(Refused):
    """The writer has to wait for `wait_seconds`."""

    status = 429

    def __init__(self, wait_seconds: int):
        self.wait_seconds = wait_seconds
        wait = in_words(wait_seconds)
        super().__init__(f"Your comment was not sent: you write faster than we read. Wait {wait}, then send it again.")


def in_words(seconds: int) -> str:
    if seconds < 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    minutes = ceil(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
