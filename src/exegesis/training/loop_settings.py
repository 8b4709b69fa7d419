"""The numbers of a short run, as the recipes of the bundled models train."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Loop:
    """One run of AdamW: linear warm-up and decay, an average of the weights, batches of like lengths."""

    epochs: int = 5
    stop_after: int = 0  # stop after so many epochs, the rate falling as if all were to come; 0: run them all
    lr: float = 1e-4
    layer_decay: float = 1.0  # the learning rate of a layer is this times that of the layer above
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of the steps
    clip: float = 1.0
    ema: float = 0.998
    batch_texts: int = 32
    batch_tokens: int = 16384
    max_length: int = 512  # pieces
    precision: str = "float32"  # of the passes on a CPU; bfloat16 is faster on some of them; a GPU always mixes
