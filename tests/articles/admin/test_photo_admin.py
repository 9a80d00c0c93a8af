import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.models import Article, Photo
from articles.photos import renditions
from articles.publishing import publish
from tests.articles.photos.files import encoded, giant_png, halves, upload, with_iptc
from tests.factories import (
    make_article,
    make_author,
    make_editor,
    make_photo,
    make_photo_editor,
    make_reporter,
    picture_bytes,
)

LIBRARY = "/admin/articles/photo/"
UPLOAD = "/admin/articles/photo/upload/"
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def photo_editor(db, client):
    person = make_photo_editor()
    client.force_login(person)
    return person


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def page_of(photo):
    return f"{LIBRARY}{photo.pk}/change/"


def filled(**fields):
    return {
        "caption": "The quay.",
        "credit": "Noor Vance",
        "alt_text": "A quay",
        "focal_x": "0.5",
        "focal_y": "0.5",
    } | fields


def errors(response):
    return response.context["adminform"].form.errors


# The grid


def shown(response):
    return sorted(photo.caption for photo in response.context["cl"].result_list)


def test_library_shows_renditions_and_never_originals(photo_editor, client):
    photo = make_photo()

    page = client.get(LIBRARY).content.decode()

    assert photo.rendition_url(320) in page
    assert photo.image.name not in page


@pytest.mark.parametrize(
    ("gap", "captions"),
    [("", ["", "No alt", "No credit", "Whole"]), ("alt", ["No alt"]), ("caption", [""]), ("credit", ["No credit"])],
)
def test_tabs_show_what_is_missing(photo_editor, client, gap, captions):
    make_photo(caption="Whole")
    make_photo(caption="No alt", alt_text="")
    make_photo(caption="")
    make_photo(caption="No credit", credit="")

    page = client.get(LIBRARY, {"gaps": gap})

    assert shown(page) == captions
    assert [tab["count"] for tab in page.context["tabs"]] == ["4", "1", "1", "1", "3"]


def test_decorative_photo_lacks_no_alt_text(photo_editor, client):
    make_photo(alt_text="", is_decorative=True)

    assert shown(client.get(LIBRARY, {"gaps": "any"})) == []


@pytest.mark.parametrize("words", ["quay", "noor", "Vassholm", "fog,", "title"])
def test_search_looks_at_all_that_is_said_about_a_photo(photo_editor, client, words):
    make_photo(caption="Something else")
    make_photo(caption="The quay", credit="Noor", place="Vassholm", keywords="fog, sea", headline="Title")

    assert shown(client.get(LIBRARY, {"q": words})) == ["The quay"]


def test_filters_tell_own_uploads_and_photos_on_top_of_stories(photo_editor, client):
    make_photo(caption="Mine", by=photo_editor)
    make_article(lead_photo=make_photo(caption="On top"))

    assert shown(client.get(LIBRARY, {"by": "me"})) == ["Mine"]
    assert shown(client.get(LIBRARY, {"use": "lead"})) == ["On top"]
    assert shown(client.get(LIBRARY, {"use": "nolead"})) == ["Mine"]


# Upload


def test_script_sends_a_file_and_hears_where_its_page_is(photo_editor, client):
    file = upload(with_iptc(r120=b"The quay.", r110=b"The Courier"))

    answer = client.post(UPLOAD, {"image": file}, headers=SCRIPT)

    photo = Photo.objects.get()
    assert answer.json() == {
        "id": photo.pk,
        "edit": page_of(photo),
        "thumb": photo.rendition_url(320),
        "caption": "The quay.",
        "missing": ["alt text"],
    }
    assert photo.uploaded_by == photo_editor


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "This is not a picture that can be read. Take a JPEG, PNG, WebP, AVIF or GIF."),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60, "This is a HEIC photo, which browsers can't show."),
        (b"<svg/>", "This is an SVG drawing, which can carry programs. Save it as PNG and try again."),
        (b"", "The file is empty."),
        (giant_png(), "The picture is too large."),
        (picture_bytes()[:2000], "The file is damaged or was cut off on its way."),
    ],
    ids=["text", "heic", "svg", "empty", "bomb", "cut off"],
)
def test_refused_file_is_answered_with_a_sentence(photo_editor, client, content, sentence):
    answer = client.post(UPLOAD, {"image": upload(content)}, headers=SCRIPT)

    assert answer.status_code == 422
    assert answer.json()["error"].startswith(sentence) or "pixels" in answer.json()["error"]
    assert not Photo.objects.exists()


