from urllib.robotparser import RobotFileParser

import pytest

from articles import crawlers
from articles.models import AuditEntry, Masthead
from tests.factories import make_editor

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
STORY = f"{SITE}/harbour/2026/03/01/wall/"


def robots(client):
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return response.content.decode()


def understood(text):
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return parser


def may(client, agent, address=STORY):
    return understood(robots(client)).can_fetch(agent, address)


def groups_of(text):
    """[(names, rules)] as a crawler reads them: RFC 9309, section 2.1."""
    found = []
    for block in text.split("\n\n"):
        lines = [line.split(": ", 1) for line in block.splitlines() if line and not line.startswith("#")]
        names = [value for name, value in lines if name == "User-agent"]
        rules = [value for name, value in lines if name == "Disallow"]
        assert [name for name, _ in lines] == ["User-agent"] * len(names) + ["Disallow"] * len(rules) or not names
        if names:
            found.append((names, rules))
    return found


def test_everybody_may_read_stories_and_nobody_what_is_not_for_them(client):
    for agent in ("Googlebot", "Bingbot", "GPTBot", "ChatGPT-User", "PerplexityBot"):
        for path in ("/admin/", "/preview/abc/", "/comments/mine/abc/", "/feeds/desk/abc.ics"):
            assert not may(client, agent, SITE + path)
    for path in ("/", "/harbour/", "/search/", "/feeds/latest.rss", "/media/photos/a-640.jpg", "/static/a.css"):
        assert may(client, "Googlebot", SITE + path)
    assert may(client, "Googlebot", f"{STORY}comments/")


def test_sitemaps_are_named_with_whole_addresses(client):
    assert understood(robots(client)).site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/news-sitemap.xml"]


@pytest.mark.parametrize("purpose", crawlers.PURPOSES, ids=lambda purpose: purpose.setting)
def test_a_purpose_is_allowed_or_refused_for_all_its_crawlers_and_no_others(client, purpose):
    others = [other for other in crawlers.PURPOSES if other != purpose]
    for allowed in (True, False):
        Masthead(**{other.setting: not allowed for other in others} | {purpose.setting: allowed}).save()

        assert {may(client, name) for name in purpose.names} == {allowed}
        assert {may(client, name) for other in others for name in other.names} == {not allowed}
        assert may(client, "Googlebot")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_named_group_repeats_what_holds_for_everybody(client, allowed):
    Masthead(**{purpose.setting: allowed for purpose in crawlers.PURPOSES}).save()

    (everybody, general), *named = groups_of(robots(client))

    assert everybody == ["*"]
    assert len(named) == 3
    for names, rules in named:
        assert rules == ([] if allowed else ["/"]) + general, names


def test_no_crawler_is_named_twice():
    names = [name.lower() for purpose in crawlers.PURPOSES for name in purpose.names]

    assert sorted(set(names)) == sorted(names)


def test_robots_is_one_query_and_depends_on_the_masthead(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/robots.txt")

    assert response["Cache-Tag"] == "masthead"


# Who sets it


def test_what_is_set_is_in_the_audit_trail_and_leaves_the_rest_of_the_masthead_alone():
    editor = make_editor()
    Masthead(name="The Courier").save()
    everything = {"allows_ai_training": True, "allows_ai_search": True, "allows_ai_answers": False}

    changed = crawlers.allow(everything, by=editor)

    assert [purpose.setting for purpose in changed] == ["allows_ai_training", "allows_ai_answers"]
    masthead = Masthead.objects.get()
    assert (masthead.name, masthead.allows_ai_training, masthead.allows_ai_answers) == ("The Courier", True, False)
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.about) == ("masthead", editor, "AI crawlers")
    assert entry.details == {"Train models": "allowed", "Fetch a story somebody asks for": "refused"}
    assert crawlers.allow(everything, by=editor) == []
    assert AuditEntry.objects.count() == 1


def test_it_can_be_set_before_anybody_filled_in_the_masthead():
    crawlers.allow({purpose.setting: False for purpose in crawlers.PURPOSES}, by=None)

    assert Masthead.objects.get().allows_ai_search is False
