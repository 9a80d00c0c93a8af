from django.contrib import admin

from ..models import Article
from .article_list import ArticleList


@admin.register(Article)
class ArticleAdmin(ArticleList):
    pass
