"""The rules as a whole: none is forgotten, none is silent about what it holds."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from kurrasa.records import KINDS, Model
from kurrasa.rules import (
    RULES,
    RULES_OF_A_RECORD,
    RULES_WITH_FACES,
    arrangement,
    dates,
    images,
    numbers,
    references,
    text,
)
from kurrasa.rules.references import REFERS

MODULES = [references, dates, numbers, arrangement, images, text]
# Ids that name no record: a record's own, a series of a body, a locator.
NO_RECORDS = {
    ("Query", "series"),
    ("Series", "id"),
    ("NumberParts", "series"),
    ("Resolution", "subject"),
    ("Place", "map"),
}


def _models() -> set[type[Model]]:
    def below(model: type[Model]) -> set[type[Model]]:
        return {model}.union(*(below(child) for child in model.__subclasses__()))

    return {model for model in below(Model) if model.__module__ == "kurrasa.records"}


def test_every_field_that_holds_an_id_is_held_against_the_records() -> None:
    ids = {
        (model.__name__, name)
        for model in _models()
        for name, field in model.model_fields.items()
        if "^[a-z]" in repr([*field.metadata, field.annotation])
    }
    own = {(kind.__name__, "id") for kind in KINDS} | {("Record", "id")}
    assert ids - own - NO_RECORDS == {(model.__name__, name) for model, name in REFERS}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_rule_of_a_subject_is_applied(module: ModuleType) -> None:
    """A public function of a record, of content alone, or of content and faces, is a rule and stands in the list."""
    written = {
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and list(inspect.signature(function).parameters) in (["content"], ["entry"], ["content", "faces"])
        and "Diagnostic" in str(inspect.signature(function).return_annotation)
    }
    assert written <= {*RULES, *RULES_OF_A_RECORD, *RULES_WITH_FACES}


@pytest.mark.parametrize("rule", [*RULES, *RULES_OF_A_RECORD, *RULES_WITH_FACES], ids=lambda rule: rule.__name__)
def test_every_rule_states_its_constraint(rule: object) -> None:
    assert (inspect.getdoc(rule) or "").endswith(".")
