"""What the documentation must tell: every field of every record, every option, every exit code; and no dead link."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

from kurrasa import cli
from kurrasa.records import KINDS

ROOT = Path(__file__).parent.parent
CONTENT = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = cli.program(lambda text: text)
HEADINGS = {
    "PartEntry": "An entry of the arrangement",
    "SessionKind": "Kind of meeting",
    "NumberParts": "Number in parts",
    "Figures": "Counts",
    "Dating": "Dates",
}


def types_in(annotation: object) -> Iterator[object]:
    yield annotation
    for argument in get_args(annotation):
        yield from types_in(argument)


def models() -> list[type[BaseModel]]:
    """Every kind of record and every part of one."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = list(KINDS)
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found.append(model)
            for field in model.model_fields.values():
                waiting += [t for t in types_in(field.annotation) if isinstance(t, type) and issubclass(t, BaseModel)]
    return found


def section(model: type[BaseModel]) -> str:
    """The part of the page that tells a model: from its heading to the next one of any level."""
    folder = getattr(model, "folder", None)
    heading = HEADINGS.get(model.__name__, folder.capitalize() if folder else model.__name__)
    found = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", CONTENT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/content.md has no heading «{heading}» for {model.__name__}"
    return found[1]


def rows(text: str) -> dict[str, str]:
    """The rows of the tables of fields, by the field they tell."""
    return {row[1]: row[0] for row in re.finditer(r"^\| `([a-z_]+)` \|.*$", text, re.MULTILINE)}


FIELDS = [(model, name) for model in models() for name in model.model_fields]
COMMON = rows(CONTENT[CONTENT.index("Every record has these") : CONTENT.index("## Dates")])


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name in FIELDS])
def test_every_field_is_documented(model: type[BaseModel], name: str) -> None:
    told = rows(section(model))
    row = told.get(name) or (COMMON.get(name) if model in KINDS else None)
    assert row, f"docs/content.md does not tell `{name}` of {model.__name__}"
    field = model.model_fields[name]
    assert ("**required**" in row) == field.is_required(), f"is `{name}` required or not? {row}"
    for choices in (t for t in types_in(field.annotation) if get_origin(t) is Literal):
        for choice in get_args(choices):
            assert f"`{choice}`" in row, f"`{name}` may be `{choice}`"
    if isinstance(field.default, str | int | float) and field.default != "":
        default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        assert f"`{default}`" in row, f"`{name}` is `{default}` if left out"


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_no_field_is_documented_that_is_not_there(model: type[BaseModel]) -> None:
    assert set(rows(section(model))) <= set(model.model_fields)


@pytest.mark.parametrize("name", sorted(PROGRAM.commands))
def test_every_command_is_documented(name: str) -> None:
    assert f"| `kurrasa {name}" in README


OPTIONS = [
    (command.name, spelling)
    for command in (PROGRAM, *PROGRAM.commands.values())
    for option in command.params
    if isinstance(option, click.Option)
    for spelling in option.opts
]


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=[" ".join(map(str, pair)) for pair in OPTIONS])
def test_every_option_is_documented_with_the_command_it_is_of(command: str, option: str) -> None:
    row = re.search(rf"^\| [^|]*`{re.escape(option)}(?: [A-Z]+)?`[^|]*\| ([^|]*)\|", README, re.MULTILINE)
    assert row, f"README.md does not tell {option}"
    assert command == "kurrasa" or f"`{command}`" in row[1] or row[1].strip() == "all"


@pytest.mark.parametrize("code", [cli.DONE, cli.CONTENT_IS_WRONG, cli.USAGE, cli.MACHINE_LACKS, cli.INTERRUPTED])
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"\n| `{code}` |" in README


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/content.md",
        "docs/translations.md",
        "docs/accessibility.md",
        "docs/archive.md",
        "docs/changes.md",
        "docs/data.md",
        "docs/performance.md",
        "docs/preview.md",
    ],
)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target:
            assert ((ROOT / page).parent / target).exists(), target
