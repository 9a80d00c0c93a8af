"""Fills an empty database with the demo paper, The Harbour Courier, in every state that a page can show."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag

from articles.life import spike
from articles.models import Article, Author, BreakingNews, Byline, Masthead, Photo, ReadCount, Section, Series
from articles.photos.intake import take_in
from articles.publishing import publish, withdraw
from articles.reads import hour_of
from articles.shaping import Line, shape
from articles.workflow import assign
from comments import moderation
from comments.models import Comment
from comments.reports import report

HERE = Path(__file__).parent
ACCOUNTS = {
    # user name: first name, last name, group, slug of the author whose stories are theirs
    "editor": ("Marit", "Olsund", "Editor", "marit-olsund"),
    "reporter": ("Ines", "Corrigan", "Reporter", "ines-corrigan"),
    "photo": ("Noor", "Vance", "Photo editor", "noor-vance"),
    "moderator": ("Leif", "Aasen", "Moderator", None),
}
TEXTS = ("headline", "kicker", "deck", "label", "dateline", "lead_caption", "slug", "comments_policy", "body")


@transaction.atomic
def load(*, password: str, at: datetime | None = None) -> None:
    """Write everything in one transaction, dated back from `at` (aware; default now)."""
    paper = DemoPaper(at or timezone.now())
    paper.make_masthead_and_sections()
    paper.make_accounts(password)
    paper.take_in_photos()
    paper.make_authors()
    paper.write_stories()
    paper.make_series()
    paper.shape_fronts()
    paper.count_reads()
    paper.leave_comments()


def toml(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class DemoPaper:
    """The parts of the paper as they come into being, by the names that the files call them."""

    def __init__(self, now: datetime):
        self.now = now
        self.users: dict[str, User] = {}
        self.photos: dict[str, Photo] = {}
        self.sections: dict[str, Section] = {}
        self.authors: dict[str, Author] = {}
        self.stories: dict[str, Article] = {}

    def hours_ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def make_masthead_and_sections(self):
        paper = toml("paper.toml")
        Masthead(**paper["masthead"]).save()
        for row in paper["section"]:
            parent = self.sections.get(row.pop("parent", None))
            self.sections[row["slug"]] = Section.objects.create(parent=parent, **row)

    def make_accounts(self, password):
        for name, (first, last, group, _) in ACCOUNTS.items():
            user = User.objects.create_user(
                name, f"{name}@courier.example", password, first_name=first, last_name=last, is_staff=True
            )
            user.groups.add(Group.objects.get(name=group))
            self.users[name] = user

    def take_in_photos(self):
        for row in toml("photos.toml")["photo"]:
            # Caption, credit and alt text are in the file itself, as an agency would send it.
            said = {"focal_x": row["focal_x"], "focal_y": row["focal_y"]}
            self.photos[row["name"]] = self.take_in(f"photos/{row['name']}.jpg", **said)

    def take_in(self, name, **fields) -> Photo:
        with (HERE / name).open("rb") as file:
            return take_in(File(file, name=Path(name).name), by=self.users["photo"], **fields)

    def make_authors(self):
        users = {slug: self.users[name] for name, (*_, slug) in ACCOUNTS.items() if slug}
        for row in toml("paper.toml")["author"]:
            photo = (
                self.take_in(
                    f"portraits/{row['slug']}.jpg",
                    headline=f"Portrait of {row['name']}",
                    caption=f"{row['name']}, {row['role']}.",
                    credit="Noor Vance / The Courier",
                    is_decorative=True,
                )
                if row.pop("portrait")
                else None
            )
            self.authors[row["slug"]] = Author.objects.create(photo=photo, user=users.get(row["slug"]), **row)

    def write_stories(self):
        files = [
            (path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in (HERE / "stories").glob("*.toml")
        ]
        for slug, row in sorted(files, key=lambda item: -item[1].get("hours_ago", 0)):
            self.stories[slug] = self.write_story(slug, row)

    def make_series(self):
        for row in toml("paper.toml")["series"]:
            Series.objects.create(**row | {"tag": Tag.objects.get(name=row["tag"])})

    def count_reads(self):
        slugs, hour = toml("paper.toml")["most_read"], hour_of(self.now)
        counts = {(self.stories[slug].pk, hour): 37 * (len(slugs) - place) for place, slug in enumerate(slugs)}
        ReadCount.objects.add(counts)

    def write_story(self, slug, row) -> Article:
        state, at = row["state"], self.hours_ago(row.get("hours_ago", 5))
        by = self.users["reporter" if "ines-corrigan" in row["words"] else "editor"]
        article = Article(slug=slug if state != "draft" else "", created_by=by, created_at=at - timedelta(hours=3))
        article.stage = Article.Stage.REVIEW if state == "review" else Article.Stage.DRAFT
        self.fill(article, row)
        article.related = [self.stories[other].pk for other in row.get("related", [])]
        article.save()
        names = [(name, Byline.Role.WORDS) for name in row["words"]]
        names += [(name, Byline.Role.PHOTOS) for name in row.get("photos_by", [])]
        for position, (name, role) in enumerate(names):
            Byline.objects.create(article=article, author=self.authors[name], role=role, position=position)
        article.tags.set(row.get("tags", []))
        article.record(by=by, at=at - timedelta(minutes=40))
        self.bring_to_state(article, row, state, at)
        if row.get("assigned_to"):
            assign(article, to=self.users[row["assigned_to"]], by=self.users["editor"])
        return article

    def bring_to_state(self, article, row, state, at):
        editor = self.users["editor"]
        if state == "scheduled":
            ends = self.now + timedelta(hours=row["ends_in_hours"]) if "ends_in_hours" in row else None
            publish(article, by=editor, at=self.now + timedelta(hours=row["hours_ahead"]), until=ends)
        if state in ("live", "changed", "withdrawn"):
            publish(article, by=editor, at=at)
        for again in filter(None, [row.get("update")]):
            self.save_changes(article, again, by=editor)
            publish(article, by=editor, at=self.hours_ago(again["hours_ago"]), is_minor=again.get("minor", False))
        if state == "changed":
            self.save_changes(article, row["change"], by=editor)
        if state == "withdrawn":
            withdraw(article, by=editor)
        if state == "spiked":
            spike(article, by=editor, at=at)
        for said in row.get("correction", []):
            told = self.hours_ago(said.pop("hours_ago"))
            article.corrections.create(live_from=told, made_at=told, made_by=editor, **said)
        for shown in row.get("preview", []):
            self.show_to(shown, article, by=editor)

    def show_to(self, shown, article, *, by):
        """Make a preview link, and with a verdict what its holder answered an hour later."""
        made = self.hours_ago(shown["hours_ago"])
        link = article.preview_links.create(
            reader=shown["reader"], made_by=by, made_at=made, expires_at=made + timedelta(days=7)
        )
        if "verdict" in shown:
            link.openings.create(at=made + timedelta(minutes=30))
            link.answers.create(
                revision=article.revisions.first(),
                verdict=shown["verdict"],
                note=shown["note"],
                at=made + timedelta(hours=1),
            )

    def save_changes(self, article, row, *, by):
        article.refresh_from_db()
        self.fill(article, row)
        article.save()
        article.record(by=by, at=self.hours_ago(row.get("hours_ago", 0.3)))

    def fill(self, article, row):
        for name in TEXTS:
            if name in row:
                setattr(article, name, self.with_photos(row[name]) if name == "body" else row[name])
        if "section" in row:
            article.section = self.sections[row["section"]]
        for name in ("planned_for", "embargo_until"):
            if f"{name}_in_hours" in row:
                hour = (self.now + timedelta(hours=row[f"{name}_in_hours"])).replace(minute=0, second=0, microsecond=0)
                setattr(article, name, hour)
        if row.get("photo"):
            article.lead_photo = self.photos[row["photo"]]

    def with_photos(self, body):
        """Put the ids of the photos in the place of the names that the files use."""
        for name, photo in self.photos.items():
            body = body.replace(f'data-photo="{name}"', f'data-file="{photo.pk}"')
        return body

    def shape_fronts(self):
        rows, fronts = toml("fronts.toml"), {}
        for number, row in enumerate(rows["placement"]):
            fronts.setdefault(row["front"], []).append(self.line(f"new{number}", row))
        for name, lines in fronts.items():
            shape(self.sections.get(name), lines, seen=0, base=[], by=self.users["editor"], at=self.hours_ago(0.5))
        for row in rows["breaking"]:
            link = self.stories[row["link_to"]].editions.begun(self.now).first().path
            moments = {"live_from": self.hours_ahead(row, "begins"), "live_until": self.hours_ahead(row, "ends")}
            BreakingNews.objects.create(text=row["text"], link=link, **moments)

    def line(self, key, row) -> Line:
        photo = self.photos[row["photo"]].pk if "photo" in row else None
        since, until = self.hours_ahead(row, "begins") or self.hours_ago(0.5), self.hours_ahead(row, "ends")
        story = self.stories[row["story"]].pk
        return Line(key, story, row["slot"], since, row.get("headline", ""), photo, until)

    def hours_ahead(self, row, word) -> datetime | None:
        """The moment, cut to the minute, that a row names by “begins_in_hours” or “ends_in_hours”; None for none."""
        hours = row.get(f"{word}_in_hours")
        return None if hours is None else (self.now + timedelta(hours=hours)).replace(second=0, microsecond=0)

    def leave_comments(self):
        made: dict[int, Comment] = {}
        for row in toml("comments.toml")["comment"]:
            at = self.hours_ago(row["hours_ago"])
            comment = made[row["id"]] = Comment.objects.create(
                article=self.stories[row["story"]],
                parent=made.get(row.get("parent")),
                created_at=at,
                body=row["body"].strip(),
                user=self.users.get(row.get("user")),
                **{name: row.get(name, "") for name in ("author_name", "author_email", "author_website")},
            )
            self.decide(comment, row, min(at + timedelta(minutes=20), self.now))
        for row in toml("comments.toml")["report"]:
            report(made[row["comment"]], reason=row["reason"], text=row["text"], at=self.hours_ago(row["hours_ago"]))

    def decide(self, comment, row, at):
        moderation.decide(comment, at=comment.created_at)
        reasons = [row["reason"]] if row.get("reason") else []
        verbs = {"approved": comment.approve, "rejected": comment.reject, "spam": comment.mark_spam}
        if verb := verbs.get(row["state"]):
            verb(by=self.users["moderator"], reasons=reasons, at=at)
        if row["state"] == "withdrawn":
            comment.withdraw(at=at)
        if row.get("is_featured"):
            comment.pick()
