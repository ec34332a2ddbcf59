"""The door for those who have not installed anything: `python render.py booklet` is `kurrasa booklet`."""

import sys

if __name__ == "__main__":
    try:
        from kurrasa.cli import main

        sys.exit(main())
    except ModuleNotFoundError as lack:
        # Words by locale come from a catalogue that needs the very packages which are not there.
        print(f"The Python package «{lack.name}» is not installed here: run `make booklet` once.", file=sys.stderr)
        print(f"لم تُثبَّت حزمة بايثون «{lack.name}»: شغّل `make booklet` مرة واحدة.", file=sys.stderr)
        sys.exit(3)
