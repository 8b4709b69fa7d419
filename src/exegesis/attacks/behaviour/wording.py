"""A checklist in words, shared by the page and the terminal."""

from exegesis.attacks.behaviour.result import CheckList, FailedCase, TestFigures
from exegesis.core.plurals import plural
from exegesis.views import wording

_KINDS = {
    "MFT": "the label must be right",
    "INV": "the answer must stay",
    "DIR": "the answer must not move the wrong way",
}
_NEUTRAL = {
    "class": "",
    "middle": "A probability between a third and two thirds is taken for neutral.",
    "left out": "The model has no neutral class: tests that expect one are left out.",
}


def heading(found: CheckList) -> str:
    """ "6 of 24 tests fail in more than one case of ten" """
    tested = [one for one in found.tests if one.cases]
    bad = sum((one.rate or 0) > 0.1 for one in tested)
    return f"{bad} of {plural(len(tested), 'test')} {'fails' if bad == 1 else 'fail'} in more than a tenth of the cases"


def ordered(found: CheckList) -> list[TestFigures]:
    """The worst first; those without a case last."""
    return sorted(found.tests, key=lambda one: (one.rate is None, -(one.rate or 0)))


def rate(one: TestFigures) -> str:
    """ "74% (70% to 78%)" """
    if one.rate is None or one.low is None or one.high is None:
        return "–"
    return f"{wording.percent(one.rate)} ({wording.percent(one.low)} to {wording.percent(one.high)})"


def count(one: TestFigures) -> str:
    """ "of 500" """
    return f"of {one.cases:,}" if one.cases else f"left out: {one.why_left_out}"


def expected(one: TestFigures) -> str:
    """What its type asks for, and what this test does."""
    return f"{_KINDS[one.kind]}: {one.expect}" if one.kind != "INV" else _KINDS[one.kind]


def left_out(one: TestFigures) -> str:
    """Cases that were left out; "" where none was."""
    return f"{one.left_out:,} left out: {one.why_left_out}" if one.left_out and one.cases else ""


def neutral(found: CheckList) -> str:
    """How a neutral answer was read; "" where the model has a class of that name."""
    return _NEUTRAL[found.neutral]


def answers(case: FailedCase) -> list[tuple[str, str]]:
    """(text, what was answered) of a failed case."""
    pairs = zip(case.texts, case.answers, case.probabilities, strict=True)
    return [(text, f"{answer} ({wording.percent(share)})") for text, answer, share in pairs]


def telling(case: FailedCase) -> list[tuple[str, str]]:
    """Of a case's answers the first and the one that shows most: the surest that is another, else the last."""
    told = answers(case)
    others = [place for place, answer in enumerate(case.answers) if answer != case.answers[0]]
    if len(told) < 3:
        return told
    return [told[0], told[max(others, key=lambda place: case.probabilities[place], default=len(told) - 1)]]


def source(found: CheckList) -> str:
    """What was asked of what."""
    return f"{found.suite}, {plural(found.texts, 'text')}; seed {found.seed}"
