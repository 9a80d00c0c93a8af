"""The photo library: the grid, uploads, and the page of one photo."""

from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from ..models import Photo
from ..photos import intake
from ..photos.usage import usage, was_published
from .article_form import WebAddressField
from .lists import DeskAdmin, DeskFilter, TabFilter, report
from .picker import picker_urls

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"


MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class GapFilter(TabFilter):
    parameter_name = "gaps"


class UploaderFilter(DeskFilter):
    title = "uploaded by"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        self.user = request.user
        return [("me", "Me")]

    def chosen(self, queryset, value):
        return queryset.filter(uploaded_by=self.user) if value == "me" else queryset


class UseFilter(DeskFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("lead", "On top of a story"), ("nolead", "On top of no story")]

    def chosen(self, queryset, value):
        return queryset.leading_a_story(value == "lead") if value in ("lead", "nolead") else queryset


class PhotoForm(forms.ModelForm):
    image = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text="JPEG, PNG, WebP, AVIF or GIF. Caption, credit and keywords are read from the file when empty here.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Fetch it again and retry."},
    )

    class Meta:
        model = Photo
        fields = [
            "image",
            "alt_text",
            "is_decorative",
            "caption",
            "credit",
            "extended_description",
            "headline",
            "place",
            "keywords",
            "creator",
            "source",
            "copyright",
            "licence",
            "licence_url",
            "digital_source",
            "data_mining",
            "taken_at",
            "usage_until",
            "focal_x",
            "focal_y",
        ]
        widgets = {
            "alt_text": forms.Textarea(attrs={"rows": 3}),
            "caption": forms.Textarea(attrs={"rows": 4}),
            "extended_description": forms.Textarea(attrs={"rows": 4}),
            "focal_x": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
            "focal_y": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
        }
        field_classes = {"licence_url": WebAddressField}
        labels = {"focal_x": "Focal point from the left", "focal_y": "Focal point from the top"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts = None
        if "caption" not in self.fields:
            # Shown to somebody who may look and not change.
            return
        self.fields["image"].required = self.instance.pk is None
        # A new photo may have them in its file, so their absence is judged after that was read.
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence
            self.fields[name].required = self.instance.pk is not None and name != "alt_text"
        self.fields["headline"].label = "Title"
        for name in ("caption", "credit", "alt_text"):
            self.fields[name].is_starred = True
        for name in ("digital_source", "data_mining"):
            self.fields[name].choices = [("", "Not said"), *self.fields[name].choices[1:]]
        for name in from_the_file(self.instance):
            self.fields[name].is_from_the_file = True
        for name in ("focal_x", "focal_y"):
            self.fields[name].required = False
            self.fields[name].error_messages["invalid"] = "The focal point is a number from 0 to 1."

    @property
    def rights(self):
        """The fields of “Rights and origin”, in the order of the page."""
        return [self[name] for name in RIGHTS if name in self.fields]

    @property
    def is_wrong_about_rights(self) -> bool:
        return any(field.errors for field in self.rights)

    def clean_image(self):
        """Look at a new file once, whole, and keep what follows from it."""
        file = self.cleaned_data.get("image")
        if not file or "image" not in self.changed_data:
            return self.instance.image
        if self.instance.pk and was_published(self.instance):
            raise ValidationError(
                "Readers have seen this photo, and what they saw is kept as it was. Upload the new picture as a photo "
                "of its own and choose it in the story."
            )
        self.facts = intake.examine(file)
        return file

    def clean_focal_x(self):
        return 0.5 if self.cleaned_data["focal_x"] is None else self.cleaned_data["focal_x"]

    def clean_focal_y(self):
        return 0.5 if self.cleaned_data["focal_y"] is None else self.cleaned_data["focal_y"]

    def clean(self):
        data = super().clean()
        if self.facts and self.instance.pk is None:
            for name, value in self.facts.items():
                if name in data and name not in self.errors and not data[name]:
                    data[name] = value
        for name, sentence in MISSING.items():
            if name not in self.errors and not data.get(name) and not (name == "alt_text" and data["is_decorative"]):
                self.add_error(name, sentence)
        return data

    def _post_clean(self):
        # The file is stored by intake.keep(); the form must not hand the upload to the model field.
        file, self.file = self.cleaned_data.pop("image", None), None
        if self.facts:
            self.file = file
            for name in ("width_px", "height_px", "sha256", "perceptual_hash", "metadata"):
                setattr(self.instance, name, self.facts[name])
        super()._post_clean()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"image"}


def from_the_file(photo: Photo) -> list[str]:
    """Return the names of what the photo still says as its file said it, so that no person wrote it."""
    said = photo.metadata.get("said", {})
    if "taken_at" in said:
        said = said | {"taken_at": datetime.fromisoformat(said["taken_at"])}
    return [name for name, value in said.items() if name in PhotoForm.base_fields and getattr(photo, name) == value]


RIGHTS = (
    "headline",
    "creator",
    "source",
    "copyright",
    "licence",
    "licence_url",
    "usage_until",
    "digital_source",
    "data_mining",
    "taken_at",
)
MISSING = {
    "alt_text": "Say what the photo shows, or tick “decorative”.",
    "caption": "Write a caption.",
    "credit": "Name who is credited for it.",
}


