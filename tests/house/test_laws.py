"""Laws 3 and 4: nothing of a session outlives its service call, and no float is below the windows."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from types import ModuleType

import pytest
from sqlalchemy import Float, Numeric
from sqlalchemy.orm import Session

import app.models
from app.services.counter import Counter
from tests.house import tree

# ------------------------------------------------------------------------- law 3: services return frozen records


@cache
def namespace(module: ModuleType) -> dict[str, object]:
    """The names of a module, with those that it imports for its annotations only."""
    names = dict(vars(module))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            exec(compile(ast.Module(node.body, []), module.__name__, "exec"), names)
    return names


def hints(thing: Callable[..., object] | type) -> dict[str, object]:
    """The types that a function or a record names."""
    module = inspect.getmodule(thing)
    assert module is not None
    return typing.get_type_hints(thing, namespace(module))


def classes_in(annotation: object, seen: set[object]) -> Iterator[type]:
    """Every class that a value of this type can hold, through containers and the fields of records."""
    if isinstance(annotation, list):  # the arguments of a Callable
        for argument in annotation:
            yield from classes_in(argument, seen)
        return
    if annotation in seen:
        return
    seen.add(annotation)
    for inner in typing.get_args(annotation):
        if not isinstance(inner, str | int):  # the words of a Literal
            yield from classes_in(inner, seen)
    bare = typing.get_origin(annotation) or annotation
    if isinstance(bare, type):
        yield bare
        if dataclasses.is_dataclass(bare):
            for field in hints(bare).values():
                yield from classes_in(field, seen)


def is_alive(kind: type) -> bool:
    """Whether such a thing needs a session: a row of a table, or anything of SQLAlchemy's own."""
    return issubclass(kind, app.models.Base) or kind.__module__.partition(".")[0] == "sqlalchemy"


def returned(function: Callable[..., object]) -> list[type]:
    """The classes of what a function returns."""
    return list(classes_in(hints(function)["return"], set()))


def outliving(function: Callable[..., object]) -> list[str]:
    """What a function returns that needs a session."""
    return [kind.__qualname__ for kind in returned(function) if is_alive(kind)]


def changeable(function: Callable[..., object]) -> list[str]:
    """The records that a function returns and somebody could change; a draft is there to be changed."""
    return [
        kind.__qualname__
        for kind in returned(function)
        if dataclasses.is_dataclass(kind) and kind.__module__ not in ("app.rules.drafts", "app.rules.supplier_drafts")
        if not vars(kind)["__dataclass_params__"].frozen
    ]


def public(module: ModuleType) -> Iterator[Callable[..., object]]:
    """The public functions of a module and the public methods of its classes."""
    own = [(name, thing) for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__]
    for name, thing in own:
        if inspect.isfunction(thing) and not name.startswith("_"):
            yield thing
        elif inspect.isclass(thing):
            yield from (
                method for key, method in vars(thing).items() if inspect.isfunction(method) and not key.startswith("_")
            )


def in_services(found_in: Callable[[Callable[..., object]], list[str]]) -> dict[str, list[str]]:
    """What is found in the functions of the services, by name; those `within` work inside a call and hand out rows."""
    return {
        f"{function.__module__}.{function.__qualname__}": found
        for module in tree.modules("services")
        if not module.__name__.startswith("app.services.within")
        for function in public(module)
        if function is not Counter.work  # the way to a session; that no window takes it is law 2
        if (found := found_in(function))
    }


def test_law_3_no_service_returns_what_needs_a_session() -> None:
    assert in_services(outliving) == {}


def test_law_3_services_return_frozen_records() -> None:
    assert in_services(changeable) == {}


@dataclasses.dataclass(frozen=True)
class _Wrapped:
    parts: tuple[app.models.Part, ...]


def _wraps_a_row() -> dict[int, _Wrapped | None]:
    return {}


@dataclasses.dataclass
class _Loose:
    amount: Decimal


def _returns_what_can_change() -> list[_Loose]:
    return []


def _returns_a_session() -> list[Session]:
    return []


def _returns_facts() -> dict[str, Decimal]:
    return {}


def test_law_3_would_find_a_row_in_a_record() -> None:
    assert outliving(_wraps_a_row) == ["Part"]
    assert outliving(_returns_a_session) == ["Session"]
    assert outliving(_returns_facts) == []
    assert changeable(_returns_what_can_change) == ["_Loose"]
    assert changeable(_returns_facts) == []


# --------------------------------------------------------------------------- law 4: no float below the windows

BELOW = ("app/rules", "app/models", "app/services", "app/printing", "app/exchange", "app/db")


def floats(syntax: ast.AST) -> list[int]:
    """The lines on which a float is written, named or made."""
    return [
        node.lineno
        for node in ast.walk(syntax)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Name) and node.id in {"float", "complex"})
        or (isinstance(node, ast.ImportFrom) and node.module == "math")
        or (isinstance(node, ast.Attribute) and ast.unparse(node).startswith("math."))
    ]


def test_law_4_no_float_below_the_windows() -> None:
    found = {tree.named(path): lines for path in tree.sources(*BELOW) if (lines := floats(tree.parsed(path)))}
    assert found == {}


@pytest.mark.parametrize(
    "text", ["x = 0.5", "def f(x: float) -> None: ...", "float('1')", "math.sqrt(2)", "a: list[float]"]
)
def test_law_4_would_find_a_float(text: str) -> None:
    assert floats(ast.parse(text)) == [1]


def test_law_4_every_column_holds_whole_numbers() -> None:
    columns = [column for table in app.models.Base.metadata.sorted_tables for column in table.columns]
    assert columns
    assert [str(column) for column in columns if isinstance(column.type, Numeric | Float)] == []
