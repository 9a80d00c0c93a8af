import json
import re
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Masthead
from articles.publishing import draft_edition, publish
from comments import counter
from comments.models import Comment, HouseRules
from comments.threads import COMMENTS, REPLIES, THREADS, Sort, arrange, page_of_threads, thread_around, with_replies
from tests.factories import make_article, make_author, make_comment, make_reporter


def shape(thread):
    return [(remark.comment.body, remark.depth) for remark in thread]


STORY = "/story/"


def page_of(article, query="", **context):
    """What a page with a thread knows of it, for a story at the address STORY."""
    edition = draft_edition(article)
    edition.path, edition.section = STORY, article.section
    request = RequestFactory().get(f"{STORY}{query}")
    return {"request": request, "article": article, "edition": edition, "masthead": Masthead()} | context


def rendered(article, query="", **context):
    template = Template("{% load comments %}{% comment_thread article %}")
    return template.render(Context(page_of(article, query, **context)))


def conversation(article):
    return Comment.objects.on(article).for_thread().in_conversation()


def balanced(html):
    return html.count("<ol") == html.count("</ol>") and len(re.findall("<li[ >]", html)) == html.count("</li>")


def test_replies_stand_under_what_they_answer_oldest_first(db):
    article = make_article()
    one, two = [make_comment(article, body=body, state="approved") for body in ("one", "two")]
    reply = make_comment(article, body="one.1", parent=one, state="approved")
    make_comment(article, body="two.1", parent=two, state="approved")
    make_comment(article, body="one.2", parent=one, state="approved")
    make_comment(article, body="one.1.1", parent=reply, state="approved")

    thread = arrange(conversation(article))

    assert shape(thread) == [("one", 0), ("one.1", 1), ("one.1.1", 2), ("one.2", 1), ("two", 0), ("two.1", 1)]
    assert [remark.answers for remark in thread] == [""] * 6
    assert [remark.closes for remark in thread] == ["", "", "x", "x", "", "x"]


def test_replies_deeper_than_three_stand_flat_and_say_whom_they_answer(db):
    article, parent = make_article(), None
    for number in range(6):
        parent = make_comment(article, body=str(number), author_name=f"N{number}", parent=parent, state="approved")

    thread = arrange(conversation(article))

    assert shape(thread) == [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 3), ("5", 3)]
    assert [remark.answers and remark.comment.parent_name for remark in thread] == [""] * 4 + ["N3", "N4"]
    html = rendered(article)
    assert html.count("<ol") == 4 and balanced(html)
    assert f'answers <a href="#comment-{parent.parent_id}"><bdi>N4</bdi></a>' in html


def test_what_answers_a_comment_taken_down_goes_and_comes_back_with_it(db):
    article = make_article()
    gone = make_comment(article, author_name="Nobody Now", body="Unspeakable.", state="approved")
    reply = make_comment(article, body="I disagree.", parent=gone, state="approved")
    make_comment(article, body="So do I.", parent=reply, state="approved")
    make_comment(article, body="Beside it.", state="approved")
    gone.reject()

    html = rendered(article)

    assert [comment.body for comment in Comment.objects.on(article).for_thread()] == ["Beside it."]
    assert all(words not in html for words in ("Nobody Now", "Unspeakable", "I disagree", "So do I"))

    gone.approve()

    assert len(Comment.objects.on(article).for_thread()) == 4


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_only_approved_comments_are_shown_and_counted(db, state):
    article = make_article()
    make_comment(article, body="Seen by all.", state="approved")
    make_comment(article, body="Held back words.", author_name="Held Name", state=state)

    html = rendered(article)

    assert '<h2 id="comments-title">1 comment</h2>' in html and "Seen by all." in html
    assert "Held back" not in html and "Held Name" not in html


def test_comments_of_other_stories_are_not_shown(db):
    make_comment(body="Elsewhere.", state="approved")

    assert "Elsewhere." not in rendered(make_article())


