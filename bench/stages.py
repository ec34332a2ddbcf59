"""Where the time of one `booklet` goes: the stages of a build in this process, by the clock.

In: a content, the folder of the book; what stands there is used. Out: one line of JSON with seconds on the wall. Parts
are set in other processes meanwhile, so that *setting* is the time in which this one waits for them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any


def main() -> None:
    """Build what the command line names, and tell."""
    content, out = map(Path, sys.argv[1:])
    begun = perf_counter()
    from kurrasa.order import Order, Step, standing
    from kurrasa.processes import processes

    order = Order(content, out)
    if standing(order):
        raise SystemExit("the book stands: edit something")
    pool = processes()
    from kurrasa import build, compose, furniture
    from kurrasa.prove import proof
    from kurrasa.works import Works

    spent: Counter[str] = Counter(imports=perf_counter() - begun)  # type: ignore[call-overload]

    def timed(owner: Any, name: str, stage: str) -> None:
        plain = getattr(owner, name)

        def work(*given: Any, **named: Any) -> Any:
            start = perf_counter()
            made = plain(*given, **named)
            spent[stage] += perf_counter() - start  # type: ignore[assignment]
            return made

        setattr(owner, name, work)

    timed(build, "load", "load")
    timed(build, "check_content", "check")
    timed(build, "edition", "arrange")
    timed(build, "settle", "settle")
    timed(compose.Composer, "composed", "compose")
    timed(furniture.Drawer, "furnish", "furnish")
    timed(build, "bind_book", "bind")
    timed(proof, "prove", "prove")
    timed(build, "expect", "expect")
    timed(build, "manifest", "manifest")

    def quiet(_step: Step) -> None:
        pass

    outcome = build.booklet(order, quiet, Works(order.store, pool, order.limit))
    if not outcome.pdf:
        raise SystemExit("the content is at fault")
    found: dict[str, float] = dict(spent)
    found["setting"] = found.pop("settle") - found["compose"]
    found["prove"] += found.pop("expect")
    found["all"] = perf_counter() - begun
    found["other"] = found["all"] - sum(time for stage, time in found.items() if stage != "all")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
