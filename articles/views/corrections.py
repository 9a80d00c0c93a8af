from django.shortcuts import render

from ..listing import page_of_rows
from ..models import Correction
from ..page_names import depends
from .public import public_page


@public_page
def corrections_show(request):
    depends(request, "corrections", "masthead")
    page = page_of_rows(Correction.objects.live().with_story().newest(), request)
    return render(request, "articles/corrections_show.html", {"page": page})
