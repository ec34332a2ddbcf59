"""What makes a PDF one of PDF/X-4 (ISO 15930-7): output intent, metadata, dates, and nothing that is forbidden there.

In: a PDF whose colours are inks already, the condition, and what the edition says of itself. Out: its bytes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from kurrasa.press.condition import Condition


@dataclass(frozen=True)
class Job:
    """What a press file says of itself: `content` is the fingerprint of what it was made from, `made` its date, an ISO
    day: of the edition, for no clock is read."""

    title: str
    creator: str
    reading: str
    content: str
    made: str


def finished(pdf: pikepdf.Pdf, job: Job, condition: Condition) -> bytes:
    """Write the file."""
    root = pdf.Root
    for name in ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/Dests", "/AcroForm", "/OpenAction", "/AA"):
        if name in root:
            del root[name]
    root.ViewerPreferences = Dictionary(Direction=Name.R2L if job.reading == "rtl" else Name.L2R)
    for page in pdf.pages:
        for name in ("/Annots", "/StructParents", "/Tabs", "/AA", "/Metadata", "/PieceInfo"):
            if name in page.obj:
                del page.obj[name]
        # transparent or not, what is blended is blended as inks (ISO 32000-1, 11.6.6)
        page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
    profile = pdf.make_stream(condition.profile)
    profile.N = 4
    profile.Alternate = Name.DeviceCMYK
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(condition.identifier),
        OutputCondition=String(condition.info),
        RegistryName=String(condition.registry),
        Info=String(condition.info),
        DestOutputProfile=profile,
    )
    if not condition.registry:
        del intent["/RegistryName"]
    root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.remove_unreferenced_resources()
    _said(pdf, job)
    to = io.BytesIO()
    pdf.save(to, deterministic_id=True, min_version="1.6", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return to.getvalue()


def _said(pdf: pikepdf.Pdf, job: Job) -> None:
    moment = f"{job.made}T00:00:00Z"
    day = job.made.replace("-", "")
    for name in list(pdf.docinfo.keys()):
        del pdf.docinfo[name]
    pdf.docinfo["/Title"] = job.title
    pdf.docinfo["/Creator"] = job.creator
    pdf.docinfo["/Producer"] = job.creator
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = f"D:{day}000000Z"
    pdf.docinfo["/Trapped"] = Name("/False")
    identity = hashlib.sha256(f"{job.content}\n{job.title}\n{job.creator}".encode()).hexdigest()[:32]
    xmp = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdf:Trapped>False</pdf:Trapped>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(job.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<pdf:Producer>{escape(job.creator)}</pdf:Producer><xmp:CreatorTool>{escape(job.creator)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        f"<xmp:MetadataDate>{moment}</xmp:MetadataDate><xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID>"
        "<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    stream = pikepdf.Stream(pdf, xmp.encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)
