"""Pages read back as a browser reads them."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib


def parse(page: str) -> Element:
    """The document's tree."""
    root: Element = html5lib.parse(page, namespaceHTMLElements=False)
    return root


def names(root: Element) -> Counter[tuple[str, ...]]:
    """How often each element, and each attribute of each element, occurs."""
    found: Counter[tuple[str, ...]] = Counter()
    for element in root.iter():
        tag = str(element.tag)
        found[(tag,)] += 1
        found.update((tag, name) for name in element.attrib)
    return found


def of_class(root: Element, name: str) -> Iterator[Element]:
    """All elements with that class, in the document's order."""
    return (element for element in root.iter() if name in element.get("class", "").split())


def content(element: Element) -> str:
    """The text of an element, as a browser's textContent."""
    return "".join(element.itertext())


def shown_text(root: Element) -> str:
    """The user's text as the page shows it, its parts one after the other."""
    return "".join(content(element) for element in of_class(root, "exg-text"))
