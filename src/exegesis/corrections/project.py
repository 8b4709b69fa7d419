"""A folder that holds marked words and every model made by correcting another.

marks.json      who marked which words, and why
lineage.json    the rounds: round 0 is the model as it was; of every other one what was done
rounds/N/       the model of round N, an ordinary folder for `exegesis.load`, with its correction.json
runs/N/         checkpoints of a training that has not ended, or that are to stay (keep=10)
"""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exegesis import api
from exegesis.core.codec import plain, to_file
from exegesis.core.errors import InputError, LoadError, ModelError
from exegesis.core.files import whole_folder, write_whole
from exegesis.corrections.learning import CorrectionRun, learn
from exegesis.corrections.lessons import CorrectionLesson, correctable, lesson_of
from exegesis.corrections.planning import CorrectionData, CorrectionPlan, planned
from exegesis.corrections.result import Correction, CorrectionFigures, CorrectionLineage, CorrectionRound, WrongText
from exegesis.corrections.ways import CorrectionWay
from exegesis.data.labelled import Labelled
from exegesis.data.project_folder import LINEAGE, ROUNDS, ProjectFolder, clock, weights_hash

if TYPE_CHECKING:
    from exegesis.adapters.huggingface import TransformerModel

RUNS, RECORD, WEIGHTS = "runs", "correction.json", "model.safetensors"


