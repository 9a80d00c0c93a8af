"""All that readers are told about comments, one way through: each page and each mail as it is seen and heard.

What readers and the newsroom write is in Greek letters here, so that our own words stand out in any other script.
"""

import re
from datetime import timedelta
from html.parser import HTMLParser

from django.test import override_settings
from django.utils import timezone

from articles.models import Masthead, Notice
from articles.publishing import publish
from comments import letters, mine, writers
from comments.models import Comment, HouseRules, Writer
from tests.factories import make_article, make_comment, make_editor, make_moderator, make_section

HERE = {"sec-fetch-site": "same-origin"}
GREEK = {"body": "Καλημέρα.", "author_name": "Ιωάννα", "author_website": ""}
ANNA, DANA = "anna@example.org", "dana@example.org"
STATEMENT = {"reason": "illegal", "text": "Ψέμα.", "reporter_name": "Δάφνη", "reporter_email": DANA}
HEARD = ("aria-label", "title", "placeholder", "alt")


class Reader(HTMLParser):
    """Collects what is seen and heard of the parts of a page that are about comments, with its title."""

    def __init__(self, html):
        super().__init__()
        self.pieces, self.open, self.title, self.hushed = [], 0, False, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if self.open or tag == "main" or attrs.get("id") == "comments":
            self.open += tag not in ("input", "br", "link", "meta", "img", "hr")
            self.pieces += [attrs[name] for name in HEARD if attrs.get(name)]
        if tag == "meta" and attrs.get("name") == "description":
            self.pieces.append(attrs["content"])
        self.title, self.hushed = tag == "title", tag in ("script", "style")

    def handle_endtag(self, tag):
        self.open -= bool(self.open)
        self.title = self.hushed = False

    def handle_data(self, data):
        if (self.open or self.title) and not self.hushed:
            self.pieces.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.pieces)).strip()


def comments_of(html):
    """Return the part of a story's page that is about comments."""
    return html[html.index('<section class="comments"') :]


