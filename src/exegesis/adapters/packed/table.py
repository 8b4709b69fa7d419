"""The families that the packed path knows: adding one is a function that reads its weights, and one line here."""

from collections.abc import Callable
from typing import Any

from exegesis.adapters.packed import albert, bert, distilbert, mpnet
from exegesis.adapters.packed.parts import Encoder

# By the class of the body (the model without its head) in transformers.
FAMILIES: dict[str, Callable[[Any], Encoder]] = {
    "AlbertModel": albert.read,
    "BertModel": bert.read,
    "CamembertModel": bert.roberta,
    "DistilBertModel": distilbert.read,
    "ElectraModel": bert.electra,
    "MPNetModel": mpnet.read,
    "RobertaModel": bert.roberta,
    "XLMRobertaModel": bert.roberta,
}
