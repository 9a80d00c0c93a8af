from .article import ArticleAdmin
from .audit import AuditEntryAdmin
from .byline import AuthorAdmin
from .masthead import MastheadAdmin
from .photo import PhotoAdmin
from .section import SectionAdmin
from .series import SeriesAdmin
from .tag import TagAdmin

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "AuthorAdmin",
    "MastheadAdmin",
    "PhotoAdmin",
    "SectionAdmin",
    "SeriesAdmin",
    "TagAdmin",
]