class CorrectionProject(ProjectFolder):
    """Marks and corrected models in a folder, which is made when something is first written into it.

    `who` stands beside everything done through this object; the user's login name if not given.
    """

    @property
    def lineage(self) -> CorrectionLineage:
        """As it is on disk."""
        return self._read(LINEAGE, CorrectionLineage)

    def begin(self, model: Any) -> CorrectionRound:
        """Take a copy of the model as round 0, which every correction can go back to; once, whenever it is asked for.

        Raises:
            InputError: the project has another model already.
            UnsupportedError: the model cannot be trained, or is no classifier of texts with one label each.
        """
        from exegesis.training.artifacts import model_digest

        loaded = correctable(api.load(model))
        if self.lineage.rounds:
            if model_digest(loaded.model) != model_digest(self.model(0).model):
                raise InputError(f"the project in {str(self.folder)!r} has another model already; leave this one out.")
            return self.round(0)
        self._store(loaded.copied(loaded.name), 0)
        return self._grow(0, None, None)

    def round(self, number: int | None = None) -> CorrectionRound:
        """A round, the present one if no number is given; `InputError` before the first, and for one that is none."""
        lineage = self.lineage
        if number is None and lineage.current is None:
            raise InputError(f"the project in {str(self.folder)!r} has no model yet; begin it with one.")
        return lineage.round(lineage.current or 0 if number is None else number)

    def model(self, number: int | None = None) -> "TransformerModel":
        """The model of a round, the present one if no number is given; checked against the lineage's hash."""
        found = self.round(number)
        place = self.folder / found.weights
        if weights_hash(place / WEIGHTS) != found.sha256:
            raise LoadError(f"the weights of round {found.number} are not those that were written.")
        return correctable(api.load(str(place)))

    def undo(self, number: int) -> CorrectionRound:
        """Go back (or forward) to a round: its model is the present one. Marks stay as they are; no round is lost."""
        lineage = self.lineage.back(number)
        self._write(LINEAGE, lineage)
        return lineage.round(number)

    def correct(
        self,
        way: CorrectionWay,
        data: Labelled,
        held_out: Labelled | None = None,
        errors: Labelled | None = None,
        *,
        start: Any = None,
        seed: int = 0,
        method: str = "auto",
        explained: int = 20,
        settings: Mapping[str, Any] | None = None,
        resume: bool = False,
    ) -> Correction:
        """Correct the present model, measure both, and keep the new one as a round, which is then the present one.

        Args:
            way: `RightReasons`, `Augmentation`, `DataEditing`, or `ContinuedTraining`, the control.
            data: training texts with their labels: the model's names of them, or their numbers.
            held_out: texts that nothing is learned from. Those that hold marked words are the slice.
            errors: texts that the model gets wrong, with their true labels.
            start: what is trained, if not the present model: after texts were dropped, say, the model that had not
                learned them yet.
            seed: of the order of batches, and of texts that a rule draws.
            method: that explains texts before and after.
            explained: how many of the slice are explained; 0: none.
            settings: fields of `CorrectionSettings` (epochs, lr, batch_texts, ...).
            resume: go on with the training of this round that was ended before its end.

        Returns:
            What was done, and the figures before and after.

        Raises:
            InputError: one label only, a label that the model does not have, no marked word in any training text,
                edits of rows that are not there, a run that was begun (and is not gone on with) or never was.
            NotFinite: a loss that is no number; what was learned until then is in a checkpoint.
        """
        present, model = self.round(), self.model()
        given = CorrectionData(data, held_out, errors)
        plan = planned(model, way, given, self.marks.words, (method, explained), settings or {}, seed)
        number = len(self.lineage.rounds)
        run = self._run(number, resume)
        before = plan.yardstick.figures(model)
        begun = model if start is None else _alike(correctable(api.load(start)), model)
        trainee = begun.copied(begun.name)
        lesson = lesson_of(trainee, plan.texts.data, plan.words)
        learned = learn(trainee, lesson, plan.settings, seed, run, way.strength)
        place = self._store(trainee, number)
        after = plan.yardstick.figures(correctable(api.load(str(place))))
        told = _told(plan, lesson, before, after)
        made = Correction(
            **told,
            model=self._named(present),
            start=None if start is None else begun.name,
            penalty=learned.penalty,
            steps=learned.steps,
            weights=str(place),
            back=f"exegesis correct undo {shlex.quote(str(self.folder))} --round {present.number}",
        )
        write_whole(place / RECORD, to_file(made.to_dict()))
        self._grow(number, present.number, made)
        if plan.settings.keep == 1:
            shutil.rmtree(run.folder, ignore_errors=True)
        return made

    # -- files --------------------------------------------------------------------------------------------------

    def _run(self, number: int, resume: bool) -> CorrectionRun:
        folder = self.folder / RUNS / str(number)
        begun = (folder / "checkpoints").is_dir()
        if begun and not resume:
            raise InputError(
                f"the training of round {number} was ended before its end; go on with it (resume), or remove "
                f"{str(folder)!r}."
            )
        if resume and not begun:
            raise InputError(f"there is no training of round {number} to go on with; leave resume out.")
        return CorrectionRun(folder, resume)

    def _store(self, model: "TransformerModel", number: int) -> Path:
        """The model as an ordinary folder, its labels by the names they were loaded by."""
        from safetensors import SafetensorError

        from exegesis.adapters.quiet import quiet
        from exegesis.training.storing import store

        place = self.folder / ROUNDS / str(number)
        model.model.config.id2label = dict(enumerate(model.labels))
        model.model.config.label2id = {name: place for place, name in enumerate(model.labels)}
        try:
            with quiet(), whole_folder(place) as folder:
                store(model.model, folder)
                model.tokenizer.save_pretrained(folder)
        except (OSError, SafetensorError) as error:
            why = getattr(error, "strerror", None) or error
            raise ModelError(f"cannot write the model to {str(place)!r}: {why}.") from error
        return place

    def _grow(self, number: int, parent: int | None, made: Correction | None) -> CorrectionRound:
        weights = f"{ROUNDS}/{number}"
        digest = weights_hash(self.folder / weights / WEIGHTS)
        grown = CorrectionRound(number, parent, clock(), self.who, weights, digest, made)
        self._write(LINEAGE, self.lineage.grown(grown))
        return grown

    def _named(self, found: CorrectionRound) -> str:
        return str(self.folder / found.weights)


def _told(
    plan: CorrectionPlan, lesson: CorrectionLesson, before: CorrectionFigures, after: CorrectionFigures
) -> dict[str, Any]:
    """What a correction says of its plan and its figures."""
    import numpy
    import safetensors
    import tokenizers
    import torch
    import transformers

    from exegesis.core.version import versions

    errors = plan.yardstick.errors
    return {
        "way": plan.way.name,
        "words": plan.words,
        "absent": plan.absent,
        "told": plan.way.settings(),
        "figures": {**plan.texts.figures, **({"cut": lesson.cut} if lesson.cut else {})},
        "texts": len(lesson),
        "data": plan.data.fingerprint(),
        "labels": plan.data.names,
        "settings": plain(asdict(plan.settings)),
        "seed": plan.seed,
        "errors": () if errors is None else tuple(map(WrongText, errors.texts, errors.labels)),
        "before": before,
        "after": after,
        "versions": versions(numpy, safetensors, tokenizers, torch, transformers),
    }


def _alike(start: "TransformerModel", model: "TransformerModel") -> "TransformerModel":
    """`InputError` where another model to start from has other labels."""
    if start.labels != model.labels:
        raise InputError(f"{start.name} has other labels than {model.name}: {', '.join(start.labels)}.")
    return start
