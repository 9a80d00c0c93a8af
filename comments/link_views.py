"""What a link in a moderator's mail opens. No cookie, session or log-in: the link says who decides."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.visitors import from_our_own_page

from . import verdict_links
from .digests import VERBS
from .models import AlreadyDecided
from .views import kept_by_nobody


class LinkForm(forms.Form):
    verdict = forms.ChoiceField(choices=list(VERBS.items()))
    seen_text = forms.CharField(required=False, max_length=16)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@kept_by_nobody
def comment_decide(request, token):
    """Show the comment and ask, in the desk's words; a POST decides.

    What is no open link gets the site's own 404, whatever the reason.
    """
    link = found(token)
    if request.method == "POST":
        return decide(request, link, token)
    return show(request, link)


def found(token):
    try:
        return verdict_links.find(token)
    except verdict_links.NoLink as error:
        raise Http404 from error


def decide(request, link, token):
    form = LinkForm(request.POST)
    if not from_our_own_page(request):
        return show(
            request, link, status=403, problem="Your browser did not say that this came from our page. Press again."
        )
    if not form.is_valid():
        return show(request, link, status=422, problem="That is not a verdict. Nothing was changed.")
    try:
        verdict_links.act(link, form.cleaned_data["verdict"], seen_text=form.cleaned_data["seen_text"])
    except AlreadyDecided:
        changed = "Its writer changed the words since you opened this page. Read them again, then decide."
        link = found(token)
        return show(request, link, status=409, problem="" if link.is_spent else changed)
    response = redirect(verdict_links.path_of(token))
    response.status_code = 303
    return response


def show(request, link, *, status=200, problem=""):
    asked = request.GET.get("as", "")
    first = asked if asked in VERBS else ""
    context = {
        "link": link,
        "comment": link.comment,
        "latest": link.decisions[0] if link.decisions else None,
        "is_mine": bool(link.decisions) and link.decisions[0].by == link.user,
        "first": (first, VERBS[first]) if first else None,
        "others": [(verdict, verb) for verdict, verb in VERBS.items() if verdict != first],
        "problem": problem,
    }
    response = render(request, "comments/comment_decide.html", context, status=status)
    # The address is the key. With "no-referrer" the Origin of the form's post would be null.
    response["Referrer-Policy"] = "same-origin"
    return response
