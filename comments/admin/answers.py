"""An answer to a comment under one's own name: by moderators, and by the authors of the story."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from articles.audit import name_of

from ..answers import answer, edition_of, is_author_of, why_not
from ..forms import NUL_MESSAGE, clean_body
from ..models import Comment
from ..permalinks import permalink

GONE = "The comment was taken down meanwhile. Your answer was not published; it is still here."


def urls(desk):
    view = desk.admin_site.admin_view(partial(comment_answer, desk))
    return [path("<int:pk>/answer/", view, name="comments_comment_answer")]


class AnswerForm(forms.Form):
    body = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": "Write something here; the answer is empty."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="answer-%s", **kwargs)
        self.fields["body"].error_messages["null_characters_not_allowed"] = NUL_MESSAGE

    def clean_body(self):
        return clean_body(self.cleaned_data["body"], empty=self.fields["body"].error_messages["required"])


def comment_answer(desk, request, pk):
    """A page of its own, since authors who don't moderate see no more of a comment than readers do."""
    comment = get_object_or_404(Comment.objects.select_related("article", "parent", "user"), pk=pk)
    edition = edition_of(comment)
    if not (desk.has_change_permission(request) or (comment.is_shown and is_author_of(request.user, edition))):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal = why_not(comment, edition, request.user)
    if not form.is_bound or not form.is_valid() or refusal:
        return page(desk, request, comment, edition, form, refusal)
    try:
        said = answer(comment, by=request.user, body=form.cleaned_data["body"])
    except Comment.DoesNotExist:
        return page(desk, request, comment, edition, form, GONE)
    desk.message_user(request, "Your answer is published.", messages.SUCCESS)
    if desk.has_view_permission(request):
        return redirect(reverse("admin:comments_comment_change", args=[said.pk]))
    return redirect(permalink(edition.path, said.pk))


def page(desk, request, comment, edition, form, refusal):
    context = {
        "title": f"Answer {comment.author_name}",
        "comment": comment,
        "edition": edition,
        # Where readers don't see it, the way leads to the story.
        "comment_path": edition and (permalink(edition.path, comment.pk) if comment.is_shown else edition.path),
        "form": form,
        "refusal": refusal,
        "my_name": name_of(request.user),
        "is_moderator": desk.has_view_permission(request),
    }
    response = desk.page(request, "admin/comments/comment/answer.html", context)
    response.status_code = (409 if refusal else 422) if form.is_bound else 200
    return response
