from datetime import UTC, datetime
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import lazystr
from django.views.decorators.csrf import csrf_exempt

from articles.models import Edition
from articles.models.compiled import Compiled
from articles.views.errors import gone
from articles.views.public import for_readers, render_for_readers
from articles.views.stories import render_story
from articles.visitors import client_address, from_our_own_page

from .forms import CommentForm
from .intake import submit
from .mine import own_path
from .opening import opening_of
from .refusals import Refused


def for_one_reader(view):
    """What the view says is in the language of the masthead, and for whoever asked: kept by nobody."""
    return kept_by_nobody(for_readers(view))


def kept_by_nobody(view):
    """The answer is kept by no cache and no search engine."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


# Compiled once, since every comment asks.
live_story = Compiled(
    lambda at, article: Edition.objects.live(at).for_discussion().filter(article__id=article).order_by()[:1],
    at=datetime.min.replace(tzinfo=UTC),
    article=-1,
)


@csrf_exempt
@kept_by_nobody
def comment_add(request, article_id):
    """Most are answered without a word, so the language is left to the pages that say something."""
    edition = next(iter(live_story(at=timezone.now(), article=article_id)), None)
    if edition is None:
        return story_missing(request, article_id)
    if request.method != "POST":
        return redirect(f"{edition.path}#comment-form")
    if not from_our_own_page(request):
        typed = request.POST.get("body", "")
        context = {"edition": edition, "typed": typed}
        return render_for_readers(request, "comments/comment_refused.html", context, status=403)
    return answer_form(request, edition, CommentForm(request.POST, article=edition.article))


def answer_form(request, edition, form):
    """Take a filled form in, send it back, or show its comment to whoever wrote it."""
    if form.is_valid() and "preview" not in request.POST:
        return take_in(request, edition, form)
    if not opening_of(edition).is_open:
        return show_again(request, edition, form, status=403)
    if not form.is_valid():
        return show_again(request, edition, form, status=422)
    return show_again(request, edition, form, preview=form.instance)


@for_readers
def show_again(request, edition, form, *, status=200, **context):
    """The story's page with the form as it was filled in."""
    whole = Edition.objects.for_story().get(pk=edition.pk)
    return render_story(request, whole, status=status, comment_form=form, **context)


def take_in(request, edition, form):
    """Store the comment of a valid form and send its writer to the page that shows it, or say why not."""
    agent = request.headers.get("User-Agent", "")
    try:
        comment = submit(
            form.instance,
            address=client_address(request),
            is_trapped=form.is_trapped,
            edition=edition,
            agent=agent,
        )
    except Refused as refusal:
        # The page that shows it knows the language; here nothing is said in any.
        form.add_error(None, lazystr(refusal))
        response = show_again(request, edition, form, status=refusal.status)
        if refusal.wait_seconds:
            response["Retry-After"] = refusal.wait_seconds
        return response
    response = redirect(own_path(comment))
    response.status_code = 303
    return response


def story_missing(request, article_id):
    if Edition.objects.begun().filter(article__id=article_id).exists():
        return gone(request)
    raise Http404
