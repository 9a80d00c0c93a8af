"""Public pages are sent compressed. They hold no secret and nothing of who asks, so BREACH (https://www.breachattack.com/)
finds nothing in them; the desk's pages, which hold tokens, are sent as they are.
"""

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

TEXTS = ("text/", "application/xml", "application/json", "application/rss+xml", "application/atom+xml")
TEXTS += ("application/feed+json", "application/json+oembed", "text/xml+oembed")


class PublicCompression(GZipMiddleware):
    """Stands outside of ConditionalGetMiddleware. A compressed page has the ETag of the whole one, marked as weak."""

    # The same page is the same bytes: there is nothing to hide by padding.
    max_random_bytes = 0

    def process_response(self, request, response):
        if response.streaming or "public" not in response.get("Cache-Control", ""):
            return response
        if response.status_code == 304:
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        if not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
