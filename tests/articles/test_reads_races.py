"""Two processes that write the same hours at once."""

import pytest

from articles.models import ReadCount
from articles.publishing import publish
from articles.reads import Noted, hour_of
from tests.articles.test_publishing_races import at_once
from tests.articles.test_reads import NOON
from tests.factories import make_article, make_section

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("attempt", range(5))
def test_two_processes_writing_one_hour_lose_nothing(attempt):
    section = make_section()
    articles = [publish(make_article(section=section), by=None, at=NOON).article.pk for _ in range(20)]
    processes = [Noted(), Noted(), Noted(), Noted()]
    for number, process in enumerate(processes):
        # Each met the stories in another order.
        for article in articles if number % 2 else reversed(articles):
            process.note(article, f"192.0.2.{number}", NOON)

    written = at_once(*(lambda process=process: process.write(NOON) for process in processes))

    assert written == [20] * 4
    assert set(ReadCount.objects.values_list("hour", "count")) == {(hour_of(NOON), 4)}
    assert ReadCount.objects.count() == 20
