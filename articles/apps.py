from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        from taggit.models import Tag

        from . import page_names, slugs, websub

        # taggit has no setting for how a tag's name becomes its address, nor for what an address may be.
        Tag.slugify = lambda tag, name, number=None: slugs.slugify(name) + ("" if number is None else f"_{number}")
        field = Tag._meta.get_field("slug")
        field.validators = slugs.with_marks(field.validators)
        page_names.LISTENERS.append(websub.hear)
