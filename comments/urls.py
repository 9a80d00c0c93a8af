from django.urls import path

from . import views

app_name = "comments"
urlpatterns = [
    path("<int:article_id>/", views.comment_add, name="comment_add"),
    path("mine/<str:token>/", views.comment_mine, name="comment_mine"),
]
