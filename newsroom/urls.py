from django.contrib import admin
from django.urls import include, path

from articles.views.photos import photo_rendition

from . import health, icon

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", icon.favicon),
    path("admin/", admin.site.urls),
    path("media/photos/<str:sha256>-<int:width>.jpg", photo_rendition, name="photo_rendition"),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]

handler404 = "articles.views.errors.not_found"
