"""Where a reader says that a comment should not stand. No account, no cookie, no JavaScript."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.page_names import name_page
from articles.views.public import public_page
from articles.visitors import client_address, from_our_own_page

from .models import Comment
from .permalinks import permalink
from .report_form import ReportForm
from .reports import TooManyReports, report
from .views import for_one_reader


@csrf_exempt
def comment_report(request, pk):
    """The public page with the form, and at the same address what is posted from it."""
    return report_take(request, pk) if request.method == "POST" else report_show(request, pk)


def comment_seen(pk):
    """Return a comment that readers see, and its story's edition. Raises Http404, whatever else there is of it."""
    comment = Comment.objects.for_thread().filter(pk=pk).first()
    edition = comment and Edition.objects.live().for_card().filter(article=comment.article_id).first()
    if edition is None:
        raise Http404
    return comment, edition


@public_page
def report_show(request, pk):
    comment, edition = comment_seen(pk)
    response = report_page(request, comment, edition, ReportForm())
    return name_page(response, f"comments:{comment.article_id}", f"article:{comment.article_id}", "masthead")


@for_one_reader
def report_take(request, pk):
    comment, edition = comment_seen(pk)
    form = ReportForm(request.POST)
    if not from_our_own_page(request):
        unsaid = gettext("Your browser did not say that this came from our own page. Please send it again.")
        form.add_error(None, unsaid)
        return report_page(request, comment, edition, form, status=403)
    if not form.is_valid():
        return report_page(request, comment, edition, form, status=422)
    try:
        report(comment, address=client_address(request), **form.report_data())
    except TooManyReports as refusal:
        form.add_error(None, str(refusal))
        response = report_page(request, comment, edition, form, status=429)
        response["Retry-After"] = refusal.wait_seconds
        return response
    except Comment.DoesNotExist:
        # It was taken down a moment ago: what the reader wanted, so they are thanked.
        pass
    response = redirect("comments:report_sent", pk)
    response.status_code = 303
    return response


def report_page(request, comment, edition, form, *, status=200):
    context = {"comment": comment, "edition": edition, "form": form}
    context["permalink"] = permalink(edition.path, comment.pk)
    return render(request, "comments/report_show.html", context, status=status)


@csrf_exempt
@require_safe
@for_one_reader
def report_sent(request, pk):
    """Thanks. It leads back to the story where the comment can still be seen, and says nothing of it elsewhere."""
    try:
        _, edition = comment_seen(pk)
    except Http404:
        edition = None
    return render(request, "comments/report_sent.html", {"edition": edition})
