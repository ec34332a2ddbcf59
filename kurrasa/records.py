"""The records an editor writes: what each kind holds, field by field.

In: plain data, as YAML gives it. Out: frozen pydantic models, or pydantic's own list of what is wrong.
Nothing here resolves a reference or knows a calendar: an `id` is still a string and a date still text.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Markup:
    """Marks a field as text for the reader; `blocks` says whether paragraphs are allowed or one line only."""

    blocks: bool

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say of it to other programs what it is."""
        return handler(core) | {"contentMediaType": "text/markdown"}


def _iso(value: object) -> object:
    """Give back as text what YAML read as a day or a year: `1997-12-09` and `1996` are dates here, not objects."""
    if isinstance(value, datetime.date) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value


def _shorthand_date(value: object) -> object:
    """Let `date: 1997-12-09` stand for `date: {gregorian: 1997-12-09}`."""
    value = _iso(value)
    return {"gregorian": value} if isinstance(value, str) else value


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Line = Annotated[str, Markup(blocks=False), Field(min_length=1)]
Prose = Annotated[str, Markup(blocks=True), Field(min_length=1)]
Plain = Annotated[str, Field(min_length=1)]
IsoDate = Annotated[str, BeforeValidator(_iso), Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?$")]


class Model(BaseModel):
    """Base of every record and of their parts: closed (an unknown field is an error) and immutable.

    A validator is built when it is first needed: records that are only read again need none. So every model that a
    field names stands above it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


class Dating(Model):
    """One date in up to two calendars, and how its source prints it."""

    gregorian: IsoDate | None = Field(None, description="ISO day, `day/day` span, month (`1994-09`) or year.")
    hijri: IsoDate | None = Field(
        None, description="The same in the Hijri calendar, quoted; left out, it is computed (Umm al-Qura)."
    )
    printed: Plain | None = Field(None, description="The date to the letter, as the source prints it.")

    @model_validator(mode="after")
    def _has_one(self) -> Dating:
        if not (self.gregorian or self.hijri):
            raise ValueError("a date needs `gregorian` or `hijri`")
        return self


Date = Annotated[Dating, BeforeValidator(_shorthand_date)]


class Record(Model):
    """What every record has."""

    kind: ClassVar[str]
    folder: ClassVar[str]

    id: Id = Field(description="Name of the record, unique in the whole content; Latin letters, digits and hyphens.")
    pages: tuple[int, ...] = Field((), description="Pages of the source that tell it.")


# ---------------------------------------------------------------- the book


class Publisher(Model):
    name: Plain = Field(description="Name of the publishing house.")
    address: Plain | None = Field(None, description="Postal address.")
    email: Plain | None = Field(None, description="Electronic mail address.")
    website: Plain | None = Field(None, description="Site of the house.")


class Edition(Model):
    number: int = Field(1, ge=1, description="1 for the first edition; printed as an ordinal in words.")
    gregorian_year: int | None = Field(None, description="Year of publication.")
    hijri_year: int | None = Field(None, description="The same year in the Hijri calendar.")
    note: Line | None = Field(None, description="What the edition adds, in a line.")


class Credit(Model):
    role: Plain = Field(description="What was done: editing, translation, design.")
    name: Plain = Field(description="Who did it.")


class Trim(Model):
    width: float = Field(148, gt=60, lt=400, description="Width of the trimmed page in millimetres.")
    height: float = Field(210, gt=90, lt=600, description="Height of the trimmed page in millimetres.")


class Faces(Model):
    text: Plain = Field("Amiri", description="Family of the running text; must be in fonts/manifest.yaml.")
    display: Plain = Field("IBM Plex Sans Arabic", description="Family of headings, figures and labels.")


class HandoutSettings(Model):
    smallest: float = Field(
        0.9, ge=0.9, le=1, description="How far the type may step down to fit two sides; 1 forbids it."
    )


class PressSettings(Model):
    grammage: float = Field(115, gt=20, lt=500, description="Grams of a square metre of the paper.")
    bulk: float = Field(0.9, gt=0.5, lt=4, description="Cubic centimetres of a gram of it; with the grammage, a leaf.")
    leaf: float | None = Field(
        None, gt=0.02, lt=1, description="Thickness of a leaf in millimetres, where it was measured."
    )
    binding: Literal["perfect", "saddle"] = Field(
        "perfect", description="Glued at the back, or stapled through it: a stapled book has no spine."
    )
    cover: Literal["own", "self"] = Field(
        "own", description="The cover is printed apart, on its own board, or is of the book's own paper."
    )


class PartEntry(Model):
    """One entry of the book's order: a ready-made part, a chapter, a conference, or a division over what follows."""

    part: (
        Literal[
            "cover",
            "half-title",
            "title",
            "imprint",
            "contents",
            "guide",
            "conferences",
            "figures",
            "chronology",
            "index-resolutions",
            "index-names",
            "index-places",
            "notes",
            "sources",
            "back-cover",
        ]
        | None
    ) = Field(None, description="A part that the program makes from the records.")
    chapter: Id | None = Field(None, description="A chapter of prose, by id.")
    conference: Id | None = Field(None, description="The chapter of a conference, by id.")
    division: Line | None = Field(
        None, description="Title of a division that heads the parts after it in the contents."
    )
    opens: Literal["recto", "verso", "either"] | None = Field(
        None, description="The side it opens on; each part has its own default."
    )

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"part": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_one(self) -> PartEntry:
        if sum(x is not None for x in (self.part, self.chapter, self.conference, self.division)) != 1:
            raise ValueError("an entry names one of `part`, `chapter`, `conference`, `division`")
        return self


class Book(Record):
    """The book itself: one file, `book.yaml`. What is not supplied is left out of the print."""

    kind: ClassVar[str] = "book"
    folder: ClassVar[str] = "book"

    title: Plain = Field(description="Title.")
    title_lines: tuple[Plain, ...] = Field((), description="The title as it breaks on cover and title page.")
    subtitle: Line | None = Field(None, description="Subtitle.")
    series: Line | None = Field(None, description="A line above the title: series or kind of publication.")
    short_title: Plain | None = Field(None, description="The title as the running head has it.")
    blurb: Prose | None = Field(None, description="Text of the back cover.")
    publisher: Publisher | None = Field(None, description="The publishing house.")
    edition: Edition = Field(default_factory=Edition, description="Edition and its years.")
    credits: tuple[Credit, ...] = Field((), description="Who made the edition.")
    rights: Line | None = Field(None, description="Statement of rights.")
    printer: Plain | None = Field(None, description="Printing house and city.")
    isbn: Plain | None = Field(
        None, description="ISBN, 10 or 13 digits, the last of which is checked; its barcode is printed."
    )
    deposit_number: Plain | None = Field(None, description="Legal deposit number.")
    cataloguing: tuple[Plain, ...] = Field((), description="Cataloguing-in-publication card, line by line.")
    disclaimer: Prose | None = Field(None, description="Disclaimer of the imprint page.")
    about: Prose | None = Field(None, description="Note on the edition, on the imprint page.")
    guide: Prose | None = Field(None, description="The reader's guide, beside what the program itself explains there.")
    language: Plain = Field("ar", description="Language of the content, as a BCP 47 tag.")
    languages: tuple[Plain, ...] = Field(
        (), description="Languages the edition appears in; the content's own if left out."
    )
    trim: Trim = Field(default_factory=Trim, description="Size of the trimmed page.")
    fonts: Faces = Field(default_factory=Faces, description="The two families.")
    numerals: Literal["european", "arabic-indic"] = Field("european", description="Digits of the whole edition.")
    calendars: tuple[Literal["hijri", "gregorian"], ...] = Field(
        ("hijri", "gregorian"), min_length=1, description="Calendars printed, in their order."
    )
    months: Literal["arab", "levant", "both", "maghreb"] = Field(
        "arab", description="Gregorian month names: ديسمبر, كانون الأول, both, or those of the Maghreb (دجنبر)."
    )
    era_marks: bool = Field(True, description="Whether years carry their mark (هـ, م).")
    front_matter: Literal["continuous", "abjad"] = Field(
        "continuous", description="Folios before the first chapter: numbered on with the book, or أ ب ج."
    )
    taa_marbuta: Literal["haa", "taa"] = Field("haa", description="What ة sorts as in the indexes.")
    alef_maqsura: Literal["yaa", "alef"] = Field("yaa", description="What ى sorts as in the indexes.")
    website: Plain | None = Field(None, description="Address of the edition on the web.")
    handouts: HandoutSettings = Field(default_factory=HandoutSettings, description="How the handouts are set.")
    press: PressSettings = Field(default_factory=PressSettings, description="How the book is printed and bound.")
    arrangement: tuple[PartEntry, ...] = Field((), description="The parts of the book in their order.")


# ---------------------------------------------------------------- bodies and how they number


class Series(Model):
    id: Id = Field(description="Name of the series in `number:`.")
    mark: Plain | None = Field(None, description="What stands for it in a number: س.")
    latin: Plain | None = Field(None, description="The same in the Latin form: P.")
    name: Plain = Field(description="Name in words: سياسية.")


class Numbering(Model):
    """How a body builds its numbers, as a form with the fields {serial} {session} {series} {mark}; what stands in
    [square brackets] is left out where its field is empty: `{serial}/{session}[-{series}][ ({mark})]`."""

    form: Plain = Field(description="The form of a number in the edition's language.")
    latin_form: Plain | None = Field(None, description="The form in Latin letters.")
    mark: Plain | None = Field(None, description="The body's own mark: ق.إ.")
    latin_mark: Plain | None = Field(None, description="The same in Latin letters: IS.")
    accepts: tuple[Plain, ...] = Field((), description="Other spellings of the mark that are read as it.")
    series: tuple[Series, ...] = Field((), description="Its series, in the order of the index.")
    example: Plain | None = Field(None, description="A number, taken apart in the reader's guide.")


Symbol = Literal["square", "hollow-square", "circle", "hollow-circle", "diamond", "bar"]


class SessionKind(Model):
    """One kind of meeting of a body."""

    name: Plain = Field(description="How one is called, with {ordinal}: القمة الإسلامية {ordinal}.")
    plural: Plain | None = Field(None, description="Name of the kind in the plural, for keys and lists.")
    gender: Literal["feminine", "masculine"] = Field("feminine", description="Gender of the ordinal.")
    symbol: Symbol = Field("circle", description="Its sign on the strip of years and in the chronology.")


class Body(Record):
    """An organ that meets and adopts: a summit, a council of ministers, a general assembly."""

    kind: ClassVar[str] = "body"
    folder: ClassVar[str] = "bodies"

    name: Plain = Field(description="Full name.")
    short_name: Plain | None = Field(None, description="Short name, for cards and indexes.")
    latin_name: Plain | None = Field(None, description="Name in English.")
    parent: Id | None = Field(None, description="The body it belongs to.")
    sessions: Mapping[str, SessionKind] = Field(
        default_factory=dict, description="Kinds of its meetings, by a name of one's choice (`ordinary:`)."
    )
    numbering: Numbering | None = Field(None, description="How its resolutions are numbered.")
    about: Prose | None = Field(None, description="What the reader should know of it.")


# ---------------------------------------------------------------- what happened


class Attendance(Model):
    states: int | None = Field(None, ge=0, description="Member states taking part.")
    observers: int | None = Field(None, ge=0, description="Observers.")
    guests: int | None = Field(None, ge=0, description="Guests invited for the occasion.")
    note: Line | None = Field(None, description="How the source words it, or whom else it names.")


class Conference(Record):
    """A meeting of a body: a summit, a ministerial session, a coordination meeting."""

    kind: ClassVar[str] = "conference"
    folder: ClassVar[str] = "conferences"

    body: Id = Field(description="The body that met.")
    session: Plain = Field("ordinary", description="Which of the body's kinds of meeting it was.")
    ordinal: int | None = Field(
        None, ge=1, description="Its number among its kind; also the session in its resolutions."
    )
    title: Line = Field(description="Title of its chapter or entry: قمة طهران.")
    session_name: Plain | None = Field(None, description="Name given to the session.")
    place: Id | None = Field(None, description="Where it met.")
    venue: Line | None = Field(None, description="The house it met in, where the source names it.")
    date: Date | None = Field(None, description="When it met.")
    attendance: Attendance | None = Field(None, description="Who took part.")
    people: tuple[Id, ...] = Field((), description="People it names.")
    summary: Line = Field(description="The meeting in a line or two, for openings and lists.")
    text: Prose | None = Field(None, description="Text of its chapter; a meeting without one stands in the register.")


class Clause(Model):
    verb: Plain = Field(description="What the resolution does: يدين, يؤكد.")
    text: Line = Field(description="What it does it to.")
    label: Plain | None = Field(None, description="Number or letter of the clause, where the source gives one.")


class NumberParts(Model):
    serial: int | None = Field(None, ge=1, description="Serial number; left out where the source gives none.")
    session: int | None = Field(None, ge=1, description="Session; that of the adopting conference if left out.")
    series: Id | None = Field(None, description="Series, by its id in the body's numbering.")


class Resolution(Record):
    """A resolution: adopted by a conference, numbered by its body."""

    kind: ClassVar[str] = "resolution"
    folder: ClassVar[str] = "resolutions"

    body: Id = Field(description="The body whose number it bears.")
    number: NumberParts | Plain | None = Field(
        None,
        description="Its number in parts, or as text that the body's form can read; none where the source has none.",
    )
    printed: tuple[Plain, ...] = Field((), description="The number to the letter, as the source has it.")
    conference: Id | None = Field(None, description="The conference that adopted it.")
    date: Date | None = Field(None, description="Day of adoption, only where the source gives one of its own.")
    title: Line = Field(description="Title, or what it concerns where the source gives no title.")
    subject: Id | None = Field(None, description="Series it is shelved under where its number names none.")
    chapter: Id | None = Field(None, description="Chapter that prints its card; its conference's if left out.")
    clause_count: int | None = Field(None, ge=1, description="Number of its clauses, as the source gives it.")
    paragraph: Plain | None = Field(None, description="The paragraph that matters here: ب.")
    cites: tuple[Id, ...] = Field((), description="Records it cites: resolutions, conferences, documents.")
    summary: Line = Field(description="What it says, in a line.")
    clauses: tuple[Clause, ...] = Field((), description="Its clauses, as far as the source tells them.")


class Figures(Model):
    """A number the source gives, with what it counts."""

    value: Plain = Field(description="The number as it is to be printed: 21, أكثر من 60.")
    unit: Plain = Field(description="What it counts: قتيلًا من المدنيين.")


class Event(Record):
    """What happened outside the conferences."""

    kind: ClassVar[str] = "event"
    folder: ClassVar[str] = "events"

    title: Line = Field(description="The event in a line; every judgement attributed.")
    date: Date = Field(description="When.")
    place: Id | None = Field(None, description="Where.")
    figures: tuple[Figures, ...] = Field((), description="Numbers the source gives for it.")
    text: Prose | None = Field(None, description="More, for the chapter or the handout that asks for it.")
    people: tuple[Id, ...] = Field((), description="People it names.")
    chapter: Id | None = Field(None, description="Chapter or conference that tells it.")


class Document(Record):
    """A communiqué, a declaration, a report, a charter."""

    kind: ClassVar[str] = "document"
    folder: ClassVar[str] = "documents"

    title: Line = Field(description="Title.")
    type: Plain = Field(description="What it is: بيان ختامي, إعلان, تقرير.")
    symbol: Plain | None = Field(None, description="Its number: OIC/ICFM-34/2007/POL/SG.REP.6.")
    conference: Id | None = Field(None, description="The conference that issued it.")
    date: Date | None = Field(None, description="Its date, where it has one of its own.")
    articles: tuple[Clause, ...] = Field((), description="Articles the source cites.")
    summary: Line = Field(description="What it says, in a line.")


class Person(Record):
    """A person named."""

    kind: ClassVar[str] = "person"
    folder: ClassVar[str] = "people"

    name: Plain = Field(description="The name as the text has it.")
    sort_name: Plain | None = Field(None, description="The name as the index has it: علييف، حيدر.")
    latin_name: Plain | None = Field(None, description="The name in Latin letters.")
    variants: tuple[Plain, ...] = Field((), description="Other spellings; each gets a see-reference in the index.")
    role: Line | None = Field(None, description="Who it is.")


class Place(Record):
    """A place named."""

    kind: ClassVar[str] = "place"
    folder: ClassVar[str] = "places"

    name: Plain = Field(description="Preferred spelling.")
    latin_name: Plain | None = Field(None, description="The name in Latin letters.")
    variants: tuple[Plain, ...] = Field((), description="Other spellings; each gets a see-reference in the index.")
    about: Line | None = Field(None, description="What it is: مدينة في أذربيجان.")
    latitude: float | None = Field(None, ge=-90, le=90, description="Degrees north.")
    longitude: float | None = Field(None, ge=-180, le=180, description="Degrees east.")
    map: Id | None = Field(None, description="Locator it is drawn on, with the other places that name the same.")
    label: Literal["left", "right", "above", "below"] = Field("right", description="Side of its name on the locator.")
    indexed: bool = Field(True, description="Whether it stands in the index of places.")


class Figure(Record):
    """A picture, or the caption of one that is not to be had."""

    kind: ClassVar[str] = "figure"
    folder: ClassVar[str] = "figures"

    title: Line = Field(description="What it shows, in a few words.")
    caption: Prose = Field(description="The caption; every judgement attributed.")
    place: Id | None = Field(None, description="Where it was taken.")
    date: Date | None = Field(None, description="When.")
    credit: Plain | None = Field(None, description="Photographer or owner.")
    image: Plain | None = Field(None, description="File in content/images/.")
    alt: Plain | None = Field(None, description="What a reader who can't see it should know; required with an image.")
    width: float | None = Field(
        None, gt=10, lt=400, description="Printed width in millimetres; the measure if left out."
    )
    people: tuple[Id, ...] = Field((), description="People it names.")


class Note(Record):
    """An editor's note: where the source disagrees with itself, the calendar or the record of history."""

    kind: ClassVar[str] = "note"
    folder: ClassVar[str] = "notes"

    title: Line = Field(description="What it is about, in a few words.")
    about: tuple[Id, ...] = Field((), description="Records it concerns.")
    settles: tuple[Literal["date", "session", "number", "name"], ...] = Field(
        (), description="Which contradictions of those records it answers for; the check then lets them pass."
    )
    stands: Prose = Field(description="What stands in the source, to the letter.")
    right: Prose | None = Field(None, description="What is right; left out where it can't be settled.")
    why: Prose = Field(description="Why.")
    known_from: Line | None = Field(None, description="Where that is known from.")


class Source(Record):
    """A source of the edition."""

    kind: ClassVar[str] = "source"
    folder: ClassVar[str] = "sources"

    title: Line = Field(description="Title.")
    author: Plain | None = Field(None, description="Author or issuing body.")
    publisher: Plain | None = Field(None, description="Publisher and place.")
    year: Plain | None = Field(None, description="Year, or years.")
    group: Plain | None = Field(None, description="Heading it stands under in the list.")
    note: Line | None = Field(None, description="How the edition used it.")
    link: Plain | None = Field(None, description="Address on the web.")
    main: bool = Field(False, description="Whether it is the source whose pages `pages:` counts.")


class Chapter(Record):
    """A chapter of prose."""

    kind: ClassVar[str] = "chapter"
    folder: ClassVar[str] = "chapters"

    title: Line = Field(description="Title.")
    kicker: Line | None = Field(None, description="A line above the title.")
    tab: Plain | None = Field(None, description="The word on the edge tab.")
    summary: Line | None = Field(None, description="The chapter in a line or two, under its title.")
    text: Prose = Field(description="The text.")
    opening: Literal["band", "plain"] = Field("plain", description="A whole opening page, or a title above the text.")


class Query(Model):
    """Which records a handout is about: those that meet every condition given; and those named one by one."""

    since: IsoDate | None = Field(None, description="Not before this day, month or year.")
    until: IsoDate | None = Field(None, description="Not after it.")
    bodies: tuple[Id, ...] = Field((), description="Met or adopted by one of these bodies.")
    conferences: tuple[Id, ...] = Field((), description="One of these conferences, or of what they adopted.")
    chapters: tuple[Id, ...] = Field((), description="Told in one of these chapters.")
    series: tuple[Id, ...] = Field((), description="Resolutions of one of these series.")
    places: tuple[Id, ...] = Field((), description="At one of these places.")
    people: tuple[Id, ...] = Field((), description="Naming one of these people.")
    also: tuple[Id, ...] = Field((), description="Records it holds besides, whatever the conditions say.")

    @model_validator(mode="after")
    def _asks(self) -> Query:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError("a selection needs a condition")
        return self


class Handout(Record):
    """A handout on a theme: what it is called, and which records it is about."""

    kind: ClassVar[str] = "handout"
    folder: ClassVar[str] = "handouts"

    title: Line = Field(description="Title.")
    summary: Line = Field(description="What it is about, in a line or two.")
    about: Query = Field(description="The records it is about.")


KINDS: tuple[type[Record], ...] = (
    Book,
    Body,
    Conference,
    Resolution,
    Event,
    Document,
    Person,
    Place,
    Figure,
    Note,
    Source,
    Chapter,
    Handout,
)
FOLDERS: Mapping[str, type[Record]] = {kind.folder: kind for kind in KINDS}


def validate(kind: type[Record], data: Mapping[str, Any]) -> Record:
    """Make a record of plain data. Raises `pydantic.ValidationError` with every fault of it."""
    return kind.model_validate(data)
