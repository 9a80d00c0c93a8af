import sys
import time
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from articles.models import Masthead
from articles.publishing import draft_edition
from comments.models import Comment, HouseRules
from comments.threads import arrange
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


def balanced(html):
    return html.count("<ol") == html.count("</ol>") and html.count("<li>") == html.count("</li>")


def test_replies_stand_under_what_they_answer_oldest_first(db):
    article = make_article()
    one, two = [make_comment(article, body=body, state="approved") for body in ("one", "two")]
    reply = make_comment(article, body="one.1", parent=one, state="approved")
    make_comment(article, body="two.1", parent=two, state="approved")
    make_comment(article, body="one.2", parent=one, state="approved")
    make_comment(article, body="one.1.1", parent=reply, state="approved")

    thread = arrange(Comment.objects.on(article).for_thread())

    assert shape(thread) == [("one", 0), ("one.1", 1), ("one.1.1", 2), ("one.2", 1), ("two", 0), ("two.1", 1)]
    assert [remark.answers for remark in thread] == [None] * 6
    assert [remark.closes for remark in thread] == ["", "", "x", "x", "", "x"]


def test_replies_deeper_than_three_stand_flat_and_say_whom_they_answer(db):
    article, parent = make_article(), None
    for number in range(6):
        parent = make_comment(article, body=str(number), author_name=f"N{number}", parent=parent, state="approved")

    thread = arrange(Comment.objects.on(article).for_thread())

    assert shape(thread) == [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 3), ("5", 3)]
    assert [remark.answers and remark.answers.author_name for remark in thread] == [None] * 4 + ["N3", "N4"]
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
def test_the_thread_takes_two_queries(db, django_assert_num_queries, count):
    article = make_article()
    parent = None
    for _ in range(count):
        parent = make_comment(article, parent=parent, state="approved", user=make_reporter())
    context = Context(page_of(article, f"?reply={parent.pk}"))
    template = Template("{% load comments %}{% comment_thread article %}")

    # The rules of the house, and the comments.
    with django_assert_num_queries(2):
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


def chain(article, length):
    """A conversation in which each answers the one before; ids are known beforehand, so it is stored at once."""
    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    Comment.objects.bulk_create(
        Comment(
            pk=first + number,
            article=article,
            parent_id=first + number - 1 if number else None,
            author_name=f"N{number}",
            author_email="n@example.org",
            body=f"Words {number}.",
            state="approved",
        )
        for number in range(length)
    )


def test_a_chain_deeper_than_pythons_stack_is_shown(db):
    article = make_article()
    chain(article, 3000)
    assert sys.getrecursionlimit() < 3000

    html = rendered(article)

    assert html.count('<article class="comment"') == 3000 and balanced(html)


def test_two_thousand_comments_are_shown_in_a_few_seconds(db):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(
            article=article, author_name="N", author_email="n@example.org", body="Words.\n\nMore.", state="approved"
        )
        for _ in range(2000)
    )

    began = time.perf_counter()
    html = rendered(article)

    assert html.count('<article class="comment"') == 2000
    # Takes well under a second here; the bound only catches what grows with the square.
    assert time.perf_counter() - began < 10
