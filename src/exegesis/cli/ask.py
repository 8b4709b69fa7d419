"""`exegesis ask`: one question over a context, the model's answers, and why it gives them."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import from_file, piped, settings_of
from exegesis.cli.telling import check_in_words, in_words_of
from exegesis.cli.writing import (
    as_csv,
    check_picture,
    check_places,
    check_verbose,
    to_standard_output,
    write,
    write_explanations,
)
from exegesis.core.errors import InputError

_SHOWN = 5  # answers that stand above an explanation; more are listed before it


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    context: Annotated[
        Path | None,
        o.option(o.TEXTS, "--context", "Read the context from this file (UTF-8); '-' reads standard input."),
    ] = None,
    context_text: Annotated[str | None, o.option(o.TEXTS, "--context-text", "The context itself.")] = None,
    true_answer: Annotated[
        str | None, o.option(o.TEXTS, "--true-answer", "The true answer; '' where there is none.")
    ] = None,
    model: o.Model[str] = "bundled:questions",
    target: Annotated[
        list[str] | None,
        o.option(
            o.ASKED, "--target", "start, end, span, no-answer or predicted; may be repeated. Usually start and end."
        ),
    ] = None,
    answer: Annotated[
        str | None, o.option(o.ASKED, "--answer", "Explain this answer instead of the model's own.")
    ] = None,
    answer_start: Annotated[
        int | None,
        o.option(
            o.ASKED, "--answer-start", "First character of --answer in the context, where it stands there repeatedly."
        ),
    ] = None,
    versus: o.Versus = None,
    parts: Annotated[str, o.option(o.ASKED, "--parts", "Which words are scored: question, context or both.")] = "both",
    output: o.Output = None,
    top_k: o.TopK = 5,
    max_answer_tokens: Annotated[
        int, o.option(o.ASKED, "--max-answer-tokens", "Word pieces of the longest answer.")
    ] = 30,
    no_answer_threshold: Annotated[
        float, o.option(o.ASKED, "--no-answer-threshold", "Logits by which 'no answer' must lead.")
    ] = 0.0,
    unit: o.Unit[str] = "word",
    phrase: o.Phrases = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    check: o.Check = False,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
    csv: o.Csv = None,
    in_words: o.InWords = False,
    verbose: o.Verbose = False,
) -> None:
    """Ask a model a question over a context, and explain the answer.

    --versus may also be no-answer, or an answer that stands in the context. Scores are in logits if not said otherwise.
    """
    with reading_model(model):
        from exegesis.data.inputs import Question
        from exegesis.data.renderers import renderer
        from exegesis.engine.chosen_methods import chosen_methods
        from exegesis.qa import asking
        from exegesis.tasks.answers import Decoding

        asking.check_parts(parts)
        given = Question(question, _context(context, context_text), true_answer)
        only = None if parts == "both" else parts
        settings = settings_of(setting, samples=samples, phrases=phrase, output=output or "logit", parts=only)
        check_places(csv, json_path, html, plot, inputs=(context,))
        check_picture(plot)
        check_verbose(verbose, csv, json_path, html)
        check_in_words(in_words, csv, json_path, html)
        # Slips in the wishes are told before the model is loaded.
        ways = [(one.method, one.settings) for one in chosen_methods(method or "auto", settings)]
        asking.AnswerTargets(tuple(target or ()), answer, answer_start, versus)
        loaded = asking.load_question_model(model)
    found = asking.ask(
        loaded, given, ways, target, seed, unit, answer=answer, answer_start=answer_start, versus=versus,
        k=top_k, decoding=Decoding(max_answer_tokens, no_answer_threshold), shown=progress_of,
    )  # fmt: skip
    if check:
        from exegesis.evaluation.checking import check as checked

        found = [checked(one, loaded) for one in found]
    if top_k > _SHOWN and not to_standard_output(csv, json_path, html):
        renderer("answers")(found[0].prediction)
    accounts = [in_words_of(one, loaded) for one in found] if in_words else None
    write_explanations(found, json_path, html, plot, verbose, quiet=to_standard_output(csv), accounts=accounts)
    write(csv, as_csv({"method": one.method, **one.record()} for one in found))


def _context(context: Path | None, text: str | None) -> str:
    if context is not None and text is not None:
        raise InputError("give --context or --context-text, not both.")
    if text is not None:
        return text
    if context is not None and str(context) != "-":
        return from_file(context)
    return piped("no context given. Use --context FILE or --context-text TEXT, or pipe it in.")
