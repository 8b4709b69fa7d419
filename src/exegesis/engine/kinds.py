"""The kinds of data, by what a model says that it reads: adding one is one file and one line here."""

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, unknown
from exegesis.core.plurals import several
from exegesis.engine.events_kind import EventsKind
from exegesis.engine.image_kind import ImageKind
from exegesis.engine.kind import Kind
from exegesis.engine.series_kind import SeriesKind
from exegesis.engine.sound_kind import SoundKind
from exegesis.engine.table_kind import TableKind
from exegesis.engine.text_kind import TextKind
from exegesis.engine.video_kind import VideoKind
from exegesis.explainers.settings import setting_names
from exegesis.explainers.table import METHODS

_KINDS = (TextKind(), ImageKind(), TableKind(), SeriesKind(), SoundKind(), EventsKind(), VideoKind())
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}


def kind_of(model: Model) -> Kind:
    """The kind of data that the model reads."""
    return KINDS[model.reads]


def check_known(name: str, method: str, own: tuple[str, ...]) -> None:
    """`InputError` for a setting that the method does not have and no kind of data knows.

    `own`: the method's. What is said of the known ones is what goes with texts; those of other kinds are understood.
    """
    if name in own or any(name in kind.settings for kind in KINDS.values()):
        return
    of_a_method = any(name in setting_names(row.load()) for row in METHODS.values())  # and so no slip of the pen
    others = [] if of_a_method else [setting for kind in KINDS.values() for setting in kind.settings]
    raise unknown(f"setting of {method}", name, (*own, *KINDS["text"].settings), others)


def check_shared(names: list[str], model: Model) -> None:
    """`InputError` for a shared setting of another kind of data than the model's."""
    kind = kind_of(model)
    for name in names:
        if name not in kind.settings:
            raise InputError(
                f"{name} has no effect on a model of {several(kind.name)}; leave it out. "
                f"For every method there are {', '.join(kind.settings)}."
            )
