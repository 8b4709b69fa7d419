"""How far a fit moves when its masks are drawn anew, shared by the methods that sample them."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Integers


@dataclass(frozen=True)
class DrawSpread:
    """What each independent draw adds to the deviation of k coefficients, so that their covariance is moves' moves."""

    moves: Floats  # (draws, k)
    freedom: float  # of the estimate of their variance; 0 or less: nothing can be said

    @property
    def errors(self) -> Floats:
        """(k,) the standard errors; NaN where the draws do not suffice for them."""
        if self.freedom <= 0:
            return np.full(self.moves.shape[1], np.nan)
        return np.asarray(np.sqrt((self.moves**2).sum(axis=0)))


def spread(contributions: Floats, draws: Integers, unseen: Floats, parameters: float) -> DrawSpread:
    """The spread of k coefficients from what each row contributed to them (the sandwich formula).

    `contributions` (B, k): a row's residual times its pull on each coefficient (inverse of X'WX, times x, times w).
    Rows of one draw (a pair) are summed before they are squared, so pairing shows in the errors. `draws` (B,) numbers
    the draws, rows of one draw together; `unseen` (B,) is a row's chance to be missing in a repetition, 0 for rows that
    are always there. The model has no noise of its own: what is estimated is the spread over masks drawn anew, with the
    same units chosen. `parameters` is the effective number of coefficients.
    """
    starts = np.flatnonzero(np.diff(draws, prepend=draws[0] - 1))
    freedom = len(starts) - parameters
    correction = len(starts) / freedom if freedom > 0 else 1.0
    summed = contributions if len(starts) == len(draws) else np.add.reduceat(contributions, starts, axis=0)
    moves = np.sqrt(correction * unseen[starts, None]) * summed
    return DrawSpread(moves, freedom)
