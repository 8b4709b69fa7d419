"""`exegesis compare-qa`: several models on the questions of a SQuAD file."""

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import one_method, settings_of
from exegesis.cli.writing import ResultFiles, as_csv, to_standard_output, write


def compare_qa(
    file: o.Squad,
    model: o.Models[list[str] | None] = None,
    limit: o.Limit = None,
    explained: o.Explained = 50,
    unit: o.Unit[str | None] = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    csv: o.Csv = None,
) -> None:
    """Question answering models side by side on a SQuAD file.

    Answers, scores, time and size. For --html and --json also what each looked at: by the gradient of word pieces, as
    published, or by --method on words.
    """
    files, models = ResultFiles(json_path, html), model or ["bundled:questions"]
    with reading_model(" and ".join(models)):
        from exegesis.qa.compare import compare_questions
        from exegesis.qa.saliency import METHOD

        chosen = one_method(method, settings_of(setting, samples=samples), "run it again for another.", METHOD)
        files.check(csv, inputs=(file,))
        shown = 0 if html is None and json_path is None else explained
        with progress_of("questions") as progress:
            found = compare_questions(
                models, file, chosen.method, seed, unit,
                limit=limit, explained=shown, progress=progress, **chosen.settings,
            )  # fmt: skip
    files.write("questions", found, is_quiet=to_standard_output(csv))
    if csv is not None:
        write(csv, as_csv(found.rows()))
