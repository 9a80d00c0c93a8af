"""Readers' pages for comments that the story's own page doesn't hold."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render

from articles import page_names
from articles.models import Edition
from articles.views.public import public_page
from articles.views.stories import authors_of, no_longer_there

from .models import Comment, Discussion
from .section import section_of
from .threads import Sort, page_of_threads, thread_around


class SortForm(forms.Form):
    sort = forms.ChoiceField(choices=Sort.choices, required=False)
    after = forms.IntegerField(min_value=1, required=False)


@public_page
def story_comments(request, **address):
    """A story's threads in the order of ?sort=, those after the thread ?after=."""
    edition, path = find_story(address)
    if edition is None:
        return no_longer_there(request, path, "comments/")
    form = SortForm(request.GET)
    if not form.is_valid():
        raise Http404
    sort, after = Sort(form.cleaned_data["sort"] or Sort.OLDEST), form.cleaned_data["after"]
    cursor = Comment.objects.on(edition.article).threads().for_thread().filter(pk=after).first() if after else None
    if after and cursor is None:
        # It was taken down since the page that leads here was read.
        return redirect(f"{request.path}?sort={sort}")
    page = page_of_threads(edition.article, sort, cursor)
    kept = {"sort": sort.value if sort != Sort.OLDEST else "", "after": after}
    context = about_story(request, edition, page.remarks, kept) | {"page": page, "sort": sort, "sorts": Sort}
    return render(request, "comments/story_comments.html", context)


@public_page
def comment_show(request, pk, **address):
    """One comment among those around it: the address that stays the same wherever the comment stands."""
    edition, path = find_story(address)
    if edition is None:
        return no_longer_there(request, path, f"comments/{pk}/")
    comment = Comment.objects.on(edition.article).for_thread().filter(pk=pk).first()
    thread = thread_around(comment) if comment else None
    if thread is None:
        raise Http404
    context = about_story(request, edition, thread.remarks, {}) | {"thread": thread, "asked": comment}
    return render(request, "comments/comment_show.html", context)


def find_story(address: dict) -> tuple[Edition | None, str]:
    """Return the live edition at the parts of a story's address, else None, and the path they make. One query."""
    path = "/{section}/{year}/{month}/{day}/{slug}/".format(**address)
    return Edition.objects.live().at_path(path).for_story().first(), path


def about_story(request, edition, remarks, kept: dict) -> dict:
    """Return what both pages need of the story and around the comments. Three queries."""
    page_names.depends(request, f"article:{edition.article_id}")
    counts = Discussion.objects.counts([edition.article_id])
    return section_of(request, edition, remarks, authors=authors_of(edition), kept=kept) | {
        "edition": edition,
        "top_section": edition.section.parent or edition.section,
        "comment_count": counts.get(edition.article_id, 0),
    }
