"""What checkers that others wrote say of every public page: the HTML checker of the W3C, the schemas of sitemaps."""

import pytest
from django.template.loader import render_to_string

from articles.models import Article, Edition, PreviewLink
from newsroom.demo.load import load
from tests import surfaces
from tests.checkers import sitemap_faults, vnu
from tests.factories import make_editor

pytestmark = [pytest.mark.checkers, pytest.mark.django_db]


@pytest.fixture(scope="module")
def newsroom(made_once):
    load(password="long-enough-42")
    draft = Article.objects.exclude(editions__in=Edition.objects.all()).first()
    return PreviewLink.objects.create(article=draft, reader="Ole Berg", made_by=make_editor()).get_absolute_url()


def test_the_html_checker_finds_nothing_on_any_page(client, newsroom, tmp_path):
    gone = [address for address in surfaces.refusals() if not surfaces.is_feed(address)]
    asked = [address for address in surfaces.every_address() if surfaces.is_page(address)]
    pages = {address: client.get(address) for address in [*asked, *gone, newsroom]}
    for number, response in enumerate(pages.values()):
        if response["Content-Type"].startswith("text/html"):
            (tmp_path / f"{number}.html").write_bytes(response.content)
    (tmp_path / "broken.html").write_text(render_to_string("500.html"))

    addresses = dict(enumerate(pages))
    named = [
        f"{addresses.get(int(name), name) if name.isdecimal() else name}{rest}"
        for name, _, rest in (fault.partition(".html") for fault in vnu(tmp_path))
    ]
    assert len(list(tmp_path.iterdir())) > 100
    assert named == []


def test_the_html_checker_does_find_faults(tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><html lang=en><title>x</title><p id=a><p id=a><img src=x>")

    found = vnu(tmp_path)

    assert any("Duplicate ID" in fault for fault in found)
    assert any("alt" in fault for fault in found)


def test_sitemaps_keep_to_their_schemas(client, newsroom):
    addresses = surfaces.sitemaps()
    faults = [(address, sitemap_faults(client.get(address).content)) for address in addresses]

    assert len(addresses) >= 4
    assert faults == [(address, []) for address in addresses]


@pytest.mark.parametrize(
    ("address", "good", "bad"),
    [
        ("/sitemap.xml", b"<sitemap>", b"<sitemap><priority>1</priority>"),
        ("/sitemaps/pages.xml", b"<url>", b"<url><priority>2</priority>"),
        ("/news-sitemap.xml", b"<news:language>en<", b"<news:language>english<"),
        ("/news-sitemap.xml", b"<news:publication_date>", b"<news:publication_date>on "),
    ],
)
def test_the_schemas_do_find_faults(client, newsroom, address, good, bad):
    content = client.get(address).content
    assert sitemap_faults(content) == []

    assert sitemap_faults(content.replace(good, bad)) != []
