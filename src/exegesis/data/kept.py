"""The records of what was explained, of all kinds of data but texts; adding a kind is one of them in this union."""

from typing import TypeAlias

from exegesis.data.picture import KeptImage

AnyKept: TypeAlias = KeptImage  # of several: Annotated[Union[KeptImage, ...], ByFields()]
