"""Many processes at once: one digest, and one verdict by a link."""

from datetime import UTC, datetime

import pytest

from articles.models import Notice
from comments import digests, verdict_links, writers
from comments.intake import submit
from comments.models import AlreadyDecided, Comment, Decision, ModeratorMail, WriterEntry
from comments.moderation import decide
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("attempt", range(3))
def test_each_moderator_gets_one_digest(attempt):
    make_comment()
    for number in range(3):
        user = make_moderator(email=f"m{number}@courier.example")
        ModeratorMail.objects.create(user=user, often="hourly")

    results = at_once(*[lambda: digests.send_due(NOON)] * 4)

    assert sum(results) == 3
    assert Notice.objects.count() == 3 == Notice.objects.values("to").distinct().count()


@pytest.mark.parametrize("attempt", range(3))
def test_two_presses_on_one_link_decide_once(attempt):
    marta, comment = make_moderator(), make_comment()
    decide(comment)
    token = verdict_links.token_for(comment, marta, comment.decisions.get().pk)

    def press(verdict):
        return verdict_links.act(verdict_links.find(token), verdict, seen_text=comment.fingerprint)

    results = at_once(lambda: press("approved"), lambda: press("spam"))

    assert {type(result) for result in results} == {Decision, AlreadyDecided}
    assert comment.decisions.count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_comment_on_its_way_in_during_a_ban_goes_with_it_or_comes_after_it(settings, attempt):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0
    marta, story, mail = make_moderator(), make_article(), "annika@example.org"
    comments = [Comment(article=story, author_name="A", author_email=mail, body=f"Words {n}") for n in range(4)]
    sending = [lambda comment=comment: submit(comment, address="203.0.113.7") for comment in comments]

    results = at_once(lambda: writers.ban(mail, "Threats.", by=marta, removes=True), *sending)

    assert not [result for result in results if isinstance(result, Exception)]
    ban, batch = WriterEntry.objects.get(), results[0]
    chosen = set(batch.chosen.values_list("comment", flat=True))
    # In the order of the locks: whatever the ban did not choose was decided after it.
    later = Comment.objects.exclude(pk__in=chosen)
    assert batch.total == len(chosen) == 4 - later.count()
    assert all(comment.decisions.get().pk for comment in later) and ban.batch == batch
