from django.contrib import admin


class ArticleList(admin.ModelAdmin):
    """The story list's part of the story admin."""
