"""Where a photo is used: on top of stories, in their bodies, in what readers saw, as a portrait, on fronts."""

from dataclasses import dataclass, field

from django.db.models import Q

from ..models import Article, Author, Edition, Photo, Placement

MOST_SHOWN = 50


@dataclass
class Usage:
    """`stories` carry the columns of with_state(); `editions` are those of stories that are not among them."""

    stories: list[Article] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)

    def __bool__(self):
        return bool(self.stories or self.editions or self.authors or self.placements)

    @property
    def sentence(self) -> str:
        """Why the photo can't be deleted, to an editor."""
        places = [f"the story “{story}”" for story in self.stories]
        places += [f"what readers saw of “{edition.headline}”" for edition in self.editions]
        places += [f"the author {author}" for author in self.authors]
        places += [f"the front {placement.front}" for placement in self.placements]
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        return f"It is used in {', '.join(places[:3])}{more}."


def in_working_copies(photo: Photo):
    """Stories whose working copy shows the photo, on top or in the body."""
    return Article.objects.filter(Q(lead_photo=photo) | Q(body__contains=f'data-file="{photo.pk}"'))


def in_editions(photo: Photo):
    """Editions that show the photo, live, past or to come."""
    return Edition.objects.filter(Q(lead_photo=photo) | Q(body_html__contains=photo.sha256))


def usage(photo: Photo) -> Usage:
    """Find where the photo is used, at most 50 of each kind. Runs four queries; two of them read story texts."""
    stories = list(in_working_copies(photo).with_state().defer("body").order_by("-saved_at")[:MOST_SHOWN])
    others = in_editions(photo).exclude(article__in=[story.pk for story in stories]).order_by("article", "-number")
    seen = {edition.article_id: edition for edition in others.defer("body_html", "body_text")[:MOST_SHOWN]}
    placements = list(Placement.objects.showing(photo).with_front()[:MOST_SHOWN])
    return Usage(stories, list(seen.values()), list(Author.objects.filter(photo=photo)[:MOST_SHOWN]), placements)


def was_published(photo: Photo) -> bool:
    """Whether readers saw the photo or are to see it. One query."""
    return in_editions(photo).exists()