def test_html_typed_by_readers_is_shown_as_text(db):
    article = make_article()
    make_comment(
        article,
        author_name="<i>N</i>",
        body="<script>x</script>\nline\n\n& https://example.org/",
        author_website='https://example.org/"><b>',
        state="approved",
    )

    html = rendered(article)

    assert "<p>&lt;script&gt;x&lt;/script&gt;<br>line</p>" in html
    assert "<p>&amp; https://example.org/</p>" in html
    assert "&lt;i&gt;N&lt;/i&gt;" in html
    assert '<a href="https://example.org/&quot;&gt;&lt;b&gt;" rel="ugc nofollow">' in html


def test_a_website_that_is_no_web_address_is_no_link(db):
    article = make_article()
    make_comment(article, author_website="javascript:alert(1)", state="approved")

    assert "javascript" not in rendered(article)


def test_a_website_is_no_link_where_the_masthead_says_so(db):
    article = make_article()
    make_comment(article, author_website="https://example.org/me", state="approved")

    assert 'href="https://example.org/me" rel="ugc nofollow"' in rendered(article)
    assert "example.org/me" not in rendered(article, masthead=Masthead(links_commenters=False))


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_a_comment_that_is_not_approved_has_no_website(state):
    assert Comment(author_website="https://example.org/", state=state).website == ""


def test_initials_are_drawn_with_the_comment_and_read_out_to_nobody(db):
    article = make_article()
    make_comment(article, author_name="Annika Ro", author_email="annika@example.org", state="approved")

    html = rendered(article)

    drawn = html[html.index("<svg") : html.index("</svg>")]
    assert drawn.endswith(">AR</text>") and 'aria-hidden="true"' in drawn and "style" not in drawn
    assert "gravatar" not in html.lower()


def test_who_wrote_the_story_is_marked_as_its_author(db):
    article, reporter, colleague = make_article(), make_reporter(), make_reporter()
    for user in (reporter, colleague):
        make_comment(article, state="approved", user=user)

    html = rendered(article, authors={"marit": make_author(user=reporter), "noor": make_author()})

    assert html.count('<span class="badge">Author</span>') == html.count('<span class="badge">Staff</span>') == 1


def test_emails_and_network_addresses_are_not_even_loaded(db):
    article = make_article()
    make_comment(article, author_email="secret@example.org", ip_hash="f" * 64, state="approved")

    comment = Comment.objects.on(article).for_thread().get()

    assert {"author_email", "ip_hash"} <= comment.get_deferred_fields()
    assert "secret@example.org" not in rendered(article) and "f" * 64 not in rendered(article)


def test_staff_and_picks_are_marked_in_words(db):
    article = make_article()
    make_comment(article, state="approved", user=make_reporter())
    make_comment(article, state="approved").pick()
    make_comment(article, state="approved", author_name="Staff of nothing")

    html = rendered(article)

    assert html.count('<span class="badge">Staff</span>') == 1
    assert html.count("Editor’s pick") == 1


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_thread_takes_three_queries(db, django_assert_num_queries, count):
    article = make_article()
    parent = make_comment(article, state="approved")
    for _ in range(count):
        parent = make_comment(article, parent=parent, state="approved", user=make_reporter())
    context = Context(page_of(article, f"?reply={parent.pk}"))
    template = Template("{% load comments %}{% comment_thread article %}")

    # threads with their replies, the count, the rules of the house
    with django_assert_num_queries(3):
        template.render(context)


def test_a_reply_link_turns_the_form_into_an_answer(db):
    article = make_article()
    comment = make_comment(article, author_name="Annika Ro", state="approved")

    html = rendered(article, f"?reply={comment.pk}")

    assert f'href="/story/?reply={comment.pk}#comment-form"' in html
    assert f'<input type="hidden" name="parent" value="{comment.pk}"' in html
    assert "data-answers><span>Reply to <a" in html and 'href="/story/#comment-form">Cancel reply</a>' in html


