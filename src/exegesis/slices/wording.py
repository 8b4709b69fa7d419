"""How the figures of slices are said, once, for page and terminal alike."""

from exegesis.core.calibration import Calibration
from exegesis.core.plurals import plural, several
from exegesis.core.statistics import Interval
from exegesis.slices.result import FAILS, DrivingWord, DrivingWords, FoundSlice, Rival, RowSlice, Searched, SliceReport
from exegesis.views import wording

FOUND = "Found on one half of the rows, tried on the other"
NAMED = "Slices named beforehand"
LEVEL = 0.05


def share(part: float) -> str:
    """ "87.7%" """
    return f"{100 * part:.1f}%"


def interval(found: Interval) -> str:
    """ "87.7% (85.4% to 89.8%)" """
    return f"{share(found.mean)} ({share(found.low)} to {share(found.high)})"


def points(part: float) -> str:
    """ "6.3 points" """
    return f"{100 * abs(part):.1f} points"


def p(value: float | None) -> str:
    """A p: "0.003", "<0.001"; "not tested" where there is none."""
    if value is None:
        return "not tested"
    return "<0.001" if value < 0.001 else f"{value:.3f}" if value < 0.9995 else "1"


def q(value: float | None) -> str:
    """A corrected p among other figures: "q 0.003"."""
    return f"q {p(value)}"


def heading(report: SliceReport) -> str:
    """ "Right in 87.7% (85.4% to 89.8%) of 872 rows" """
    return f"Right in {interval(report.accuracy)} of {plural(report.errors.rows, 'row')}"


def named_model(report: SliceReport) -> str:
    """The model, "" where only its answers were given."""
    return "" if report.fingerprint is None else report.fingerprint.model


def calibrated(report: SliceReport) -> str:
    """Whether confidences are what they say."""
    found = report.calibration
    mean = (
        f"Mean confidence {share(report.confidence)}, {points(found.gap)} {'above' if found.gap > 0 else 'below'} that"
    )
    return f"{mean}. {error(found)}"


def error(found: Calibration) -> str:
    """The calibration error beside what chance makes of true confidences."""
    chance = f"{100 * found.chance.low:.1f} to {100 * found.chance.high:.1f}"
    verdict = "off" if found.is_off else "no more than chance"
    return f"Calibration error {points(found.error)}; true confidences would give {chance}: {verdict}."


def outcome(search: Searched) -> str:
    """How many were tried and how many hold."""
    held = sum(one.holds for one in search.slices)
    tried = plural(len(search.slices), "slice")
    made = f"{search.terms:,} terms on {search.rows:,} rows"
    if not search.slices:
        return f"No slice of {made} stood out, so none was tried."
    return f"{tried} of {made} tried on the other {search.held:,}: {held or 'none'} {'hold' if held != 1 else 'holds'}."


def accuracy_of(found: FoundSlice) -> tuple[str, str]:
    """The shares of right answers in the slice and outside of it, on the half that the search did not see."""
    inside, outside = found.held.share, found.elsewhere.share
    return f"{share(1 - inside.mean)} of {found.held.rows:,}", share(1 - outside.mean)


def signs(found: FoundSlice) -> str:
    """The direction as a mark."""
    return "✗" if found.direction == FAILS else "✓"


def differing(report: SliceReport) -> list[RowSlice]:
    """Named slices whose errors are not those of the other rows, the fewest right first."""
    told = [one for one in report.slices if one.q is not None and one.q <= LEVEL]
    return sorted(told, key=lambda one: (round(one.accuracy.mean, 9), one.name))


def named_outcome(report: SliceReport) -> str:
    """How many of the named slices differ, and how many are too small."""
    tested = [one for one in report.slices if one.q is not None]
    small = sum(one.is_small for one in report.slices)
    too_small = f" {plural(small, 'slice')} of under {report.fewest} rows: too few to say." if small else ""
    if not tested:
        return f"None could be tested.{too_small}"
    count = len(differing(report))
    verb = "differs" if count <= 1 else "differ"
    return f"{count or 'None'} of {len(tested):,} {verb} from the rest (q ≤ {LEVEL}).{too_small}"


def over(slice_: RowSlice) -> str:
    """How much surer than right its answers are: "+6.3 points"."""
    if slice_.confidence is None:
        return ""
    gap = 100 * (slice_.confidence - slice_.accuracy.mean)
    return f"{wording.signed(gap, 1)} points"


def telling(words: DrivingWords) -> list[DrivingWord]:
    """The words whose difference holds."""
    return [one for one in words.words if one.q <= LEVEL]


def about(words: DrivingWords) -> str:
    """The heading of the words, or columns."""
    return f"{several(words.noun).capitalize()} of wrong answers against those of right ones"


def explained(words: DrivingWords) -> str:
    """What the words are of."""
    made = f"{words.wrong} wrong and {words.right} right answers, explained by {wording.method_name(words.method)}"
    held = len(telling(words))
    tried = f"{plural(len(words.words), words.noun)} of {words.fewest} answers or more tried"
    if words.known > len(words.words):
        tried += f", those of {words.known:,} that move answers most"
    return f"{made}; {tried}: {held or 'none'} {'hold' if held != 1 else 'holds'} (q ≤ {LEVEL})."


def rival(report: SliceReport, found: Rival) -> str:
    """Which of two models is right more often, and whether that holds."""
    first = named_model(report) or "The first model"
    alone = f"{first} alone is right in {plural(found.only_first, 'row')}, {found.model} alone in {found.only_second:,}"
    return f"{alone} (p {p(found.p)}); both in {found.both_right:,}, neither in {found.both_wrong:,}."
