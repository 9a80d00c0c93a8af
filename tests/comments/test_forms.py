import pytest

from articles.models import Article
from comments.forms import BODY_MAX_CHARACTERS, CommentForm
from tests.factories import make_article, make_comment

GOOD = {"body": "Well said.", "author_name": "Annika Ro", "author_email": "annika@example.org", "author_website": ""}


def filled(article=None, **changes):
    return CommentForm(GOOD | changes, article=article or Article())


def errors(**changes):
    return {name: list(messages) for name, messages in filled(**changes).errors.items()}


def test_a_good_comment_passes(db):
    article = make_article()
    form = filled(article, body=" One.\r\n\r\nTwo.\n", author_name=" Annika \t Ro ", author_website="example.org/me")

    assert form.is_valid()
    assert (form.instance.article, form.instance.parent) == (article, None)
    assert form.instance.body == "One.\n\nTwo."
    assert form.instance.author_name == "Annika Ro"
    assert form.instance.author_website == "https://example.org/me"


def test_everything_missing_is_said_at_once(db):
    assert errors(body=" ", author_name="", author_email="") == {
        "body": ["Write something here; the comment is empty."],
        "author_name": ["Give the name to be printed above your comment."],
        "author_email": ["Give your email address. It is not published."],
    }


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\u202e", "\u00a0\n"])
def test_words_that_nobody_can_see_are_no_words(db, nothing):
    assert set(errors(body=nothing, author_name=nothing)) == {"body", "author_name"}


@pytest.mark.parametrize("address", ["leonie@", "leonie", "a b@example.org", "leonie@example"])
def test_an_incomplete_email_is_answered(db, address):
    assert set(errors(author_email=address)) == {"author_email"}


@pytest.mark.parametrize(
    "website",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "mailto:a@example.org", "http://[", "://", "a b"],
)
def test_only_web_addresses_are_websites(db, website):
    assert set(errors(author_website=website)) == {"author_website"}


@pytest.mark.parametrize("name", ["body", "author_name", "author_email", "author_website"])
def test_nul_is_answered_beside_its_field(db, name):
    assert set(errors(**{name: GOOD[name] + "https://example.org\x00"})) == {name}


@pytest.mark.parametrize("name", ["topic", "parent"])
def test_nul_in_a_field_that_nobody_sees_is_no_error(db, name):
    assert errors(**{name: "1\x00"}) == {}


def test_characters_of_four_bytes_are_fine(db):
    assert errors(body="🦑 𠮷野家", author_name="𝓐nnika 🦑") == {}


def test_a_comment_may_have_as_many_characters_as_the_page_says(db):
    assert errors(body="ø" * BODY_MAX_CHARACTERS) == {}
    assert errors(body="a\r\n" * (BODY_MAX_CHARACTERS // 2)) == {}


def test_a_long_comment_is_answered_with_its_length(db):
    assert errors(body="a" * 65536) == {
        "body": ["The comment has 65,536 characters. At most 5,000 fit: shorten it, or send it in two parts."]
    }


def test_a_long_name_is_answered_with_its_length(db):
    assert errors(author_name="a" * 81) == {"author_name": ["The name has 81 characters. At most 80 fit."]}


def test_a_reply_knows_the_comment_it_answers(db):
    article = make_article()
    answered = make_comment(article, state="approved")

    form = filled(article, parent=str(answered.pk))

    assert form.is_valid() and form.instance.parent == answered


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_a_reply_to_a_comment_that_is_not_seen_answers_nothing(db, state):
    article = make_article()

    form = filled(article, parent=str(make_comment(article, state=state).pk))

    assert form.is_valid() and form.instance.parent is None


def test_a_reply_to_a_comment_on_another_story_answers_nothing(db):
    form = filled(make_article(), parent=str(make_comment(state="approved").pk))

    assert form.is_valid() and form.instance.parent is None


@pytest.mark.parametrize("parent", ["0", "-1", "x", "²", "9" * 40, "1.5", "\x00", "9" * 18])
def test_a_parent_that_is_no_comment_answers_nothing(db, parent):
    form = filled(make_article(), parent=parent)

    assert form.is_valid() and form.instance.parent is None


def test_the_field_that_people_do_not_see_is_a_trap(db):
    assert filled().is_trapped is False
    assert filled(topic="  ").is_trapped is False
    assert filled(topic="buy").is_trapped is True
