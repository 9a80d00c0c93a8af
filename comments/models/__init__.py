from .comment import AlreadyDecided, Comment, CommentQuerySet
from .decision import Decision
from .discussion import AddressSalt, Discussion
from .house_rules import HouseRules, Mode
from .moderating import Batch, InHand, ModeratorMail, SavedQueue, TrainedClassifier
from .report import Report
from .writer import Mute, Writer, WriterEntry

__all__ = [
    "AddressSalt",
    "AlreadyDecided",
    "Batch",
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
    "Writer",
    "WriterEntry",
]
