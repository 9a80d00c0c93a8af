from .article import Article
from .byline import Author, Byline
from .edition import Edition
from .masthead import Masthead
from .photo import Photo
from .revision import Revision
from .section import Section

__all__ = ["Article", "Author", "Byline", "Edition", "Masthead", "Photo", "Revision", "Section"]
