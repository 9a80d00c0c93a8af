"""“What we keep of you”: asked for by e-mail address, answered by mail, shown and erased by the link in it."""

import logging

from django import forms
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import page_names
from articles.views.public import public_page, render_for_readers
from articles.visitors import from_our_own_page

from . import erasure
from .forms import NUL_MESSAGE
from .views import for_one_reader, kept_by_nobody

logger = logging.getLogger(__name__)
# A server lets go of a request after thirty.
SECONDS = 15


class PrivacyForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give the email address that you used here."),
            "invalid": _("This is not a complete address. It should look like name@example.org."),
            "max_length": _("The address has %(show_value)d characters. At most %(limit_value)d fit."),
            "null_characters_not_allowed": NUL_MESSAGE,
        },
    )


class AnsweredFirst(HttpResponseRedirect):
    """An answer after which something is done, so that how long it takes tells nobody what was found."""

    def __init__(self, to, *, then):
        self.then = then
        super().__init__(to, status=303)

    def close(self):
        try:
            self.then()
        except Exception:
            logger.exception("A link to what is kept of an address could not be mailed.")
        finally:
            super().close()


@public_page
def privacy_ask(request):
    response = render(request, "comments/privacy_ask.html", {"form": PrivacyForm()})
    return page_names.name_page(response, "masthead")


@csrf_exempt
@kept_by_nobody
def privacy_send(request):
    if request.method != "POST":
        return redirect("comments:privacy_ask")
    form = PrivacyForm(request.POST)
    if not from_our_own_page(request):
        form.add_error(None, _("Your browser did not say that it came from this page. Please send it again from here."))
        return render_for_readers(request, "comments/privacy_ask.html", {"form": form}, status=403)
    if not form.is_valid():
        return render_for_readers(request, "comments/privacy_ask.html", {"form": form}, status=422)
    email = form.cleaned_data["email"]
    return AnsweredFirst(reverse("comments:privacy_asked"), then=lambda: erasure.send_link(email))


@public_page
def privacy_asked(request):
    response = render(request, "comments/privacy_asked.html", {"hours": erasure.LINK_HOURS})
    return page_names.name_page(response, "masthead")


def by_link(view):
    """The view gets the address that the link in its path was mailed to; without one, the page that says so."""

    @csrf_exempt
    @for_one_reader
    def wrapped(request, token, **kwargs):
        email = erasure.address_of(token)
        if not email:
            return render(request, "comments/privacy_closed.html", status=404)
        return view(request, token, email, **kwargs)

    return wrapped


@require_safe
@by_link
def privacy_show(request, token, email):
    context = {"token": token, "kept": erasure.counted(email)}
    return render(request, "comments/privacy_show.html", context)


@require_safe
@by_link
def privacy_download(request, token, email):
    response = JsonResponse(erasure.holdings(email), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="what-is-kept-of-me.json"'
    return response


@by_link
def privacy_erase(request, token, email, with_text=False):
    """Ask once, then erase. Looking at the page changes nothing."""
    context = {"token": token, "with_text": with_text, "kept": erasure.counted(email)}
    if request.method != "POST":
        return render(request, "comments/privacy_erase.html", context)
    if not from_our_own_page(request):
        return render(request, "comments/privacy_erase.html", context | {"was_refused": True}, status=403)
    if not erasure.erase(email, with_text=with_text, seconds=SECONDS):
        return render(request, "comments/privacy_erase.html", context | {"is_under_way": True})
    response = redirect("comments:privacy_erased")
    response.status_code = 303
    return response


@public_page
def privacy_erased(request):
    return page_names.name_page(render(request, "comments/privacy_erased.html"), "masthead")
