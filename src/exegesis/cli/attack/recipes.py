"""`exegesis attack recipes`: the attacks there are."""

from exegesis.cli.writing import say


def recipes() -> None:
    """The attacks there are, and what each is made of."""
    from exegesis.attacks import RECIPES

    width = max(map(len, RECIPES))
    for recipe in RECIPES.values():
        say(f"{recipe.name:<{width}}  {recipe.summary}", width + 2)
        search = ", ".join([recipe.search.name, *map(str, recipe.search.settings.values())])
        parts = ", ".join(part.name for part in recipe.transformations)
        limits = ", ".join(part.name for part in recipe.constraints) or "none"
        say(f"{'':<{width}}  edits: {parts} · search: {search} · constraints: {limits}", width + 2)
