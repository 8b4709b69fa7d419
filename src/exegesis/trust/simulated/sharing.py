"""Explaining many documents in parts, over processes where asked; the same answer however many there are."""

import numpy as np
from scipy.sparse import csr_matrix, vstack

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.trust.simulated.explainers import Classifier, WordExplainer

_PART = 50  # documents; parts do not depend on the number of processes, so that neither do their random streams


def in_parts(
    explain: WordExplainer,
    model: Classifier,
    rows: csr_matrix,
    targets: Integers,
    seed: int,
    jobs: int = 1,
) -> csr_matrix:
    """What `explain` lists for all rows (n, vocabulary), 50 documents at a time, the longest first.

    The stream of a part is keyed on (`seed`, its number).
    """
    if jobs < 1:
        raise InputError(f"jobs must be at least 1, not {jobs}.")
    order = np.argsort(-np.diff(rows.indptr), kind="stable")  # those of one length together, for LIME's sake
    parts = [order[start : start + _PART] for start in range(0, len(order), _PART)]
    work = [(explain, model, rows[part], targets[part], seed, number) for number, part in enumerate(parts)]
    found = _answers(work, jobs)
    if not found:
        return csr_matrix(rows.shape)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return csr_matrix(vstack(found, format="csr")[back])


Work = tuple[WordExplainer, Classifier, csr_matrix, Integers, int, int]


def _answers(work: list[Work], jobs: int) -> list[csr_matrix]:
    if jobs == 1 or len(work) < 2:
        return list(map(_one, work))
    from sklearn.utils.parallel import Parallel, delayed

    made: list[csr_matrix] = Parallel(n_jobs=jobs)(delayed(_one)(one) for one in work)
    return made


def _one(work: Work) -> csr_matrix:
    explain, model, rows, targets, seed, number = work
    return explain(model, rows, targets, stream(seed, f"part {number}"))
