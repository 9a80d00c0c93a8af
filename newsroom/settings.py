"""One settings file; what differs between machines comes from the environment (the README has the table)."""

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import html_tags
from js_asset import static_lazy

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret_key("SECRET_KEY", DATA_DIR)
SITE_URL, SITE_HOST, SITE_IS_SECURE = env.site_url("SITE_URL", "http://127.0.0.1:8000")
# A paper on one machine is also asked for by its local names: the health check and the demo do that.
ALLOWED_HOSTS = [SITE_HOST, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "comments",
    "articles",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "django_prose_editor",
    "js_asset",
    "csp",
]

MIDDLEWARE = [
    "newsroom.heads.bodiless",
    "newsroom.proxies.trusted_only",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.PublicCompression",
    "django.middleware.http.ConditionalGetMiddleware",
    # Within the one above: “not modified” says nothing of a policy, so the one that a browser kept with its page holds.
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.frame.frame",
            ],
        },
    },
]


def database() -> dict:
    """Return the settings of the one database, with what SQLite needs to hold several processes."""
    url = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")
    try:
        settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood. Write postgres://user:password@host/name or sqlite:////path/to/file."
        ) from error
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            # A write takes its lock when the transaction begins, so two writers wait instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    return settings


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["newsroom.rights.RightsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-gb")
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "articles.photos.storage.WholeFileStorage"},
    # Photos as they were received. Nothing serves this folder.
    "originals": {
        "BACKEND": "articles.photos.storage.WholeFileStorage",
        "OPTIONS": {"location": DATA_DIR / "originals", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# What a photo may be before it is decoded.
PHOTO_MAX_BYTES = env.whole_number("PHOTO_MAX_MEGABYTES", 30) * 1024 * 1024
PHOTO_MAX_PIXELS = env.whole_number("PHOTO_MAX_MEGAPIXELS", 60) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# Comments: at most one in this many seconds, and this many in ten minutes, from one writer. 0 lifts a limit.
COMMENT_FLOOD_SECONDS = env.whole_number("COMMENT_FLOOD_SECONDS", 15)
COMMENT_FLOOD_BURST = env.whole_number("COMMENT_FLOOD_BURST", 5)

# For how many days what identifies readers is kept (docs/privacy.md). `manage.py sweep` takes out what is older.
COMMENT_KEEP_ADDRESS_DAYS = env.whole_number("COMMENT_KEEP_ADDRESS_DAYS", 30)
# Rejected, spam and withdrawn comments: their text and who wrote them.
COMMENT_KEEP_REFUSED_DAYS = env.whole_number("COMMENT_KEEP_REFUSED_DAYS", 90)
# The e-mail address of an approved comment. 0: as long as the comment stands.
COMMENT_KEEP_EMAIL_DAYS = env.whole_number("COMMENT_KEEP_EMAIL_DAYS", 0)
# Who made a report, once it is answered. The DSA gives six months to complain.
COMMENT_KEEP_REPORT_DAYS = env.whole_number("COMMENT_KEEP_REPORT_DAYS", 180)
COMMENT_KEEP_MAIL_DAYS = env.whole_number("COMMENT_KEEP_MAIL_DAYS", 30)
# The keyed hash of an address that was banned and then erased.
COMMENT_KEEP_BAN_DAYS = env.whole_number("COMMENT_KEEP_BAN_DAYS", 730)

# Mail to the desk. Nobody waits long for a server that hangs; what it did not take is sent later (articles/notices.py).
globals().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email_address("EMAIL_FROM", "newsroom@localhost")
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 5

# With a key, Akismet is asked about every comment; what its server doesn't answer in two seconds is held.
AKISMET_KEY = env.text("AKISMET_KEY")
AKISMET_URL = "https://rest.akismet.com/1.1/comment-check"

# Subscribers of feeds are told at once through this hub (https://www.w3.org/TR/websub/); without one they ask.
WEBSUB_HUB = env.https_address("WEBSUB_HUB")

# What the story editor can make beside its own; articles/body says what of it stays.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("newsroom/body.js")],
        "extensions": {
            name: html_tags([]) for name in ("PullQuote", "StoryTable", "StoryTableHeader", "StoryTableCell", "Embed")
        },
    }
]
# Whose posts can stand in a story as a card, beside YouTube, Vimeo, Bluesky and X: hosts such as mastodon.social.
EMBED_MASTODON_HOSTS = env.hosts("EMBED_MASTODON_HOSTS")
# The only sites whose pages a reader's page may hold, each in a frame that a click makes.
EMBED_PLAYERS = {"youtube": "https://www.youtube-nocookie.com", "vimeo": "https://player.vimeo.com"}
# Whom the desk asks for the title of a video or post (https://oembed.com/): nobody but these, and the hosts above.
EMBED_ENDPOINTS = {
    "youtube": "https://www.youtube.com/oembed",
    "vimeo": "https://vimeo.com/api/oembed.json",
    "bluesky": "https://embed.bsky.app/oembed",
    "x": "https://publish.x.com/oembed",
}

# Where holes in the site are reported, for /.well-known/security.txt: addresses of pages or of mail. None: no file.
SECURITY_CONTACT = env.contacts("SECURITY_CONTACT")

# Only what comes from these addresses may say whom it forwards.
TRUSTED_PROXIES = env.addresses("TRUSTED_PROXIES")

# Readers' pages: fixed, without a nonce, so that a page can be kept and shared. The desk's policy is desk.POLICY.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DESK_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, NONCE],
    # The hash is that of the one <style> the story editor (Tiptap, in django-prose-editor 0.28.0) adds by itself.
    "style-src": [SELF, NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    # A paste from a word processor carries style attributes, which the editor reads and drops;
    # when they are blocked first, a paste from Google Docs turns the whole story bold.
    "style-src-attr": [UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
}
# A reader's page shown inside the desk: nothing can be sent from it, whatever stands in it. It is filled anew while it
# is open, so the players of videos are allowed from the start.
FRAMED_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "frame-src": list(EMBED_PLAYERS.values()),
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SITE_IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# HSTS for all subdomains, and for ever in the browsers' own lists, is for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A reader's wrong address is not an error of ours; the front server's log has it.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Wrong hosts and oversized forms are their sender's mistake, and scanners make them all day.
        **{
            f"django.security.{kind}": {"handlers": ["nowhere"], "propagate": False}
            for kind in ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
        },
    },
}
