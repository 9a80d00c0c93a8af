"""Checkers that others wrote: where they are, and what they say. None of them is asked over the network.

`tests/package.json` pins them; they lie in `.venv/checkers`, where `python -m tests.checkers` puts them.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(sys.prefix) / "checkers"
PACKAGES = ROOT / "tests/package.json"
VNU = HOME / "node_modules/vnu-jar/build/dist/vnu.jar"
SITEMAP_XSD = HOME / "node_modules/sitemap/schema/sitemap.xsd"
LIGHTHOUSE = HOME / "node_modules/lighthouse/cli/index.js"

SCHEMA = """<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{map}"/>
<import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="{news}"/>
</schema>"""


def runnable() -> bool:
    """Whether this machine has what the checkers run on."""
    return all(map(shutil.which, ["npm", "java", "msgfmt", "xgettext"]))


def install() -> bool:
    """Put the pinned checkers in place unless they are; return whether they are there now."""
    copy = HOME / "package.json"
    if copy.exists() and copy.read_text() == PACKAGES.read_text() and VNU.exists():
        return True
    HOME.mkdir(exist_ok=True)
    shutil.copy(PACKAGES, copy)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    return subprocess.run(command, cwd=HOME, env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}).returncode == 0


def vnu(folder: Path) -> list[str]:
    """Return what the HTML checker says of the files in a folder: “name, line: message”. One run of Java for all."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html"]
    said = subprocess.run([*command, str(folder)], capture_output=True, check=True).stdout
    return [
        f"{Path(message['url']).name}, {message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
        for message in json.loads(said)["messages"]
    ]


def sitemap_faults(content: bytes) -> list[str]:
    """Return what the schemas say of a sitemap, an index of them or a news sitemap.

    The protocol's schema is the one that the npm package ships; those of the index and of news are written from what
    is published.
    """
    ours = Path(__file__).parent
    document = etree.fromstring(content)
    if document.tag.endswith("}sitemapindex"):
        schema = etree.XMLSchema(etree.parse(ours / "sitemap-index.xsd"))
    else:
        both = SCHEMA.format(map=SITEMAP_XSD.as_uri(), news=(ours / "sitemap-news.xsd").as_uri())
        schema = etree.XMLSchema(etree.fromstring(both))
    schema.validate(document)
    return [f"line {error.line}: {error.message}" for error in schema.error_log]
