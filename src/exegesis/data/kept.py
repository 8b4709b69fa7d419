"""The records of what was explained, of all kinds of data but texts; adding a kind is one of them in this union."""

from typing import Annotated, TypeAlias

from exegesis.core.codec import ByFields
from exegesis.data.kept_events import KeptEvents
from exegesis.data.kept_row import KeptRow
from exegesis.data.kept_series import KeptSeries
from exegesis.data.kept_sound import KeptSound
from exegesis.data.kept_video import KeptVideo
from exegesis.data.picture import KeptImage

AnyKept: TypeAlias = Annotated[KeptImage | KeptEvents | KeptRow | KeptSeries | KeptSound | KeptVideo, ByFields()]
