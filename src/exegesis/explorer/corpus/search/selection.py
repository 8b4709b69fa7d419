"""Conditions on words, answered by the tables of a corpus: which rows they hold for."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.explorer.corpus.search.grammar import OF_WORDS, WordCondition, WordQuery
from exegesis.explorer.corpus.search.store import Rows, Store

_CLOSED = ("upos", "xpos", "deprel", "ent")  # columns of few values
_AMONG = "IN (SELECT value FROM json_each(?))"


def selected(store: Store, query: WordQuery) -> Rows:
    """The rows for which all conditions hold, ascending; `InputError` for tags that the corpus has none of."""
    clauses, parameters = ["1"], []
    within: list[Rows] = []
    for condition in query.conditions:
        _check_annotated(store, condition.field)
        if condition.field == "text" and condition.expressions and not condition.negated:
            within.append(_in_stretches(store, condition))
        else:
            clauses.append(_clause(condition))
            parameters.append(json.dumps(_meant(store, condition), ensure_ascii=False))
    sql = f"SELECT id FROM words WHERE {' AND '.join(clauses)} ORDER BY id"
    found: Rows = np.fromiter((row for (row,) in store.select(sql, *parameters)), dtype=np.int64)
    for rows in within:
        found = np.intersect1d(found, rows, assume_unique=True)
    return found


def _check_annotated(store: Store, field: str) -> None:
    if field in OF_WORDS and field != "form" and field not in store.manifest.annotations:
        known = [name for name in OF_WORDS if name in store.manifest.annotations]
        has = f"it has {', '.join(known)}" if known else "it has no tags"
        raise InputError(f"the corpus is not annotated with {field}; {has}. Ask for form or text.")


def _clause(condition: WordCondition) -> str:
    """SQL that holds of the words meant; a word without a tag is none of its values."""
    column = f'"{condition.field}"'
    if condition.field not in OF_WORDS:
        inner = f"SELECT id FROM sentences WHERE {column} {_AMONG}"
        return f"sentence {'NOT ' * condition.negated}IN ({inner})"
    return f"({column} IS NULL OR {column} NOT {_AMONG})" if condition.negated else f"{column} {_AMONG}"


def _meant(store: Store, condition: WordCondition) -> list[str] | list[int]:
    """The values of the column that are meant, expressions tried on each value once."""
    if condition.field == "source":
        names = [one.name for one in store.manifest.sources]
        _check_there(condition, names)
        meant = set(_chosen(condition, names))
        return [number for number, name in enumerate(names) if name in meant]
    if condition.field not in _CLOSED and not condition.expressions and not condition.any_case:
        return list(condition.values)
    table = "words" if condition.field in OF_WORDS else "sentences"
    sql = f'SELECT DISTINCT "{condition.field}" FROM {table} WHERE "{condition.field}" IS NOT NULL'
    every = [str(value) for (value,) in store.select(sql)]
    if condition.field in _CLOSED:
        _check_there(condition, every)
    return _chosen(condition, every)


def _check_there(condition: WordCondition, every: Sequence[str]) -> None:
    """`InputError` for a tag or a file that the corpus has not, which would be a slip and find nothing."""
    missing = next((value for value in condition.values if value not in every), None)
    if missing is not None:
        raise unknown(condition.field, missing, every)


def _chosen(condition: WordCondition, every: Sequence[str]) -> list[str]:
    """Those of all values that are meant."""
    found = set(condition.values) & set(every)
    if condition.any_case:
        folded = {value.casefold() for value in condition.values}
        found |= {value for value in every if value.casefold() in folded}
    for expression in condition.expressions:
        found |= set(expression.holding(every))
    return sorted(found)


def _in_stretches(store: Store, condition: WordCondition) -> Rows:
    """Words that share characters with what an expression finds in their sentence, and all words of whole sentences."""
    sentences = store.select("SELECT id, text, first_word, words FROM sentences ORDER BY id")
    texts = [str(text) for _, text, _, _ in sentences]
    whole = set(condition.values)
    found = {row for _, text, first, words in sentences if text in whole for row in range(first, first + words)}
    for expression in condition.expressions:
        found |= _covered(store, sentences, expression.places(texts))
    return np.array(sorted(found), dtype=np.int64)


def _covered(
    store: Store, sentences: Sequence[tuple[Any, ...]], places: Iterable[Sequence[tuple[int, int]]]
) -> set[int]:
    found: set[int] = set()
    sql = 'SELECT id, start, "end" FROM words WHERE id >= ? AND id < ?'  # by the key: words of a sentence are in a run
    for (_, _, first, words), spans in zip(sentences, places, strict=True):
        if spans:
            lines = store.select(sql, first, first + words)
            found |= {row for row, start, end in lines if any(start < b and a < end for a, b in spans)}
    return found