def test_script_that_sends_nothing_is_told_to_choose(photo_editor, client):
    assert client.post(UPLOAD, headers=SCRIPT).json() == {"error": "Choose a file."}


def test_plain_form_takes_many_files_and_says_what_became_of_each(photo_editor, client):
    good = [upload(picture_bytes(colour=(number, 0, 0)), f"{number}.jpg") for number in range(2)]

    response = client.post(UPLOAD, {"image": [*good, upload(b"hello", "notes.txt")]})

    assert (response.status_code, response.url) == (302, LIBRARY)
    assert said(response) == [
        "2 photos taken in.",
        "1 photo not taken in. “notes.txt”: This is not a picture that can be read. "
        "Take a JPEG, PNG, WebP, AVIF or GIF.",
    ]
    assert Photo.objects.count() == 2


def test_upload_is_only_posted_to(photo_editor, client):
    assert client.get(UPLOAD).status_code == 405


@given(st.binary(max_size=300))
@hypothesis_settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_answered(photo_editor, client, content):
    answer = client.post(UPLOAD, {"image": SimpleUploadedFile("x", content)}, headers=SCRIPT)

    assert answer.status_code in (200, 422)


# The page of one photo


def test_everything_missing_is_said_at_once_beside_its_field(photo_editor, client):
    photo = make_photo()

    response = client.post(page_of(photo), filled(caption="", credit=" ", alt_text="", place="Kept"))

    assert errors(response) == {
        "caption": ["Write a caption."],
        "credit": ["Name who is credited for it."],
        "alt_text": ["Say what the photo shows, or tick “decorative”."],
    }
    page = response.content.decode()
    assert all(f'id="id_{name}_error"' in page for name in ("caption", "credit", "alt_text"))
    assert 'value="Kept"' in page
    assert Photo.objects.get().caption == photo.caption


def test_decorative_photo_needs_no_alt_text(photo_editor, client):
    photo = make_photo()

    response = client.post(page_of(photo), filled(alt_text="", is_decorative="on"))

    assert response.status_code == 302
    assert Photo.objects.get().is_decorative


def test_focal_point_is_kept_and_held_inside_the_picture(photo_editor, client):
    photo = make_photo()

    client.post(page_of(photo), filled(focal_x="0.25", focal_y="1"))
    response = client.post(page_of(photo), filled(focal_x="1.2"))

    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0.25, 1)
    assert list(errors(response)) == ["focal_x"]


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "x", "1e999"])
def test_odd_focal_points_are_answered(photo_editor, client, value):
    assert client.post(page_of(make_photo()), filled(focal_x=value)).status_code == 200


@pytest.mark.parametrize("name", ["caption", "credit", "alt_text", "place", "keywords"])
def test_nul_is_answered_beside_the_field(photo_editor, client, name):
    assert list(errors(client.post(page_of(make_photo()), filled(**{name: "a\x00b"})))) == [name]


def test_new_photo_takes_caption_and_credit_from_its_file(photo_editor, client):
    file = upload(with_iptc(r120=b"The quay.", r110=b"The Courier"))

    response = client.post(f"{LIBRARY}add/", {"image": file, "alt_text": "A quay"})

    photo = Photo.objects.get()
    assert response.url == page_of(photo)
    assert (photo.caption, photo.credit, photo.alt_text, photo.uploaded_by) == (
        "The quay.",
        "The Courier",
        "A quay",
        photo_editor,
    )


def test_new_photo_that_its_file_leaves_incomplete_is_not_kept(photo_editor, client):
    response = client.post(f"{LIBRARY}add/", {"image": upload(picture_bytes())})

    assert sorted(errors(response)) == ["alt_text", "caption", "credit"]
    assert not Photo.objects.exists()


def test_new_photo_without_a_file_says_so_with_the_rest(photo_editor, client):
    response = client.post(f"{LIBRARY}add/", {})

    assert errors(response)["image"] == ["Choose a file."]


