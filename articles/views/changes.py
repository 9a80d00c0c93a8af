from itertools import pairwise

from django.http import Http404
from django.shortcuts import render

from ..frame import masthead_of
from ..models import Edition
from ..page_names import depends
from ..versions import between_editions
from .public import public_page
from .stories import no_longer_there

MOST_EDITIONS = 30


@public_page
def story_changes(request, section, year, month, day, slug):
    """What changed in a story since it was first published, where the masthead shows it."""
    if not masthead_of(request).shows_changes:
        raise Http404
    path = f"/{section}/{year}/{month}/{day}/{slug}/"
    edition = Edition.objects.live().at_path(path).for_changes().first()
    if edition is None:
        return no_longer_there(request, path, "changes/")
    depends(request, f"article:{edition.article_id}", "masthead")
    editions = chain_to(edition)
    context = {
        "edition": edition,
        "steps": steps(editions),
        "first": editions[-1],
        "is_cut": len(editions) > MOST_EDITIONS,
    }
    return render(request, "articles/story_changes.html", context)


def chain_to(edition: Edition) -> list[Edition]:
    """Return the editions that followed each other without a gap up to this one, the latest first. One query.

    What lies before a gap was taken off the site, so it is not shown again.
    """
    found = [edition]
    former = Edition.objects.filter(article=edition.article_id).beginning_before(edition.live_from)
    earlier = former.for_changes().order_by("-live_from")
    for former in earlier[:MOST_EDITIONS]:
        if former.live_until != found[-1].live_from:
            break
        found.append(former)
    return found


def steps(editions: list[Edition]) -> list[dict]:
    """Return {edition, changes} for each edition in which something changed for readers, the latest first."""
    found = [{"edition": after, "changes": between_editions(before, after)} for after, before in pairwise(editions)]
    return [step for step in found if step["changes"]]
