"""What is alike on every database is dealt out between them when the whole suite runs on both.

Three things are dealt: the parts of long tests (`share`), tests that need no database, and, of the files named here,
tests of what Python makes of rows: pages' markup and wording, forms, desk pages, who may do what. Each of them runs on
one of the two, always the same one by its name. What a database decides runs on both: constraints, querysets on state
and time, leaks, search, races, bulk, numbers and odd text as input, counts of queries. So does every file that is not
named. EVERYTHING=yes deals nothing out, and pytest by itself never does.
"""

import os
import random
import re
from zlib import crc32

ALIKE = [
    "articles/admin/test_article_autosave.py",
    "articles/admin/test_article_corrections.py",
    "articles/admin/test_article_embeds.py",
    "articles/admin/test_article_links.py",
    "articles/admin/test_article_page.py",
    "articles/admin/test_article_preview.py",
    "articles/admin/test_article_related.py",
    "articles/admin/test_article_revisions.py",
    "articles/admin/test_audit.py",
    "articles/admin/test_breaking.py",
    "articles/admin/test_calendar.py",
    "articles/admin/test_crawlers.py",
    "articles/admin/test_front.py",
    "articles/admin/test_fronts.py",
    "articles/admin/test_photo_admin.py",
    "articles/admin/test_series.py",
    "articles/photos/test_intake.py",
    "articles/photos/test_renditions.py",
    "articles/test_checklist.py",
    "articles/test_differences.py",
    "articles/test_errors.py",
    "articles/test_frame.py",
    "articles/test_language.py",
    "articles/test_languages_of_pages.py",
    "articles/test_notes.py",
    "articles/test_oembed.py",
    "articles/test_preview_links.py",
    "articles/test_robots.py",
    "articles/test_security_txt.py",
    "articles/test_story_feeds.py",
    "articles/test_story_page.py",
    "articles/test_structured_data.py",
    "articles/test_websub.py",
    "comments/test_admin.py",
    "comments/test_admin_mail.py",
    "comments/test_admin_writers.py",
    "comments/test_akismet.py",
    "comments/test_answers.py",
    "comments/test_avatars.py",
    "comments/test_classifier_page.py",
    "comments/test_comment_add.py",
    "comments/test_comment_decide.py",
    "comments/test_comment_mine.py",
    "comments/test_forms.py",
    "comments/test_house_rules.py",
    "comments/test_letters.py",
    "comments/test_pages.py",
    "comments/test_privacy_pages.py",
    "comments/test_queue_page.py",
    "comments/test_report_pages.py",
    "comments/test_rules.py",
    "comments/test_spoken.py",
    "newsroom/test_desk_front.py",
    "newsroom/test_every_word.py",
    "newsroom/test_pages_hear.py",
    "newsroom/test_people.py",
    "newsroom/test_permissions.py",
    "newsroom/test_rights.py",
]
# How a test of those files says that the database has a part in it: by its name, or by what it counts with.
DECIDES = re.compile(
    r"quer|odd|made_up|numbered|bulk|search|sorted|two_at_once|draft|scheduled|withdrawn|minute|meanwhile|while_somebody"
)
COUNTS = {"CaptureQueriesContext", "connection", "transaction"}


def share(parts) -> list:
    """Return the parts that fall to this run: all of them, unless `tests.run` goes over both databases (SHARE=1/2).

    Shares are dealt from a shuffled pack, always the same one, so that none gets every second kind of parts.
    """
    number, of = this_run()
    parts = list(parts)
    dealt = list(range(len(parts)))
    random.Random(0).shuffle(dealt)
    return [parts[place] for place in sorted(dealt[number - 1 :: of])]


def falls_to_this_run(item) -> bool:
    """Whether a test runs here: what is not dealt always does."""
    number, of = this_run()
    return not is_dealt(item) or crc32(item.nodeid.encode()) % of == number - 1


def is_dealt(item) -> bool:
    """Whether one database is as good as the other. What `share` has dealt already is not dealt again."""
    if any(map(item.get_closest_marker, ("postgres", "sqlite"))) or "part" in getattr(item, "fixturenames", ()):
        return False
    if not needs_database(item):
        return True
    file = item.nodeid.split("::")[0].removeprefix("tests/")
    return file in ALIKE and not DECIDES.search(item.originalname) and not counts_queries(item)


def counts_queries(item) -> bool:
    asks = {*item.fixturenames, *item.function.__code__.co_names}
    return bool(COUNTS & asks) or any(name.startswith("django_assert") for name in asks)


def needs_database(item) -> bool:
    """Whether a test may query at all: pytest-django raises when any other one does."""
    asks = {"db", "transactional_db", "live_server"} & set(item.fixturenames)
    return bool(asks or item.get_closest_marker("django_db") or getattr(item.cls, "databases", None))


def this_run() -> tuple[int, int]:
    """Return (number, of) as SHARE says: (1, 2) is the first of two runs."""
    number, _, of = os.environ.get("SHARE", "1/1").partition("/")
    return int(number), int(of)
