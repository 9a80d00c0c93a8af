"""One rule after the other: what it says, with which setting, and what it does not mind."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.publishing import publish
from comments import classifier, rules
from comments.addresses import address_hash
from comments.facts import Facts
from comments.models import Comment, HouseRules, Writer
from comments.moderation import decide, judge
from tests.factories import make_article, make_comment, make_editor, make_moderator, make_reporter

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.1"
EMAIL = "annika@example.org"
LONG = "The harbour wall is to be raised by two metres, and nobody has asked the boats about it."


def after(**time):
    return NOON + timedelta(**time)


@pytest.fixture
def house(db):
    """The rules of the house, stored; a test changes what it is about and saves."""
    house = HouseRules()
    house.save()
    return house


@pytest.fixture
def article(db):
    article = make_article()
    publish(article, by=make_editor(), at=after(days=-30))
    return article


@pytest.fixture
def facts(article):
    """Return a function: what the rules know of a new comment under the story at noon."""

    def facts(body="Fine words.", address=HERE, at=NOON, **fields):
        fields = {"article": article, "author_name": "Annika", "author_email": EMAIL, "created_at": at} | fields
        trapped = fields.pop("is_trapped", False)
        comment = Comment(body=body, **fields)
        comment.is_trapped = trapped
        return Facts(comment, address, at=at)

    return facts


def said(rule, facts):
    """Return (verdict, reason) of a rule, None when it has nothing to say."""
    opinion = rule.ask(facts)
    return opinion and (opinion.verdict, opinion.reason)


def test_a_comment_on_a_closed_story_is_refused(facts, house, article):
    assert rules.closed.ask(facts()) is None

    house.mode = "closed"
    house.save()

    assert rules.closed.ask(facts()).refusal.status == 403


def test_a_story_that_was_not_published_takes_what_the_house_takes(db):
    comment = Comment(article=make_article(), author_email=EMAIL, body="Words.")

    assert rules.closed.ask(Facts(comment)) is None


def test_a_stored_comment_is_never_refused(article, house, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    house.mode = "closed"
    house.save()
    make_comment(article, author_email=EMAIL, body="Twice.", created_at=NOON)
    comment = make_comment(article, author_email=EMAIL, body="Twice.", created_at=NOON)

    for rule in (rules.closed, rules.duplicate, rules.flood):
        assert rule.ask(Facts(comment, HERE, at=NOON)) is None


def test_the_trap_is_spam(facts):
    assert said(rules.trap, facts()) is None
    assert said(rules.trap, facts(is_trapped=True)) == ("spam", "Filled in a field that people don’t see")


def test_a_banned_writer_is_rejected_in_any_letters(facts):
    Writer.objects.create(email=EMAIL)
    assert said(rules.banned, facts()) is None

    Writer.objects.update(banned_at=NOON)

    assert said(rules.banned, facts(author_email="Annika@EXAMPLE.org")) == ("rejected", "Its writer is banned")


@pytest.mark.parametrize("field", ["body", "author_name", "author_website"])
def test_a_word_of_the_lists_is_found_wherever_it_is_written(facts, house, field):
    house.banned_words, house.suspect_words = "casino", "*cas*"
    house.save()
    words = {field: "https://casino.example/" if field == "author_website" else "My C4s1no"}

    assert said(rules.banned_words, facts(**words)) == ("rejected", "Has a banned word: “casino”")
    opinion = rules.suspect_words.ask(facts(**words))
    assert (opinion.verdict, opinion.reason, opinion.is_suspect) == ("pending", "Has a suspect word: “*cas*”", True)


def test_the_email_is_not_searched_for_words(facts, house):
    house.banned_words = "annika"
    house.save()

    assert said(rules.banned_words, facts(author_name="A. R.")) is None


def test_of_many_words_three_are_told(facts, house):
    house.banned_words = "one\ntwo\nthree\nfour\nfive"
    house.save()

    reason = "Has a banned word: “five”, “four”, “one” and 2 more"
    assert said(rules.banned_words, facts("one two three four five")) == ("rejected", reason)


@pytest.mark.parametrize(
    ("limit", "body", "name", "opinion"),
    [
        (2, "See https://example.org/", "Annika", None),
        (2, "See https://example.org/ and www.example.org", "Annika", ("pending", "Has 2 links")),
        (2, "See https://example.org/", "casino-x.com", ("pending", "Has 2 links")),
        (1, "See x[.]com", "Annika", ("pending", "Has a link")),
        (0, "See x.com y.com z.com", "Annika", None),
    ],
)
def test_as_many_links_as_the_house_says_hold(facts, house, limit, body, name, opinion):
    house.links_held = limit
    house.save()

    assert said(rules.links, facts(body, author_name=name)) == opinion


def test_what_the_same_writer_or_story_had_lately_is_a_near_double(facts, house, article):
    near = ("pending", "Almost the same was said before")
    other = make_comment(body=LONG)
    assert said(rules.near_double, facts(LONG + " Well!")) is None

    Comment.objects.filter(pk=other.pk).update(author_email="ANNIKA@example.org")
    assert said(rules.near_double, facts(LONG + " Well!")) == near
    Comment.objects.filter(pk=other.pk).update(author_email="other@example.org", article=article)
    assert said(rules.near_double, facts(LONG + " Well!")) == near
    house.holds_near_doubles = False
    house.save()
    assert said(rules.near_double, facts(LONG + " Well!")) is None


def test_a_stored_comment_is_no_double_of_itself(article):
    comment = make_comment(article, body=LONG, author_email=EMAIL)

    assert said(rules.near_double, Facts(comment)) is None


@pytest.mark.parametrize(
    ("rule", "setting", "body", "reason"),
    [
        (rules.capitals, "holds_capitals", LONG.upper(), "Mostly in capitals"),
        (rules.repetition, "holds_repetition", "fake " * 20, "The same letter or word again and again"),
    ],
)
def test_shouting_and_repetition_hold_unless_the_house_allows_them(facts, house, rule, setting, body, reason):
    assert said(rule, facts(body)) == ("pending", reason)
    assert said(rule, facts(LONG)) is None

    setattr(house, setting, False)
    house.save()

    assert said(rule, facts(body)) is None


def test_the_classifier_holds_as_suspect_or_only_sorts(facts, house, monkeypatch):
    monkeypatch.setattr(classifier, "suspicion_of", lambda text: (80 if "bonus" in text else 79, ["bonus", "win"]))

    held, sorted_only = rules.classifier.ask(facts("A bonus")), rules.classifier.ask(facts())

    reason = "Like what moderators refused before: 80 %"
    assert (held.verdict, held.reason, held.is_suspect, held.suspicion) == ("pending", reason, True, 80)
    assert (sorted_only.verdict, sorted_only.is_suspect, sorted_only.suspicion) == (None, False, 79)
    house.uses_classifier = False
    house.save()
    assert rules.classifier.ask(facts("A bonus")) is None


def test_a_classifier_that_has_learned_nothing_says_nothing(facts, monkeypatch):
    monkeypatch.setattr(classifier, "suspicion_of", lambda text: None)

    assert rules.classifier.ask(facts()) is None


def test_staff_who_decide_comments_appear_at_once_under_their_account(facts, house):
    house.suspect_words = "fine"
    house.save()

    assert judge(facts(user=make_moderator())).state == "approved"
    assert judge(facts(user=make_reporter())).state == "pending"
    assert judge(facts(user=make_moderator(is_active=False))).state == "pending"
    assert judge(facts(user=None)).state == "pending"


# Modes


@pytest.mark.parametrize(
    ("mode", "state", "rule", "needs_check"),
    [
        ("hold_all", "pending", "every_comment", False),
        ("hold_newcomers", "pending", "newcomer", False),
        ("publish_first", "approved", "publish_first", True),
    ],
)
def test_what_no_rule_objects_to_goes_by_the_mode(facts, house, mode, state, rule, needs_check):
    house.mode = mode
    house.save()

    verdict = judge(facts())

    assert (verdict.state, verdict.rule, verdict.needs_check) == (state, rule, needs_check)


@pytest.mark.parametrize("mode", ["hold_newcomers", "publish_first"])
def test_what_a_rule_holds_appears_in_no_mode(facts, house, mode):
    house.mode, house.suspect_words = mode, "fine"
    house.save()
    make_proven()

    verdict = judge(facts())

    assert (verdict.state, verdict.rule, verdict.needs_check) == ("pending", "suspect_words", False)
    assert verdict.reasons == ["Has a suspect word: “fine”"]


def test_a_story_and_a_section_may_have_a_mode_of_their_own(facts, house, article):
    house.mode = "hold_all"
    house.save()
    article.section.comments_policy = "publish_first"
    article.section.save()
    assert judge(facts()).state == "approved"

    article.comments_policy = "hold_newcomers"
    article.save()

    assert judge(facts()).rule == "newcomer"


# Proven commenters


def make_proven(approved=2, refused=0, address=HERE, at=None, confirmed=True, **fields):
    """A writer with this record, everything from one address and of the hour before noon."""
    at = at or after(hours=-1)
    Writer.objects.update_or_create(email=EMAIL, defaults={"confirmed_at": at if confirmed else None})
    for state in ["approved"] * approved + ["rejected"] * refused:
        make_comment(
            author_email=EMAIL.title(), state=state, ip_hash=address_hash(address, at), created_at=at, **fields
        )


@pytest.fixture
def newcomers_held(house):
    house.mode = "hold_newcomers"
    house.save()
    return house


def test_a_proven_commenter_appears_at_once(facts, newcomers_held):
    make_proven()

    verdict = judge(facts())

    assert (verdict.state, verdict.rule, verdict.needs_check) == ("approved", "proven", False)
    assert verdict.reasons == ["By a proven commenter"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"confirmed": False}, "By a newcomer: the email address is not confirmed"),
        ({"approved": 0}, "By a newcomer: none of 2 approved"),
        ({"approved": 1}, "By a newcomer: 1 of 2 approved"),
        ({"approved": 7, "refused": 3}, "3 of 10 of its writer were refused in 90 days"),
        ({"address": ELSEWHERE}, "From somewhere its writer is not known to be"),
        ({"address": ""}, "From somewhere its writer is not known to be"),
        ({"at": after(days=-91)}, "By a newcomer: none of 2 approved"),
    ],
)
def test_whoever_is_not_proven_is_held_with_the_reason(facts, newcomers_held, record, reason):
    make_proven(**record)

    verdict = judge(facts())

    assert (verdict.state, verdict.rule, verdict.reasons) == ("pending", "newcomer", [reason])


def test_a_share_under_the_limit_is_proven(facts, newcomers_held):
    make_proven(approved=8, refused=3)

    assert judge(facts()).state == "approved"


def test_who_knows_a_proven_writers_name_and_address_is_held_elsewhere(facts, newcomers_held):
    make_proven(approved=50)

    assert judge(facts(address=ELSEWHERE)).state == "pending"
    assert judge(facts(address="")).state == "pending"


def test_one_approved_comment_of_an_impostor_proves_nobody(facts, newcomers_held):
    make_proven(approved=50)
    make_proven(approved=1, address=ELSEWHERE)

    assert judge(facts(address=ELSEWHERE)).state == "pending"


def test_with_nought_wanted_one_from_here_is_still_needed(facts, newcomers_held):
    newcomers_held.proven_after = 0
    newcomers_held.save()
    make_proven(approved=0)
    assert judge(facts()).state == "pending"

    make_proven(approved=1)

    assert judge(facts()).state == "approved"


def test_a_stored_comment_is_known_by_the_hash_that_it_has(article, newcomers_held):
    make_proven(at=NOON)
    comment = make_comment(article, author_email=EMAIL, ip_hash=address_hash(HERE, NOON), created_at=after(hours=1))

    decision = decide(comment, at=after(hours=1))

    assert (comment.state, decision.rule) == ("approved", "proven")


def test_a_comment_of_unknown_address_is_not_known_by_none(facts, article, newcomers_held):
    make_proven(address="")
    comment = make_comment(article, author_email=EMAIL, ip_hash="")

    decide(comment, at=NOON)

    assert comment.state == "pending"
