"""What stands around every page for readers: the publication's own facts, its sections and the date."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .models import Masthead, Section


def frame(request) -> dict:
    """Context processor: `masthead`, `sections` and `now`. The first two run one query each, where they are printed."""
    return {
        "masthead": SimpleLazyObject(lambda: masthead_of(request)),
        "sections": SimpleLazyObject(lambda: sections_of(request)),
        "now": timezone.now(),
    }


def masthead_of(request) -> Masthead:
    """The publication's own facts, read once a request; unsaved where nobody filled them in."""
    if not hasattr(request, "masthead_row"):
        request.masthead_row = Masthead.objects.current()
    return request.masthead_row


def sections_of(request) -> list[Section]:
    """The section tree, read once a request: one query for view and templates together."""
    if not hasattr(request, "section_tree"):
        request.section_tree = section_tree()
    return request.section_tree


def section_tree() -> list[Section]:
    """Return the top sections in order, each with its subsections in order as `children`. One query."""
    tops, below = [], {}
    for section in Section.objects.in_order():
        section.children = below.setdefault(section.pk, [])
        if section.parent_id is None:
            tops.append(section)
        else:
            below.setdefault(section.parent_id, []).append(section)
    for section in walk(tops):
        for child in section.children:
            child.parent = section
    return tops


def walk(sections: list[Section]):
    """Every section of the tree from these downwards, in the order of the navigation."""
    for section in sections:
        yield section
        yield from walk(section.children)


def family(section: Section) -> list[int]:
    """Return the ids of a section of the tree and of its subsections."""
    return [member.pk for member in walk([section])]


def find_section(tree: list[Section], **wanted) -> Section | None:
    """Return the section of the tree whose one named field (slug or pk) has this value."""
    [(name, value)] = wanted.items()
    return next((section for section in walk(tree) if getattr(section, name) == value), None)
