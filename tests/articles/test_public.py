from django.http import HttpResponse

from articles.views.public import machine_page


@machine_page
def page(request):
    return HttpResponse("Wörter")


def test_head_has_the_headers_of_get(rf):
    get, head = page(rf.get("/")), page(rf.head("/"))

    assert (head["ETag"], head["Cache-Control"]) == (get["ETag"], get["Cache-Control"])
