"""How the figures of followed relations are said, once."""

from exegesis.core.plurals import plural
from exegesis.core.statistics import Interval
from exegesis.explorer.relations.result import Followed, HeadRelations

_SHARE = 100


def heading(found: HeadRelations) -> str:
    """What was read."""
    size = f"{plural(found.sentences, 'sentence')}, {plural(found.words, 'word')} of {', '.join(found.sources)}"
    return f"{found.model}: {found.layers} layers x {found.heads_in_layer} heads over {size}"


def notes(found: HeadRelations) -> tuple[str, ...]:
    """What a reader must know of the figures."""
    lines = [
        "recall: how often the word attended to most is the right one; heads and distances were chosen on every second "
        "sentence and are measured on the others"
    ]
    if found.too_long:
        lines.append(f"{plural(found.too_long, 'sentence')} left out: longer than the model reads at once")
    if found.unseen:
        lines.append(f"{plural(found.unseen, 'word')} left out: the tokenizer shows the model nothing of them")
    if found.few:
        most = ", ".join(f"{one.relation} {one.direction} ({one.cases})" for one in found.few[:3])
        lines.append(f"{plural(len(found.few), 'relation')} with fewer than {found.fewest} cases: {most}, ...")
    return (*lines, *found.notes)


def cells(one: Followed) -> tuple[str, ...]:
    """A row: relation, direction, head, cases, recall, baseline, margin."""
    base = "nearest name" if one.offset is None else f"{one.offset:+d}"
    return (
        one.relation,
        one.direction,
        f"{one.layer}.{one.head}",
        f"{one.cases:,}",
        _percent(one.recall),
        f"{_SHARE * one.base.mean:.1f} ({base})",
        _percent(one.margin, signed=True),
    )


COLUMNS = ("relation", "direction", "head", "cases", "recall %", "baseline %", "margin")


def _percent(share: Interval, signed: bool = False) -> str:
    sign = "+" if signed else ""
    low, high = _SHARE * share.low, _SHARE * share.high
    return f"{_SHARE * share.mean:{sign}.1f} [{low:{sign}.1f}, {high:{sign}.1f}]"
