"""Pretraining distillation as DistilBERT does it (Sanh et al. 2019): a masked language model into fewer layers."""
