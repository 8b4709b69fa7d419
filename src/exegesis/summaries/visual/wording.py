"""How visual words are told, once, for page and terminal alike."""

from exegesis.core.plurals import plural
from exegesis.summaries.visual.result import VisualWord, VisualWords
from exegesis.views import wording


def told(found: VisualWords) -> str:
    """What the words are, in two sentences."""
    regions = sum(map(len, found.owners))
    spoken = "all" if found.features is None else f"at most {found.features}"
    return (
        f"{plural(regions, 'region')} of {plural(len(found.owners), 'image')} in {plural(len(found.words), 'word')}, "
        f"alike by {found.described_by}. Each image speaks of {spoken} of them."
    )


def said_of(word: VisualWord, images: int, decimals: int) -> str:
    """ "in 12 of 20 images, towards in 11, +0.03 each" """
    return (
        f"in {word.images:,} of {plural(images, 'image')}, towards in {word.towards:,}, "
        f"{wording.signed(word.mean, decimals)} each"
    )
