from django.urls import path

from . import report_pages, views

app_name = "comments"
urlpatterns = [
    path("<int:article_id>/", views.comment_add, name="comment_add"),
    path("mine/<str:token>/", views.comment_mine, name="comment_mine"),
    path("report/<int:pk>/", report_pages.comment_report, name="comment_report"),
    path("report/<int:pk>/sent/", report_pages.report_sent, name="report_sent"),
]
