from django.urls import path

from . import link_views, views

app_name = "comments"
urlpatterns = [
    path("<int:article_id>/", views.comment_add, name="comment_add"),
    path("decide/<str:token>/", link_views.comment_decide, name="comment_decide"),
    path("mine/<str:token>/", views.comment_mine, name="comment_mine"),
]
