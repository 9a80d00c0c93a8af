"""What an XMP packet says of a photo (ISO 16684-1): its properties, by the names that IPTC's standard gives them."""

from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from PIL import Image

# A page of text for each of a hundred properties. What is longer was not written by a person.
LONGEST_PACKET = 2_000_000
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# https://www.iptc.org/std/photometadata/specification/
PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "rights",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "core",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "ext",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
}


def read(image: Image.Image) -> dict:
    """Return {“dc:description”: value} of an image's packet; empty without one. Raises on what is no XMP.

    A value is a text, a list of values, or the properties of a structure as a dict. Of a text in several languages it
    is the default one.
    """
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    packet = packet.strip(b"\x00 \n\r\t")
    if not packet or len(packet) > LONGEST_PACKET:
        return {}
    found = {}
    for rdf in ElementTree.fromstring(packet).iter(f"{RDF}RDF"):
        for description in rdf.findall(f"{RDF}Description"):
            found = properties_of(description) | found
    return found


def properties_of(description: Element) -> dict:
    """Return what stands in a description: short properties are its attributes, others elements inside it."""
    short = {named(name): value for name, value in description.attrib.items()}
    long = {named(child.tag): value_of(child) for child in description}
    return {name: value for name, value in (short | long).items() if name and value}


def named(tag: str) -> str:
    """Return “dc:rights” for ElementTree's “{http://…}rights”; empty for a namespace that nobody asks about."""
    address, _, name = tag[1:].partition("}")
    return f"{PREFIXES[address]}:{name}" if tag.startswith("{") and address in PREFIXES else ""


def value_of(element: Element):
    if resource := element.get(f"{RDF}resource"):
        return resource
    for child in element:
        if child.tag in (f"{RDF}Seq", f"{RDF}Bag"):
            return [value for item in child if (value := value_of(item))]
        if child.tag == f"{RDF}Alt":
            return default_of(list(child))
        if child.tag == f"{RDF}Description":
            return properties_of(child)
        if child.tag == f"{RDF}value":
            return value_of(child)
    if len(element) or any(named(name) for name in element.attrib):
        return properties_of(element)
    return (element.text or "").strip()


def default_of(items: list[Element]):
    """Return the text that is meant for readers of any language, else the first one."""
    items.sort(key=lambda item: item.get(LANGUAGE, "x-default").lower() != "x-default")
    return next((value for item in items if (value := value_of(item))), "")
