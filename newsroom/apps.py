from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"


class DeskConfig(AdminConfig):
    """The Django admin, with our own site as its default."""

    default_site = "newsroom.desk.Desk"