@admin.register(Photo)
class PhotoAdmin(DeskAdmin):
    form = PhotoForm
    formfield_overrides = {models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT}}
    list_filter = [GapFilter, UseFilter, UploaderFilter]
    search_fields = ["caption"]
    ordering = ["-created_at", "-pk"]
    actions = ["delete_photos"]
    for_readers = ["alt_text", "caption", "credit", "extended_description", "place", "creator", "source", "copyright"]
    list_per_page = 40
    tab_parameter = "gaps"
    tabs = {
        "": ("All", lambda photos: photos),
        "alt": ("No alt text", lambda photos: photos.without_alt_text()),
        "caption": ("No caption", lambda photos: photos.without_caption()),
        "credit": ("No credit", lambda photos: photos.without_credit()),
        "any": ("Incomplete", lambda photos: photos.incomplete()),
    }

    def get_urls(self):
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [path("upload/", upload, name="articles_photo_upload"), *picker_urls(self), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        return queryset.containing(search_term), False

    def get_changelist_instance(self, request):
        cl = super().get_changelist_instance(request)
        cl.result_list = cl.result_list.with_lead_uses().defer("metadata")
        return cl

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_object(self, request, object_id, from_field=None):
        """The photo. Inside a transaction, which every save has, its row is locked until that ends."""
        photo = super().get_object(request, object_id, from_field)
        if photo and request.method == "POST" and connection.in_atomic_block:
            return Photo.objects.held().filter(pk=photo.pk).first()
        return photo

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.is_editable_by(request.user))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.is_editable_by(request.user))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["usage"] = usage(obj) if obj else None
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        if form.facts:
            intake.keep(obj, form.file)
        else:
            obj.save()

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, "The photo is in the library.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[obj.pk]))

    def response_change(self, request, obj):
        self.message_user(request, "Saved.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def delete_model(self, request, obj):
        intake.discard(obj)

    def get_deleted_objects(self, objs, request):
        """A photo takes nothing with it, and stays while anything shows it."""
        used = [sentence.sentence for photo in objs if (sentence := usage(photo))]
        lacking = [] if self.has_delete_permission(request) else ["photo"]
        return [str(photo) for photo in objs], {}, lacking, used

    @admin.action(description="Delete…", permissions=["delete"])
    def delete_photos(self, request, queryset):
        photos = list(queryset[:200])
        if request.POST.get("confirmed") != "yes":
            return self.confirm_delete(request, photos)
        done, refused = [], []
        for photo in photos:
            with transaction.atomic():
                if reason := self.drop(request, photo):
                    refused.append((photo, reason))
                else:
                    done.append(photo)
        return report(self, request, done=done, refused=refused, verb="deleted", noun="photo", nouns="photos")

    def drop(self, request, photo) -> str:
        """Delete a photo that nothing shows, else return why it stays. Inside a transaction."""
        if not self.has_delete_permission(request, photo):
            return "It is not yours to delete."
        if not Photo.objects.held().filter(pk=photo.pk):
            return "Somebody has deleted it already."
        if used := usage(photo):
            return used.sentence
        self.log_deletions(request, [photo])
        intake.discard(photo)
        return ""

    def confirm_delete(self, request, photos):
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete these photos?",
            "opts": self.opts,
            "action": "delete_photos",
            "words": "Photos that no story shows are deleted for good, with their files. A photo that is in use stays.",
            "button": "Delete them",
            "rows": photos,
        }
        return TemplateResponse(request, "admin/confirm_action.html", context)

    def upload(self, request):
        """Take in files named `image`: JSON for the page's script, which sends one at a time, else back to the grid."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        taken, refused = [], []
        for file in request.FILES.getlist("image"):
            try:
                with transaction.atomic():
                    photo = intake.take_in(file, by=request.user)
                    self.log_addition(request, photo, "Uploaded.")
                taken.append(photo)
            except ValidationError as error:
                refused.append((file.name, " ".join(error.messages)))
        if request.accepts("text/html") and not request.headers.get("X-Requested-With"):
            return self.upload_reported(request, taken, refused)
        if not taken:
            sentence = refused[0][1] if refused else "Choose a file."
            return JsonResponse({"error": sentence}, status=422)
        return JsonResponse(uploaded(taken[0]))

    def upload_reported(self, request, taken, refused):
        if not taken and not refused:
            self.message_user(request, "Choose a file first.", messages.WARNING)
        report(self, request, done=taken, refused=refused, verb="taken in", noun="photo", nouns="photos")
        return HttpResponseRedirect(reverse("admin:articles_photo_changelist"))


def uploaded(photo: Photo) -> dict:
    """What the page shows of a photo that was just taken in."""
    return {
        "id": photo.pk,
        "edit": reverse("admin:articles_photo_change", args=[photo.pk]),
        "thumb": photo.rendition_url(320),
        "caption": photo.caption,
        "missing": photo.missing,
    }
