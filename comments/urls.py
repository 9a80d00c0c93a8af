from django.urls import path

from articles.converters import STORY
from articles.views.public import public_page

from . import feeds, link_views, own_pages, pages, privacy_pages, report_pages, views

app_name = "comments"
urlpatterns = [
    path("comments/<int:article_id>/", views.comment_add, name="comment_add"),
    path("comments/decide/<str:token>/", link_views.comment_decide, name="comment_decide"),
    path("comments/mail/<str:token>/", own_pages.mail_stop, name="mail_stop"),
    path("comments/mine/<str:token>/", own_pages.comment_mine, name="comment_mine"),
    path("comments/privacy/", privacy_pages.privacy_ask, name="privacy_ask"),
    path("comments/privacy/send/", privacy_pages.privacy_send, name="privacy_send"),
    path("comments/privacy/asked/", privacy_pages.privacy_asked, name="privacy_asked"),
    path("comments/privacy/erased/", privacy_pages.privacy_erased, name="privacy_erased"),
    path("comments/privacy/<str:token>/", privacy_pages.privacy_show, name="privacy_show"),
    path("comments/privacy/<str:token>/download/", privacy_pages.privacy_download, name="privacy_download"),
    path("comments/privacy/<str:token>/erase/", privacy_pages.privacy_erase, name="privacy_erase"),
    path(
        "comments/privacy/<str:token>/erase/everything/",
        privacy_pages.privacy_erase,
        {"with_text": True},
        name="privacy_erase_everything",
    ),
    path("comments/report/<int:pk>/", report_pages.comment_report, name="comment_report"),
    path("comments/report/<int:pk>/sent/", report_pages.report_sent, name="report_sent"),
    path("feeds/comments.rss", public_page(feeds.CommentsRss()), name="comments_rss"),
    path("feeds/comments.atom", public_page(feeds.CommentsAtom()), name="comments_atom"),
    path("feeds/comments/<int:article_id>.rss", public_page(feeds.StoryCommentsRss()), name="story_comments_rss"),
    path("feeds/comments/<int:article_id>.atom", public_page(feeds.StoryCommentsAtom()), name="story_comments_atom"),
    path(f"{STORY}comments/", pages.story_comments, name="story_comments"),
    path(f"{STORY}comments/<int:pk>/", pages.comment_show, name="comment_show"),
]
