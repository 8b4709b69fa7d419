"""The curve of the questions: what is retained against how many times as fast, as an SVG."""

from collections.abc import Sequence
from pathlib import Path

from distillation_records import Run


def draw(runs: Sequence[Run], whole: int, path: Path) -> None:
    """Retained EM and F1 in percent against the ratio of times; `whole` is the teacher's number of layers.

    The same runs give the same bytes.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    by_depth = {one["settings"]["depth"]: one["figures"] for one in runs}
    teacher = by_depth[whole]
    students = [(depth, by_depth[depth]) for depth in sorted(by_depth, reverse=True) if depth != whole]
    times = [1.0, *(found["speed"]["ratio"] for _, found in students)]
    with matplotlib.rc_context({"svg.hashsalt": "exegesis", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(6, 3.6), layout="constrained")
        axes = figure.subplots()
        for name, words, marker in (("exact_match", "exact match", "s"), ("f1", "F1", "o")):
            kept = [100.0, *(100 * found[name] / teacher[name] for _, found in students)]
            axes.plot(times, kept, marker=marker, label=words)
        for place, depth in zip(times, [whole, *(depth for depth, _ in students)], strict=True):
            axes.annotate(f"{depth} layers", (place, 100.0), xytext=(0, 6), textcoords="offset points", ha="center")
            axes.axvline(place, color="0.85", linewidth=0.8, zorder=0)
        axes.axhline(97, color="0.6", linestyle=":", linewidth=1)
        axes.set(xlabel="times as fast, one question at a time, processor", ylabel="retained, %")
        axes.set_ylim(top=axes.get_ylim()[1] + 4)
        axes.legend(loc="lower left")
        FigureCanvasSVG(figure).print_svg(path, metadata={"Date": None})
