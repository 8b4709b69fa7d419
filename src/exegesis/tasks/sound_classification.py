"""What is asked of a classifier of sounds: as of one of texts, read off one row, the sound whole."""

from typing import Any, ClassVar

from exegesis.adapters.sounds import SoundModel
from exegesis.core.errors import InputError
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.data.sound import Sound, WholeSound
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class SoundClassification(Classification):
    """Single-label, multi-label and regression models of sounds."""

    reads: ClassVar[str] = "sound"
    takes: ClassVar[tuple[type, ...]] = (Sound,)

    def scene(self, given: AnyInput) -> Scene:
        """The sound in one window; `InputError` for what is none, or has another rate than the model takes."""
        if not isinstance(given, Sound) or not isinstance(self.model, SoundModel):
            raise InputError(f"{self.model.name} takes a sound, not {type(given).__name__}.")
        sound = given.at(self.model.rate, self.model.name)
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(WholeSound(sound),), given=sound)

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
