"""The nine tasks of GLUE: where their rows are, which columns count, the labels in their order, the metrics."""

from dataclasses import dataclass

from exegesis.core.errors import unknown


@dataclass(frozen=True)
class GlueTask:
    """One row. `folders`: the names its folder goes by. `columns`: of the texts and the label, by heading.

    `dev` lists the files of the labelled dev set by name of the set: MNLI has two. `labels` are in the order of the
    published models' outputs; () for STS-B, whose label is a number from 0 to 5. `numbered`: the file gives the label
    as its place in `labels`. `heading` False: train and dev have no heading (CoLA), and `columns` are places.
    """

    name: str
    folders: tuple[str, ...]
    texts: tuple[str, ...]
    label: str
    labels: tuple[str, ...]
    metrics: tuple[str, ...]
    numbered: bool = True
    dev: tuple[tuple[str, str], ...] = (("dev", "dev.tsv"),)
    test: tuple[tuple[str, str], ...] = (("test", "test.tsv"),)
    heading: bool = True


_NLI = ("entailment", "not_entailment")
TASKS: dict[str, GlueTask] = {
    row.name: row
    for row in (
        GlueTask(
            "cola",
            ("CoLA",),
            ("3",),
            "1",
            ("unacceptable", "acceptable"),
            ("matthews",),
            heading=False,
        ),
        GlueTask("sst-2", ("SST-2", "SST2"), ("sentence",), "label", ("negative", "positive"), ("accuracy",)),
        GlueTask(
            "mrpc",
            ("MRPC",),
            ("#1 String", "#2 String"),
            "Quality",
            ("not_equivalent", "equivalent"),
            ("f1", "accuracy"),
        ),
        GlueTask("sts-b", ("STS-B", "STSB"), ("sentence1", "sentence2"), "score", (), ("pearson", "spearman")),
        GlueTask(
            "qqp",
            ("QQP",),
            ("question1", "question2"),
            "is_duplicate",
            ("not_duplicate", "duplicate"),
            ("f1", "accuracy"),
        ),
        GlueTask(
            "mnli",
            ("MNLI",),
            ("sentence1", "sentence2"),
            "gold_label",
            ("entailment", "neutral", "contradiction"),
            ("accuracy",),
            numbered=False,
            dev=(("matched", "dev_matched.tsv"), ("mismatched", "dev_mismatched.tsv")),
            test=(("matched", "test_matched.tsv"), ("mismatched", "test_mismatched.tsv")),
        ),
        GlueTask("qnli", ("QNLI",), ("question", "sentence"), "label", _NLI, ("accuracy",), numbered=False),
        GlueTask("rte", ("RTE",), ("sentence1", "sentence2"), "label", _NLI, ("accuracy",), numbered=False),
        GlueTask(
            "wnli", ("WNLI",), ("sentence1", "sentence2"), "label", ("not_entailment", "entailment"), ("accuracy",)
        ),
    )
}


def task(name: str) -> GlueTask:
    """The task of that name, however it is spelled ("SST2", "sst-2"); `InputError` that lists the names."""
    plain = {key.replace("-", ""): row for key, row in TASKS.items()}
    found = plain.get(name.lower().replace("-", "").replace("_", ""))
    if found is None:
        raise unknown("GLUE task", name, TASKS)
    return found
