"""What the story list does with many stories at once: asks where something has to be asked, acts, and says how it went.

Each story is done in a transaction of its own under its row lock, as it is then: what one refuses keeps back no other.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe
from taggit.models import Tag

from .. import audit, filing, life, publishing, saved_lists, workflow
from ..models import Article
from ..models.article import State
from ..people import who_may
from .article_form import SectionField, names_of, wrong_with_tag
from .lists import DeskAdmin
from .saved_list import known_to

# So many stories at most are done at once: each mails, writes and locks on its own, within one request.
MOST = 200
SUMMARY = "story_list_summary"


class PersonForm(forms.Form):
    person = forms.ChoiceField(
        label="Who has it now", error_messages={"required": "Choose who has the stories from now on."}
    )

    def __init__(self, *args, stories, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in who_may("articles.change_article")}
        names = [(pk, audit.name_of(user)) for pk, user in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *names, ("nobody", "Nobody")]
        self.fields["person"].error_messages["invalid_choice"] = "Choose somebody from the list."

    @property
    def chosen(self):
        """The user, or None for nobody."""
        return self.people.get(self.cleaned_data["person"])


class MoveForm(forms.Form):
    section = SectionField(
        label="New section",
        empty_label="Choose a section",
        error_messages={
            "required": "Choose the section they go to.",
            "invalid_choice": "That section is gone. Choose another one.",
        },
    )

    def __init__(self, *args, stories, **kwargs):
        super().__init__(*args, **kwargs)


class TagForm(forms.Form):
    add = forms.CharField(label="Add", required=False, help_text="Tags, with commas between them.")
    take_out = forms.MultipleChoiceField(label="Take out", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, stories, **kwargs):
        super().__init__(*args, **kwargs)
        worn = Tag.objects.filter(article__in=[story.pk for story in stories]).distinct().order_by("name")
        self.fields["take_out"].choices = [(name, name) for name in worn.values_list("name", flat=True)[:100]]
        self.fields["take_out"].error_messages["invalid_choice"] = "None of these stories has that tag."
        if not self.fields["take_out"].choices:
            del self.fields["take_out"]

    def clean_add(self):
        names = names_of(self.cleaned_data["add"])
        if len(names) > filing.MOST_TAGS:
            raise forms.ValidationError(f"{len(names)} tags are too many: at most {filing.MOST_TAGS} fit.")
        if errors := [sentence for sentence in map(wrong_with_tag, names) if sentence]:
            raise forms.ValidationError(errors)
        return names

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("add") and not cleaned.get("take_out"):
            self.add_error("add", "Write a tag to add, or tick one to take out.")
        return cleaned


class ArticleBulk(DeskAdmin):
    """The actions of the story list."""

    actions = [
        "submit_stories",
        "publish_stories",
        "assign_stories",
        "move_stories",
        "tag_stories",
        "withdraw_stories",
        "spike_stories",
        "bring_back_stories",
    ]

    def get_urls(self):
        summary = self.admin_site.admin_view(require_safe(self.summary_view))
        return [path("done/", summary, name="articles_article_done"), *super().get_urls()]

    def get_actions(self, request):
        """On the tab of spiked stories there is one thing to do with many, and elsewhere everything but that."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if request.method == "GET":
            is_spiked = request.GET.get("state") == "spiked"
            return {name: action for name, action in actions.items() if (name == "bring_back_stories") == is_spiked}
        return actions

    def has_publish_permission(self, request, obj=None):
        return request.user.has_perm("articles.publish_article")

    # From the ticks to the stories

    def response_action(self, request, queryset):
        """Where all that match are asked for, they are counted and shown before anything happens to them."""
        if request.POST.get("all_that_match") == "yes" and request.POST.get("confirmed") != "yes":
            found = [str(pk) for pk in queryset.values_list("pk", flat=True)[: MOST + 1]]
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, found[:MOST])
            request.has_more = len(found) > MOST
            request.is_many = True
        return super().response_action(request, queryset)

    def chosen(self, request) -> list[Article]:
        """Return the stories that were ticked, whatever became of them since the list was opened; at most MOST."""
        ids = list(dict.fromkeys(int(pk) for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)))[:MOST]
        found = Article.objects.defer("body").in_bulk(ids)
        return [found.get(pk) or Article(pk=pk, headline="A story that is deleted") for pk in ids]

    def held_for(self, user, pk, *, is_spiked=False) -> Article:
        """Return the story as it is now, its row locked until the transaction ends: no deed acts on a past state.

        Raises ValueError with a sentence when it is gone or not this user's to change.
        """
        now = Article.objects.with_state().select_for_update(of=("self",)).filter(pk=pk).first()
        if now is None:
            raise ValueError("Somebody has deleted it.")
        if not now.is_entrusted_to(user):
            raise ValueError("It is not yours to change.")
        if now.spiked_at and not is_spiked:
            raise ValueError("It is spiked.")
        return now

    def run(self, request, deed, verb, *, is_spiked=False):
        """Do `deed(story)` to each story chosen that this user may change; return the answer that says how it went."""
        done, refused = [], []
        for story in self.chosen(request):
            try:
                with transaction.atomic():
                    deed(self.held_for(request.user, story.pk, is_spiked=is_spiked))
            except publishing.NothingNew:
                refused.append((story, "Readers already see exactly this."))
            except publishing.NotLive:
                refused.append((story, "It is not on the site."))
            except (publishing.NotPublishable, ValueError) as error:
                refused.append((story, str(error)))
            else:
                done.append(story)
        return self.tell(request, done, refused, verb)

    def tell(self, request, done, refused, verb):
        if not refused:
            self.message_user(request, f"{stories(len(done))} {verb}.", messages.SUCCESS)
            return None
        request.session[SUMMARY] = {
            "verb": verb,
            "done": [[story.pk, str(story)] for story in done],
            "refused": [[story.pk, str(story), reason] for story, reason in refused],
            "back": saved_lists.cleaned(request.GET.urlencode(), known_to(self)),
        }
        return redirect("admin:articles_article_done")

    def summary_view(self, request):
        """What was done with many stories last, and why not with the rest, story by story."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        summary = request.session.get(SUMMARY) or {"verb": "", "done": [], "refused": [], "back": ""}
        done, refused = len(summary["done"]), len(summary["refused"])
        title = (
            f"{stories(done) if done else 'No story'} {summary['verb']}, {refused} not"
            if refused
            else "Nothing to tell"
        )
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title} | summary
        return TemplateResponse(request, "admin/articles/article/bulk_done.html", context)

    def ask(self, request, *, action, title, words, button, form=None, is_danger=False):
        """The page between the list and the deed: which stories, what exactly, and the button that does it."""
        rows = self.chosen(request)
        if getattr(request, "has_more", False):
            words = f"{words} These are the first {MOST} that match: do the rest after them."
        context = {
            **self.admin_site.each_context(request),
            "title": title.format(stories(len(rows)).lower()),
            "opts": self.opts,
            "action": action,
            "words": words,
            "button": button,
            "form": form,
            "rows": rows,
            "is_danger": is_danger,
            "back": saved_lists.cleaned(request.GET.urlencode(), known_to(self)),
        }
        return TemplateResponse(request, "admin/confirm_action.html", context)

    def answered(self, request, form_class, **question):
        """Return (valid form, None), or (None, the page that asks)."""
        is_asked = request.POST.get("confirmed") == "yes"
        form = form_class(request.POST if is_asked else None, stories=self.chosen(request))
        if is_asked and form.is_valid():
            return form, None
        return None, self.ask(request, form=form, **question)

    def is_confirmed(self, request) -> bool:
        return request.POST.get("confirmed") == "yes"

    # What can be done

    @admin.action(description="Send to review", permissions=["change"])
    def submit_stories(self, request, queryset):
        if getattr(request, "is_many", False):
            words = "The editors get a mail about each of them."
            return self.ask(
                request, action="submit_stories", title="Send {} to review?", words=words, button="Send to review"
            )

        def submit(story):
            if story.state not in (State.DRAFT, State.READY):
                raise ValueError(f"It is {story.state.label.lower()} already.")
            workflow.submit(story, by=request.user)

        return self.run(request, submit, "sent to review")

    @admin.action(description="Publish…", permissions=["publish"])
    def publish_stories(self, request, queryset):
        if not self.is_confirmed(request):
            words = "Readers see them at once. What lacks something stays as it is, and you are told what."
            return self.ask(
                request, action="publish_stories", title="Publish {} now?", words=words, button="Publish them"
            )

        def publish(story):
            publishing.publish(story, by=request.user)
            self.log_change(request, story, "Published.")

        return self.run(request, publish, "published")

    @admin.action(description="Withdraw…", permissions=["publish"])
    def withdraw_stories(self, request, queryset):
        if not self.is_confirmed(request):
            words = "Readers don’t see them any more. Their addresses say that the story was taken off."
            return self.ask(
                request,
                action="withdraw_stories",
                title="Withdraw {}?",
                words=words,
                button="Withdraw them",
                is_danger=True,
            )

        def withdraw(story):
            publishing.withdraw(story, by=request.user)
            self.log_change(request, story, "Withdrawn.")

        return self.run(request, withdraw, "withdrawn")

    @admin.action(description="Assign…", permissions=["change"])
    def assign_stories(self, request, queryset):
        form, page = self.answered(
            request,
            PersonForm,
            action="assign_stories",
            title="Who has {} from now on?",
            words="That person gets a mail and finds them on the desk’s front.",
            button="Assign",
        )
        if page:
            return page
        to = form.chosen
        name = audit.name_of(to) if to else "nobody"

        def assign(story):
            if story.assigned_to_id == (to.pk if to else None):
                raise ValueError(f"{name} has it already." if to else "Nobody has it.")
            workflow.assign(story, to=to, by=request.user)

        return self.run(request, assign, f"assigned to {name}")

    @admin.action(description="Move…", permissions=["change"])
    def move_stories(self, request, queryset):
        form, page = self.answered(
            request,
            MoveForm,
            action="move_stories",
            title="Move {} to another section",
            words="Live stories stay where readers know them until you publish them again.",
            button="Move",
        )
        if page:
            return page
        section = form.cleaned_data["section"]
        return self.run(request, lambda story: filing.move(story, section, by=request.user), f"moved to {section}")

    @admin.action(description="Tags…", permissions=["change"])
    def tag_stories(self, request, queryset):
        form, page = self.answered(
            request,
            TagForm,
            action="tag_stories",
            title="Tags of {}",
            words="Live stories show them once you publish them again.",
            button="Change the tags",
        )
        if page:
            return page
        add, take_out = form.cleaned_data["add"], form.cleaned_data.get("take_out", [])
        return self.run(
            request, lambda story: filing.tag(story, add=add, take_out=take_out, by=request.user), "tagged anew"
        )

    @admin.action(description="Spike…", permissions=["delete"])
    def spike_stories(self, request, queryset):
        if not self.is_confirmed(request):
            words = "They leave every list and count. Nothing is lost: each can be brought back from “Spiked”. "
            words += "What readers see or what is scheduled stays."
            return self.ask(
                request, action="spike_stories", title="Spike {}?", words=words, button="Spike them", is_danger=True
            )
        return self.run(request, lambda story: life.spike(story, by=request.user), "spiked")

    @admin.action(description="Bring back", permissions=["delete"])
    def bring_back_stories(self, request, queryset):
        if getattr(request, "is_many", False):
            words = "Each stands again where it stood before it was spiked."
            return self.ask(
                request, action="bring_back_stories", title="Bring back {}?", words=words, button="Bring them back"
            )
        return self.run(request, lambda story: life.bring_back(story, by=request.user), "brought back", is_spiked=True)


def stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"
