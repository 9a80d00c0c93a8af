"""Forwarded headers are read only when a proxy of ours sent them."""

from articles.visitors import is_trusted, parsed


def trusted_only(get_response):
    """Middleware that drops X-Forwarded-Proto from everybody who is not in settings.TRUSTED_PROXIES."""

    def middleware(request):
        sender = parsed(request.META.get("REMOTE_ADDR", ""))
        if sender is None or not is_trusted(sender):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware
