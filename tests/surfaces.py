"""Everything that readers, and machines that read for them, can ask for: THE one list.

A new public page, feed or sitemap gets a function here, and with that every test that walks the list: nothing leaks,
no cookie, the cache's headers, the policy, valid HTML. Each function returns the addresses there are in the present
database.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from taggit.models import Tag

from articles.models import Author, Edition, Masthead, PreviewLink, Section
from articles.sitemaps import SLICE
from articles.story_feeds import FORMATS
from comments.models import Comment

SURFACES = []


def surface(addresses):
    SURFACES.append(addresses)
    return addresses


@surface
def home():
    return ["/"]


@surface
def section_fronts():
    return [section.get_absolute_url() for section in Section.objects.all()]


@surface
def stories():
    return [edition.path for edition in Edition.objects.live()]


@surface
def changes():
    return [f"{path}changes/" for path in stories()] if Masthead.objects.current().shows_changes else []


@surface
def authors():
    return [author.get_absolute_url() for author in Author.objects.filter(editions__in=live()).distinct()]


@surface
def tags():
    return [reverse("articles:tag_show", args=[tag.slug]) for tag in Tag.objects.filter(editions__in=live()).distinct()]


@surface
def archive():
    days = live().days()
    months = sorted({(day.year, day.month) for day in days})
    years = sorted({day.year for day in days})
    return [
        reverse("articles:archive_show"),
        *(reverse("articles:archive_year", args=[year]) for year in years),
        *(reverse("articles:archive_month", args=month) for month in months),
        *(reverse("articles:archive_day", args=[day.year, day.month, day.day]) for day in days),
    ]


@surface
def most_read():
    return [reverse("articles:most_read_day"), reverse("articles:most_read_week")]


@surface
def corrections():
    return [reverse("articles:corrections_show")]


@surface
def search():
    """Found, a page further on, nothing found, found by a slip of the pen, nothing asked, and limits."""
    words = ["herring", "herring&page=2", "qscheduled", "qwithdrawn", "qdraft", "hering", "herring&order=newest"]
    limits = [f"herring&section={section.slug}" for section in Section.objects.all()[:1]]
    pages = [f"/search/?q={more}" for more in [*words, *limits] if "page" not in more or count_of("herring") > 20]
    return [*pages, "/search/", "/search/?q=herring&since=2026-02-30"]


def count_of(word) -> int:
    return live().filter(headline__icontains=word).count()


@surface
def suggestions():
    return [f"/search/suggestions/?q={words}" for words in ("her", "zq", "wall", "")]


@surface
def privacy():
    return [reverse(f"comments:privacy_{page}") for page in ("ask", "asked", "erased")]


@surface
def reports():
    """Where readers report a comment. What they fill in is posted to the same address."""
    return [reverse("comments:comment_report", args=[comment.pk]) for comment in seen_comments()]


@surface
def comments():
    """A story's threads in every order, and every comment that readers see at its own address."""
    pages = [f"{path}comments/" for path in stories()]
    asked = [
        f"{edition.path}comments/?sort={sort}" for edition in talked_of() for sort in ("newest", "replies", "picks")
    ]
    shown = [
        f"{edition.path}comments/{comment.pk}/"
        for edition in talked_of()
        for comment in Comment.objects.on(edition.article_id).shown()
    ]
    answers = [f"{edition.path}?reply={edition.comment}" for edition in talked_of()]
    return [*pages, *asked, *shown, *answers]


@surface
def feeds():
    return [
        reverse("articles:corrections_rss"),
        reverse("articles:corrections_atom"),
        reverse("comments:comments_rss"),
        reverse("comments:comments_atom"),
        *(reverse(f"comments:{name}", args=[edition.article_id]) for edition in talked_of() for name in STORY_FEEDS),
    ]


STORY_FEEDS = ["story_comments_rss", "story_comments_atom"]


@surface
def story_feeds():
    """Of the whole paper and of every section, tag and author, in each form; corrections as JSON."""
    lists = [
        ("latest", []),
        *(("section", [section.slug]) for section in Section.objects.all()),
        *(("tag", [tag.slug]) for tag in Tag.objects.filter(editions__in=live()).distinct()),
        *(("author", [author.slug]) for author in Author.objects.filter(editions__in=live()).distinct()),
    ]
    return [
        *(reverse(f"articles:{place}_{form}", args=args) for place, args in lists for form in FORMATS),
        reverse("articles:corrections_json"),
    ]


@surface
def sitemaps():
    slices = {article // SLICE for article in live().for_search_engines().values_list("article", flat=True)}
    return [
        *(reverse(f"articles:{name}") for name in ("sitemap_index", "sitemap_pages", "news_sitemap")),
        *(reverse("articles:sitemap_stories", args=[number]) for number in slices),
    ]


@surface
def for_crawlers():
    found = [reverse("articles:robots")]
    return [*found, reverse("articles:security")] if settings.SECURITY_CONTACT else found


@surface
def cards():
    """A few stories as other sites show them."""
    return [card_of(path, form) for path in stories()[:3] for form in ("json", "xml")]


def card_of(path, form="json"):
    return f"{reverse('articles:oembed')}?{urlencode({'url': settings.SITE_URL + path, 'format': form})}"


FOR_MACHINES = ("/feeds/", "/sitemap", "/news-sitemap.xml", "/robots.txt", "/.well-known/", "/oembed?")


def is_feed(address) -> bool:
    """Whether an address of the list answers to machines; every other one is a page."""
    return address.startswith(FOR_MACHINES)


def is_page(address) -> bool:
    """Whether an address of the list answers with a page for people: neither a feed nor data for our own scripts."""
    return not is_feed(address) and address.split("?")[0] != "/search/suggestions/"


def talked_of():
    """The live editions under which readers see comments, each with the id of one as `comment`."""
    first = Comment.objects.shown().filter(article=OuterRef("article")).order_by("pk").values("pk")[:1]
    return live().annotate(comment=Subquery(first)).exclude(comment=None)


def takes_posts(address) -> bool:
    """Whether a form is posted to an address of the list. What comes from another site's page is refused."""
    return address in reports()


def live():
    return Edition.objects.live()


def seen_comments():
    return Comment.objects.shown().filter(article__editions__in=live())


def every_address() -> list[str]:
    """Return all addresses that answer 200 now."""
    return [address for addresses in SURFACES for address in addresses()]


def refusals() -> list[str]:
    """Return addresses that readers may ask for in vain: never there, not yet there, no longer there."""
    gone = {edition.path for edition in Edition.objects.all()} - set(stories())
    gone |= {f"{path}{more}" for path in gone for more in ("changes/", "comments/", "comments/1/")}
    paths = dict(live().values_list("article", "path"))
    hidden = Comment.objects.exclude(pk__in=Comment.objects.shown())
    unshown = [
        f"{paths[article]}comments/{pk}/" for article, pk in hidden.values_list("article", "pk") if article in paths
    ]
    begun = set(Edition.objects.begun().values_list("path", flat=True))
    unshown += [
        card_of(path)
        for article, path in Edition.objects.values_list("article", "path")
        if article not in paths or path not in begun
    ]
    off = set(Edition.objects.values_list("article", flat=True)) - set(paths)
    unshown += [reverse(f"comments:{name}", args=[article]) for article in off for name in STORY_FEEDS]
    no_tags, no_authors = Tag.objects.exclude(editions__in=live()), Author.objects.exclude(editions__in=live())
    unseen = [reverse("articles:tag_show", args=[tag.slug]) for tag in no_tags]
    unseen += [reverse(f"articles:tag_{form}", args=[tag.slug]) for tag in no_tags for form in FORMATS]
    unseen += [reverse(f"articles:author_{form}", args=[author.slug]) for author in no_authors for form in FORMATS]
    unseen += [author.get_absolute_url() for author in no_authors]
    unseen += [
        reverse("comments:comment_report", args=[comment.pk])
        for comment in Comment.objects.exclude(pk__in=seen_comments())
    ]
    limits = [f"section={slug}" for slug in ("zqnone", "none")]
    limits += [f"author={author.slug}" for author in Author.objects.exclude(editions__in=live())]
    unseen += [f"/search/?q=herring&{limit}" for limit in [*limits, "page=51", "page=9", "page=x"]]
    unseen += ["/search/?page=2", "/search/?q=qdraft&page=2"]
    dead = [link.get_absolute_url() for link in PreviewLink.objects.exclude(pk__in=PreviewLink.objects.open())]
    never = [
        "/no-such-page/",
        "/archive/1999/",
        "/archive/1999/01/",
        "/most-read/month/",
        "/corrections/?page=2",
        "/comments/report/0/",
        "/feeds/comments/0.rss",
        "/feeds/latest.xml",
        "/feeds/sections/no-such-section.rss",
        "/sitemaps/stories-999999.xml",
        card_of("/no-such-section/2026/01/01/no-such-story/"),
        *(
            f"{path}comments/{more}"
            for path in stories()[:1]
            for more in ("0/", "?sort=best", "?after=x", "9" * 30 + "/")
        ),
        reverse("articles:preview_show", args=["x"]),
        reverse("comments:comment_decide", args=["x"]),
    ]
    return [*never, *sorted(gone), *unseen, *unshown, *dead]
