from django.http import HttpResponse

from articles.views.public import public_page


@public_page
def page(request):
    return HttpResponse("Wörter")


def test_head_has_the_headers_of_get_and_no_body(rf):
    get, head = page(rf.get("/")), page(rf.head("/"))

    assert (get.content.decode(), head.content) == ("Wörter", b"")
    assert (head["ETag"], head["Content-Length"]) == (get["ETag"], "7")
