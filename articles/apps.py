from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        from . import page_names, websub

        page_names.LISTENERS.append(websub.hear)
