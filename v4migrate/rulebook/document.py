"""Data files (YAML, TOML) into typed objects, with errors that name file, line and the likely mend.

Pydantic says *what* is wrong at which path of the data; this module finds the line of that path in the file and adds the
nearest known key. Used for rules, facts and the configuration alike.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Loc = tuple[int | str, ...]


class Data(BaseModel):
    """Base of everything that is read from a data file: frozen, and unknown keys are errors.

    A start from the cache builds none of the validators (`defer_build`). Modules with many such classes do without
    `from __future__ import annotations`: pydantic would have to evaluate every annotation again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


ModelT = TypeVar("ModelT", bound=BaseModel)


@cache
def _loader() -> Any:
    """YAML with exact decimals: a price of 0.28 must not pass through a binary float. Imported only when a file is parsed."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    def exact(loader: Any, node: Any) -> Decimal:
        try:
            return Decimal(loader.construct_scalar(node).replace("_", ""))
        except InvalidOperation as error:
            problem = f"'{node.value}' is no number that can be reckoned with"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error

    Loader.add_constructor("tag:yaml.org,2002:float", exact)
    return Loader


class DocumentProblem(Exception):
    """What is wrong in one data file, one `file:line: problem` per entry. Callers wrap it in an error of their tree."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_yaml(path: Path, model: type[ModelT], shown: str | None = None, data: bytes | None = None) -> ModelT:
    """Parse and validate one YAML file; raises DocumentProblem. `shown` is how messages name it, `data` its bytes if read already."""
    import yaml

    shown = shown or path.as_posix()
    try:
        text = (path.read_bytes() if data is None else data).decode("utf-8")
        content = yaml.load(text, Loader=_loader())  # noqa: S506 - a SafeLoader with one more constructor
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentProblem([f"{shown}: cannot be read: {error}"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentProblem([f"{shown}:{line}: not valid YAML: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise DocumentProblem([f"{shown}:1: not valid YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(content, dict):
        raise DocumentProblem([f"{shown}:1: expected a mapping at the top, found {type(content).__name__}"])
    return validate(model, content, shown, lambda loc: _yaml_line(text, loc))


def validate(model: type[ModelT], data: dict[str, Any], shown: str, line_of: typing.Callable[[Loc], int]) -> ModelT:
    """`data` as `model`, or DocumentProblem with one line per pydantic error."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{shown}:{line_of(_real_loc(data, item['loc']))}: {_explain(model, data, item)}" for item in error.errors()
        ]
        raise DocumentProblem(problems) from error


def _explain(model: type[BaseModel], data: Any, item: Any) -> str:
    loc = _real_loc(data, item["loc"])
    where = ".".join(str(part) for part in loc)
    kind = item["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, loc[:-1])
        return f"unknown key '{where}'{suggestion(str(loc[-1]), known)}; known: {', '.join(sorted(known))}"
    if kind == "missing":
        return f"missing key '{where}'"
    if kind in {"literal_error", "enum"}:
        expected = item["ctx"]["expected"]
        known = [part.strip("' ") for part in expected.replace(" or ", ",").split(",")]
        return f"'{where}': unknown value {item['input']!r}{suggestion(str(item['input']), known)}; known: {expected}"
    message = item["msg"].removeprefix("Value error, ")
    return f"'{where}': {message}" if where else message


def checked_pattern(value: str) -> str:
    """A regular expression that compiles, or ValueError with the place of the mistake."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def suggestion(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """` (did you mean 'x'?)` for the nearest known word, or nothing. Names of one family are all alike: ask more of them."""
    import difflib  # here, because most starts suggest nothing

    near = difflib.get_close_matches(word, known, n=1, cutoff=likeness)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _real_loc(data: Any, loc: Loc) -> Loc:
    """Pydantic's path without the union tags that it adds; a missing last key is kept."""
    real: list[int | str] = []
    node = data
    for part in loc:
        if _has(node, part):
            node = node[part]
        elif not (isinstance(node, dict) and part == loc[-1]):
            continue
        real.append(part)
    return tuple(real)


def _has(node: Any, part: int | str) -> bool:
    if isinstance(node, dict):
        return part in node
    return isinstance(node, list) and isinstance(part, int) and part < len(node)


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the class at `loc` below `model` allows."""
    current: Any = model
    for part in loc:
        classes = list(_models(current))
        if isinstance(part, str) and classes:
            fields = [cls.model_fields[name] for cls in classes for name in cls.model_fields if _key(cls, name) == part]
            current = fields[0].annotation if fields else None
    return [_key(cls, name) for cls in _models(current) for name in cls.model_fields]


def _key(cls: type[BaseModel], name: str) -> str:
    return cls.model_fields[name].alias or name


def _models(annotation: Any) -> list[type[BaseModel]]:
    if typing.get_origin(annotation) is None:
        return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
    return [found for part in typing.get_args(annotation) for found in _models(part)]


def _yaml_line(text: str, loc: Loc) -> int:
    """1-based line of the node at `loc`, or of its nearest ancestor that exists."""
    import yaml

    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for part in loc:
        found = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, found = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
            line = found.start_mark.line + 1
        if found is None:
            return line
        node = found
    return line


def line_of(path: Path, loc: Loc) -> int:
    """1-based line of the value at `loc` in a YAML file."""
    return _yaml_line(path.read_text(encoding="utf-8"), loc)


def line_in(text: str, needle: str) -> int:
    """1-based line of the first occurrence of `needle`; 1 if there is none."""
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
