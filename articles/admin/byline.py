from django.contrib import admin

from ..models import Author, Byline, Edition
from .lists import DeskAdmin
from .section import plain_choice


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    list_display = ["name", "role", "account", "page_shows_email"]
    list_select_related = ["user"]
    ordering = ["name", "pk"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        ("What readers see", {"fields": ["name", "slug", "role", "bio", "photo"]}),
        ("Reaching them", {"fields": ["email", "email_is_private", "user"]}),
    ]
    autocomplete_fields = ["photo"]
    labels = {"slug": "Address", "bio": "About them", "email": "Email", "photo": "Portrait", "user": "Account"}
    missing_words = {
        "name": "Write the name, as the byline prints it.",
        "slug": "Write the address of their page: small letters and hyphens.",
    }
    actions = None
    for_readers = ["name", "role", "bio"]

    @admin.display(description="account", ordering="user__username")
    def account(self, author):
        return author.user

    @admin.display(description="email on the page")
    def page_shows_email(self, author):
        return "Shown" if author.public_email else "Private" if author.email else ""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for name in ("user", "photo"):
            field = plain_choice(field, db_field, name)
        if db_field.name == "user" and field is not None:
            field.empty_label = "None: they don't log in here"
            field.queryset = field.queryset.filter(is_staff=True).order_by("username")
        return field

    def get_deleted_objects(self, objs, request):
        """An author takes nothing with them, and stays while a story names them."""
        reasons = [reason for author in objs for reason in why_kept(author)]
        lacking = [] if self.has_delete_permission(request) else ["author"]
        return [str(author) for author in objs], {}, lacking, reasons


def why_kept(author: Author) -> list[str]:
    """Why the author can't be deleted, in sentences; empty when they can. Two queries."""
    if Byline.objects.filter(author=author).exists():
        return [f"Stories have {author} in their bylines. Name somebody else there first."]
    if Edition.objects.by_author(author).exists():
        return [f"Stories were published under {author}'s name, and what readers saw is kept."]
    return []
