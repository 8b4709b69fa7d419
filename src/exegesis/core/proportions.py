"""How often something holds: intervals and exact tests of counts, scipy's, in the forms asked for here."""

_Z = 1.959963984540054  # of 95 %


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): of nothing (0, 1)."""
    if not total:
        return 0.0, 1.0
    share, spread = count / total, _Z * _Z / total
    middle = (share + spread / 2) / (1 + spread)
    reach = (_Z / (1 + spread)) * (share * (1 - share) / total + spread / (4 * total)) ** 0.5
    return (0.0 if count == 0 else max(middle - reach, 0.0)), (1.0 if count == total else min(middle + reach, 1.0))


def drawn_p(count: int, drawn: int, marked: int, population: int) -> float:
    """Two-sided p of `count` marked ones among `drawn` of a population, drawn at random without putting back.

    Fisher's exact test: the chance of all counts that are no likelier than this one (hypergeometric).
    """
    from scipy.stats import fisher_exact

    rest = population - drawn
    table = [[count, drawn - count], [marked - count, rest - (marked - count)]]
    return min(float(fisher_exact(table).pvalue), 1.0)


def more_p(count: int, drawn: int, marked: int, population: int) -> float:
    """One-sided p of `count` marked ones or more among `drawn` of a population, drawn without putting back."""
    from scipy.stats import hypergeom

    return min(float(hypergeom.sf(count - 1, population, marked, drawn)), 1.0)


def binomial_p(count: int, total: int, share: float) -> float:
    """Two-sided p of `count` out of `total` where each has the chance `share`: of all counts no likelier than this."""
    from scipy.stats import binomtest

    return float(binomtest(count, total, min(max(share, 0.0), 1.0)).pvalue) if total else 1.0
