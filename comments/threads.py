"""The comments of a story as readers see them: a page of threads, or one thread by itself. Never more than a page.

A page holds up to 50 threads and, with their replies, up to 60 comments; the replies are shared out evenly. What is
folded stands behind a count, on the thread's own page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .models import Comment
from .models.comment import DEEPEST, STEP
from .models.conversation import backwards

THREADS = 50
# So many that a short discussion is whole, so few that the page of a long one is hardly slower.
COMMENTS = 60
# On a thread's own page.
REPLIES = 50


class Sort(TextChoices):
    OLDEST = "oldest", _("Oldest first")
    NEWEST = "newest", _("Newest first")
    REPLIES = "replies", _("Most replied")
    PICKS = "picks", _("Picks first")

    @property
    def order(self) -> list[str]:
        return ORDERS[self]

    @property
    def ways(self) -> tuple[str, str]:
        """What the page before and the next one are called."""
        return WAYS.get(self, (_("Previous page"), _("Next page")))


ORDERS = {
    Sort.OLDEST: ["place"],
    Sort.NEWEST: ["-place"],
    Sort.REPLIES: ["-reply_count", "place"],
    Sort.PICKS: ["-is_featured", "place"],
}
WAYS = {
    Sort.OLDEST: (_("Earlier threads"), _("Later threads")),
    Sort.NEWEST: (_("Newer threads"), _("Older threads")),
}


@dataclass
class Remark:
    """A comment at its place in the thread, with the tags that the page opens before it and closes after it."""

    comment: Comment
    depth: int
    # The id of the comment answered, where its place doesn't say so, and whether that stands on the page, too.
    answers: str = ""
    answers_here: bool = False
    opens: bool = False
    closes: str = ""
    has_replies: bool = False
    # How many replies of the thread are folded after it, and the first of them.
    folded: int = 0
    first_folded: str = ""

    @property
    def pk(self) -> str:
        """The comment's id as it stands in addresses. Numbers are slow to print, and come with separators."""
        return str(self.comment.pk)


@dataclass
class Page:
    """Threads in some order. `later` and `earlier` are what ?after= says on the pages beside it.

    None is where there is no such page, 0 the first one.
    """

    remarks: list[Remark] = field(default_factory=list)
    later: int | None = None
    earlier: int | None = None


@dataclass
class Thread:
    """A part of one thread: its beginning, what the first reply here answers, and up to 50 replies.

    `earlier` and `later` are the ids of the comments with which the pages beside it begin, else None.
    """

    root: Comment
    remarks: list[Remark]
    earlier: int | None = None
    later: int | None = None


def page_of_threads(article, sort: Sort = Sort.OLDEST, after: Comment | None = None) -> Page:
    """Return the page of a story's threads that begins after the thread `after`.

    One query, whatever the conversation is like; one more with `after`.
    """
    threads = Comment.objects.on(article).threads().shown()
    found = threads.beyond(after, sort.order, THREADS + 1) if after else threads.order_by(*sort.order)
    roots, replies = with_replies(found, sort.order)
    page = Page([remark for root in roots[:THREADS] for remark in whole_or_folded(root, replies.get(root.pk, []))])
    if len(roots) > THREADS:
        page.later = roots[THREADS - 1].pk
    if after:
        before = list(threads.beyond(after, backwards(sort.order), THREADS).values_list("pk", flat=True))
        page.earlier = before[-1] if len(before) == THREADS else 0
    return page


def with_replies(threads, order: list[str], room: int = COMMENTS) -> tuple[list[Comment], dict[int, list[Comment]]]:
    """Return THREADS of these and one more, in this order, and {id of a thread: its replies on the page}. One query.

    The replies are shared out: each thread gets one in turn until, with the threads, the page holds as many as `room`.
    """
    roots, replies = [], {}
    page = threads.page_with_replies(threads=THREADS, comments=room)
    for comment in page.printed().order_by(*order):
        if comment.thread_id is None:
            roots.append(comment)
        else:
            replies.setdefault(comment.thread_id, []).append(comment)
    # Places are digits of one width at each step: here they sort as in the database.
    return roots, {pk: sorted(found, key=attrgetter("place")) for pk, found in replies.items()}


def whole_or_folded(root: Comment, replies: list[Comment]) -> list[Remark]:
    """Return a thread with the replies that there is room for, and the count of the others on the last of them."""
    thread = arrange([root, *replies])
    if rest := (root.first or [])[len(replies) :]:
        thread[-1].folded = max(1, root.reply_count - len(replies))
        thread[-1].first_folded = str(rest[0])
    return thread


def thread_around(comment: Comment) -> Thread | None:
    """Return the part of its thread in which a comment stands; None when it is shown no more. At most five queries.

    A thread of up to 50 replies is whole. A longer one begins with the comment, under what that answers.
    """
    root = comment
    if comment.thread_id:
        root = Comment.objects.for_thread().filter(pk=comment.thread_id).first()
    if root is None:
        return None
    replies = Comment.objects.in_thread(root).for_thread().in_conversation()
    if comment == root or root.reply_count <= REPLIES:
        return part_of_thread(root, replies)
    above = [comment.place[: STEP * steps] for steps in range(2, comment.depth + 1)]
    thread = part_of_thread(root, replies.from_place(comment.place), list(replies.at_places(above)) if above else [])
    before = replies.before_place(comment.place).reverse().values_list("pk", flat=True)
    before = list(before[:REPLIES])
    thread.earlier = (before[-1] if len(before) == REPLIES else root.pk) if before else None
    return thread


def part_of_thread(root: Comment, replies, above: Iterable[Comment] = ()) -> Thread:
    found = list(replies[: REPLIES + 1])
    remarks = arrange([root, *above, *found[:REPLIES]])
    return Thread(root, remarks, later=found[REPLIES].pk if len(found) > REPLIES else None)


def arrange(comments: Iterable[Comment]) -> list[Remark]:
    """Return comments (given in the order of their conversation) as remarks, `depth` from 0 to 3. Runs no query.

    What answers a remark at depth 3 stands at depth 3, too, and names in `answers` whom it answers.
    """
    thread, here = [], set()
    for comment in comments:
        # Never a step of two: what stood between may have been taken down while this was read.
        depth = min(comment.depth, thread[-1].depth + 1 if thread else 0)
        remark = Remark(comment, depth)
        if comment.depth == DEEPEST and len(comment.parent_place) == len(comment.place):
            remark.answers, remark.answers_here = str(comment.parent_id), comment.parent_id in here
        thread.append(remark)
        here.add(comment.pk)
    return with_tags(thread)


def with_tags(thread: list[Remark]) -> list[Remark]:
    """Note on each remark whether it opens a list, and how many lists end with it (one letter each in `closes`)."""
    for remark, after in zip(thread, [*thread, None][1:], strict=True):
        next_depth = after.depth if after else 0
        remark.has_replies = next_depth > remark.depth
        remark.closes = "x" * (remark.depth - next_depth)
        if after:
            after.opens = remark.has_replies
    return thread
