from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request):
    """Where browsers look for a sign when a page names none, as a feed can't. Its address changes with the file."""
    return redirect(static("newsroom/mark.svg"))
