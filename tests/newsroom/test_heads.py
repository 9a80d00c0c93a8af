from io import BytesIO

from django.http import FileResponse, HttpResponse

from newsroom.heads import bodiless


def test_head_keeps_the_length_and_loses_the_body(rf):
    answer = bodiless(lambda request: HttpResponse("Wörter"))

    get, head = answer(rf.get("/")), answer(rf.head("/"))

    assert (get.content.decode(), head.content, head["Content-Length"]) == ("Wörter", b"", "7")


def test_head_of_a_file_sends_none_of_it(rf):
    head = bodiless(lambda request: FileResponse(BytesIO(b"picture")))(rf.head("/"))

    assert (b"".join(head.streaming_content), head["Content-Length"], head.file_to_stream) == (b"", "7", None)
