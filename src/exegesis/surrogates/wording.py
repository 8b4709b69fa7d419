"""How views speak of a surrogate: its heading, its numbers, its rules, its fidelity; one wording for all of them."""

from exegesis.surrogates.records import Condition, Fidelity, Point, Rule
from exegesis.surrogates.result import LOCAL, TREE, Surrogate
from exegesis.views import wording
from exegesis.views.characters import clip

UNDEFINED = "undefined"
_LONGEST = 40  # characters of a feature's name


def heading(surrogate: Surrogate) -> str:
    """What it is and whom it stands in for."""
    return f"{kind(surrogate)} for {wording.quoted(surrogate.fingerprint.model, 80)}"


def kind(surrogate: Surrogate) -> str:
    """The family with its size in words."""
    chosen = surrogate.chosen
    if surrogate.family == TREE:
        return f"A tree of {many(chosen.depth, 'question')} with {many(chosen.leaves, 'leaf')}"
    return f"A linear surrogate of {many(chosen.features, thing(surrogate))}"


def kicker(surrogate: Surrogate) -> str:
    """Where it holds."""
    return "Surrogate around one input" if surrogate.scope == LOCAL else "Surrogate over a set of texts"


def thing(surrogate: Surrogate) -> str:
    """What its features are."""
    if surrogate.scope == LOCAL:
        unit = str(surrogate.settings.get("unit", "unit"))
        return unit if unit in ("word", "token", "sentence") else "unit"
    return "term" if surrogate.bag is not None and surrogate.bag.ngrams > 1 else "word"


def many(count: int, name: str) -> str:
    """A count with its noun."""
    plural = "leaves" if name == "leaf" else f"{name}s"
    return f"{count:,} {name if count == 1 else plural}"


def imitates(surrogate: Surrogate) -> str:
    """The number that is imitated, in words."""
    target = surrogate.target
    name = wording.quoted(target.name, _LONGEST)
    if target.versus is not None:
        name += f" rather than {wording.quoted(target.versus.name, _LONGEST)}"
    unit = "log-odds" if target.output == "logit" and surrogate.scope != LOCAL else target.output
    return f"{unit} of {name}"


def value(surrogate: Surrogate, number: float) -> str:
    """A number of the surrogate: percent where it is a probability."""
    return wording.percent(number) if surrogate.target.output == "probability" else wording.number(number)


def places(surrogate: Surrogate) -> int:
    """Decimals for the weights."""
    return wording.decimals([rule.value for rule in surrogate.rules() if rule.adds])


def condition(one: Condition) -> str:
    """What a rule asks for."""
    name = wording.quoted(one.feature, _LONGEST)
    return name if one.present else f"no {name}"


def rule(surrogate: Surrogate, one: Rule) -> str:
    """A rule as one line, without its support."""
    said = rule_value(surrogate, one)
    if one.adds:
        return f"{condition(one.conditions[0])}: {said}"
    if not one.conditions:
        return f"{'always' if surrogate.family == TREE else 'start'}: {said}"
    return f"if {' and '.join(map(condition, one.conditions))}: {said}"


def rule_value(surrogate: Surrogate, one: Rule) -> str:
    """What a rule gives or adds."""
    return wording.signed(one.value, places(surrogate)) if one.adds else value(surrogate, one.value)


def support(one: Rule) -> str:
    """How many rows fitted on a rule speaks of."""
    return f"{many(one.support, 'row')}, {wording.percent(one.share)}"


def r2(found: Fidelity | None) -> str:
    """R^2, or why there is none."""
    if found is None:
        return "none held out"
    return UNDEFINED if found.r2 is None else wording.number(round(found.r2, 3))


def agreement(found: Fidelity | None) -> str:
    """Agreement beside what the commoner side alone would reach."""
    if found is None:
        return "none held out"
    if found.agreement is None or found.floor is None:
        return UNDEFINED
    return f"{wording.percent(found.agreement)} (commoner side {wording.percent(found.floor)})"


def figures(surrogate: Surrogate) -> list[tuple[str, str]]:
    """The few figures that a reader must know, held-out ones first."""
    chosen = surrogate.chosen
    lines = [
        ("R², held out", r2(chosen.outside)),
        ("R², fitted", r2(chosen.inside)),
        ("agreement, held out", agreement(chosen.outside)),
        ("agreement, fitted", agreement(chosen.inside)),
        ("mean error, held out", "none held out" if chosen.outside is None else wording.number(chosen.outside.error)),
        (f"{thing(surrogate)}s used", f"{chosen.features:,}"),
    ]
    if surrogate.family == TREE:
        lines += [("depth", str(chosen.depth)), ("leaves", str(chosen.leaves))]
    rows = [f"{chosen.inside.rows:,} fitted"]
    rows += [] if chosen.outside is None else [f"{chosen.outside.rows:,} held out"]
    return [*lines, ("masks" if surrogate.scope == LOCAL else "texts", ", ".join(rows))]


def truths(surrogate: Surrogate) -> list[tuple[str, str]]:
    """Accuracy against the labels of held-out texts, where there are any."""
    found = surrogate.accuracy
    if found is None:
        return []
    return [
        ("accuracy of the model", wording.percent(found.model)),
        ("accuracy of the surrogate", wording.percent(found.surrogate)),
        ("commoner side", wording.percent(found.floor)),
        ("held-out texts with a label", f"{found.rows:,}"),
    ]


def size(surrogate: Surrogate) -> str:
    """What the curve's sizes count."""
    return "depth" if surrogate.family == TREE else "cap on features"


def curve_line(surrogate: Surrogate, point: Point) -> list[str]:
    """One line of the table of sizes."""
    sizes = [str(point.size), str(point.features)]
    if surrogate.family == TREE:
        sizes += [str(point.leaves)]
    return [*sizes, r2(point.inside), r2(point.outside), _share(point.inside), _share(point.outside)]


def curve_heads(surrogate: Surrogate) -> list[str]:
    """The columns of that table."""
    sizes = [size(surrogate), "used"] + (["leaves"] if surrogate.family == TREE else [])
    return [*sizes, "R² fitted", "R² held out", "agreement fitted", "agreement held out"]


def _share(found: Fidelity | None) -> str:
    return "–" if found is None or found.agreement is None else wording.percent(found.agreement)


def name(text: str) -> str:
    """A feature's name in a picture."""
    return clip(text, 18)
