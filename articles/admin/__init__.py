from .article import ArticleAdmin
from .byline import AuthorAdmin
from .masthead import MastheadAdmin
from .photo import PhotoAdmin
from .section import SectionAdmin
from .tag import TagAdmin

__all__ = ["ArticleAdmin", "AuthorAdmin", "MastheadAdmin", "PhotoAdmin", "SectionAdmin", "TagAdmin"]
