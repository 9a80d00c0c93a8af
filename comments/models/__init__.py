from .comment import AlreadyDecided, ChangedSince, Comment
from .comment_query import CommentQuerySet
from .decision import Decision
from .discussion import AddressSalt, Discussion
from .house_rules import HouseRules, Mode
from .moderating import Batch, ChosenComment, InHand, ModeratorMail, SavedQueue, TrainedClassifier
from .report import Report
from .together import Wish, decide_together
from .writer import Mute, Writer, WriterEntry

__all__ = [
    "AddressSalt",
    "AlreadyDecided",
    "Batch",
    "ChangedSince",
    "ChosenComment",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "Discussion",
    "HouseRules",
    "InHand",
    "Mode",
    "ModeratorMail",
    "Mute",
    "Report",
    "SavedQueue",
    "TrainedClassifier",
    "Wish",
    "Writer",
    "WriterEntry",
    "decide_together",
]