def test_file_is_replaced_and_words_stay(photo_editor, client, django_capture_on_commit_callbacks):
    photo = make_photo()
    old = photo.sha256

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(photo), filled(image=upload(encoded(halves(900, 700), "PNG"), "new.png")))

    photo.refresh_from_db()
    assert (photo.width_px, photo.height_px, photo.caption) == (900, 700, "The quay.")
    assert photo.sha256 != old
    assert default_storage.exists(renditions.name(photo.sha256, 640))
    assert not default_storage.exists(renditions.name(old, 320))


def test_refused_replacement_keeps_the_old_file(photo_editor, client):
    photo = make_photo()

    response = client.post(page_of(photo), filled(image=upload(b"hello")))

    assert list(errors(response)) == ["image"]
    assert Photo.objects.get().sha256 == photo.sha256


def test_file_that_readers_have_seen_is_not_replaced(photo_editor, client):
    photo = make_photo()
    publish(make_article(lead_photo=photo), by=make_editor())

    response = client.post(page_of(photo), filled(image=upload(encoded(halves(), "PNG"))))

    assert errors(response)["image"][0].startswith("Readers have seen this photo")
    assert Photo.objects.get().sha256 == photo.sha256


def test_file_that_readers_have_seen_in_a_body_is_not_replaced(photo_editor, client):
    photo = make_photo()
    story = make_article(body=f'<p>Text.</p><figure><img data-file="{photo.pk}"></figure>')
    publish(story, by=make_editor())
    Article.objects.filter(pk=story.pk).update(body="<p>Text.</p>")

    response = client.post(page_of(photo), filled(image=upload(encoded(halves(), "PNG"))))

    assert list(errors(response)) == ["image"]


# Use and deletion


def test_page_lists_working_copies_and_what_readers_saw(photo_editor, client):
    photo = make_photo()
    make_article(headline="On top", lead_photo=photo)
    make_article(headline="In the body", body=f'<figure><img data-file="{photo.pk}"></figure>')
    seen = make_article(headline="Seen", lead_photo=photo)
    publish(seen, by=make_editor())
    Article.objects.filter(pk=seen.pk).update(lead_photo=None)
    make_article(headline="Another photo", lead_photo=make_photo())

    usage = client.get(page_of(photo)).context["usage"]

    assert sorted(story.headline for story in usage.stories) == ["In the body", "On top"]
    assert [edition.headline for edition in usage.editions] == ["Seen"]


def uses(photo):
    def nothing():
        pass

    def in_an_edition():
        story = make_article(headline="Harbour", lead_photo=photo)
        publish(story, by=make_editor())
        Article.objects.filter(pk=story.pk).update(lead_photo=None)

    return {
        "on top": lambda: make_article(headline="Harbour", lead_photo=photo),
        "in a body": lambda: make_article(headline="Harbour", body=f'<figure><img data-file="{photo.pk}"></figure>'),
        "in an edition": in_an_edition,
        "as a portrait": lambda: make_author(name="Harbour", photo=photo),
    }


@pytest.mark.parametrize("where", ["on top", "in a body", "in an edition", "as a portrait"])
def test_photo_in_use_stays_and_says_where_it_is_used(photo_editor, client, where):
    photo = make_photo()
    uses(photo)[where]()

    page = client.post(f"{LIBRARY}{photo.pk}/delete/", {"post": "yes"}).content.decode()

    assert "This photo stays" in page
    assert "Harbour" in page
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_unused_photo_is_deleted_with_its_files(photo_editor, client, django_capture_on_commit_callbacks):
    photo = make_photo()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LIBRARY}{photo.pk}/delete/", {"post": "yes"})

    assert not Photo.objects.exists()
    assert not default_storage.exists(renditions.name(photo.sha256, 320))


def test_deleting_many_asks_first_and_keeps_those_in_use(photo_editor, client):
    used, unused = make_photo(caption="Used"), make_photo(caption="Unused")
    make_article(headline="Harbour", lead_photo=used)
    data = {"action": "delete_photos", "index": 0, "_selected_action": [used.pk, unused.pk]}

    assert "Delete these photos?" in client.post(LIBRARY, data).content.decode()
    assert Photo.objects.count() == 2

    response = client.post(LIBRARY, data | {"confirmed": "yes"})
    assert said(response) == [
        "1 photo deleted.",
        "1 photo not deleted. “Used”: It is used in the story “Harbour”.",
    ]
    assert list(Photo.objects.all()) == [used]


