import unicodedata

from django import forms
from django.core.validators import URLValidator
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import Comment

BODY_MAX_CHARACTERS = 5000
NUL_MESSAGE = _("There is a character in here that can’t be stored. Take it out, or type the words again.")
NO_NUL = {"null_characters_not_allowed": NUL_MESSAGE}


def lazy_text(made):
    """What the function returns is made anew where it is shown, in the language that is spoken there."""
    return lazy(made, str)


def says_something(text: str) -> bool:
    """Whether a reader would see a letter, a number, a sign or a symbol."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def clean_body(body: str, *, empty: str) -> str:
    """Return a comment's text as it is stored. Raises ValidationError with a sentence; `empty` is that for no text."""
    # A browser sends line ends as two characters and counts them as one.
    body = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not says_something(body):
        raise forms.ValidationError(empty)
    if len(body) > BODY_MAX_CHARACTERS:
        raise forms.ValidationError(
            _("The comment has %(count)s characters. At most %(most)s fit: shorten it, or send it in two parts."),
            params={"count": grouped(len(body)), "most": grouped(BODY_MAX_CHARACTERS)},
        )
    return body


@lazy_text
def grouped(number: int) -> str:
    """Return a number with its thousands apart, as its language writes it."""
    return number_format(number, force_grouping=True)


@lazy_text
def most_characters() -> str:
    return gettext("Up to %(count)s characters.") % {"count": grouped(BODY_MAX_CHARACTERS)}


class WebAddressField(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]


def longest(name: str) -> int:
    return Comment._meta.get_field(name).max_length


class CommentForm(forms.Form):
    """What a reader fills in under a story. Bound or not, it knows the story and, for a reply, the comment answered.

    `instance` is the comment; it has the words once they are valid.
    """

    # In the order of the page.
    WORDS = ("body", "author_name", "author_email", "author_website")

    body = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=most_characters(),
        error_messages=NO_NUL | {"required": _("Write something here; the comment is empty.")},
    )
    author_name = forms.CharField(
        label=_("Name"),
        max_length=longest("author_name"),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages=NO_NUL
        | {
            "required": _("Give the name to be printed above your comment."),
            "max_length": _("The name has %(show_value)d characters. At most %(limit_value)d fit."),
        },
    )
    author_email = forms.EmailField(
        label=_("Email"),
        max_length=longest("author_email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=NO_NUL
        | {
            "required": _("Give your email address. It is not published."),
            "invalid": _("This is not a complete address. It should look like name@example.org."),
            "max_length": _("The address has %(show_value)d characters. At most %(limit_value)d fit."),
        },
    )
    author_website = WebAddressField(
        label=_("Website"),
        required=False,
        max_length=longest("author_website"),
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages=NO_NUL
        | {"invalid": _("This is not a web address. It should look like https://example.org, or be left empty.")},
    )
    # People neither see this field nor reach it by key. Programs that fill in everything do.
    topic = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        empty_value="",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    parent = forms.CharField(required=False, widget=forms.HiddenInput)

    # Whatever comes in these two is never stored, and nobody could see a message beside them.
    topic.validators = parent.validators = []

    def __init__(self, data=None, *, article, parent=None, approved=()):
        """`parent` is an id as it came with the address; `approved`, comments already loaded, may spare a query."""
        self.approved = approved
        self.answered = self.comment_answered(article, str((data or {}).get("parent", parent) or ""))
        self.instance = Comment(article=article, parent=self.answered)
        initial = {"parent": self.answered.pk if self.answered else None}
        super().__init__(data, initial=initial, auto_id="comment-form-%s")

    def comment_answered(self, article, pk: str) -> Comment | None:
        """Return the comment with this id if readers of the story see it, else None. Up to one query."""
        if not pk.isascii() or not pk.isdecimal() or len(pk) > 18:
            return None
        for comment in self.approved:
            if comment.pk == int(pk):
                return comment
        return Comment.objects.on(article).for_thread().filter(pk=int(pk)).first()

    @property
    def answered_at(self) -> str:
        """Where on its page the comment answered stands; where all of them do when there is none."""
        return f"#comment-{self.answered.pk}" if self.answered else "#comments"

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people don't see was filled in."""
        return bool(self.data.get(self.add_prefix("topic"), "").strip())

    @property
    def rows(self):
        """The fields of the page in their order, each with whether it takes half a line."""
        return [(self[name], name in ("author_name", "author_email")) for name in self.WORDS]

    @property
    def faulty(self):
        """The fields with a message beside them, in the order of the page."""
        return [self[name] for name in self.WORDS if self[name].errors]

    def clean_body(self):
        return clean_body(self.cleaned_data["body"], empty=self.fields["body"].error_messages["required"])

    def clean_author_name(self):
        name = " ".join(self.cleaned_data["author_name"].split())
        if not says_something(name):
            raise forms.ValidationError(self.fields["author_name"].error_messages["required"])
        return name

    def clean(self):
        for name in self.WORDS:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
