"""How often a moderator is mailed what waits: everybody sets their own."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from ..models import ModeratorMail


class OftenForm(forms.ModelForm):
    class Meta:
        model = ModeratorMail
        fields = ["often"]
        widgets = {"often": forms.RadioSelect}
        error_messages = {"often": {"required": "Choose one.", "invalid_choice": "Choose one of these."}}


def urls(desk):
    view = require_http_methods(["GET", "HEAD", "POST"])(partial(mail_edit, desk))
    return [path("mail/", desk.admin_site.admin_view(view), name="comments_comment_mail")]


def mail_edit(desk, request):
    if not desk.has_change_permission(request):
        raise PermissionDenied
    own = ModeratorMail.objects.filter(user=request.user).first() or ModeratorMail(user=request.user)
    form = OftenForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.save()
        desk.message_user(request, f"Kept: {own.get_often_display().lower()}.", messages.SUCCESS)
        return redirect("admin:comments_comment_mail")
    context = {"title": "Mail about held comments", "form": form, "mailbox": request.user.email}
    response = desk.page(request, "admin/comments/comment/mail.html", context)
    response.status_code = 422 if form.is_bound else 200
    return response
