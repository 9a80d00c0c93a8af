from django.apps import AppConfig
from django.db.models.signals import post_migrate


def keep_counting(using, **kwargs):
    from . import counter

    counter.install(using=using)


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from articles import notices, story_feeds

        from . import letters
        from .models import Discussion

        post_migrate.connect(keep_counting, sender=self)
        notices.WRITERS.append(letters.send_due_replies)
        story_feeds.comment_counts = Discussion.objects.counts
