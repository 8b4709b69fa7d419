"""How the figures of question answering are said: one wording for the page and the terminal."""

from exegesis.data.facts import ModelFacts
from exegesis.data.squad.reading import V2
from exegesis.data.squad.scoring import SquadFigures
from exegesis.data.squad.scoring_v2 import PartFigures, SquadFiguresV2
from exegesis.data.squad.thresholds import Separation
from exegesis.qa.result import GivenAnswer, QuestionComparison, QuestionEvaluation, Totals
from exegesis.views.wording import number, percent

NO_ANSWER = "no answer"
NONE = "–"
# The sign says it without colour, and the word beside it to those who do not know the sign.
SIGNS = {"right": "✓", "partly right": "≈", "wrong": "✗", "error": "!"}

Line = tuple[str, str]


def columns(compared: QuestionComparison) -> list[tuple[str, list[str]]]:
    """What is told of each model: (heading, one cell for each model). What says nothing here is left out."""
    rows = [_cells(*pair, compared.rules) for pair in zip(compared.models, compared.totals, strict=True)]
    found = [(name, [row[name] for row in rows]) for name in rows[0]]
    return [(name, cells) for name, cells in found if not (name == "errors" and set(cells) == {"0"})]


def _cells(model: ModelFacts, totals: Totals, rules: str) -> dict[str, str]:
    count = totals.questions
    cells = {
        "returned": f"{totals.returned:,} of {count:,}",
        "correct": f"{totals.correct:,} of {count:,}",
        "exact match": in_percent(totals.exact_match),
        "F1": in_percent(totals.f1),
        "no answer": f"{totals.no_answers:,}",
    }
    if rules == V2:
        cells["no answer: precision"] = in_percent(totals.no_answer_precision)
        cells["no answer: recall"] = in_percent(totals.no_answer_recall)
    return cells | {
        "errors": f"{totals.errors:,}",
        "time, median": duration(totals.median_seconds),
        "time, total": duration(totals.total_seconds),
        "parameters": f"{model.parameters:,}",
        "MB on disk": NONE if model.megabytes is None else megabytes(model.megabytes),
    }


def megabytes(size: float) -> str:
    """A size with a decimal where it is small."""
    return f"{size:,.0f}" if size >= 10 else f"{size:.2g}"


def in_percent(figure: float | None) -> str:
    """A figure that is in percent already, as evaluations print it."""
    return NONE if figure is None else f"{figure:.2f}%"


def duration(seconds: float | None) -> str:
    """Seconds to three digits, in milliseconds below one."""
    if seconds is None:
        return NONE
    if seconds < 0.9995:
        return f"{1000 * seconds:.3g} ms"
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds:,.0f} s"


def said(answer: GivenAnswer) -> str:
    """The answer itself, "no answer", or the error met."""
    return answer.error or answer.text or NO_ANSWER


def scores(answer: GivenAnswer) -> list[Line]:
    """What is told of one answer beside its text."""
    if answer.error is not None:
        return []
    known = [] if answer.probability is None else [("probability", percent(answer.probability))]
    return [
        ("exact match", "yes" if answer.exact_match else "no"),
        ("F1", number(answer.f1)),
        *known,
        ("time", duration(answer.seconds)),
    ]


def figure_lines(figures: SquadFigures | SquadFiguresV2) -> list[Line]:
    """The official figures, a line each."""
    lines = [
        ("exact match", in_percent(figures.exact_match)),
        ("F1", in_percent(figures.f1)),
        ("questions", f"{figures.questions:,}"),
    ]
    if figures.missing:
        lines.append(("without a prediction", f"{len(figures.missing):,} (each scores 0)"))
    return [*lines, *_lines_v2(figures)] if isinstance(figures, SquadFiguresV2) else lines


def _lines_v2(figures: SquadFiguresV2) -> list[Line]:
    return [
        *_part("that have an answer", figures.answerable),
        *_part("that have none", figures.unanswerable),
        ("no answer: precision", in_percent(figures.no_answer_precision)),
        ("no answer: recall", in_percent(figures.no_answer_recall)),
        *(_separation(figures.separation) if figures.separation is not None else ()),
    ]


def _part(name: str, part: PartFigures | None) -> list[Line]:
    if part is None:
        return []
    return [(name, f"{part.questions:,}: exact match {in_percent(part.exact_match)}, F1 {in_percent(part.f1)}")]


def _separation(found: Separation) -> list[Line]:
    pairs = (("best exact match", found.best_exact_match), ("best F1", found.best_f1))
    lines = [(name, f"{in_percent(best.figure)} at {number(best.threshold)}") for name, best in pairs]
    areas = found.average_precisions
    if areas is None:
        return lines
    told = f"exact match {in_percent(areas.exact_match)}, F1 {in_percent(areas.f1)}, oracle {in_percent(areas.oracle)}"
    return [*lines, ("average precision", told)]


def left_out(compared: QuestionComparison) -> str:
    """How many questions are not shown; "" where all are."""
    rest = len(compared.questions) - compared.saliency.questions
    if not rest:
        return ""
    return (
        f"Shown are the first {compared.saliency.questions:,} of {len(compared.questions):,} questions. "
        f"Left out here, and counted in the figures alone: {rest:,}."
    )


def errors(compared: QuestionComparison) -> list[Line]:
    """For each model that met errors: its name, and how many of what kind."""
    found = []
    for place, model in enumerate(compared.models):
        met = [one.answers[place].error for one in compared.questions if one.answers[place].error is not None]
        if met:
            found.append((model.name, f"{len(met):,} of {len(compared.questions):,} questions; the first: {met[0]}"))
    return found


def heading(compared: QuestionComparison) -> str:
    """How many models and questions, and by which rules they were scored."""
    models, questions = len(compared.models), len(compared.questions)
    return (
        f"{models:,} model{'s' if models != 1 else ''} on {questions:,} question{'s' if questions != 1 else ''} "
        f"of {compared.source}, scored by SQuAD {compared.rules}"
    )


def evaluation_lines(found: QuestionEvaluation) -> list[Line]:
    """What is told of one model on all questions."""
    lines = [("model", found.model.model), *figure_lines(found.figures)]
    said = ("says “no answer”", f"{found.no_answers:,} of {found.questions:,}")
    if found.with_no_answer is None:
        lines.append(said)
    else:
        some = found.with_no_answer
        told = f"exact match {in_percent(some.exact_match)}, F1 {in_percent(some.f1)}"
        lines += [said, ("with “no answer” allowed", told)]
    return [*lines, ("time", f"{duration(found.seconds)}, {duration(found.seconds / found.questions)} a question")]


def evaluation_errors(found: QuestionEvaluation) -> list[str]:
    """How many questions met an error, and the first of them."""
    for id_, error in found.errors.items():
        return [f"{len(found.errors):,} of {found.questions:,} questions met an error; the first, {id_}: {error}"]
    return []
