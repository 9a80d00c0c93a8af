import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.models import Photo
from articles.models.photo import originals
from articles.photos import intake, renditions
from tests.factories import make_photo, make_reporter, picture_bytes

from .files import encoded, halves, mpo, turned, upload, with_iptc


def files_of(photo):
    return originals().exists(photo.image.name), [default_storage.exists(name) for name in renders(photo)]


def renders(photo):
    return [renditions.name(photo.sha256, width) for width in photo.widths]


def test_photo_is_kept_with_what_its_file_says(db):
    reporter = make_reporter()

    photo = intake.take_in(upload(with_iptc(r120=b"The quay.", r110=b"The Courier")), by=reporter)

    photo.refresh_from_db()
    assert (photo.caption, photo.credit, photo.uploaded_by) == ("The quay.", "The Courier", reporter)
    assert photo.missing == ["alt text"]
    assert photo.metadata["said"] == {"caption": "The quay.", "credit": "The Courier"}


def test_what_a_person_writes_wins_over_the_file(db):
    photo = intake.take_in(upload(with_iptc(r120=b"The quay.")), by=None, caption="The harbour.")

    assert photo.caption == "The harbour."


def test_name_of_the_file_is_its_content_and_nothing_of_what_the_sender_called_it(db):
    photo = intake.take_in(upload(picture_bytes(), "../../evil name.php"), by=None)

    assert photo.image.name == f"{photo.sha256[:2]}/{photo.sha256}.jpg"


def test_phone_photo_is_kept_as_jpeg(db):
    assert intake.take_in(upload(mpo()), by=None).image.name.endswith(".jpg")


def test_same_file_twice_gives_two_photos_that_share_it(db):
    first, second = (intake.take_in(upload(picture_bytes(colour=(9, 9, 9))), by=None) for _ in range(2))

    assert first.pk != second.pk
    assert first.image.name == second.image.name


def test_deleting_one_of_two_photos_keeps_the_file_of_the_other(db, django_capture_on_commit_callbacks):
    first, second = (intake.take_in(upload(picture_bytes(colour=(8, 8, 8))), by=None) for _ in range(2))

    with django_capture_on_commit_callbacks(execute=True):
        intake.discard(first)

    assert files_of(second) == (True, [True, True])


def test_deleting_the_last_photo_of_a_file_removes_it(db, django_capture_on_commit_callbacks):
    photo = make_photo()

    with django_capture_on_commit_callbacks(execute=True):
        intake.discard(photo)

    assert files_of(photo) == (False, [False, False])
    assert not Photo.objects.exists()


def test_new_file_for_a_photo_removes_the_old_one(db, django_capture_on_commit_callbacks):
    photo = make_photo()
    old = Photo.objects.get(pk=photo.pk)
    file = upload(encoded(halves(800, 500), "PNG"))

    with django_capture_on_commit_callbacks(execute=True):
        for name, value in intake.examine(file).items():
            setattr(photo, name, value)
        intake.keep(photo, file)

    assert files_of(old) == (False, [False, False])
    assert files_of(photo) == (True, [True, True, True])
    assert Photo.objects.get().image.name.endswith(".png")


def test_intake_that_fails_half_way_leaves_neither_row_nor_file(db, monkeypatch):
    content = picture_bytes(colour=(1, 200, 3))
    facts = intake.examine(upload(content))
    make = renditions.resized

    def full_disk(file, width_px):
        if width_px > 320:
            raise OSError("No space left on device")
        return make(file, width_px)

    monkeypatch.setattr(renditions, "resized", full_disk)
    with pytest.raises(ValidationError, match="can't be resized"):
        intake.take_in(upload(content), by=None)

    assert not Photo.objects.exists()
    assert renditions.every_name(facts["sha256"]) == []
    assert not originals().exists(f"{facts['sha256'][:2]}/{facts['sha256']}.jpg")


def test_row_that_the_database_refuses_leaves_no_file(db):
    content = picture_bytes(colour=(1, 2, 233))
    sha256 = intake.examine(upload(content))["sha256"]

    with pytest.raises(Exception, match="focal"):
        intake.take_in(upload(content), by=None, focal_x=7)

    assert renditions.every_name(sha256) == []
    assert not originals().exists(f"{sha256[:2]}/{sha256}.jpg")


def test_failure_with_a_second_copy_leaves_the_first_whole(db):
    content = picture_bytes(colour=(61, 2, 233))
    first = intake.take_in(upload(content), by=None)

    with pytest.raises(Exception, match="focal"):
        intake.take_in(upload(content), by=None, focal_x=7)

    assert files_of(first) == (True, [True, True])


def test_pictures_that_look_alike_have_the_same_perceptual_hash():
    large, small = (intake.examine(upload(encoded(halves(w, h), "PNG"))) for w, h in ((900, 600), (300, 200)))

    assert large["perceptual_hash"] == small["perceptual_hash"]


WHOLE = [picture_bytes(60, 40), encoded(halves(60, 40), "PNG"), encoded(halves(60, 40), "GIF"), turned(6), mpo()]
WHOLE += [encoded(halves(60, 40), "WEBP"), encoded(halves(60, 40), "AVIF"), with_iptc(r120=b"The quay.")]


@st.composite
def damaged(draw):
    """A good photo with some bytes changed, or cut short."""
    content = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 12))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(1, len(content)))]) if draw(st.booleans()) else bytes(content)


@given(st.one_of(st.binary(max_size=400), damaged()))
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_any_bytes_give_a_photo_or_a_sentence(db, content):
    try:
        photo = intake.take_in(upload(content), by=None)
    except ValidationError as error:
        assert error.messages[0].endswith((".", "mail."))
    else:
        assert files_of(photo) == (True, [True] * len(photo.widths))
        assert photo.width_px > 0 and photo.height_px > 0
