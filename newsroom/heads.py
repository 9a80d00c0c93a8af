"""HEAD gets the headers of GET and no body, which Django leaves in for the server to drop and to complain of."""


def bodiless(get_response):
    """Middleware, outermost, so that every length and ETag is there before the body goes."""

    def middleware(request):
        response = get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = []
            else:
                response["Content-Length"] = len(response.content)
                response.content = b""
        return response

    return middleware
