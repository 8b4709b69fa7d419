"""A folder that holds what a person has marked, and every model trained since: marks.json, lineage.json, rounds/.

Files are written whole or not at all, a round's weights before the line that names them.
"""

from collections.abc import Mapping
from typing import Any

from exegesis.core.codec import plain
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.data.labelled import Labelled
from exegesis.data.project_folder import LINEAGE, ROUNDS, ProjectFolder, clock, weights_hash
from exegesis.trust.acting.bag import WEIGHTS, BagModel, packed
from exegesis.trust.acting.lineage import Lineage, Round, RoundAccuracy
from exegesis.trust.acting.retraining import Retrained, accuracy, retrained


class Project(ProjectFolder):
    """Marks and rounds in a folder, which is made when something is first written into it.

    `who` stands beside everything done through this object; the user's login name if not given.
    """

    @property
    def lineage(self) -> Lineage:
        """As it is on disk."""
        return self._read(LINEAGE, Lineage)

    @property
    def current(self) -> Round | None:
        """The present round; None before the first training."""
        lineage = self.lineage
        return None if lineage.current is None else lineage.round(lineage.current)

    def retrain(
        self,
        train: Any,
        data: Labelled,
        held_out: Labelled | None = None,
        real_world: Labelled | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Round:
        """Train without the marked words, measure, and keep the round; `train` is as for `retraining.retrained`.

        The first time a round 0 without any removal comes before it, so that there is something to compare with.
        `settings` are kept with the round as they are given. `InputError` where nothing has changed since the present
        round, or where nothing would be left to learn from; the project is then as it was.
        """
        words, sets = self.marks.words, {"held out": held_out, "real world": real_world}
        lineage, given = self.lineage, plain(settings or {})
        current = self.current
        if current is not None and (set(current.words), current.data, dict(current.settings)) == (
            set(words),
            data.fingerprint(),
            given,
        ):
            raise InputError(f"nothing has changed since round {current.number}: mark or unmark words first.")
        todo = [words] if current is not None or not words else [(), words]
        made = [retrained(train, data, one) for one in todo]  # all of it before anything is written
        measured = [_measured(one.model, data, sets) for one in made]
        for one, model, found in zip(todo, made, measured, strict=True):
            lineage = self._kept(lineage, model, one, data, found, given)
        return lineage.rounds[-1]

    def undo(self, number: int) -> Round:
        """Go back (or forward) to a round: its model is the present one, and its words are the marks."""
        lineage = self.lineage.back(number)
        found = lineage.round(number)
        self._keep(self.marks.restore(found.words, number, self.who))
        self._write(LINEAGE, lineage)
        return found

    def model(self, number: int | None = None) -> BagModel:
        """The model of a round, the present one if no number is given; checked against the lineage's hash."""
        current = self.lineage.current if number is None else number
        found = self.lineage.round(0 if current is None else current)
        if found.weights is None:
            raise UnsupportedError(
                f"the model of round {found.number} is no bag of words with a linear model, so it was not kept; "
                "train it again from its words and data."
            )
        place = self.folder / ROUNDS / str(found.number)
        if weights_hash(place / WEIGHTS) != found.sha256:
            raise LoadError(f"the weights of round {found.number} are not those that were written; retrain.")
        return BagModel.load(place)

    # -- files --------------------------------------------------------------------------------------------------

    def _kept(
        self,
        lineage: Lineage,
        made: Retrained,
        words: tuple[str, ...],
        data: Labelled,
        measured: Mapping[str, RoundAccuracy],
        settings: Mapping[str, Any],
    ) -> Lineage:
        number = len(lineage.rounds)
        before = () if lineage.current is None else lineage.round(lineage.current).words
        weights, digest = self._packed(made.model, number)
        grown = lineage.grown(
            Round(
                number=number,
                parent=lineage.current,
                when=clock(),
                words=words,
                removed=tuple(word for word in words if word not in before),
                returned=tuple(word for word in before if word not in words),
                absent=made.absent,
                way=made.way,
                vocabulary=made.vocabulary,
                accuracy=measured,
                data=data.fingerprint(),
                settings=settings,
                weights=weights,
                sha256=digest,
            )
        )
        self._write(LINEAGE, grown)
        return grown

    def _packed(self, model: Any, number: int) -> tuple[str | None, str | None]:
        """Name and hash of the model's files; None where it cannot be kept as data."""
        try:
            bag = packed(model)
        except UnsupportedError:
            return None, None
        place = self.folder / ROUNDS / str(number)
        bag.save(place)
        return f"{ROUNDS}/{number}", weights_hash(place / WEIGHTS)


def _measured(model: Any, data: Labelled, sets: Mapping[str, Labelled | None]) -> dict[str, RoundAccuracy]:
    return {
        name: RoundAccuracy(accuracy(model, one, data.names), len(one), one.fingerprint())
        for name, one in sets.items()
        if one is not None
    }