@pytest.mark.parametrize("reply", ["x", "0", "9" * 30, "%00", "-1", ""])
def test_a_reply_to_nothing_is_a_comment(db, reply):
    article = make_article()
    make_comment(article, state="approved")

    html = rendered(article, f"?reply={reply}")

    assert "data-answers hidden>" in html and 'name="parent" id=' in html


def test_a_closed_story_keeps_its_comments_and_takes_no_more(db):
    article = make_article(comments_policy="closed")
    make_comment(article, body="Said in time.", state="approved")

    html = rendered(article)

    assert "Said in time." in html and "Comments on this story are closed." in html
    assert "<form" not in html and "Reply" not in html


def test_the_script_comes_with_the_form_alone(db):
    assert rendered(make_article()).count("talk.js") == 1
    assert "talk.js" not in rendered(make_article(comments_policy="closed"))


def test_a_story_says_when_it_closes_and_when_it_closed(db):
    HouseRules(close_after_days=1).save()
    article = make_article()
    context = page_of(article)
    story = context["edition"]

    for days, words in ((0.5, "Comments on this story close on"), (2, "Comments on this story closed on")):
        story.published_at = timezone.now() - timedelta(days=days)
        assert words in rendered(article, edition=story)


def test_the_form_has_the_words_and_the_order_that_readers_know(db):
    html = rendered(make_article())

    assert '<h2 id="comment-form-title">Leave a comment</h2>' in html
    assert (
        '<p class="note">Your email address will not be published. '
        'Required fields are marked <span class="required">*</span></p>'
    ) in html
    places = [html.index(f'name="{name}"') for name in ("body", "author_name", "author_email", "author_website")]
    assert places == sorted(places)
    assert "csrf" not in html


def test_the_trap_is_reached_by_nobody(db):
    html = rendered(make_article())

    trap = html[html.index('<div class="field unasked"') :]
    assert trap.startswith('<div class="field unasked" aria-hidden="true">')
    assert 'autocomplete="off" tabindex="-1"' in trap[: trap.index("</div>")]


def test_cards_get_their_counts_by_one_query(db, django_assert_num_queries):
    class Card:
        def __init__(self, article):
            self.article_id = article.pk

    articles = [make_article() for _ in range(3)]
    cards = [Card(article) for article in articles]
    for state in ("approved", "approved", "pending"):
        make_comment(articles[0], state=state)

    with django_assert_num_queries(1):
        out = Template("{% load comments %}{% count_comments cards %}").render(Context({"cards": cards}))

    assert out == "" and [card.comment_count for card in cards] == [2, 0, 0]


def fill(article, parents):
    """Shown comments, a second after each other; `parents` says which of those before each one answers, if any."""
    began, made = timezone.now() - timedelta(days=1), []
    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for number, parent in enumerate(parents):
        comment = Comment(
            pk=first + number,
            article=article,
            parent=None if parent is None else made[parent],
            author_name=f"N{number}",
            author_email="n@example.org",
            body=f"Words {number}.",
            state="approved",
            created_at=began + timedelta(seconds=number),
        )
        comment.take_place()
        made.append(comment)
    if len(made) <= 1000 or connection.vendor != "postgresql":
        Comment.objects.bulk_create(made, batch_size=500)
        return made
    with connection.cursor() as cursor:
        # One row counted up ten thousand times in one transaction is looked for through all that it was before.
        cursor.execute("SET LOCAL session_replication_role = replica")
        Comment.objects.bulk_create(made, batch_size=500)
        cursor.execute("SET LOCAL session_replication_role = origin")
        counter.recount()
        # What autovacuum does by and by: without figures of a table of this size, PostgreSQL looks for minutes.
        cursor.execute("ANALYZE comments_comment")
    return made


