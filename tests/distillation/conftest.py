from tests.small_berts import data, encoder, spec, teacher

__all__ = ["data", "encoder", "spec", "teacher"]
