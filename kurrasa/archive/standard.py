"""A book that is PDF/UA-1 made PDF/A-3a as well, with files attached to it.

In: the finished book, the files, the year of the edition. Out: the archive's bytes, the same for the same in. PDF/A-3a
holds PDF/A-3u in it. ISO 19005-3 is followed clause by clause; what the binder never writes (encryption, scripts,
actions, layers, streams outside the file, fonts that are not embedded) needs no clause here, and veraPDF is the judge.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from kurrasa.archive.material import media_type

_PROFILE = "sRGB IEC61966-2.1"
_PRINT, _UNSEEN = 4, 1 | 2 | 32 | 256  # flags of annotations (ISO 32000-1, table 165)
_YEARLESS = 1970  # of an edition without a year: the day from which machines count
# What the file is (6.6.4 and ISO 14289-1, 5), and what PDF/A doesn't know of that by itself (6.6.2.3): its schema.
_CLAIMS = """<pdfaid:part xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">3</pdfaid:part>\
<pdfaid:conformance xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">A</pdfaid:conformance>\
{dated}\
<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


def archive(booklet: Path, attached: Mapping[str, bytes], year: int | None) -> bytes:
    """Make the archive. No clock is read: its year is that of the edition."""
    with pikepdf.open(booklet) as pdf:
        _colours(pdf)
        _pages(pdf)
        _claims(pdf, year)
        _attach(pdf, attached, year or _YEARLESS)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _colours(pdf: pikepdf.Pdf) -> None:
    """What red, green and blue are (6.2.3): the sRGB of the ICC, which comes with the typesetter."""
    profile = pdf.make_stream((resources("weasyprint.pdf") / "sRGB2014.icc").read_bytes(), N=3)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String(_PROFILE),
                Info=String(_PROFILE),
                DestOutputProfile=profile,
            )
        ]
    )


def _pages(pdf: pikepdf.Pdf) -> None:
    """Links are printed and nothing is hidden (6.3.2); no picture is smoothed by guess (6.2.8)."""
    for page in pdf.pages:
        for link in page.obj.get("/Annots", Array()):
            link.F = (int(link.get("/F", 0)) | _PRINT) & ~_UNSEEN
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image and "/Interpolate" in thing:
            del thing["/Interpolate"]


def _claims(pdf: pikepdf.Pdf, year: int | None) -> None:
    """Add to the book's own metadata what the file is now."""
    packet = pdf.Root.Metadata.read_bytes().decode()
    dated = f"<dc:date><rdf:Seq><rdf:li>{year:04}</rdf:li></rdf:Seq></dc:date>" if year else ""
    claimed = packet.replace("</rdf:Description></rdf:RDF>", _CLAIMS.format(dated=dated))
    assert claimed != packet, "the binder writes one description"
    pdf.Root.Metadata = pdf.make_stream(claimed.encode(), Type=Name.Metadata, Subtype=Name.XML)


def _attach(pdf: pikepdf.Pdf, attached: Mapping[str, bytes], year: int) -> None:
    """Associate the files with the document as its source (6.8; ISO 32000-1, 7.11.4)."""
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    tree = pikepdf.NameTree.new(pdf)
    associated = Array()
    for name, data in sorted(attached.items()):
        stream = pdf.make_stream(
            data,
            Type=Name.EmbeddedFile,
            Subtype=Name("/" + media_type(name)),
            Params=Dictionary(
                Size=len(data),
                CheckSum=String(hashlib.md5(data, usedforsecurity=False).digest()),
                ModDate=String(f"D:{year:04}"),
            ),
        )
        spec = Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            Desc=String(name),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
        tree[name] = spec = pdf.make_indirect(spec)
        associated.append(spec)
    pdf.Root.Names.EmbeddedFiles = tree.obj
    pdf.Root.AF = associated
