"""Explanations, rules and other inputs in plain sentences, each of which was tried on the model before it is said."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "account",
    "Account",
]

if TYPE_CHECKING:
    from exegesis.accounts.run import account
    from exegesis.data.account import Account
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "account": "run",
            "Account": "run",
        },
    )
