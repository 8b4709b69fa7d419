"""The families that the packed path knows: adding one is one file that reads its weights, and one line here."""

from collections.abc import Callable
from typing import Any

from exegesis.adapters.packed import albert, bert, distilbert, electra, mpnet, roberta
from exegesis.adapters.packed.parts import Encoder

# By the class of the body (the model without its head) in transformers.
FAMILIES: dict[str, Callable[[Any], Encoder]] = {
    "AlbertModel": albert.read,
    "BertModel": bert.read,
    "CamembertModel": roberta.read,
    "DistilBertModel": distilbert.read,
    "ElectraModel": electra.read,
    "MPNetModel": mpnet.read,
    "RobertaModel": roberta.read,
    "XLMRobertaModel": roberta.read,
}
