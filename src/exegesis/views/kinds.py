"""Kinds of data by their names, as they are drawn: adding one is a class of `KindView` and one line here."""

from collections.abc import Mapping, Sequence

from exegesis.data.explanation import Explanation
from exegesis.views.events_view import EventsView
from exegesis.views.image_view import ImageView
from exegesis.views.kind_view import KindView
from exegesis.views.series_view import SeriesView
from exegesis.views.sound_view import SoundView
from exegesis.views.table_view import TableView
from exegesis.views.video_view import VideoView

_PLAIN = KindView()  # texts are drawn by `reading`, and have nothing beside
VIEWS: Mapping[str, KindView] = {
    "image": ImageView(),
    "events": EventsView(),
    "series": SeriesView(),
    "sound": SoundView(),
    "table": TableView(),
    "video": VideoView(),
}


def view_of(explanation: Explanation) -> KindView:
    """How its kind of data is drawn."""
    return VIEWS.get(explanation.of, _PLAIN)


def policies(explanations: Sequence[Explanation]) -> list[str]:
    """What a page of these needs in its content policy, beside its styles."""
    found = [view_of(explanation).policy for explanation in explanations]
    return sorted({part for policy in found for part in policy.split("; ")} - {""})
