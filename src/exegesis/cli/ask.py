"""`exegesis ask`: one question over a context, the model's answers, and why it gives them."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import check_used, from_file, method_names, piped, settings_of
from exegesis.cli.writing import (
    Verbose,
    as_csv,
    check_picture,
    check_places,
    check_verbose,
    to_standard_output,
    write,
    write_explanations,
)
from exegesis.core.errors import InputError, unknown

_SHOWN = 5  # answers that stand above an explanation; more are listed before it


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    context: Annotated[
        Path | None, typer.Option(help="Read the context from this file (UTF-8); '-' reads standard input.")
    ] = None,
    context_text: Annotated[str | None, typer.Option(help="The context itself.")] = None,
    model: Annotated[str, typer.Option(help=MODEL + ".")] = "bundled:questions",
    method: Annotated[
        list[str] | None,
        typer.Option(help="A method (see `exegesis methods`); may be repeated.", autocompletion=method_names),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(help="start, end, span, no-answer or predicted; may be repeated. Usually start and end."),
    ] = None,
    answer: Annotated[str | None, typer.Option(help="Explain this answer instead of the model's own.")] = None,
    answer_start: Annotated[
        int | None, typer.Option(help="First character of --answer in the context, where it stands there repeatedly.")
    ] = None,
    versus: Annotated[
        str | None, typer.Option(help="Why this and not that: an answer in the context, no-answer or predicted.")
    ] = None,
    true_answer: Annotated[str | None, typer.Option(help="The true answer; '' where there is none.")] = None,
    perturb: Annotated[str, typer.Option(help="Which words are scored: question, context or both.")] = "both",
    output: Annotated[str, typer.Option(help="Unit of the scores: logit, log-probability or probability.")] = "logit",
    top_k: Annotated[int, typer.Option(help="How many answers are given.")] = 5,
    max_answer_tokens: Annotated[int, typer.Option(help="Word pieces of the longest answer.")] = 30,
    no_answer_threshold: Annotated[float, typer.Option(help="Logits by which 'no answer' must lead.")] = 0.0,
    unit: Annotated[str, typer.Option(help="word, token or sentence.")] = "word",
    phrase: Annotated[
        list[str] | None,
        typer.Option(help="A phrase of question or context that is one unit, wherever it stands; may be repeated."),
    ] = None,
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Another setting, as NAME=VALUE; may be repeated.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Try other seeds, another baseline and random orders, and say the verdict.")
    ] = False,
    table: Annotated[
        str | None, typer.Option(help="Write a line for each target as CSV to this file; '-' prints it.")
    ] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML report to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture (.png, .svg, .pdf) to this file.")] = None,
    verbose: Verbose = False,
) -> None:
    """Ask a model QUESTION over a context, and explain the answer."""
    from exegesis.data.inputs import Question
    from exegesis.data.renderers import renderer
    from exegesis.qa import ask as asking
    from exegesis.tasks.answers import Decoding

    given = Question(question, _context(context, context_text), true_answer)
    if perturb not in asking.PARTS:
        raise unknown("part to perturb", perturb, asking.PARTS)
    settings = settings_of(setting, samples, phrase)
    settings = {"output": output, **({} if perturb == "both" else {"parts": perturb}), **settings}
    methods = tuple(method or ["auto"])
    check_used(settings, list(methods))
    check_places(table, json_path, html, plot, inputs=(context,))
    check_picture(plot)
    check_verbose(verbose, table, json_path, html)
    wanted = asking.Wanted(tuple(target or ()), answer, answer_start, versus)
    way = asking.Way(methods, unit, seed, settings)
    decoding = Decoding(max_answer_tokens, no_answer_threshold)
    loaded = asking.load_question_model(model)
    found = asking.ask(loaded, given, wanted, way, top_k, decoding, progress_of)
    if check:
        from exegesis.evaluation.checking import check as checked

        found = [checked(one, loaded) for one in found]
    if top_k > _SHOWN and not to_standard_output(table, json_path, html):
        renderer("answers")(found[0].prediction)
    write_explanations(found, json_path, html, plot, verbose, quiet=to_standard_output(table))
    write(table, as_csv({"method": one.method, **one.record()} for one in found))


def _context(context: Path | None, text: str | None) -> str:
    if context is not None and text is not None:
        raise InputError("give --context or --context-text, not both.")
    if text is not None:
        return text
    if context is not None and str(context) != "-":
        return from_file(context)
    return piped("no context given. Use --context FILE or --context-text TEXT, or pipe it in.")
