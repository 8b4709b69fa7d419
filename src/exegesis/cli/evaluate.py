"""`exegesis evaluate`: measures of an explanation read from a file, taken on its model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli.models import MODEL, TrustPickle, chosen
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import as_json, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation


def metric_names(incomplete: str) -> list[str]:
    """The measures whose names begin so, for completion."""
    from exegesis.metrics.table import METRICS

    return [name for name in ("all", *METRICS) if name.startswith(incomplete)]


def evaluate(
    context: typer.Context,
    explanations: Annotated[
        Path, typer.Argument(help="What `exegesis explain --json` wrote: of one text, or lines of many.")
    ],
    model: Annotated[
        str | None,
        typer.Option(help=MODEL + "; the file's own where that is a bundled one."),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(help="A measure (see `exegesis metrics`) or 'all'; may be repeated.", autocompletion=metric_names),
    ] = None,
    removal: Annotated[str, typer.Option(help="How units are removed: auto, mask, delete or pad.")] = "auto",
    output: Annotated[
        str | None, typer.Option(help="Unit of the number that is measured; the explanation's own where none is named.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    rationale: Annotated[
        str | None, typer.Option(help="A person's reasons as JSON: [[start, end], ...] or a flag for each unit.")
    ] = None,
    other: Annotated[
        Path | None, typer.Option(help="JSON of an explanation of the same units to compare with.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A measure's setting, as MEASURE.NAME=VALUE; may be repeated.")
    ] = None,
    trust_pickle: TrustPickle = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
) -> None:
    """Measure how far explanations can be trusted: faithfulness, stability, agreement, randomisation."""
    from exegesis import api
    from exegesis.data.renderers import renderer
    from exegesis.evaluation.front import USUAL
    from exegesis.evaluation.front import evaluate as judged

    check_places(json_path, inputs=(explanations, other))
    found, second = _read(explanations), None if other is None else _read(other)
    if second is not None and len(second) != 1:
        raise InputError(f"{str(other)!r} holds {len(second)} explanations; give a file of one.")
    reasons = None if rationale is None else _json(rationale, "--rationale")
    loaded = api.load(chosen(context, model, trust_pickle) or _bundled(found[0]))
    settings = settings_by_measure(setting)
    made = []
    with progress_of("evaluate") as progress:
        for number, one in enumerate(found, 1):
            made.append(judged(
                one, loaded, metric or USUAL, seed, removal=removal, output=output, rationale=reasons,
                other=None if second is None else second[0], measure_settings=settings,
            ))  # fmt: skip
            if progress is not None:
                progress(number, len(found))
    if not to_standard_output(json_path):
        renderer("measures terminal")(made)
    data = [one.to_dict() for one in made]
    write(json_path, as_json(data[0] if len(data) == 1 else data))


def metrics() -> None:
    """List the measures of an explanation."""
    from exegesis.metrics.table import METRICS

    width = max(map(len, METRICS))
    for row in METRICS.values():
        typer.echo(f"{row.name:<{width}}  {row.summary}")


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


def _bundled(explanation: "Explanation") -> str:
    """The model named in the file. A file is data: it makes nothing be fetched that did not come with the package."""
    from exegesis.adapters.bundled import PREFIX

    name = explanation.fingerprint.model
    if not name.startswith(PREFIX):
        raise InputError(f"say with --model which model this is; the explanation calls it {name!r}.")
    return name


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON: {error}.") from None


def settings_by_measure(pairs: list[str] | None) -> dict[str, dict[str, Any]]:
    """MEASURE.NAME=VALUE pairs by measure; values are JSON where they are JSON, else text."""
    found: dict[str, dict[str, Any]] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        measure, dot, setting = name.partition(".")
        if not (equals and dot and measure and setting):
            raise InputError(f"--set takes MEASURE.NAME=VALUE, not {pair!r}.")
        try:
            found.setdefault(measure, {})[setting] = json.loads(value)
        except json.JSONDecodeError:
            found[measure][setting] = value
    return found
