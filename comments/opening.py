"""Whether a story takes comments, when they are seen and when that ends: what its page says of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from articles.models import Edition

from .models import HouseRules, Mode
from .modes import closes_at, mode_of, takes_comments

WHEN_SEEN = {
    Mode.HOLD_ALL: _("Each one is read by an editor before it appears."),
    Mode.HOLD_NEWCOMERS: _("Most are read by an editor before they appear."),
    Mode.PUBLISH_FIRST: _("Editors read them, some only after they appear."),
    Mode.CLOSED: "",
}


@dataclass(frozen=True)
class Opening:
    """How a story takes comments: `closes_at` is the moment (aware) at which that ends by itself, None for never."""

    mode: Mode
    is_open: bool
    closes_at: datetime | None

    @property
    def when_seen(self) -> str:
        """When a new comment is seen, in a sentence to readers; nothing where none is taken."""
        return WHEN_SEEN[self.mode] if self.is_open else ""

    @property
    def ended_at(self) -> datetime | None:
        """When comments closed by themselves (aware); None where they are open or somebody closed them."""
        return None if self.is_open or self.mode == Mode.CLOSED else self.closes_at


def opening_of(edition: Edition, at: datetime | None = None) -> Opening:
    """Return how a story takes comments at `at` (aware; default now). Needs article and sections; one query."""
    house = HouseRules.objects.current()
    return Opening(mode_of(edition, house), takes_comments(edition, house, at), closes_at(edition, house))
