"""Commands by what a user is after: in that order --help shows them, each purpose in a box of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup

from exegesis.core.errors import InputError

_SEVERAL = (
    " Put a text with spaces in quotes; several texts, one a line of a file, are predicted and explained by "
    "`exegesis explain --data FILE`."
)
Purposes: TypeAlias = Mapping[str, Sequence[Callable[..., None] | typer.Typer]]


class OneLineCommand(TyperCommand):
    """A command whose arguments that are too many are told in a line, with what to do."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As any command does."""
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            takes_text = any(one.name == "text" and one.param_type_name == "argument" for one in self.params)
            raise InputError(f"{ctx.args[0]!r} is one argument too many.{_SEVERAL if takes_text else ''}")
        return rest


def grouped(purposes: Purposes, **about: Any) -> typer.Typer:
    """An app of these commands and groups of commands; `about` is the rest of what `typer.Typer` takes."""
    order: list[str] = []

    class Ordered(TyperGroup):
        """Typer puts groups of commands behind all commands."""

        def list_commands(self, ctx: Any) -> list[str]:
            return sorted(super().list_commands(ctx), key=order.index)

    app = typer.Typer(cls=Ordered, no_args_is_help=True, **about)
    for purpose, commands in purposes.items():
        for command in commands:
            if isinstance(command, typer.Typer):
                order.append(str(command.info.name))
                app.add_typer(command, rich_help_panel=purpose)
            else:
                order.append(command.__name__.replace("_", "-"))
                app.command(cls=OneLineCommand, rich_help_panel=purpose, help=_flowing(command.__doc__))(command)
    return app


def _flowing(text: str | None) -> str:
    """Paragraphs without the ends of lines of the source: a terminal has its own width."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in (text or "").split("\n\n"))
