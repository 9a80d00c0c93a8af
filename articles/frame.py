"""What stands around every page for readers: the publication's own facts and its sections."""

from django.utils.functional import SimpleLazyObject

from .models import Masthead, Section


def frame(request) -> dict:
    """Context processor: `masthead` and `sections`. Both run one query, and only where a template prints them."""
    return {
        "masthead": SimpleLazyObject(Masthead.objects.current),
        "sections": SimpleLazyObject(section_tree),
    }


def section_tree() -> list[Section]:
    """Return the top sections in order, each with its subsections in order as `children`. One query."""
    tops, below = [], {}
    for section in Section.objects.in_order():
        section.children = below.setdefault(section.pk, [])
        if section.parent_id is None:
            tops.append(section)
        else:
            below.setdefault(section.parent_id, []).append(section)
    return tops