# Whose it is


def test_reporter_changes_own_uploads_and_looks_at_others(db, client):
    reporter = make_reporter()
    own, other = make_photo(by=reporter), make_photo()
    client.force_login(reporter)

    assert client.post(page_of(own), filled(caption="New.")).status_code == 302
    assert client.post(page_of(other), filled(caption="New.")).status_code == 403
    looked = client.get(page_of(other))
    assert looked.status_code == 200
    assert not re.search(r'name="(_save|caption|image)"', looked.content.decode())
    other.refresh_from_db()
    assert other.caption != "New."


# What readers may fetch


def test_rendition_is_served_for_ever_and_without_a_cookie(db, client):
    photo = make_photo()

    response = client.get(photo.rendition_url(320))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert b"".join(response)[:2] == b"\xff\xd8"


def test_rendition_that_got_lost_is_made_again(db, client):
    photo = make_photo()
    default_storage.delete(renditions.name(photo.sha256, 320))

    assert client.get(photo.rendition_url(320)).status_code == 200


def test_rendition_whose_original_is_gone_is_not_found(db, client):
    photo = make_photo()
    default_storage.delete(renditions.name(photo.sha256, 320))
    photo.image.storage.delete(photo.image.name)

    assert client.get(photo.rendition_url(320)).status_code == 404


@pytest.mark.parametrize("width", [1, 319, 601, 640, 1920, 5000, int("9" * 100), "9" * 5000])
def test_width_that_the_photo_does_not_have_is_not_found(db, client, width):
    assert client.get(f"/media/photos/{make_photo().sha256}-{width}.jpg").status_code == 404


@pytest.mark.parametrize(
    "name", ["..", "%00", "a" * 64, "A" * 64, "x" * 3000, "%F0%9F%90%9F", "..%5C..%5C", "renditions"]
)
def test_made_up_names_are_not_found(db, client, name):
    assert client.get(f"/media/photos/{name}-320.jpg").status_code == 404


def test_original_has_no_address(db, client):
    photo = make_photo()

    for address in (
        f"/media/{photo.image.name}",
        f"/media/originals/{photo.image.name}",
        f"/media/photos/{photo.sha256}.jpg",
    ):
        assert client.get(address).status_code == 404


def test_rendition_is_only_read(db, client):
    assert client.post(make_photo().rendition_url(320)).status_code == 405
    assert client.head(make_photo().rendition_url(320)).status_code == 200


# What came from the file


def marked(client, photo) -> set[str]:
    fields = client.get(page_of(photo)).context["adminform"].form.fields
    return {name for name, field in fields.items() if getattr(field, "is_from_the_file", False)}


def test_what_the_file_said_is_marked_until_a_person_writes_something_else(photo_editor, client):
    content = with_iptc(r120=b"The quay.", r110=b"The Courier", r55=b"20261119", r60=b"071200+0530")
    client.post(UPLOAD, {"image": upload(content)}, headers=SCRIPT)
    photo = Photo.objects.get()
    assert marked(client, photo) == {"caption", "credit", "taken_at"}
    assert "07:12 where it was taken" in client.get(page_of(photo)).content.decode()

    client.post(
        page_of(photo), filled(caption="The inner quay.", credit="The Courier", licence_url="courier.example/x")
    )

    photo.refresh_from_db()
    assert photo.licence_url == "https://courier.example/x"
    assert marked(client, photo) == {"credit"}


def test_a_replaced_file_leaves_what_a_person_wrote(photo_editor, client):
    client.post(UPLOAD, {"image": upload(with_iptc(r120=b"The quay."))}, headers=SCRIPT)
    photo = Photo.objects.get()

    other = upload(with_iptc(encoded(halves(640, 300), "JPEG"), r120=b"Another caption."))
    client.post(page_of(photo), filled(caption="The inner quay.", image=other))

    photo.refresh_from_db()
    assert (photo.caption, photo.width_px) == ("The inner quay.", 640)
    assert marked(client, photo) == set()


def test_a_made_up_origin_is_refused_in_a_sentence(photo_editor, client):
    photo = make_photo()

    answer = client.post(page_of(photo), filled(digital_source="magic"))

    assert answer.status_code == 200 and list(errors(answer)) == ["digital_source"]
    assert "magic" in str(errors(answer)["digital_source"])
