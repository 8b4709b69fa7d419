"""A section of a page that a benchmark writes, from a comment of its own that nobody sees to another."""


def section_of(page: str, begin: str, end: str) -> str:
    """The section as it stands in a page; nothing where it does not."""
    return page[page.index(begin) : page.index(end) + len(end)] + "\n" if begin in page and end in page else ""


def with_section(page: str, section: str) -> str:
    """The page with this section in the place of the one before it, or at its end."""
    begin, *_, end = section.splitlines()
    before = section_of(page, begin, end)
    return page.replace(before, section) if before else f"{page.rstrip()}\n\n{section}"
