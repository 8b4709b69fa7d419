"""`exegesis evaluate`: measures of an explanation read from a file, taken on its model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import bundled_model_of, model_of, settings_by_measure
from exegesis.cli.writing import as_json, check_places, say, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation


def evaluate(
    context: typer.Context,
    explanations: o.Explanations,
    model: o.Model[str | None] = None,
    trust_pickle: o.TrustPickle = None,
    rationale: Annotated[
        str | None,
        o.option(o.ASKED, "--rationale", "A person's reasons as JSON: [[start, end], ...] or a flag for each unit."),
    ] = None,
    other: Annotated[
        Path | None,
        o.option(o.ASKED, "--other", "JSON of an explanation of the same units to compare with."),
    ] = None,
    output: o.Output = None,
    measure: o.Measures = None,
    measure_setting: o.MeasureSettings = None,
    removal: o.Removal = "auto",
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """Measures of explanations: faithfulness, stability, agreement.

    A bundled model need not be named; `--measure all` takes every measure that applies.
    """
    from exegesis import api
    from exegesis.data.renderers import renderer
    from exegesis.evaluation.front import USUAL
    from exegesis.evaluation.front import evaluate as judged

    check_places(json_path, inputs=(explanations, other))
    found, second = _read(explanations), None if other is None else _read(other)
    if second is not None and len(second) != 1:
        raise InputError(f"{str(other)!r} holds {len(second)} explanations; give a file of one.")
    reasons = None if rationale is None else _json(rationale, "--rationale")
    source = model_of(context, model, trust_pickle) or bundled_model_of(found[0])
    with reading_model(source):
        # A function of Python code does not say what it reads; what was explained does.
        loaded = api.load(source, modality="image") if _is_of_images(source, found[0]) else api.load(source)
    settings = settings_by_measure(measure_setting)
    made = []
    with progress_of("evaluate") as progress:
        for number, one in enumerate(found, 1):
            made.append(judged(
                one, loaded, measure or USUAL, seed, removal=removal, output=output, rationale=reasons,
                other=None if second is None else second[0], measure_settings=settings,
            ))  # fmt: skip
            if progress is not None:
                progress(number, len(found))
    if not to_standard_output(json_path):
        renderer("measures terminal")(made)
    data = [one.to_dict() for one in made]
    write(json_path, as_json(data[0] if len(data) == 1 else data))


def measures() -> None:
    """The measures of an explanation."""
    from exegesis.metrics.table import METRICS

    width = max(map(len, METRICS))
    for row in METRICS.values():
        say(f"{row.name:<{width}}  {row.summary}", width + 2)


def _read(path: Path) -> "list[Explanation]":
    """The explanations of a file. Texts that could not be explained are counted on standard error."""
    from exegesis.data.explanation_lines import read_explanations

    items = list(read_explanations(path))
    found = [one for item in items for one in item.explanations]
    failed = sum(item.error is not None for item in items)
    if not found:
        raise InputError(f"{str(path)!r} holds no explanation" + (f", but {failed} errors." if failed else "."))
    if failed:
        tell(f"note: {failed} of {len(items)} texts of {path.name} have no explanation.")
    return found


def _is_of_images(source: Any, explanation: "Explanation") -> bool:
    from exegesis.adapters.modules import is_name

    return explanation.of == "image" and is_name(source)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON: {error}.") from None
