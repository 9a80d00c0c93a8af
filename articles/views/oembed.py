from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from ..frame import masthead_of
from ..oembed import card, story_at
from ..page_names import depends
from .public import public_page


class OembedForm(forms.Form):
    url = forms.CharField(max_length=2000)
    format = forms.CharField(required=False)
    maxwidth = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    maxheight = forms.IntegerField(min_value=1, max_value=100_000, required=False)


@public_page
def oembed(request):
    """The card of a story for other sites; 501 for forms other than JSON and XML, as oEmbed has it."""
    if (request.GET.get("format") or "json") not in ("json", "xml"):
        return refused("Only json and xml.", status=501)
    form = OembedForm(request.GET)
    if not form.is_valid() and form.errors.keys() & {"maxwidth", "maxheight"}:
        return refused("maxwidth and maxheight are whole numbers of pixels, from 1 to 100000.", status=400)
    edition = story_at(form.cleaned_data["url"]) if form.is_valid() else None
    if edition is None:
        raise Http404
    depends(request, f"article:{edition.article_id}", "masthead")
    sizes = {"max_width_px": form.cleaned_data["maxwidth"], "max_height_px": form.cleaned_data["maxheight"]}
    return answered(request, card(edition, masthead_of(request), **sizes))


def refused(sentence: str, *, status: int):
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=status)
    # oEmbed's number for a form is 501; Django would log every such question as an error of ours.
    response._has_been_logged = True
    return response


def answered(request, facts: dict):
    if request.GET.get("format") == "xml":
        response = render(request, "articles/oembed.xml", {"facts": facts}, content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
    # Whoever may read the page may read its card, from a script of another site as well.
    response["Access-Control-Allow-Origin"] = "*"
    return response