def threads_of(number, replies):
    """Parents for fill(): so many threads, each with so many replies to its beginning."""
    return [parent for start in range(number) for parent in [None, *[start * (replies + 1)] * replies]]


SHAPES = {
    "threads": ([None] * 50, [None] * 10_000),
    "some replies": (threads_of(5, 9), threads_of(200, 49)),
    "one thread": (threads_of(1, 49), threads_of(1, 9_999)),
    "a chain": ([None, *range(49)], [None, *range(9_999)]),
}


@pytest.mark.parametrize("parents", [[], [None] * 50, threads_of(50, 3), [None, *range(59)]])
def test_a_page_takes_one_query_whatever_the_conversation_is_like(db, django_assert_num_queries, parents):
    article = make_article()
    fill(article, parents)

    with django_assert_num_queries(1):
        page = page_of_threads(article)

    assert len(page.remarks) == min(len(parents), COMMENTS)


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_thousand_comments_take_no_more_queries_and_no_larger_page_than_fifty(db, shape):
    assert sys.getrecursionlimit() < 9_999
    found = []
    for parents in SHAPES[shape]:
        article = make_article()
        fill(article, parents)
        with CaptureQueriesContext(connection) as queries:
            html = rendered(article)
        assert balanced(html)
        assert f">{len(parents)} comments</h2>" in html
        found.append((len(queries), html.count('<article class="comment"')))

    (few, fifty), (many, shown) = found
    assert (many, fifty) == (few, 50)
    assert 50 <= shown <= COMMENTS


@pytest.mark.parametrize(
    ("replies", "room", "shown"),
    [
        ([1, 2, 3], 10, [1, 2, 3]),
        ([9, 9, 9], 10, [4, 3, 3]),
        ([2, 9, 9], 10, [2, 4, 4]),
        ([5] * 4, 2, [1, 1, 0, 0]),
        ([9], 0, [0]),
        ([], 10, []),
    ],
)
def test_replies_are_shared_out_evenly_and_the_first_threads_take_what_is_left(db, replies, room, shown):
    article, parents = make_article(), []
    for number in replies:
        parents += [None, *[len(parents)] * number]
    made = fill(article, parents)
    threads = Comment.objects.on(article).threads().order_by("place")

    roots, found = with_replies(threads, ["place"], room + len(replies))

    assert roots == [comment for comment in made if comment.thread_id is None]
    assert [[reply.pk for reply in found.get(root.pk, [])] for root in roots] == [
        [reply.pk for reply in made if reply.thread_id == root.pk][:number]
        for root, number in zip(roots, shown, strict=True)
    ]


def test_what_is_folded_stands_behind_a_count_that_leads_to_the_first_of_it(db):
    article = make_article()
    made = fill(article, threads_of(1, 99))

    html = rendered(article)

    first = made[COMMENTS].pk
    assert html.count('<article class="comment"') == COMMENTS
    link = f'<li class="folded"><a href="/story/comments/{first}/#comment-{first}" rel="nofollow">'
    assert f"{link}Show {100 - COMMENTS} more replies</a></li>" in html


def test_a_thread_without_room_for_its_replies_says_how_many_there_are(db):
    article = make_article()
    fill(article, threads_of(THREADS, 2))

    html = rendered(article)

    assert html.count('<article class="comment"') == COMMENTS and balanced(html)
    assert html.count("Show 1 more reply<") == 10 and html.count("Show 2 replies<") == 40


def walk(article, sort):
    """Every page from the first on: (ids of its threads, earlier, later)."""
    after, pages = None, []
    while True:
        page = page_of_threads(article, sort, after)
        pages.append(([remark.comment.pk for remark in page.remarks if not remark.depth], page.earlier, page.later))
        if page.later is None:
            return pages
        after = Comment.objects.for_thread().get(pk=page.later)


