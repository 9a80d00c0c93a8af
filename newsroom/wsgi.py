import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

# Only now, since models need the apps.
from articles import notices, reads, websub  # noqa: E402

notices.sender = notices.Sender()
websub.announcer = websub.Announcer()
reads.writer = reads.Writer()
