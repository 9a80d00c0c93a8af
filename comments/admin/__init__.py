from .comment import CommentAdmin
from .house_rules import HouseRulesAdmin

__all__ = ["CommentAdmin", "HouseRulesAdmin"]
