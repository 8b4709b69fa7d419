"""What sends a folder the ordinary way, through transformers: anything in it that is not known here exactly."""


class OrdinaryWay(Exception):
    """Says why a folder is not read here; never seen by a user, since transformers then reads it or refuses it."""


def only(holds: bool, why: str) -> None:
    """`OrdinaryWay` unless it holds."""
    if not holds:
        raise OrdinaryWay(why)
