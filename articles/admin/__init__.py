from .article import ArticleAdmin

__all__ = ["ArticleAdmin"]
