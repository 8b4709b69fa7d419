"""A contrast of two targets as one: why this and not that."""

from exegesis.core.errors import InputError, shown
from exegesis.data.records import Target
from exegesis.tasks.cells import Aim


def contrasted(this: Target, that: Target) -> Target:
    """The difference of two targets as one; `InputError` where there is none."""
    if this.versus or that.versus:
        raise InputError("a contrast is between two plain targets, not between contrasts.")
    if (this.kind, this.name, this.index, this.spans) == (that.kind, that.name, that.index, that.spans):
        raise InputError(f"a contrast of {shown(this.name)} with itself is always 0; give two targets that differ.")
    return Target(this.name, this.index, this.output, this.kind, this.spans, that)


def contrasted_cells(this: tuple[Target, Aim], that: tuple[Target, Aim]) -> tuple[Target, Aim]:
    """The same for targets read off a table: two names for the same cells ("Good" and "good") are one target too."""
    target = contrasted(this[0], that[0])
    if sorted(map(repr, this[1].cells)) == sorted(map(repr, that[1].cells)):
        raise InputError(
            f"{this[0].name!r} and {that[0].name!r} are the same to the model, so their contrast is always 0; "
            "give two targets that differ."
        )
    return target, Aim(this[1].cells, that[1].cells)
