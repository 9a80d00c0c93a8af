"""The desk's page of the classifier."""

import pytest
from django.contrib.auth.models import Permission

from benchmarks.comments_corpus import corpus
from comments.measuring import Example, learn
from comments.models import HouseRules, TrainedClassifier
from comments.training import keep
from tests.comments.test_training import teach
from tests.factories import make_moderator, make_user

PAGE = "/admin/comments/comment/classifier/"
TRAIN = f"{PAGE}train/"


@pytest.fixture(scope="module")
def learned():
    return learn([Example(*row) for row in corpus(400)])


@pytest.fixture
def trained(db, learned):
    return keep(learned, after=None)


@pytest.fixture
def moderator(db, client):
    user = make_moderator()
    client.force_login(user)
    return user


def words_of(response):
    return " ".join(response.content.decode().split())


def test_page_says_kindly_that_nothing_was_learned(moderator, client):
    teach(3, by=moderator)

    said = words_of(client.get(PAGE))

    assert "It has not learned anything yet" in said
    assert "So far there are 3 and 3." in said
    assert "What weighs most" not in said


def test_page_says_in_words_how_well_it_does(moderator, client, trained):
    HouseRules(classifier_percent=65).save()

    response = client.get(PAGE)

    at = response.context["in_use"]
    said = words_of(response)
    assert (at.percent, at.refused) == (65, trained.refused)
    assert (
        f"<strong>{round(100 * at.precision)} of 100</strong> comments it warns of were refused by moderators." in said
    )
    assert f"<strong>{round(100 * at.recall)} of 100</strong> comments that moderators refuse are found by it." in said
    assert [row.percent for row in response.context["thresholds"]] == [50, 60, 65, 70, 80, 90, 95]
    assert response.context["refused_words"][0]["word"] in said


def test_threshold_without_warnings_is_told_in_words(moderator, client):
    by_percent = [[100, 60]] + [[0, 0]] * 100
    TrainedClassifier.objects.create(examples=100, refused=60, measured={"by_percent": by_percent})

    assert "None</strong> of the comments it was measured on was suspect enough" in words_of(client.get(PAGE))


def test_page_says_when_it_is_switched_off(moderator, client, trained):
    assert "It is not asked at present" not in words_of(client.get(PAGE))

    HouseRules(uses_classifier=False).save()

    assert "It is not asked at present" in words_of(client.get(PAGE))


def test_text_is_tried_and_not_stored(moderator, client, trained):
    before = list(TrainedClassifier.objects.values())

    HouseRules(classifier_percent=40).save()
    response = client.post(PAGE, {"text": "FREE betting tips <b>now</b>, CLICK http://best-win.example/win"})

    assert response.context["judgement"].percent >= 40
    said = words_of(response)
    assert "It would warn of this comment." in said
    assert f'<mark dir="auto">{response.context["judgement"].words[0]}</mark>' in said
    assert "<b>now" not in said
    assert list(TrainedClassifier.objects.values()) == before


def test_text_of_which_nothing_is_known_is_answered(moderator, client, trained):
    assert "It knows nothing in this text" in words_of(client.post(PAGE, {"text": "Ⰰⰱⰲ ⰳⰴⰵ"}))


@pytest.mark.parametrize(("text", "status"), [("", 200), ("\x00", 200), ("🐟" * 9, 200), ("x" * 70_000, 200)])
def test_odd_text_is_answered(moderator, client, trained, text, status):
    assert client.post(PAGE, {"text": text}).status_code == status


def test_trying_without_anything_learned_is_answered(moderator, client):
    assert client.post(PAGE, {"text": "Anything"}).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(moderator, client, method):
    assert getattr(client, method)(PAGE).status_code == 405
    assert client.get(TRAIN).status_code == 405


def test_train_button_trains(moderator, client):
    teach(by=moderator)

    response = client.post(TRAIN, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert "Trained on 100 decisions of this newsroom. It is in use from now on." in words_of(response)
    assert TrainedClassifier.objects.get().refused == 50


def test_train_button_says_what_is_missing(moderator, client):
    response = client.post(TRAIN, follow=True)

    assert "There is too little to learn from" in words_of(response)
    assert TrainedClassifier.objects.count() == 0


def test_who_may_only_look_is_offered_no_training(db, client, trained):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(user)

    assert "Train again" not in words_of(client.get(PAGE))
    assert client.post(PAGE, {"text": "Well said"}).status_code == 200
    assert client.post(TRAIN).status_code == 403


def test_page_takes_no_more_queries_after_three_trainings(moderator, client, learned, django_assert_num_queries):
    keep(learned, after=None)
    with django_assert_num_queries(7):
        client.get(PAGE)
    for _ in range(2):
        keep(learned, after=TrainedClassifier.objects.first().pk)

    with django_assert_num_queries(7):
        client.get(PAGE)
