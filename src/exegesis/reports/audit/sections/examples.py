"""A few answers and why: rows that together show most of what the model goes by, and its surest mistakes."""

from exegesis.accounts import account
from exegesis.core.errors import ExegesisError
from exegesis.core.plurals import plural
from exegesis.data.truth import place_of_truth
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.covering import covered_explanation, covered_sentences
from exegesis.reports.audit.figures import share_figure
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFinding, LocalExample, Paragraph
from exegesis.reports.audit.sections.content import Content
from exegesis.views.wording import answer, method_name

_SAID = {  # of one, and of several
    HOLDS: ("holds", "hold"),
    PARTLY: ("holds in part", "hold in part"),
    UNCHECKED: ("could not be checked in full", "could not be checked in full"),
    FAILS: ("does not hold", "do not hold"),
    UNDEFINED: ("explains nothing", "explain nothing"),
}


def ask(case: AuditCase) -> Content:
    """The picked rows and the surest mistakes, each checked, and said in sentences that were tried on the model."""
    picked, mistakes = case.picked, _mistakes(case)
    examples = [_example(case, place, "Picked") for place in picked]
    examples += [_example(case, place, "A sure mistake") for place in mistakes]
    levels = [one.explanation.verdict.level for one in examples]
    stands = sum(level in (HOLDS, PARTLY) for level in levels)
    figure = share_figure(
        "examples.hold", "explanations of the examples that hold, at least in part", stands, len(levels)
    )
    return Content((Paragraph(_how(case, len(mistakes))), *examples), _findings(levels, mistakes), (figure,))


def _mistakes(case: AuditCase) -> list[int]:
    """None where no row has a label."""
    try:
        return case.mistakes
    except ExegesisError:
        return []


def _how(case: AuditCase, mistakes: int) -> str:
    known, method = case.explanations, method_name(next(iter(case.explanations.values())).method)
    drawn = f"{plural(len(known), 'row')} drawn by the seed were explained by {method}"
    lost = f" ({plural(len(case.failures), 'row')} could not be)" if case.failures else ""
    first = f"{drawn}{lost}; shown are {len(case.picked)} that together name the most important words (SP-LIME)"
    second = f", then the {plural(mistakes, 'wrong answer')} of which the model was surest" if mistakes else ""
    return (
        f"{first}{second}. Each score is what a word adds to the probability of the answer, after the method. A "
        "verdict says whether the explanation stays when it is made again, and beats words removed at random."
    )


def _example(case: AuditCase, place: int, why: str) -> LocalExample:
    given = case.checked(place)
    row = case.rows.rows[place]
    shown = covered_explanation(given, case.redactor)
    true = None if row.truth is None else place_of_truth(case.model.labels, row.truth)
    truth = "" if true is None else f", labelled {case.model.labels[true]}"
    heading = f"{why}: row {row.number:,}, answered {answer(given.prediction)}{truth}"
    return LocalExample(heading, shown, _sentences(case, place))


def _sentences(case: AuditCase, place: int) -> tuple[str, ...]:
    """What was tried of the explanation on the model, in words of the covered text."""
    try:
        told = account(case.checked(place), case.model)
    except ExegesisError as error:
        return (f"Not put into sentences: {error}",)
    finally:
        case.step(1)
    return covered_sentences(told.sentences, case.checked(place), case.redactor)


def _findings(levels: list[str], mistakes: list[int]) -> tuple[AuditFinding, ...]:
    known = [(levels.count(level), said) for level, said in _SAID.items() if level in levels]
    counts = ", ".join(f"{count} {said[count > 1]}" for count, said in known)
    bad = levels.count(FAILS) + levels.count(UNDEFINED)
    level = CONCERN if 2 * bad > len(levels) else REMARK if bad else FINE
    return (AuditFinding(level, f"Of {plural(len(levels), 'explanation')} that were checked, {counts}."),)
