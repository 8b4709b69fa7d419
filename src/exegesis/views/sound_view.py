"""Sounds as the views draw them: tiles coloured by their scores over waveform and spectrogram, and players."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.data.kept_sound import KeptSound, wav_of
from exegesis.data.place import Tile
from exegesis.data.records import Group
from exegesis.data.tiles import heard, said, tiles_of
from exegesis.views.half_blocks import blocks
from exegesis.views.image_view import outlined
from exegesis.views.kind_view import KindView
from exegesis.views.regions import Drawing, drawing_of, tinted
from exegesis.views.sound_picture import sound_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

    from exegesis.views.paper import Paper

_WIDEST = 76  # columns of a terminal
_PLAYED_APART = 2**20  # samples up to which strong tiles can be heard alone


@dataclass(frozen=True)
class DrawnSound:
    """All that the template draws; marks are (percent of the way, what is said). Players are data URIs, "" for none."""

    picture: Drawing
    times: tuple[tuple[float, str], ...]
    frequencies: tuple[tuple[float, str], ...]
    words: tuple[tuple[float, float, str], ...]  # where each begins and how wide it is, in percent; none of tiles
    whole: str
    towards: str  # its strong tiles alone
    against: str


class SoundView(KindView):
    """Every tile in the colour of its score; the sound can be played, and so can its strong tiles alone."""

    policy: ClassVar[str] = "img-src data:; media-src data:"
    template: ClassVar[str] = "sound.html"
    inches: ClassVar[float] = 2.6
    long_labels: ClassVar[bool] = True

    def drawing(self, explanation: Explanation) -> DrawnSound | None:
        drawn = sound_map(explanation)
        if drawn is None:
            return None
        whole, towards, against = _players(explanation, [drawn.regions.strong(sign).tolist() for sign in (1, -1)])
        height, wave = drawn.regions.height, drawn.wave
        return DrawnSound(
            picture=drawing_of(explanation, drawn.regions),
            times=tuple((100 * at, said) for at, said in drawn.times),
            frequencies=tuple((100 * at * (height - wave) / height, said) for at, said in drawn.frequencies),
            words=_words(explanation),
            whole=whole,
            towards=towards,
            against=against,
        )

    def group(self, explanation: Explanation, group: Group) -> str:
        tiles = tiles_of([explanation.units[unit] for unit in group.units])
        if explanation.unit != "tile":
            return group.text
        tops = [tile.high for tile in tiles if tile.high is not None]
        high = max(tops) if len(tops) == len(tiles) else None
        around = (min(tile.start for tile in tiles), max(tile.stop for tile in tiles))
        return said(Tile(*around, min(tile.low for tile in tiles), high))

    def lines(self, explanation: Explanation, paper: Paper) -> Iterable[Text]:
        drawn = sound_map(explanation)
        return () if drawn is None else blocks([tinted(drawn.regions)], paper, _WIDEST)

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        drawn = sound_map(explanation)
        if drawn is None:
            axes.set_axis_off()
            return
        spectrum = 1 - drawn.wave / drawn.regions.height
        axes.imshow(outlined(drawn.regions), interpolation="nearest", aspect="auto", extent=(0, 1, 0, 1))
        axes.set_xticks([at for at, _ in drawn.times], labels=[said for _, said in drawn.times])
        axes.set_yticks([at * spectrum for at, _ in drawn.frequencies], labels=[said for _, said in drawn.frequencies])
        axes.tick_params(labelsize="small", length=2)


def _words(explanation: Explanation) -> tuple[tuple[float, float, str], ...]:
    kept = explanation.kept
    if explanation.unit != "word" or not isinstance(kept, KeptSound):
        return ()
    share, tiles = 100 / kept.seconds, tiles_of(explanation.units)
    return tuple(
        (tile.start * share, (tile.stop - tile.start) * share, unit.text)
        for tile, unit in zip(tiles, explanation.units, strict=True)
    )


def _players(explanation: Explanation, sides: list[list[int]]) -> list[str]:
    """The sound, its strong tiles towards and those against, encoded anew, so that nothing of a file is passed on."""
    kept = explanation.kept
    samples = kept.shown() if isinstance(kept, KeptSound) else None
    if samples is None or not isinstance(kept, KeptSound):
        return ["", "", ""]
    found, tiles = [_uri(wav_of(samples, kept.rate))], tiles_of(explanation.units)
    for side in sides:
        is_played = side and samples.size <= _PLAYED_APART
        alone = heard(samples, kept.rate, [tiles[unit] for unit in side]) if is_played else None
        whole_numbers = None if alone is None else np.clip(np.rint(alone), -(2**15), 2**15 - 1).astype(np.int16)
        found.append("" if whole_numbers is None else _uri(wav_of(whole_numbers, kept.rate)))
    return found


def _uri(wav: bytes) -> str:
    return "data:audio/wav;base64," + base64.b64encode(wav).decode("ascii")
