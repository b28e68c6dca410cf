"""
The one strict converter between plain data (dictionaries of TOML or JSON) and the model classes.

Left alone, a converter would turn "false" into True and "abc" into three letters; here every value must have exactly
the type that the class names.
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
import types
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.tomllib import make_converter

from backpain_kb.errors import ExpressionError, near_misses
from backpain_kb.logic.parse import parse
from backpain_kb.logic.tree import Expression, to_text
from backpain_kb.model.care import Interaction
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.facts import shown

__all__ = ["from_data", "problems_of", "to_data"]

_T = TypeVar("_T")

_EXPRESSION_CLASSES = get_args(Expression)
_AND = override(rename="and")  # The word of the file cannot be the name of a field.
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}


class _WrongTypeError(TypeError):
    """A value of another type than the field has."""

    def __init__(self, expected: str, value: object) -> None:
        got = _WORDS.get(type(value), type(value).__name__)
        super().__init__(f"expected {expected}, got {got} {shown(value)}")


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    """Return a hook that takes values of just this type."""

    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401 - the signature that cattrs wants.
        if type(value) is not kind:
            raise _WrongTypeError(_WORDS[kind], value)
        return value

    return hook


def _number(value: Any, _: Any) -> int | float:  # noqa: ANN401 - the signature that cattrs wants.
    """Take a finite number, whole or not; what is larger than any decimal fraction can be is not finite either."""
    if type(value) not in (int, float):
        raise _WrongTypeError("a number", value)
    if not abs(value) <= sys.float_info.max:  # NaN fails this too.
        raise _WrongTypeError("a finite number", value)
    return value  # type: ignore[no-any-return]  # the test above narrows by identity, which the checker does not follow.


def _fact(value: Any, _: Any) -> bool | int | float | str:  # noqa: ANN401 - the signature that cattrs wants.
    """Take what a fact can be."""
    if type(value) in (bool, str):
        return value  # type: ignore[no-any-return]  # as above.
    return _number(value, None)


def _date(value: Any, _: Any) -> dt.date:  # noqa: ANN401 - the signature that cattrs wants.
    """Take a date of TOML, or its ISO form from JSON."""
    if type(value) is dt.date:
        return value
    if type(value) is str:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise _WrongTypeError("a date such as 2026-11-23", value)


def _enum(value: Any, kind: type[Enum]) -> Enum:  # noqa: ANN401 - the signature that cattrs wants.
    """Take the value of a member, with a hint for a near miss."""
    choices = [str(member.value) for member in kind]
    if type(value) is not str:
        raise _WrongTypeError("one of " + ", ".join(choices), value)
    if value not in choices:
        hints = near_misses(value, choices)
        hint = f"did you mean {hints[0]!r}?" if hints else f"expected one of {', '.join(choices)}"
        message = f"{value!r} is not known here; {hint}"
        raise ValueError(message)
    return kind(value)


def _expression(value: Any, _: Any) -> Expression:  # noqa: ANN401 - the signature that cattrs wants.
    """Read a `when` text."""
    if type(value) is not str:
        raise _WrongTypeError("an expression in quotes", value)
    return parse(value)


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    return get_origin(kind) is tuple


def _tuple_hook(converter: cattrs.Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """Return a factory of hooks that take lists only."""

    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - cattrs hands over type expressions.
        of = get_args(kind)[0]

        def hook(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401 - the signature that cattrs wants.
            if type(value) is not list:
                raise _WrongTypeError("a list", value)
            made: list[Any] = []
            errors: list[Exception] = []
            for index, item in enumerate(value):
                try:
                    made.append(converter.structure(item, of))
                except Exception as error:  # noqa: BLE001 - all faults are kept and raised together.
                    error.add_note(cattrs.IterableValidationNote(f"Structuring {kind} @ index {index}", index, of))
                    errors.append(error)
            if errors:
                message = f"While structuring {kind}"
                raise cattrs.IterableValidationError(message, errors, kind)
            return tuple(made)

        return hook

    return factory


def _table_hook(converter: cattrs.Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """Return a factory of hooks that make an object of a table, and of nothing else."""

    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - cattrs hands over type expressions.
        renamed: dict[str, Any] = {"and_": _AND} if kind is Interaction else {}
        make: Callable[[Any, Any], Any] = make_dict_structure_fn(
            kind, converter, _cattrs_forbid_extra_keys=True, **renamed
        )

        def hook(value: Any, of: Any) -> Any:  # noqa: ANN401 - the signature that cattrs wants.
            if not isinstance(value, Mapping):
                raise _WrongTypeError("a table", value)
            return make(value, of)

        return hook

    return factory


def _frozen_dict_hook(converter: cattrs.Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """Return a factory of hooks that make a `FrozenDict` of a table."""

    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - cattrs hands over type expressions.
        _, of = get_args(kind)

        def hook(value: Any, _: Any) -> FrozenDict[str, Any]:  # noqa: ANN401 - the signature that cattrs wants.
            if not isinstance(value, dict):
                raise _WrongTypeError("a table", value)
            made: dict[str, Any] = {}
            errors: list[Exception] = []
            for key, item in value.items():
                try:
                    made[key] = converter.structure(item, of)
                except Exception as error:  # noqa: BLE001 - all faults are kept and raised together.
                    error.add_note(cattrs.AttributeValidationNote(f"Structuring {kind} @ key {key}", key, of))
                    errors.append(error)
            if errors:
                message = f"While structuring {kind}"
                raise cattrs.ClassValidationError(message, errors, kind)
            return FrozenDict(made)

        return hook

    return factory


def _optional_hook(converter: cattrs.Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """Return a factory of hooks for a field that may be left out; a written null is refused."""

    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - cattrs hands over type expressions.
        (of,) = (part for part in _union_parts(kind) if part is not type(None))

        def hook(value: Any, _: Any) -> Any:  # noqa: ANN401 - the signature that cattrs wants.
            if value is None:
                message = "nothing is not a value; leave the field out"
                raise ValueError(message)
            return converter.structure(value, of)

        return hook

    return factory


def _union_parts(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - cattrs hands over type expressions.
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else ()


def _is_expression(kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    """Return whether a field holds an expression (perhaps none)."""
    parts = set(_union_parts(kind)) - {type(None)}
    return bool(parts) and parts == set(_EXPRESSION_CLASSES)


def _is_number(kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    """Return whether a field holds a number (perhaps none)."""
    return set(_union_parts(kind)) - {type(None)} == {int, float}


def _is_fact(kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    return set(_union_parts(kind)) == {bool, int, float, str}


def _plain_optional(kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    """Return whether a field holds one type or none."""
    parts = _union_parts(kind)
    return len(parts) == 2 and type(None) in parts  # noqa: PLR2004 - the type and None.


@functools.cache
def _converter() -> cattrs.Converter:
    """Make the converter, once."""
    converter = make_converter(forbid_extra_keys=True, omit_if_default=True)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(dt.date, _date)
    converter.register_structure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, Enum), _enum)
    converter.register_structure_hook_factory(attrs.has, _table_hook(converter))
    converter.register_structure_hook_factory(_plain_optional, _optional_hook(converter))
    converter.register_structure_hook_func(_is_number, _number)
    converter.register_structure_hook_func(_is_fact, _fact)
    converter.register_structure_hook_func(_is_expression, _expression)
    converter.register_structure_hook_factory(_is_tuple, _tuple_hook(converter))
    is_frozen_dict = functools.partial(_has_origin, FrozenDict)
    converter.register_structure_hook_factory(is_frozen_dict, _frozen_dict_hook(converter))
    converter.register_unstructure_hook_func(_is_number, lambda value: value)
    converter.register_unstructure_hook_func(_is_fact, lambda value: value)
    converter.register_unstructure_hook_func(_is_expression, lambda tree: None if tree is None else to_text(tree))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_unstructure_hook_func(
        is_frozen_dict, lambda items: {key: converter.unstructure(value) for key, value in items.items()}
    )
    converter.register_unstructure_hook_func(_is_tuple, lambda items: [converter.unstructure(item) for item in items])
    for expression_class in _EXPRESSION_CLASSES:
        converter.register_unstructure_hook(expression_class, to_text)
    unstructure: Callable[[Any], Any] = make_dict_unstructure_fn(
        Interaction, converter, _cattrs_omit_if_default=True, and_=_AND
    )
    converter.register_unstructure_hook(Interaction, unstructure)
    return converter


def _has_origin(origin: type, kind: Any) -> bool:  # noqa: ANN401 - cattrs hands over type expressions.
    return get_origin(kind) is origin


def from_data(data: object, kind: type[_T]) -> _T:
    """
    Return the object of class *kind* that *data* describes.

    Raises:
        Exception: Something does not fit; `problems_of` turns the error into sentences.

    .. versionadded:: 0.1.0
    """
    return _converter().structure(data, kind)


def to_data(value: object) -> Any:  # noqa: ANN401 - plain data has no narrower type.
    """
    Return *value* as plain data: dictionaries, lists, texts, numbers and truth values.

    What is at its default is left out, so that data read back gives the same object.

    .. versionadded:: 0.1.0
    """
    return _converter().unstructure(value)


def problems_of(error: Exception) -> tuple[tuple[str | None, str], ...]:
    """
    Return what a failed `from_data` found: pairs of field (None for the whole) and sentence.

    .. versionadded:: 0.1.0
    """
    lines = cattrs.transform_error(error, path="", format_exception=_sentence)
    pairs = []
    for line in lines:
        sentence, _, path = line.rpartition(" @ ")
        pairs.append((path.lstrip(".") or None, sentence))
    return tuple(pairs)


def _sentence(error: BaseException, kind: type | None) -> str:
    """Return one fault as a sentence."""
    match error:
        case cattrs.ForbiddenExtraKeysError():
            known = sorted(field.name.rstrip("_") for field in attrs.fields(error.cl))
            return "; ".join(_unknown_key(key, known) for key in sorted(error.extra_fields))
        case KeyError():
            return "this field is required"
        case ExpressionError():
            return str(error)
        case _:
            # Some validators add what they looked at to the sentence; the sentence comes first.
            return str(error.args[0]) if error.args else f"does not fit {kind}"


def _unknown_key(key: str, known: list[str]) -> str:
    hints = near_misses(key, known)
    return f"unknown field {key!r}" + (f"; did you mean {hints[0]!r}?" if hints else f"; known are {', '.join(known)}")
