"""The container of an EPUB: a ZIP archive (EPUB OCF 3.3, 4).

In: files by their names. Out: the archive's bytes, the same for the same files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FOLDER = "EPUB"
PACKAGE = f"{FOLDER}/package.opf"
_CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of the time that ZIP can tell


def archive(files: Mapping[str, bytes | str]) -> bytes:
    """Pack files of the publication's folder. The media type comes first and is not compressed (4.2.2)."""
    whole = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        **{f"{FOLDER}/{name}": data for name, data in files.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in whole.items():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(entry, data, compresslevel=9)
    return made.getvalue()
