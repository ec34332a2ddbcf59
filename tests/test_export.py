"""The records as data: each file keeps to its schema, and says what the book says."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import ROOT
from jsonschema import Draft202012Validator

from kurrasa.cli import main
from kurrasa.data import make
from kurrasa.order import Order
from kurrasa.records import FOLDERS


def exported(content: Path, booklet: Path) -> Path:
    made = make.export(Order(content, booklet.parent), booklet)
    assert made.folder, made.diagnostics
    return made.folder


@pytest.fixture(scope="module")
def first(first_content: Path, first_edition: Path) -> Path:
    """The data of the first edition."""
    return exported(first_content, first_edition)


@pytest.fixture(scope="module")
def small(scaffold: Path, scaffold_book: Path) -> Path:
    """The data of a content that has a record of each kind, and front matter in abjad."""
    return exported(scaffold, scaffold_book)


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def records(folder: Path, kind: str) -> dict[str, Any]:
    return {record["id"]: record for record in read(folder, f"{kind}.json")["records"]}


def test_every_file_keeps_to_its_schema(first: Path, small: Path) -> None:
    for folder in (first, small):
        for path in folder.glob("*.json"):
            data = read(folder, path.name)
            schema = read(folder, data["$schema"])
            assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            Draft202012Validator.check_schema(schema)
            faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(data)]
            assert not faults, path.name


def test_a_schema_would_find_a_fault(first: Path) -> None:
    data = read(first, "conferences.json")
    validator = Draft202012Validator(read(first, data["$schema"]))
    del data["records"][0]["designation"]
    data["records"][1]["venu"] = "x"
    assert len(list(validator.iter_errors(data))) == 2


def test_every_field_has_a_title_and_is_described(small: Path) -> None:
    for path in (small / "schema").iterdir():
        schema = read(small, f"schema/{path.name}")
        for name, model in schema["$defs"].items():
            for field, told in model.get("properties", {}).items():
                assert told.get("description") or "$ref" in str(told), f"{path.name}: {name}.{field}"


def test_the_index_says_what_is_what(first: Path) -> None:
    index = read(first, "index.json")
    assert index["title"] == "موقف منظمة التعاون الإسلامي من النزاع حول قراباغ"
    assert index["languages"] == ["ar", "en", "fr"]
    assert {one["file"] for one in index["files"]} == {f"{folder}.json" for folder in FOLDERS}
    assert {path.name for path in first.glob("*.json")} == {one["file"] for one in index["files"]} | {"index.json"}
    for one in index["files"]:
        assert one["records"] == len(read(first, one["file"])["records"])
        assert (first / one["schema_file"]).is_file()


def test_no_record_is_lost_and_every_reference_leads_to_one(first: Path) -> None:
    known = {id for folder in FOLDERS for id in records(first, folder)}
    assert len(known) == sum(one["records"] for one in read(first, "index.json")["files"])
    for resolution in records(first, "resolutions").values():
        assert {resolution["body"], *resolution["cites"], *resolution["cited_by"], *resolution["notes"]} <= known


def test_a_date_has_both_calendars_and_says_which_was_computed(first: Path) -> None:
    given = records(first, "conferences")["new-york-1992"]["date"]
    assert given["gregorian"] == {"iso": "1992-09-23", "precision": "day", "computed": False}
    assert given["hijri"] == {"iso": "1413-03-26", "precision": "day", "computed": True}
    inherited = records(first, "resolutions")["r-11-7-p"]["date"]
    assert inherited["date_of"] == "casablanca-1994"
    assert (inherited["first"], inherited["last"]) == ("1994-12-13", "1994-12-15")


def test_a_number_is_had_in_its_parts(first: Path) -> None:
    assert records(first, "resolutions")["r-11-7-p"]["number"] == {
        "text": "11/7-س (ق.إ)",
        "latin": "11/7-P(IS)",
        "serial": 11,
        "session": 7,
        "series": "political",
    }


def test_a_record_is_told_on_the_page_that_the_data_name(first: Path, first_edition: Path) -> None:
    document = pypdfium2.PdfDocument(first_edition)
    told = [*records(first, "sources").values(), *records(first, "notes").values()]
    for record in told:
        standing = record["in_book"]
        assert document.get_page_label(standing["sheet"] - 1) == standing["page"]
        text = document[standing["sheet"] - 1].get_textpage().get_text_range()
        words = re.findall(r"\w{3,}", re.sub(r"\[\[.*?\]\]", "", record["title"]))
        assert sum(word in text for word in words) > len(words) / 2, record["id"]
    assert len(told) > 30
    document.close()


def test_an_index_line_has_its_numbers(first: Path) -> None:
    assert "21" in records(first, "resolutions")["r-11-7-p"]["in_book"]["named_on"]


def test_folios_in_abjad_are_named_as_they_are_printed(small: Path) -> None:
    pages = {r["in_book"]["page"] for r in records(small, "bodies").values() if "in_book" in r}
    assert pages
    assert not any(page.isdecimal() for page in pages)


def test_the_files_are_utf_8_in_nfc_and_the_same_each_time(scaffold: Path, scaffold_book: Path, small: Path) -> None:
    before = {path: path.read_bytes() for path in small.rglob("*.json")}
    assert {path: path.read_bytes() for path in exported(scaffold, scaffold_book).rglob("*.json")} == before
    for data in before.values():
        text = data.decode("utf-8")
        assert text == unicodedata.normalize("NFC", text)
        assert "\\u06" not in text


def test_an_edition_in_another_language_has_its_own_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["export", "--content", str(ROOT / "content"), "--lang", "en", "--out", str(tmp_path)]) == 0
    assert "records" in capsys.readouterr().out
    assert read(tmp_path / "data.en", "index.json")["language"] == "en"
    assert records(tmp_path / "data.en", "places")["azerbaijan"]["name"] == "Azerbaijan"
