"""Standard errors of a fit over the draw of its masks, shared by the methods that sample them."""

import numpy as np

from exegesis.types import Floats, Integers


def standard_errors(contributions: Floats, draws: Integers, unseen: Floats, parameters: float) -> Floats:
    """(k,) standard errors of k coefficients from what each row contributed to them (the sandwich formula).

    `contributions` (B, k): a row's residual times its pull on each coefficient (inverse of X'WX, times x, times w).
    Rows of one draw (a pair) are summed before they are squared, so pairing shows in the errors. `draws` (B,) numbers
    the draws, rows of one draw together; `unseen` (B,) is a row's chance to be missing in a repetition, 0 for rows that
    are always there. The model has no noise of its own: what is estimated is the spread over masks drawn anew, with the
    same units chosen. `parameters` is the effective number of coefficients; NaN where the draws do not exceed it.
    """
    starts = np.flatnonzero(np.diff(draws, prepend=draws[0] - 1))
    if len(starts) <= parameters:
        return np.full(contributions.shape[1], np.nan)
    moves = np.add.reduceat(contributions, starts, axis=0)  # (draws, k)
    correction = len(starts) / (len(starts) - parameters)
    errors: Floats = np.sqrt(correction * (unseen[starts, None] * moves**2).sum(axis=0))
    return errors
