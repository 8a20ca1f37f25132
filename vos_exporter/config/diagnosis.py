"""Everything that is wrong with the shape of decoded data; msgspec stops at the first, and quotes values."""

from collections.abc import Mapping
from typing import Any

from msgspec import inspect
from msgspec.inspect import (
    BoolType,
    CustomType,
    DictType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
)

from vos_exporter.config.problems import Place, choices, hint

_LARGEST_NUMBER = 2**63
"""Whole numbers from here on do not fit into the 64 bits that are read."""

_WORDS: Mapping[type[Type], str] = {
    StructType: "a mapping",
    DictType: "a mapping",
    ListType: "a list",
    VarTupleType: "a list",
    EnumType: "text",
    CustomType: "text",
    StrType: "text",
    IntType: "a whole number",
    FloatType: "a number",
    BoolType: "true or false",
    NoneType: "nothing",
}
_PYTHON: Mapping[type[Type], tuple[type, ...]] = {
    StructType: (dict,),
    DictType: (dict,),
    ListType: (list,),
    VarTupleType: (list,),
    EnumType: (str,),
    CustomType: (str,),
    StrType: (str,),
    IntType: (int,),
    FloatType: (int, float),
    BoolType: (bool,),
    NoneType: (type(None),),
}
_FOUND: Mapping[type, str] = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "nothing",
}


def diagnose(data: Any, expected: type, at: Place) -> None:
    """Record at ``at`` every way in which ``data`` does not have the shape of the Struct ``expected``."""
    _examine(data, inspect.type_info(expected), at)


def _examine(data: Any, kind: Type, at: Place) -> None:
    fitting = next((member for member in _members(kind) if _fits(data, member)), None)
    match fitting:
        case None:
            at.wrong(_mismatch(data, kind))
        case StructType():
            _examine_struct(data, fitting, at)
        case DictType():
            _examine_mapping(data, fitting, at)
        case ListType() | VarTupleType():
            for index, item in enumerate(data):
                _examine(item, fitting.item_type, at[index])
        case EnumType():
            _examine_choice(data, fitting, at)
        case _:
            pass


def _members(kind: Type) -> tuple[Type, ...]:
    return kind.types if isinstance(kind, UnionType) else (kind,)


def _fits(data: Any, kind: Type) -> bool:
    if isinstance(data, bool):
        return isinstance(kind, BoolType)
    if isinstance(data, int) and abs(data) >= _LARGEST_NUMBER:
        return False
    return isinstance(data, _PYTHON[type(kind)])


def _mismatch(data: Any, kind: Type) -> str:
    members = _members(kind)
    words = dict.fromkeys(_WORDS[type(member)] for member in members if not isinstance(member, NoneType))
    found = _FOUND.get(type(data), "something else")
    if isinstance(data, int) and abs(data) >= _LARGEST_NUMBER:
        found = "a number that is far too large"
    sentence = f"expected {' or '.join(words)}, got {found}"
    if "text" in words and isinstance(data, bool | int | float):
        return f"{sentence}; put it in quotes"
    return f"{sentence}; fill it in or remove the key" if data is None else sentence


def _examine_struct(data: Mapping[Any, Any], kind: StructType, at: Place) -> None:
    fields = {field.encode_name: field for field in kind.fields}
    for key, value in data.items():
        if key in fields:
            _examine(value, fields[key].type, at[key])
        elif isinstance(key, str):
            at[key].wrong("unknown key" + (hint(key, fields) or f"; known are {', '.join(fields)}"))
        else:
            at.wrong("a key is not text")
    for name, field in fields.items():
        if field.required and name not in data:
            at.wrong(f"the key `{name}` is missing")


def _examine_mapping(data: Mapping[Any, Any], kind: DictType, at: Place) -> None:
    for key, value in data.items():
        if isinstance(key, str):
            _examine(value, kind.value_type, at[key])
        else:
            at.wrong("a key is not text; put it in quotes")


def _examine_choice(data: str, kind: EnumType, at: Place) -> None:
    known = [member.value for member in kind.cls]
    if data not in known:
        at.wrong(f"must be {choices(known)}{hint(data, known)}")
