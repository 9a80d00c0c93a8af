from .comment import CommentAdmin

__all__ = ["CommentAdmin"]
