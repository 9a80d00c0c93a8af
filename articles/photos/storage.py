"""Where photos lie on a machine's own disk: files that are named by their content."""

import os

from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class WholeFileStorage(FileSystemStorage):
    """A file appears whole or not at all, so that nobody reads one that is still being written.

    The same name is the same content: who writes it again puts the same in its place.
    """

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        part = super()._save(f"{name}.{get_random_string(8)}.part", content)
        os.replace(self.path(part), self.path(name))
        return name
