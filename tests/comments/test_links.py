import time

import pytest

from comments.links import count_links


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Plain.", 0),
        ("Swww. no link; 3.5 metres, e.g. this, README.md", 0),
        ("It is a mess.It burns", 0),
        ("https://example.org/a.com?b=www.c.de", 1),
        ("https://a.example and www.b.example", 2),
        ("HTTP://a.example,https://b.example", 2),
        ("https://a.examplehttps://b.example", 2),
        ("x[.]com", 1),
        ("x (dot) com", 1),
        ("hxxp://a.example", 1),
        ("casino-x.com", 1),
        ("CASINO.COM or casino.co.uk", 2),
        ("me@example.org", 1),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", 1),
        ("exa\u200bmple.c\u200bom", 1),
        ("пример.com", 1),
    ],
)
def test_what_a_reader_would_see_as_an_address_is_counted(text, count):
    assert count_links(text) == count


@pytest.mark.parametrize("text", ["a-", "a.", "www.", "https://", "a [ ", ".com", "[ dot ", " ", "a.co", "-"])
def test_a_long_text_is_counted_in_a_moment(text):
    began = time.process_time()

    count_links(text * (65536 // len(text)))

    assert time.process_time() - began < 1
