"""Visual words of planted textures: regions alike are one word, the one that counts comes first, and W is by hand."""

import base64
import io
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from PIL import Image as pil
from rich.console import Console

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.summaries import VisualWords, submodular, summarise, visual_words
from exegesis.summaries.visual.describing import pooled
from exegesis.summaries.visual.page import page
from exegesis.summaries.visual.patches import patch
from exegesis.summaries.visual.terminal import show
from tests.modalities.image.pictures import loaded, quarters
from tests.summaries.pictured import IMAGES, explained, planted, seen, snowy
from tests.views.parsing import content, parse


def test_each_texture_is_a_word_and_the_one_that_counts_is_the_first() -> None:
    found = seen()
    kinds = [planted(seed)[1] for seed in range(IMAGES)]
    pairs = set(zip(chain(*kinds), chain(*found.owners), strict=True))
    assert len(pairs) == len({kind for kind, _ in pairs}) == 4
    assert ("snow", 0) in pairs
    assert [word.images for word in found.words] == [IMAGES, 0, 0, 0]
    assert found.words[0].towards == IMAGES
    assert found.words[0].regions == sum(row.count("snow") for row in kinds)


def test_weights_are_sums_of_scores_by_word() -> None:
    """A quarter of snow is worth a quarter."""
    found = seen()
    counts = [planted(seed)[1].count("snow") for seed in range(IMAGES)]
    assert [dict(row)[0] for row in found.spoken] == pytest.approx([count / 4 for count in counts])
    assert found.words[0].importance == pytest.approx(np.sqrt(sum(counts) / 4))
    assert found.words[0].mean == pytest.approx(np.mean(counts) / 4)
    matrix = found.weights().matrix.toarray()
    np.testing.assert_allclose(matrix[:, 0], np.array(counts) / 4)
    assert submodular(found.weights(), 2).rows == (0, 1)  # the first covers all there is


def test_an_image_speaks_of_its_strongest_words_alone() -> None:
    known = [replace(one, scores=np.array([0.4, 0.3, 0.2, -0.1])) for one in explained()]
    every, two = visual_words(known, words=4, features=None), visual_words(known, words=4, features=1)
    assert max(map(len, every.spoken)) > 1
    assert {len(row) for row in two.spoken} == {1}
    for row, owned in zip(every.spoken, every.owners, strict=True):
        sums = np.bincount(owned, [0.4, 0.3, 0.2, -0.1], 4)
        assert dict(row) == pytest.approx({word: value for word, value in enumerate(sums) if word in owned and value})
    assert [word.importance for word in every.words] == sorted((word.importance for word in every.words), reverse=True)


def test_patches_are_of_several_images_and_show_their_texture() -> None:
    found = seen().words[0]
    assert len({one.row for one in found.patches}) == len(found.patches) == 4
    for one in found.patches:
        assert planted(one.row)[1][one.region - 1] == "snow"
        pixels = np.asarray(pil.open(io.BytesIO(base64.b64decode(one.png))))
        assert (pixels > 200).all(axis=2).mean() > 0.4


def test_what_is_around_a_region_is_faded() -> None:
    pixels = np.zeros((40, 40, 3), dtype=np.uint8)
    region = np.zeros((40, 40), dtype=bool)
    region[10:30, 10:30] = True
    drawn = np.asarray(pil.open(io.BytesIO(base64.b64decode(patch(pixels, region)))))
    assert drawn.shape == (30, 30, 3)
    assert drawn[15, 15].tolist() == [0, 0, 0]
    assert drawn[0, 0].tolist() == [178, 178, 178]


def test_features_are_pooled_over_each_regions_part_of_the_image() -> None:
    places = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    whole = pooled(places, quarters(4, 4))
    np.testing.assert_allclose(whole, places.reshape(4, 2))
    halves = np.zeros((4, 4), dtype=int)
    halves[:, 2:] = 1
    np.testing.assert_allclose(pooled(places, halves), places.mean(axis=0))
    some = np.full((4, 4), -1)
    some[0, :3], some[3, 3] = 0, 1
    np.testing.assert_allclose(pooled(places, some)[0], (2 * places[0, 0] + places[0, 1]) / 3)


def test_json_and_the_page() -> None:
    found = seen()
    assert VisualWords.from_json(found.to_json()) == found
    made = parse(page(found))
    assert "What the images speak of" in content(made)
    assert found.to_html().count("data:image/png;base64,") == 4  # words that no image speaks of are not shown
    assert "img-src data:" in found.to_html()
    console = Console(record=True, width=100, highlight=False)
    show(found, console)
    assert "word 1" in console.export_text()


def test_a_strangers_picture_is_encoded_anew_or_refused() -> None:
    first = seen().words[0]
    hostile = replace(seen(), words=(replace(first, patches=(replace(first.patches[0], png='"><script>'),)),))
    with pytest.raises(InputError, match="PNG cannot be read"):
        hostile.to_html()


def test_what_is_refused() -> None:
    texts = exegesis.load(lambda given: [[0.5, 0.5]] * len(given), name="texts")
    of_text = exegesis.explain(texts, "a b", "occlusion")
    cases = {
        "nothing": (InputError, "at least one", lambda: visual_words([])),
        "texts": (InputError, "of 'text'", lambda: visual_words([of_text])),
        "words": (InputError, "24 regions, too few for 25 words", lambda: visual_words(explained(), words=25)),
        "one word": (InputError, "words must be", lambda: visual_words(explained(), words=1)),
        "black box": (
            UnsupportedError,
            "snow gives no features .* colours and texture",
            lambda: visual_words(explained(), loaded(snowy, name="snow")),
        ),
        "summarise": (InputError, "visual_words", lambda: summarise(explained())),
    }
    for kind, said, call in cases.values():
        with pytest.raises(kind, match=said):
            call()
