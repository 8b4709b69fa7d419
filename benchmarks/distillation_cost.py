"""What a transformer costs, in floating point operations, to say before an experiment how long it will take.

Only the matrix products are counted: 2 operations a weight and piece, and attention's two products. A backward pass
costs two forward ones (Kaplan et al. 2020, section 2.1).
"""

from dataclasses import dataclass

LEARNING = 3  # a forward and a backward pass, in forward passes


@dataclass(frozen=True)
class Shape:
    """The body and masked-LM head of a model; all results are operations of a forward pass for each piece."""

    layers: int
    width: int = 384
    inner: int = 1536
    vocabulary: int = 6400

    def body(self, length: int) -> float:
        """All layers, in rows of `length` pieces."""
        weights = 4 * self.width**2 + 2 * self.width * self.inner
        return self.layers * (2.0 * weights + 4.0 * length * self.width)

    def head(self) -> float:
        """The transform and the logits of all pieces of the vocabulary."""
        return 2.0 * (self.width**2 + self.width * self.vocabulary)


def minutes(operations: float, gflops: float) -> float:
    """At so many 10^9 operations a second."""
    return operations / gflops / 1e9 / 60