@pytest.mark.parametrize("sort", Sort)
def test_every_order_is_walked_without_a_gap_or_a_double_and_back(db, sort):
    article = make_article()
    made = fill(article, [*[None] * 120, *[3] * 2, *[70] * 5, *[110]])
    for number in (7, 100, 119):
        made[number].pick()
    threads = list(Comment.objects.on(article).threads())
    keys = {
        Sort.OLDEST: lambda comment: comment.place,
        Sort.NEWEST: lambda comment: -int(comment.place),
        Sort.REPLIES: lambda comment: (-comment.reply_count, comment.place),
        Sort.PICKS: lambda comment: (not comment.is_featured, comment.place),
    }

    pages = walk(article, sort)

    assert [pk for ids, _, _ in pages for pk in ids] == [comment.pk for comment in sorted(threads, key=keys[sort])]
    assert [len(ids) for ids, _, _ in pages] == [THREADS, THREADS, 20]
    # "Earlier" on the third page leads to the second one: after the last of the first.
    assert [earlier for _, earlier, _ in pages] == [None, 0, pages[0][0][-1]]


def test_a_long_thread_begins_with_the_comment_asked_for_under_what_it_answers(db):
    article = make_article()
    made = fill(article, [None, 0, 1, 2, *[3] * 120])
    asked = Comment.objects.for_thread().get(pk=made[80].pk)

    thread = thread_around(asked)

    assert [remark.comment.pk for remark in thread.remarks[:4]] == [made[n].pk for n in (0, 1, 2, 80)]
    assert [remark.depth for remark in thread.remarks[:4]] == [0, 1, 2, 3]
    assert len(thread.remarks) == 3 + 44 and thread.later is None
    assert thread.earlier == made[80 - REPLIES].pk


def test_a_thread_of_fifty_replies_is_whole_whichever_is_asked_for(db):
    article = make_article()
    made = fill(article, threads_of(1, REPLIES))

    thread = thread_around(Comment.objects.for_thread().get(pk=made[30].pk))

    assert [remark.comment.pk for remark in thread.remarks] == [comment.pk for comment in made]
    assert (thread.earlier, thread.later) == (None, None)


def test_a_reply_whose_parent_vanishes_meanwhile_breaks_no_page(db):
    article = make_article()
    made = fill(article, [None, 0, 1, 2])

    thread = arrange(comment for comment in conversation(article) if comment.pk != made[1].pk)

    assert [remark.depth for remark in thread] == [0, 1, 2]
    assert thread[-1].closes == "xx"


def test_websites_are_linked_only_where_the_masthead_says_so(db):
    article = make_article()
    make_comment(article, author_website="https://ro.example/", state="approved")

    assert 'href="https://ro.example/" rel="ugc nofollow"' in rendered(article)
    assert "ro.example" not in rendered(article, masthead=Masthead(links_commenters=False))


def test_search_engines_are_told_what_the_page_shows_and_no_more(client, db):
    article = make_article()
    edition = publish(article, by=None)
    root = make_comment(article, author_name="Annika", body="</script><b>", state="approved")
    reply = make_comment(article, parent=root, author_name="Ole", body="Yes.", state="approved")
    make_comment(article, body="Held.")

    html = client.get(edition.path).content.decode()

    told = [json.loads(part.split("</script>")[0]) for part in html.split('ld+json">')[1:]]
    [story], [facts] = [part for part in told if "headline" in part], [part for part in told if "commentCount" in part]
    assert (facts["@id"], facts["url"]) == (story["@id"], story["url"])
    assert facts["commentCount"] == 2
    first, second = facts["comment"]
    assert (first["text"], first["author"]) == ("</script><b>", {"@type": "Person", "name": "Annika"})
    assert first["url"] == f"http://127.0.0.1:8000{edition.path}comments/{root.pk}/#comment-{root.pk}"
    assert second["parentItem"] == {"@type": "Comment", "@id": first["@id"]}
    assert "example.org" not in json.dumps(facts) and second["url"].endswith(f"#comment-{reply.pk}")
