"""
The form of the core pack that is made when a wheel is built.

It holds the same entities as the TOML, checked when it was made, and the compiled expressions as source that Python
caches.  It is in the wheel only: a source tree always reads the TOML, so nobody is ever shown stale advice.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never, cast, get_args, get_origin

import attrs

from backpain_kb.logic.tree import (
    And,
    Arithmetic,
    AtLeast,
    Choice,
    Compare,
    Expression,
    Member,
    Name,
    Negative,
    Not,
    Number,
    Or,
    Possibly,
)
from backpain_kb.model.catalogue import KINDS, Catalogue, PackInfo
from backpain_kb.model.terms import Entity, FrozenDict

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["FOLDER", "MODULE", "decode_tree", "encode_tree", "read_shipped", "shipped_module", "write_shipped"]

FOLDER = "shipped"
"""The folder beside the core pack, in a wheel, that holds the form."""

MODULE = "forms"
"""The module in it that makes the entities."""

_Encoded = Any  # A name is a text, a number is a number, everything else a list that begins with its form.


def encode_tree(tree: Expression) -> _Encoded:  # noqa: PLR0911 - one line for each form of the language.
    """
    Return *tree* as plain data.

    .. versionadded:: 0.1.0
    """
    match tree:
        case Name():
            return tree.id
        case Number():
            return tree.value
        case Choice():
            return ["choice", tree.value]
        case Not() | Possibly() | Negative():
            return [type(tree).__name__, encode_tree(tree.operand)]
        case And() | Or():
            return [type(tree).__name__, *map(encode_tree, tree.operands)]
        case AtLeast():
            return ["AtLeast", tree.count, *map(encode_tree, tree.operands)]
        case Compare():
            return ["Compare", list(tree.operators), *map(encode_tree, tree.operands)]
        case Member():
            return ["Member", tree.negated, encode_tree(tree.operand), *map(encode_tree, tree.choices)]
        case Arithmetic():
            return ["Arithmetic", tree.operator, encode_tree(tree.left), encode_tree(tree.right)]
        case _:
            assert_never(tree)


@functools.cache
def _name(id_: str) -> Name:
    """Return the one node of a name; the same names stand in many expressions."""
    return Name(id_)


_DECODERS: dict[str, Callable[[list[_Encoded]], Expression]] = {
    "choice": lambda data: Choice(data[1]),
    "Not": lambda data: Not(decode_tree(data[1])),
    "Possibly": lambda data: Possibly(decode_tree(data[1])),
    "Negative": lambda data: Negative(decode_tree(data[1])),
    "And": lambda data: And(tuple([decode_tree(part) for part in data[1:]])),
    "Or": lambda data: Or(tuple([decode_tree(part) for part in data[1:]])),
    "AtLeast": lambda data: AtLeast(data[1], tuple([decode_tree(part) for part in data[2:]])),
    "Compare": lambda data: Compare(tuple(data[1]), tuple([decode_tree(part) for part in data[2:]])),
    "Member": lambda data: Member(decode_tree(data[2]), tuple([decode_tree(part) for part in data[3:]]), data[1]),
    "Arithmetic": lambda data: Arithmetic(data[1], decode_tree(data[2]), decode_tree(data[3])),
}


def decode_tree(data: _Encoded) -> Expression:
    """
    Return the tree that `encode_tree` made *data* of.

    .. versionadded:: 0.1.0
    """
    if type(data) is str:
        return _name(data)
    if type(data) is list:
        return _DECODERS[data[0]](data)
    return Number(data)


class _Kinds(Mapping[str, Mapping[str, Entity]]):
    """Kind to id to entity, each kind read when it is first asked for."""

    def __init__(self, forms: ModuleType) -> None:
        self._forms = forms
        self._read: dict[str, Mapping[str, Entity]] = {}

    def __getitem__(self, kind: str) -> Mapping[str, Entity]:
        if kind not in self._read:
            if kind not in KINDS:
                raise KeyError(kind)
            path = Path(cast("str", self._forms.__file__)).with_name(f"{kind}.json")
            make = getattr(self._forms, f"make_{KINDS[kind].__name__}")
            self._read[kind] = {row["id"]: make(row) for row in json.loads(path.read_bytes())}
        return self._read[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


def shipped_module(name: str = MODULE) -> ModuleType | None:
    """
    Return a module of the shipped form; None in a source tree, which has none.

    .. versionadded:: 0.1.0
    """
    full = f"backpain_kb.data.{FOLDER}.{name}"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name is not None and full.startswith(error.name):
            return None
        raise


def read_shipped(forms: ModuleType) -> Catalogue:
    """
    Return the catalogue that *forms* holds; kinds that nobody asks for are never read.

    .. versionadded:: 0.1.0
    """
    core = PackInfo(**forms.PACK)
    return Catalogue(packs=(core,), entities=_Kinds(forms), language=core.language)


# Writing it, when a wheel is built.


def write_shipped(catalogue: Catalogue, folder: Path, program: str) -> None:
    """
    Write the form of *catalogue*, the core pack alone, into *folder*.

    Args:
        catalogue: A catalogue that has passed the check.
        folder: Where to write; made when it is not there.
        program: The source of the compiled expressions.

    .. versionadded:: 0.1.0
    """
    folder.mkdir(parents=True, exist_ok=True)
    for kind, entities in catalogue.entities.items():
        rows = [_plain(entity) for entity in entities.values()]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{kind}.json").write_text(text, encoding="utf-8")
    (folder / f"{MODULE}.py").write_text(_forms_source(catalogue), encoding="utf-8")
    (folder / "program.py").write_text(program, encoding="utf-8")


def _plain(value: object) -> Any:  # noqa: ANN401, PLR0911 - plain data has no narrower type; one line for each class.
    """Return *value* as plain data for `json`, fields at their default left out."""
    if isinstance(value, Expression):
        return encode_tree(value)
    cls: type[Any] = type(value)
    if attrs.has(cls):
        stated = {field.name: getattr(value, field.name) for field in attrs.fields(cls)}
        return {name: _plain(each) for name, each in stated.items() if not _is_default(cls, name, each)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, FrozenDict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _is_default(cls: type[Any], name: str, value: object) -> bool:
    default: object = attrs.fields_dict(cls)[name].default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # It is typed as a function, but is a class.
        default = default.factory()  # type: ignore[attr-defined]  # As above.
    return default is not attrs.NOTHING and type(value) is type(default) and value == default


def _forms_source(catalogue: Catalogue) -> str:
    """Return the module with one function for each class: from a row of plain data to the object."""
    classes: dict[str, type[Any]] = {}
    enums: dict[str, type[Enum]] = {}
    functions: list[str] = []
    waiting: list[type[Any]] = list(KINDS.values())
    while waiting:
        cls = waiting.pop(0)
        if cls.__name__ in classes:
            continue
        classes[cls.__name__] = cls
        lines = [f"def make_{cls.__name__}(row):"]
        attrs.resolve_types(cls)
        for field in attrs.fields(cls):
            source, inner = _conversion(field.type, "v")
            waiting += [each for each in inner if attrs.has(each)]
            enums.update({each.__name__: each for each in inner if not attrs.has(each) and issubclass(each, Enum)})
            if source != "v":
                lines += [f'    if "{field.name}" in row:', f'        v = row["{field.name}"]']
                lines.append(f'        row["{field.name}"] = {source}')
        lines.append(f"    return {cls.__name__}(**row)")
        functions.append("\n".join(lines))
    pack = attrs.asdict(catalogue.packs[0])
    head = ['"""Made when the wheel was built; do not edit."""', "", "import datetime", ""]
    head += sorted(f"from {cls.__module__} import {name}" for name, cls in {**classes, **enums}.items())
    head += ["from backpain_kb.model.terms import FrozenDict", "from backpain_kb.packs.shipped import decode_tree", ""]
    head += [f"PACK = {pack!r}"]
    head += [f"{name.upper()} = {{member.value: member for member in {name}}}" for name in sorted(enums)]
    return "\n\n\n".join(["\n".join(head), *functions]) + "\n"


def _conversion(kind: Any, value: str) -> tuple[str, list[type[Any]]]:  # noqa: ANN401, PLR0911 - a type expression.
    """Return source that turns plain *value* into what a field of type *kind* holds, and the classes that it uses."""
    parts = [part for part in get_args(kind) if part is not type(None)]
    if set(parts) >= {Name, And, Or}:
        return f"decode_tree({value})", []
    if get_origin(kind) is tuple:
        source, inner = _conversion(parts[0], "e")
        return (f"tuple({value})" if source == "e" else f"tuple([{source} for e in {value}])"), inner
    if get_origin(kind) is FrozenDict:
        source, inner = _conversion(parts[1], "e")
        made = value if source == "e" else f"{{k: {source} for k, e in {value}.items()}}"
        return f"FrozenDict({made})", inner
    if len(parts) == 1:
        return _conversion(parts[0], value)
    if isinstance(kind, type) and attrs.has(kind):
        return f"make_{kind.__name__}({value})", [kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"{kind.__name__.upper()}[{value}]", [kind]
    if getattr(kind, "__name__", "") == "date":
        return f"datetime.date.fromisoformat({value})", []
    return value, []
