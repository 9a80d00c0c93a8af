import pytest
from django.core.files.base import ContentFile

from articles.photos.storage import WholeFileStorage


class Interrupted(ContentFile):
    """A file whose reading breaks off half way."""

    def chunks(self, chunk_size=None):
        yield self.read(4)
        raise OSError("gone")


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_file_appears_under_its_name(tmp_path):
    storage = WholeFileStorage(location=tmp_path)

    assert storage.save("ab/photo.jpg", ContentFile(b"words")) == "ab/photo.jpg"

    assert (tmp_path / "ab/photo.jpg").read_bytes() == b"words"
    assert names(tmp_path) == ["photo.jpg"]


def test_writing_again_keeps_one_file(tmp_path):
    storage = WholeFileStorage(location=tmp_path)
    storage.save("photo.jpg", ContentFile(b"words"))

    assert storage.save("photo.jpg", ContentFile(b"words")) == "photo.jpg"
    assert names(tmp_path) == ["photo.jpg"]


def test_half_a_file_never_has_the_name(tmp_path):
    storage = WholeFileStorage(location=tmp_path)

    with pytest.raises(OSError, match="gone"):
        storage.save("photo.jpg", Interrupted(b"words and more"))

    assert not storage.exists("photo.jpg")
