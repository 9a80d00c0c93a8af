import pytest

from articles.frame import family, find_section, section_tree
from articles.models import Masthead
from tests.factories import make_section

pytestmark = pytest.mark.django_db


def test_tree_holds_sections_in_order_with_theirs_below(django_assert_num_queries):
    second, first = make_section(position=2), make_section(position=1)
    below = [make_section(parent=first, position=number) for number in (1, 2)]

    with django_assert_num_queries(1):
        tree = section_tree()
        assert [(top, top.children) for top in tree] == [(first, below), (second, [])]
        assert [child.parent for child in tree[0].children] == [first, first]


def test_family_is_the_section_and_all_below_it():
    top = make_section()
    below = make_section(parent=top)
    # The desk allows two levels; what an import brings in still has a page.
    deep = make_section(parent=below, slug="deep")

    tree = section_tree()

    assert family(tree[0]) == [top.pk, below.pk, deep.pk]
    assert find_section(tree, slug="deep") == deep
    assert find_section(tree, slug="nothing") is None


def test_foot_prints_contact_and_policies_with_their_addresses_as_links(client):
    Masthead(contact="Quay 4", policies="We correct <b>at once</b>: https://courier.example/rules").save()

    html = client.get("/").content.decode()

    assert '<p class="note">Quay 4</p>' in html
    assert '<p class="note">We correct &lt;b&gt;at once&lt;/b&gt;: <a href="https://courier.example/rules"' in html
