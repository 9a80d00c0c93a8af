from django.urls import path

from . import link_views, own_pages, privacy_pages, report_pages, views

app_name = "comments"
urlpatterns = [
    path("<int:article_id>/", views.comment_add, name="comment_add"),
    path("decide/<str:token>/", link_views.comment_decide, name="comment_decide"),
    path("mail/<str:token>/", own_pages.mail_stop, name="mail_stop"),
    path("mine/<str:token>/", own_pages.comment_mine, name="comment_mine"),
    path("privacy/", privacy_pages.privacy_ask, name="privacy_ask"),
    path("privacy/send/", privacy_pages.privacy_send, name="privacy_send"),
    path("privacy/asked/", privacy_pages.privacy_asked, name="privacy_asked"),
    path("privacy/erased/", privacy_pages.privacy_erased, name="privacy_erased"),
    path("privacy/<str:token>/", privacy_pages.privacy_show, name="privacy_show"),
    path("privacy/<str:token>/download/", privacy_pages.privacy_download, name="privacy_download"),
    path("privacy/<str:token>/erase/", privacy_pages.privacy_erase, name="privacy_erase"),
    path(
        "privacy/<str:token>/erase/everything/",
        privacy_pages.privacy_erase,
        {"with_text": True},
        name="privacy_erase_everything",
    ),
    path("report/<int:pk>/", report_pages.comment_report, name="comment_report"),
    path("report/<int:pk>/sent/", report_pages.report_sent, name="report_sent"),
]
