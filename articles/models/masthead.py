from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from .. import page_names
from .one_row import OneRowQuerySet

# A language, perhaps its script and country: “de”, “de-AT”, “zh-Hant-TW”. https://www.rfc-editor.org/rfc/rfc5646
LANGUAGE_CODE = RegexValidator(
    r"\A[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?\Z",
    "Write the language as a code: two or three letters, such as en; a country may follow, such as de-AT.",
)


class Masthead(models.Model):
    name = models.CharField(
        max_length=80, default="The Newsroom", help_text="The publication's name, as it stands on every page."
    )
    tagline = models.CharField(max_length=120, blank=True, help_text="A few words beside the date.")
    language = models.CharField(
        max_length=16,
        default="en",
        validators=[LANGUAGE_CODE],
        help_text="The language of the stories, as a code: en, de, ar. Screen readers and search engines use it. Our "
        "own words on the site and in mails to readers are in it, if it is one of these three.",
    )
    description = models.CharField(
        max_length=200, blank=True, help_text="One sentence for search engines, about the whole publication."
    )
    contact = models.TextField(
        blank=True, help_text="Stands at the foot of every page: where you are and where to report a mistake."
    )
    policies = models.TextField(
        blank=True,
        help_text="Stands at the foot of every page: how you correct mistakes, what becomes of comments, what you keep "
        "of readers. A web address becomes a link.",
    )
    copyright = models.CharField(
        max_length=120, blank=True, help_text="Who holds the rights. Printed after © and the year."
    )
    shows_changes = models.BooleanField(
        "show readers what changed",
        default=False,
        help_text="Every story gets a page that lists its versions and what is different between them.",
    )
    links_commenters = models.BooleanField(
        "link commenters’ websites",
        default=True,
        help_text="The name above an approved comment leads to the website its writer gave. Search engines are told "
        "not to follow.",
    )
    feeds_full_text = models.BooleanField(
        "whole stories in feeds",
        default=True,
        help_text="Feed readers get the whole text of the newest twenty stories, else the deck of the newest fifty.",
    )
    corrections_policy = models.URLField(
        "how you correct mistakes", blank=True, help_text="The address of a page. Search engines are told of it."
    )
    ethics_policy = models.URLField("rules you work by", blank=True, help_text="The address of a page.")
    fact_checking_policy = models.URLField("how facts are checked", blank=True, help_text="The address of a page.")
    sources_policy = models.URLField("when sources stay unnamed", blank=True, help_text="The address of a page.")
    ownership = models.URLField("who owns and pays for it", blank=True, help_text="The address of a page.")
    allows_ai_training = models.BooleanField("let AI models be trained on stories", default=False)
    allows_ai_search = models.BooleanField("let AI search engines list stories", default=True)
    allows_ai_answers = models.BooleanField("let AI assistants fetch a story somebody asks for", default=True)

    objects = OneRowQuerySet.as_manager()

    class Meta:
        verbose_name = "masthead"
        verbose_name_plural = "masthead"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="masthead_is_one_row"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)
        page_names.changed("masthead")
