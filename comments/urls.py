from django.urls import path

from articles.converters import STORY
from articles.views.public import public_page

from . import feeds, pages, views

app_name = "comments"
urlpatterns = [
    path("comments/<int:article_id>/", views.comment_add, name="comment_add"),
    path("comments/mine/<str:token>/", views.comment_mine, name="comment_mine"),
    path("feeds/comments.rss", public_page(feeds.CommentsRss()), name="comments_rss"),
    path("feeds/comments.atom", public_page(feeds.CommentsAtom()), name="comments_atom"),
    path("feeds/comments/<int:article_id>.rss", public_page(feeds.StoryCommentsRss()), name="story_comments_rss"),
    path("feeds/comments/<int:article_id>.atom", public_page(feeds.StoryCommentsAtom()), name="story_comments_atom"),
    path(f"{STORY}comments/", pages.story_comments, name="story_comments"),
    path(f"{STORY}comments/<int:pk>/", pages.comment_show, name="comment_show"),
]
