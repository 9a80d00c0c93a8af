from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .. import reads
from ..page_names import depends
from ..visitors import client_address, from_our_own_page, household
from .public import public_page


@public_page
def most_read_show(request, span):
    # The archive, since a story that comes back brings its reads.
    depends(request, "most-read", "archive", "masthead")
    return render(request, "articles/most_read_show.html", {"span": span, "editions": reads.most_read(span)})


@csrf_exempt
@require_POST
def story_read(request, article_id):
    """The same answer to everybody and for every number, so that it tells nothing of what there is. No query."""
    if from_our_own_page(request) and not reads.is_robot(request):
        reads.note(article_id, household(client_address(request)))
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
