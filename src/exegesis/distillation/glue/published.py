"""The published table: dev scores of BERT-base and DistilBERT by task (Sanh et al. 2019, table 1)."""

BERT = {
    "cola": 56.3,
    "mnli": 86.7,
    "mrpc": 88.6,
    "qnli": 91.8,
    "qqp": 89.6,
    "rte": 69.3,
    "sst-2": 92.7,
    "sts-b": 89.0,
    "wnli": 53.5,
}
DISTILBERT = {
    "cola": 51.3,
    "mnli": 82.2,
    "mrpc": 87.5,
    "qnli": 89.2,
    "qqp": 88.5,
    "rte": 59.9,
    "sst-2": 91.3,
    "sts-b": 86.9,
    "wnli": 56.3,
}