class Walk:
    """`told` are {step: text} of what a reader was told, in order."""

    def __init__(self, client, language):
        Masthead(name="Ἐφημερίς", language=language).save()
        self.client, self.told = client, {}
        self.editor = make_editor(first_name="Ἑλένη", last_name="Μ")
        self.story = make_article(headline="Πορθμεῖον", section=make_section(name="Λιμήν"))
        publish(self.story, by=self.editor, at=timezone.now() - timedelta(days=3))
        self.path = self.story.editions.get().path

    def go(self):
        self.talk()
        self.write()
        self.own()
        self.report()
        self.replies()
        self.refusals()
        self.privacy()
        self.closed()
        for notice in Notice.objects.filter(to=None):
            self.told[f"mail {notice.kind.partition(':')[0]} {notice.pk}"] = f"{notice.subject}\n{notice.text}"
        return self.told

    def keep(self, step, response, status=200):
        assert response.status_code == status, (step, response.status_code)
        html = response.content.decode()
        self.told[step] = Reader(comments_of(html) if '<section class="comments"' in html else html).text
        return response

    def get(self, step, path, status=200):
        return self.keep(step, self.client.get(path), status)

    def post(self, step, path, typed, status=200, headers=HERE):
        response = self.client.post(path, typed, headers=headers)
        if response.status_code == 303 and status == 200:
            response = self.client.get(response["Location"].partition("#")[0])
        return self.keep(step, response, status)

    def say(self, step, status=200, headers=HERE, **changes):
        typed = GREEK | {"author_email": ANNA, "topic": ""} | changes
        return self.post(step, f"/comments/{self.story.pk}/", typed, status, headers)

    def talk(self):
        """What stands there, with all signs that a comment can bear."""
        self.get("empty", self.path)
        said = {"article": self.story, "author_name": "Νῖκος", "body": "Ναί.", "state": "approved"}
        self.first = first = make_comment(**said, user=make_moderator())
        deep = first
        for _ in range(5):
            deep = make_comment(**said, parent=deep, edited_at=timezone.now())
        for _ in range(70):
            make_comment(**said, parent=first)
        for _ in range(51):
            make_comment(**said)
        first.pick()
        self.get("thread", self.path)
        for sort in ("oldest", "newest", "replies", "picks"):
            self.get(f"all, {sort}", f"{self.path}comments/?sort={sort}")
        self.get("one", f"{self.path}comments/{first.pk}/")
        self.get("one, deep", f"{self.path}comments/{deep.pk}/")
        self.get("replying", f"{self.path}?reply={first.pk}")

    def write(self):
        self.say("nothing typed", 422, body="", author_name="", author_email="")
        long = {"author_name": "Ι" * 81, "author_email": f"{'a' * 250}@example.org", "body": "α" * 5001}
        self.say("too long", 422, **long, author_website="ξ")
        self.say("odd", 422, body="\0", author_email="ξ")
        self.say("preview", preview="yes")
        self.say("from elsewhere", 403, headers={"sec-fetch-site": "cross-site"})
        self.say("sent")
        self.comment = Comment.objects.by_writer(ANNA).get()

    def own(self):
        path = mine.mailed_path(self.comment)
        edit = GREEK | {"action": "edit"}
        self.get("own, editing", f"{mine.own_path(self.comment)}?edit=yes")
        self.post("own, mistaken", path, edit | {"body": ""}, 422)
        for step, deed in [("edited", edit | {"body": "Χαῖρε."}), ("same", edit | {"body": "Χαῖρε."})]:
            self.post(f"own, {step}", path, deed)
        for action in ("confirm", "mute", "unmute"):
            self.post(f"own, {action}", path, {"action": action, "replies": "at_once"})
        for state in ("approved", "spam", "rejected"):
            self.comment.decide(state, by=self.editor)
            self.get(f"own, {state}", path)
        self.post("own, refused and late", path, edit, 409)
        self.comment.approve(by=self.editor)
        Comment.objects.filter(pk=self.comment.pk).update(created_at=timezone.now() - timedelta(hours=1))
        self.get("own, no more to be edited", path)
        self.post("own, late", path, edit, 409)
        writers.warn(ANNA, "Ἡσυχία.", by=self.editor)
        self.get("own, warned", path)
        self.get("own, expired", "/comments/mine/x/", 404)

    def report(self):
        path = f"/comments/report/{self.comment.pk}/"
        self.get("report", path)
        self.post("report, empty", path, {}, 422)
        self.post("report, illegal and empty", path, {"reason": "illegal"}, 422)
        odd = {"reason": "other", "text": "β" * 5001, "reporter_email": "ξ", "reporter_name": "Ι" * 81}
        self.post("report, too long", path, odd, 422)
        self.post("report, odd", path, odd | {"reason": "illegal", "text": ""}, 422)
        self.post("report, from elsewhere", path, STATEMENT, 403, headers={"sec-fetch-site": "cross-site"})
        self.post("reported", path, STATEMENT | {"is_in_good_faith": "on"})
        decision = self.comment.reject(by=self.editor, message="Οὔ.")
        letters.tell_verdict(self.comment, decision)
        self.get("own, taken down", mine.mailed_path(self.comment))
        letters.tell_verdict(self.comment, self.comment.approve(by=self.editor, message="Ναί."))
        self.get("reported, gone", "/comments/report/999999999/sent/")

    def replies(self):
        for count in (1, 2):
            for _ in range(count):
                make_comment(self.story, parent=self.comment, body="Ναί.", author_name="Νῖκος", state="approved")
            letters.send_due_replies(timezone.now())
        writer = Writer.objects.get(email=ANNA)
        stop = letters.mail_path(writer, self.comment.pk)
        self.get("mail", stop)
        self.post("mail, one muted", stop, {"action": "mute"})
        self.post("mail, stopped", stop, {"action": "stop"})
        self.get("mail, expired", "/comments/mail/x/", 404)
        self.post("own, withdrawn", mine.mailed_path(self.comment), {"action": "withdraw"})

    def refusals(self):
        self.say("said already", author_email=DANA)
        self.say("said again", 422, author_email=DANA)
        with override_settings(COMMENT_FLOOD_SECONDS=59, COMMENT_FLOOD_BURST=5):
            self.say("too fast, seconds", 429, body="γ", author_email=DANA)
        with override_settings(COMMENT_FLOOD_SECONDS=140, COMMENT_FLOOD_BURST=5):
            self.say("too fast, minutes", 429, body="γ", author_email=DANA)
            self.post("report, too many", f"/comments/report/{self.first.pk}/", {"reason": "spam"}, 429)

    def privacy(self):
        self.get("privacy", "/comments/privacy/")
        self.post("privacy, odd", "/comments/privacy/send/", {"email": "ξ"}, 422)
        self.post("privacy, from elsewhere", "/comments/privacy/send/", {"email": DANA}, 403, headers={})
        self.post("privacy, asked", "/comments/privacy/send/", {"email": DANA})
        link = re.search(r"/comments/privacy/\S+/", Notice.objects.filter(kind="privacy").get().text)[0]
        self.get("privacy, shown", link)
        self.told["privacy, saved"] = self.client.get(f"{link}download/").content.decode()
        self.get("privacy, erasing", f"{link}erase/")
        self.get("privacy, erasing all", f"{link}erase/everything/")
        self.post("privacy, erasing refused", f"{link}erase/", {}, 403, headers={})
        letter = Notice.objects.filter(kind="privacy").get()
        self.told["mail privacy"] = f"{letter.subject}\n{letter.text}"
        self.post("privacy, erased", f"{link}erase/", {})
        self.get("privacy, closed", link, 404)

    def closed(self):
        HouseRules(close_after_days=9).save()
        self.get("closing", self.path)
        HouseRules(close_after_days=1).save()
        self.get("closed by itself", self.path)
        self.say("closed meanwhile", 403, body="ε")
        HouseRules(mode="closed").save()
        self.get("closed", self.path)
