from .article import Article
from .audit import AuditEntry
from .byline import Author, Byline
from .correction import Correction
from .desk_list import CalendarAddress, SavedList
from .edition import Edition
from .listed import CreditedEdition, TaggedEdition
from .masthead import Masthead
from .note import Note
from .notice import Notice
from .photo import Photo
from .placement import BreakingNews, Front, Placement, Slot
from .presence import Presence
from .preview import PreviewAnswer, PreviewLink, PreviewOpening
from .read_count import ReadCount
from .revision import Revision
from .search_entry import SearchEntry, SearchWord
from .section import Section
from .series import Series

__all__ = [
    "Article",
    "AuditEntry",
    "Author",
    "BreakingNews",
    "Byline",
    "CalendarAddress",
    "Correction",
    "CreditedEdition",
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
    "ReadCount",
    "Revision",
    "SavedList",
    "SearchEntry",
    "SearchWord",
    "Section",
    "Series",
    "Slot",
    "TaggedEdition",
]
