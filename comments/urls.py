from django.urls import path

from . import own_pages, views

app_name = "comments"
urlpatterns = [
    path("<int:article_id>/", views.comment_add, name="comment_add"),
    path("mine/<str:token>/", own_pages.comment_mine, name="comment_mine"),
    path("mail/<str:token>/", own_pages.mail_stop, name="mail_stop"),
]
