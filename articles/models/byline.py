from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from .. import page_names
from ..slugs import SlugField


class AuthorQuerySet(models.QuerySet):
    def with_photo(self):
        return self.select_related("photo").defer("photo__metadata")


class Author(models.Model):
    name = models.CharField(max_length=120, help_text="As the byline prints it.")
    slug = SlugField(
        max_length=120,
        unique=True,
        help_text="The last part of the address of the author's page.",
        error_messages={"unique": "Another author has this address."},
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text="The account this person logs in with, if any. Stories with their byline are theirs to edit.",
    )
    role = models.CharField(max_length=120, blank=True, help_text="What readers see under the name: “Harbour editor”.")
    bio = models.TextField(blank=True, help_text="Two or three sentences for the author's page and the author box.")
    photo = models.ForeignKey(
        "articles.Photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="A portrait from the library.",
    )
    email = models.EmailField(blank=True)
    email_is_private = models.BooleanField(
        "keep the email private", default=True, help_text="Untick to print the address on the author's page."
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Store it, and tell the pages that show who they are. One query more."""
        before = Author.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(**kwargs)
        page_names.changed("authors", *page_names.of_list("author", before, self.slug))

    def get_absolute_url(self):
        return reverse("articles:author_show", args=[self.slug])

    @property
    def public_email(self) -> str:
        return "" if self.email_is_private else self.email


class Byline(models.Model):
    class Role(models.TextChoices):
        WORDS = "words", "Words"
        PHOTOS = "photos", "Photos"
        EDITING = "editing", "Editing"
        RESEARCH = "research", "Research"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        related_name="bylines",
        error_messages={"required": "Choose an author, or take this line out."},
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.WORDS)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author", "role"],
                name="byline_names_an_author_once_for_a_role",
                violation_error_message="This author is already named for the same work.",
            ),
        ]

    def __str__(self):
        return f"{self.author} ({self.get_role_display()})"


PRINTED = {
    Byline.Role.WORDS: gettext_lazy("By %(names)s"),
    Byline.Role.PHOTOS: gettext_lazy("Photos by %(names)s"),
    Byline.Role.EDITING: gettext_lazy("Edited by %(names)s"),
    Byline.Role.RESEARCH: gettext_lazy("Research by %(names)s"),
}


def writers(credits: list[dict]) -> list[dict]:
    """Return the credits of those who wrote the words, of credits as an edition keeps them."""
    return [credit for credit in credits if credit["role"] == Byline.Role.WORDS]


def credit_groups(credits: list[dict]) -> list[tuple[str, list[dict], str]]:
    """Return (words before, credits, words after) for each role in the order it is printed, without empty ones.

    A credit is a dict with `name`, `slug` and `role`, as an edition keeps it.
    """
    groups = [(words, [credit for credit in credits if credit["role"] == role]) for role, words in PRINTED.items()]
    cut = [(str(words).partition("%(names)s"), members) for words, members in groups if members]
    return [(before, members, after) for (before, _, after), members in cut]


def in_a_row(members: list) -> list[tuple[str, object]]:
    """Return (what stands before it, member) for each of those named in a row: A, B and C."""
    nothing = {"name": "", "next": ""}
    between, at_last = gettext("%(name)s, %(next)s") % nothing, gettext("%(name)s and %(next)s") % nothing
    betweens = ["", *[between] * (len(members) - 2), at_last]
    return list(zip(betweens, members, strict=False))


def printed_byline(credits: list[dict]) -> str:
    """Return the credit line as printed: “By A and B. Photos by C.”, without the final stop when there is one part."""
    parts = [f"{before}{names_of(members)}{after}" for before, members, after in credit_groups(credits)]
    return parts[0] if len(parts) == 1 else "".join(f"{part}. " for part in parts).strip()


def names_of(credits: list[dict]) -> str:
    """Return “A, B and C”."""
    return "".join(f"{before}{credit['name']}" for before, credit in in_a_row(credits))
