"""`exegesis intervene`: a change of a text or of a model, and what moves inside."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from exegesis.cli import options as o
from exegesis.cli.inputs import looked_at
from exegesis.cli.progress import reading_model
from exegesis.cli.reading import heads_of, pairs_of, text_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError, check_count

if TYPE_CHECKING:
    from exegesis.adapters.base import Model

_CHANGES = "--mask, --replace, --delete, --insert"
_SIDES = "--other-text, --silence, --silence-layer, --isolate or --other-model"
_Repeated: TypeAlias = list[str] | None


def intervene(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    question: o.ContextQuestion = None,
    hide: o.Hides = None,
    model: o.Model[str] = "bundled:sentiment",
    other_text: Annotated[
        str | None, o.option(o.TEXTS, "--other-text", "Another text beside this one, in the place of a change.")
    ] = None,
    other_model: Annotated[
        str | None, o.option(o.TEXTS, "--other-model", "Another model beside this one: a later checkpoint.")
    ] = None,
    mask: Annotated[
        _Repeated,
        o.option(o.ASKED, "--mask", o.several("Hide this word (word:2, its second) from a model of any kind.")),
    ] = None,
    replace: Annotated[
        _Repeated, o.option(o.ASKED, "--replace", o.several("Put another word in a word's place, as OLD=NEW."))
    ] = None,
    delete: Annotated[_Repeated, o.option(o.ASKED, "--delete", o.several("Take this word away."))] = None,
    insert: Annotated[
        _Repeated, o.option(o.ASKED, "--insert", o.several("Put a word after another, as AFTER=NEW."))
    ] = None,
    silence: Annotated[
        str | None, o.option(o.ASKED, "--silence", "Silence these heads, as LAYER.HEAD: 1.2 or 1.2,3.5.")
    ] = None,
    silence_layer: Annotated[
        int | None, o.option(o.ASKED, "--silence-layer", "Silence all heads of this layer, from 1.")
    ] = None,
    isolate: Annotated[
        str | None, o.option(o.ASKED, "--isolate", "Silence the other heads of these heads' layers: 2.1.")
    ] = None,
    top_k: o.TopK = 3,
    window: o.Window = 1,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """What moves when a text is changed, or heads fall silent.

    Predictions before and after, the heads whose attention moved most, the vectors of each layer. Changes of words may
    be made together; else it is one of --other-text, --other-model and those of heads.
    """
    files = ResultFiles(json_path)
    with reading_model(model):
        from exegesis import api, explorer

        files.check(inputs=(file,))
        check_count("--top-k", top_k)
        edits = {
            "mask": mask,
            "replace": pairs_of("--replace", replace, "OLD=NEW", filled=True, hint="; --delete takes a word away")
            or None,
            "delete": delete,
            "insert": pairs_of("--insert", insert, "AFTER=NEW", filled=True) or None,
        }
        others = {
            "--other-text": other_text,
            "--silence": heads_of("--silence", silence),
            "--silence-layer": silence_layer,
            "--isolate": heads_of("--isolate", isolate),
            "--other-model": other_model,
        }
        _check_one_change([name for name, given in edits.items() if given], others)
        given = looked_at(text_of(text, file), pair, question, hide)
        beside = None if other_text is None else looked_at(other_text, pair, question, hide)
        loaded = api.load(model)
        other = _other_model(loaded, others)
    asked: dict[str, Any] = {"k": top_k, "window": window}
    if any(edits.values()):
        found = explorer.intervene(loaded, given, **edits, **asked)  # type: ignore[arg-type]
    else:
        found = explorer.beside(loaded, given, beside, other_model=other, **asked)
    files.write("shift", found)


def _check_one_change(edits: list[str], others: dict[str, Any]) -> None:
    """`InputError` where nothing changes, or more than one thing: what moves would be of both."""
    named = [name for name, given in others.items() if given is not None]
    if not edits and not named:
        raise InputError(f"say what changes: {_CHANGES}, {_SIDES}.")
    if edits and named:
        raise InputError(f"--{edits[0]} changes the text and {named[0]} is a change of its own; give one of them.")
    if len(named) > 1:
        raise InputError(
            f"{' and '.join(named[:2])} are two changes, and what moves would be of both; give one of them."
        )


def _other_model(model: "Model", others: dict[str, Any]) -> "Model | str | None":
    """The model that stands beside it, None where it is the text that is another."""
    from exegesis import explorer

    if others["--silence"] is not None or others["--silence-layer"] is not None:
        return explorer.silence(model, others["--silence"], layer=others["--silence-layer"])
    if others["--isolate"] is not None:
        return explorer.isolate(model, others["--isolate"])
    return others["--other-model"]  # type: ignore[no-any-return]
