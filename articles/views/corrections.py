from django.shortcuts import render

from ..listing import page_by_id
from ..models import Correction
from ..page_names import depends
from .public import public_page


@public_page
def corrections_show(request):
    depends(request, "corrections", "archive", "masthead")
    live = Correction.objects.live()
    page = page_by_id(live.newest().only("pk"), live.with_story(), request)
    return render(request, "articles/corrections_show.html", {"page": page})
