"""Teaching the classifier what people at this newsroom decided. The only writer of what it learned."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from . import classifier
from .measuring import Example, Learned, learn, threshold
from .models import Comment, Decision, HouseRules, TrainedClassifier
from .models.decision import REFUSED
from .turns import one_at_a_time

# Below this many of either kind, what it says would be chance.
FEWEST = 50
# The newest this many are learned from: a matter of seconds, and of some hundred megabytes.
MOST = 20_000
# The rest of a text adds little and costs time.
LONGEST = 5_000
DUE_AFTER, DUE_DECISIONS = timedelta(days=1), 50
# Measurements that are kept, to see whether it becomes better. Only the newest has words.
KEPT = 20


class TooFew(Exception):
    """There are not enough decisions of both kinds: `refused` and `accepted` ones."""

    def __init__(self, refused: int, accepted: int):
        self.refused, self.accepted = refused, accepted
        super().__init__(
            f"There is too little to learn from: people have refused {refused} comments and approved {accepted}. "
            f"{FEWEST} of each are needed."
        )


class Overtaken(Exception):
    """Somebody else trained it in the meantime."""

    def __init__(self):
        super().__init__("The classifier was trained by somebody else in the meantime. Theirs is in use.")


def examples() -> list[Example]:
    """Return the newest MOST comments that people approved or refused, each as it was decided last. One query."""
    found: list[Example] = []
    seen: set[int] = set()
    columns = ("comment_id", "verdict", "comment__body", Lower("comment__author_email"))
    for comment_id, verdict, text, writer in Decision.objects.teaching().values_list(*columns).iterator(2000):
        if comment_id in seen:
            continue
        seen.add(comment_id)
        # Whoever took a decision back has none.
        if verdict == Comment.State.APPROVED or verdict in REFUSED:
            found.append(Example(text[:LONGEST], verdict in REFUSED, writer))
        if len(found) == MOST:
            break
    return found


def taught() -> tuple[int, int]:
    """Return how many comments people have refused and approved, counted to FEWEST each. Two queries."""
    decisions = Decision.objects.teaching().order_by().values("comment").distinct()
    refused, accepted = decisions.refusing(), decisions.approving()
    return refused[:FEWEST].count(), accepted[:FEWEST].count()


def check(found: Iterable[Example]) -> None:
    """Raise TooFew unless there are FEWEST of both kinds."""
    found = list(found)
    refused = sum(example.refused for example in found)
    if min(refused, len(found) - refused) < FEWEST:
        raise TooFew(refused, len(found) - refused)


def train(*, at: datetime | None = None) -> TrainedClassifier:
    """Learn from this newsroom's decisions, and use it from now on. `at` is aware; default now.

    Raises TooFew, and Overtaken when somebody else was faster; then nothing changes.
    """
    newest = newest_id()
    found = examples()
    check(found)
    return keep(learn(found), after=newest, at=at)


def newest_id() -> int | None:
    return TrainedClassifier.objects.values_list("pk", flat=True).first()


@transaction.atomic
def keep(learned: Learned, *, after: int | None, at: datetime | None = None) -> TrainedClassifier:
    """Store what was learned, and take the words out of what was learned before. Raises Overtaken."""
    one_at_a_time("classifier")
    if newest_id() != after:
        raise Overtaken
    reached = threshold(learned.measured, learned.refused, HouseRules.objects.current().classifier_percent)
    trained = TrainedClassifier.objects.create(
        at=at or timezone.now(),
        examples=learned.examples,
        refused=learned.refused,
        precision_percent=in_percent(reached.precision),
        recall_percent=in_percent(reached.recall),
        measured=learned.measured,
        weights=learned.weights,
    )
    kept = list(TrainedClassifier.objects.defer("weights")[:KEPT])
    TrainedClassifier.objects.exclude(pk__in=[row.pk for row in kept]).delete()
    for older in kept[1:]:
        older.weights, older.measured = {}, without_words(older.measured)
    TrainedClassifier.objects.bulk_update(kept[1:], ["weights", "measured"])
    transaction.on_commit(classifier.forget)
    return trained


def without_words(measured: dict) -> dict:
    return {name: value for name, value in measured.items() if not name.endswith("_words")}


def in_percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def train_if_due(at: datetime | None = None) -> TrainedClassifier | None:
    """Train when a day and DUE_DECISIONS decisions have passed since the last time; return what was learned, if so.

    For a job that runs often: where nothing is due it runs three small queries at most.
    """
    at = at or timezone.now()
    last = TrainedClassifier.objects.values_list("at", flat=True).first()
    if last and at - last < DUE_AFTER:
        return None
    lately = Decision.objects.by_people().since(last) if last else Decision.objects.by_people()
    if lately.order_by().values("pk")[:DUE_DECISIONS].count() < DUE_DECISIONS:
        return None
    if Decision.objects.by_people().refusing().order_by().values("pk")[:FEWEST].count() < FEWEST:
        return None
    try:
        return train(at=at)
    except (TooFew, Overtaken):
        return None
