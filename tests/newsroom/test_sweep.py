from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Notice
from comments.models import Comment
from newsroom.management.commands import sweep
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


def swept():
    out, wrong = StringIO(), StringIO()
    call_command("sweep", stdout=out, stderr=wrong)
    return out.getvalue(), wrong.getvalue()


def test_a_sweep_sends_what_waits_and_takes_out_what_is_old(mailoutbox):
    Notice.objects.create(address="a@example.org", kind="receipt", subject="Hello", text="Words.")
    make_comment(ip_hash="f" * 64, created_at=timezone.now() - timedelta(days=31))

    out, wrong = swept()

    assert "\nMail: 1 sent, 0 waiting\nHub: none is set\nRetention: 1 network addresses\n" in out and wrong == ""
    assert [mail.subject for mail in mailoutbox] == ["Hello"]
    assert not Comment.objects.exclude(ip_hash="").exists()


def test_a_second_sweep_has_nothing_to_do():
    swept()

    assert swept()[0].splitlines() == [
        "Many at once: 0 gone on with",
        "Replies: 0 mails written",
        "Digests: 0 mails written",
        "Mail: 0 sent, 0 waiting",
        "Hub: none is set",
        "Retention: nothing to take out",
        "Classifier: nothing to learn yet",
        "Search: 0 stories put right",
        "Most read: 0 old counts deleted",
    ]


def test_one_part_that_fails_stops_no_other_and_is_named(monkeypatch):
    def broken():
        raise OSError("The disk is full")

    done = []
    monkeypatch.setattr(sweep, "PARTS", {"Mail": broken, "Retention": lambda: done.append(1) or "done"})
    out, wrong = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"Not done: Mail\. All else was"):
        call_command("sweep", stdout=out, stderr=wrong)

    assert done == [1] and out.getvalue() == "Retention: done\n"
    assert wrong.getvalue() == "Mail: failed. OSError: The disk is full\n"
