from .article import Article
from .audit import AuditEntry
from .byline import Author, Byline
from .correction import Correction
from .desk_list import CalendarAddress, SavedList
from .edition import Edition
from .masthead import Masthead
from .note import Note
from .notice import Notice
from .photo import Photo
from .placement import BreakingNews, Front, Placement, Slot
from .presence import Presence
from .preview import PreviewAnswer, PreviewLink, PreviewOpening
from .revision import Revision
from .search_entry import SearchEntry, SearchWord
from .section import Section

__all__ = [
    "Article",
    "AuditEntry",
    "Author",
    "BreakingNews",
    "Byline",
    "CalendarAddress",
    "Correction",
    "Edition",
    "Front",
    "Masthead",
    "Note",
    "Notice",
    "Photo",
    "Placement",
    "Presence",
    "PreviewAnswer",
    "PreviewLink",
    "PreviewOpening",
    "Revision",
    "SavedList",
    "SearchEntry",
    "SearchWord",
    "Section",
    "Slot",
]
