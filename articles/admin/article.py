from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from js_asset import Media
from taggit.models import Tag

from .. import publishing
from ..audit import name_of
from ..frame import masthead_of
from ..language import speaking_to_readers
from ..models import Article
from . import (
    article_autosave,
    article_corrections,
    article_embeds,
    article_life,
    article_links,
    article_page,
    article_presence,
    article_preview,
    article_related,
    article_revisions,
    article_workflow,
    calendar,
    fronts,
)
from .article_byline import BylineInline
from .article_form import ArticleForm
from .article_list import ArticleList
from .article_verbs import FOR_EDITORS, SAVE, TO_PUBLISH, carry_out, verb_of

# What only the desk sees: a change of these is a save, although no reader could tell.
DESK_ONLY = {*Article.DESK_FIELDS, "assigned_to"}
# What the story page can do beside saving. Each part gives its addresses by urls(desk), and by
# story_context(request, article) what its fragments of the page need; `article` is None for a new story.
PARTS = [
    article_autosave,
    article_presence,
    article_revisions,
    article_workflow,
    article_preview,
    article_embeds,
    article_links,
    article_related,
    article_corrections,
    article_life,
    calendar,
    fronts,
]


@admin.register(Article)
class ArticleAdmin(ArticleList):
    form = ArticleForm
    fields = ArticleForm.Meta.fields
    inlines = [BylineInline]
    for_readers = [
        "kicker",
        "headline",
        "deck",
        "body",
        "tags",
        "dateline",
        "lead_caption",
        "front_headline",
        "search_title",
        "search_description",
    ]

    def get_urls(self):
        desk = self.admin_site.admin_view
        return [
            path("tags/", desk(require_safe(self.tags_view)), name="articles_article_tags"),
            *(address for part in PARTS for address in part.urls(self)),
            *super().get_urls(),
        ]

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable_by(request.user))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        return obj.is_editable_by(request.user)

    def may_publish(self, request) -> bool:
        return request.user.has_perm("articles.publish_article")

    # One story

    def get_object(self, request, object_id, from_field=None):
        """The story with its state. Inside a transaction, which every save has, its row is locked until that ends."""
        stories = Article.objects.with_state().select_related("section", "lead_photo", "saved_by", "spiked_by")
        if request.method == "POST" and connection.in_atomic_block:
            stories = stories.select_for_update(of=("self",))
        try:
            return stories.get(pk=self.opts.pk.to_python(object_id))
        except (Article.DoesNotExist, ValidationError):
            return None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method in ("GET", "HEAD"):
            article = self.get_object(request, object_id)
            if article and not self.has_change_permission(request, article):
                return self.reading_view(request, article)
        return super().change_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Whoever saves a story that was spiked or deleted meanwhile loses nothing of what they typed."""
        if request.method == "POST" and object_id is not None and super().has_change_permission(request):
            article = self.get_object(request, unquote(object_id))
            if article is None:
                return article_life.too_late_view(self, request, None)
            if article.spiked_at and article.is_entrusted_to(request.user):
                return self.save_into_spiked(request, article)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def save_into_spiked(self, request, article):
        """Keep what somebody wrote in a story spiked under their hands; what can't be kept is shown to them."""
        answer = article_autosave.store(request, *self.forms_typed(request, article))
        if answer["errors"] or answer["clashes"]:
            return article_life.too_late_view(self, request, article)
        words = f"{name_of(article.spiked_by)} spiked it while you had it open. What you wrote is saved in it."
        self.message_user(request, words, messages.WARNING)
        return redirect("admin:articles_article_change", article.pk)

    def delete_view(self, request, object_id, extra_context=None):
        return article_life.drop_view(self, request, unquote(object_id))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.verb, form.may_publish = verb_of(request), self.may_publish(request)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        author = getattr(request.user, "author", None)
        if obj.pk is None and request.method != "POST" and author and not self.may_publish(request):
            kwargs["initial"] = [{"author": author.pk, "role": "words"}]
        return kwargs

    def forms_typed(self, request, article: Article | None):
        """Return (form, bylines) bound to what was posted, whether or not it can be saved; bylines may be None."""
        story = article or Article()
        # Whoever calls this has asked for the permission; for a spiked story the admin's own answer would be no.
        form = self.get_form(request, None, change=bool(article))(request.POST, instance=story)
        formsets, _ = self._create_formsets(request, story, change=bool(article))
        return form, formsets[0] if formsets else None

    # Saving

    def add_view(self, request, form_url="", extra_context=None):
        """A page begins one story: what it sends again, after its story was begun, is a change of that one."""
        try:
            begun = article_autosave.begun_on(request)
            return (
                self.change_view(request, str(begun.pk))
                if begun
                else super().add_view(request, form_url, extra_context)
            )
        except IntegrityError:
            if begun := article_autosave.begun_on(request):
                return self.change_view(request, str(begun.pk))
            raise

    def save_model(self, request, obj, form, change):
        request.story_was = obj.content_hash
        if not change:
            obj.created_by, obj.begun_on = request.user, form.cleaned_data.get("begun_on")
        article_autosave.hold_photos(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        article = form.instance
        typed = set(form.changed_data) - set(form.merge.theirs)
        is_other = request.story_was != article.digest() or DESK_ONLY & typed
        if not change or is_other or article_autosave.is_last_autosave_of(request.user, article):
            article.record(by=request.user)
        request.story_next = self.act(request, form, article_autosave.taken_over(form, formsets))

    def act(self, request, form, taken: str = "") -> str:
        """Do what the button says, tell the editor, and return the address to go on with.

        `taken` says in a sentence what others changed since the page was opened. Nobody has looked at the two
        together, so it is saved and nothing goes out.
        """
        article, verb = form.instance, form.verb
        here = reverse("admin:articles_article_change", args=[article.pk])
        if verb == SAVE:
            if taken:
                self.message_user(request, f"Saved. {taken}", messages.SUCCESS)
            return here
        if verb in TO_PUBLISH and taken:
            words = f"It is saved, and nothing is put out yet. {taken} Look at the story, then publish it."
            self.message_user(request, words, messages.WARNING)
            return here
        if verb in FOR_EDITORS and not self.may_publish(request):
            words = "It is saved, but only an editor can do that. Send it to review when it is finished."
            self.message_user(request, words, messages.ERROR)
            return here
        try:
            words = carry_out(verb, article, form.cleaned_data, by=request.user)
        except publishing.NotPublishable:
            typed = {name: form.data.get(name, "") for name in ("live_from", "live_until")}
            tried = {"tried": verb.removeprefix("_")} | typed
            return f"{here}?{urlencode({name: value for name, value in tried.items() if value})}"
        except ValueError as error:
            self.message_user(request, f"It is saved. {error}", messages.ERROR)
        else:
            self.message_user(request, words, messages.SUCCESS)
        return here

    def response_add(self, request, obj, post_url_continue=None):
        return redirect(request.story_next)

    def response_change(self, request, obj):
        return redirect(request.story_next)

    # Pages

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        bylines = next((inline.formset for inline in context["inline_admin_formsets"]), None)
        context |= article_page.context(request, form, bylines, obj)
        context |= article_autosave.merged(request, form, bylines)
        for part in PARTS:
            context |= part.story_context(request, obj)
        context["may_publish"] = self.may_publish(request)
        may_drop = bool(obj) and self.has_delete_permission(request, obj)
        context["may_spike"] = may_drop and not (obj.live_hash or obj.goes_live_at)
        # The import map of the editor runs only with the page's nonce; without it the editor stays a plain textarea.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def reading_view(self, request, article):
        """A story that is not this user's to change, as it stands on the desk."""
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        with speaking_to_readers(masthead_of(request)):
            edition = publishing.draft_edition(article)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": article.headline,
            "story": article,
            "edition": edition,
            "body": mark_safe(edition.body_html),
            "because": article_page.why_only_reading(request.user, article),
            **article_presence.story_context(request, article),
            **article_workflow.story_context(request, article),
            "may_bring_back": article_life.may_bring_back(self, request, article),
            "may_delete_for_good": bool(article.spiked_at) and article_life.may_delete_for_good(self, request),
            **article_life.story_context(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/reading.html", context)

    def tags_view(self, request):
        """Existing tags for what is typed, those that begin with it first."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        term = request.GET.get("term", "").replace("\x00", "").strip()[:100]
        names = list(Tag.objects.filter(name__icontains=term).order_by("name").values_list("name", flat=True)[:50])
        names.sort(key=lambda name: not name.lower().startswith(term.lower()))
        return JsonResponse({"results": [{"id": name, "text": name} for name in names[:20]]})
