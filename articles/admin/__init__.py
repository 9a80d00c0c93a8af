from .article import ArticleAdmin
from .audit import AuditEntryAdmin
from .breaking import BreakingNewsAdmin
from .byline import AuthorAdmin
from .front import FrontAdmin
from .masthead import MastheadAdmin
from .photo import PhotoAdmin
from .section import SectionAdmin
from .series import SeriesAdmin
from .tag import TagAdmin

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "AuthorAdmin",
    "BreakingNewsAdmin",
    "FrontAdmin",
    "MastheadAdmin",
    "PhotoAdmin",
    "SectionAdmin",
    "SeriesAdmin",
    "TagAdmin",
]
