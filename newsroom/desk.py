"""The desk: the Django admin as the newsroom's own site."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator


class Desk(AdminSite):
    site_header = "The Newsroom"
    site_title = "Desk"
    index_title = "Desk"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        return with_desk_policy(super().admin_view(view, cacheable))

    @method_decorator(csp_replace(settings.DESK_CONTENT_SECURITY_POLICY))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)


with_desk_policy = csp_replace(settings.DESK_CONTENT_SECURITY_POLICY)
