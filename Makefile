# make booklet   the book: build/booklet.pdf            make test    ruff, mypy and every test, as CI runs them
# make watch     the book anew at each save             make preview  the same, shown in the browser
# make handouts  a sheet of A4 for each meeting and theme, in every language: build/handouts/
# make release   all that the edition is issued as, judged by programs of others: build/release/
# make epub      the book for reading systems            make web       the book as a site: build/web/
# make archive   the book as PDF/A-3a, with all it was made from    make export  its records as JSON: build/data/
# make press    the block and the cover for the press, as PDF/X-4: build/booklet-press.pdf and cover-press.pdf
# make fonts     the font files, from their packages    make lock    the two locks anew, from pyproject.toml
# make profile   the profile of FOGRA39, from its package
# make kernel    the modules that take most of the time, compiled; each build sees to it where there is a C compiler
# make messages  the words of program and templates, from the code into locale/, where new ones wait to be translated
# make clean     what was built, but no issue            make distclean   and the environment and the fonts
# make bench     every figure beside its peers: bench-page and others; see bench/README.md
#
# Everything is installed in .venv from a lock with hashes; PYTHON says from which Python it is made.

PYTHON ?= python3
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
export PYTHON

.PHONY: booklet watch preview messages handouts press archive export epub web release test lint types fonts kernel compiled profile lock clean distclean bench bench-page bench-words bench-speed bench-order bench-preview bench-regenerate
.DEFAULT_GOAL := booklet
.DELETE_ON_ERROR:

booklet: fonts compiled
	$(BIN)/python render.py booklet $(ARGS)

watch preview: fonts compiled
	$(BIN)/python render.py $@ $(ARGS)

handouts: fonts compiled
	$(BIN)/python render.py handouts $(ARGS)

archive export epub web: fonts compiled
	$(BIN)/python render.py $@ $(ARGS)

press: fonts compiled profile
	$(BIN)/python render.py press $(ARGS)

release: .venv/.tests fonts compiled profile  # the tests' judges are its own
	$(BIN)/python render.py release $(ARGS)

test: lint types fonts kernel profile
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.tests
	$(BIN)/mypy

fonts: .venv/.book
	$(BIN)/python -m kurrasa.fonts

kernel: .venv/.kernel
	$(BIN)/python tools/kernel.py

compiled: .venv/.book
	@! tools/machine.sh compiles || $(MAKE) --no-print-directory kernel || \
	  echo "The kernel could not be compiled: all runs from its source, with the same result, and slower." >&2

profile:
	tools/profile.sh profiles/FOGRA39L_coated.icc

BABEL := $(BIN)/python -m babel.messages.frontend --quiet
messages: .venv/.tests
	$(BABEL) extract --mapping-file babel.cfg --project kurrasa --add-location file --output-file build/kurrasa.pot .
	for language in ar fr; do $(BABEL) update --input-file build/kurrasa.pot --output-dir locale --domain kurrasa \
	  --locale $$language --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120; done

bench: bench-page bench-words bench-order bench-speed bench-preview bench-regenerate

bench-regenerate: .venv/.tests  # it asks the tests' judges
bench-page bench-words bench-speed bench-order bench-preview bench-regenerate: bench-%: .venv/.bench fonts kernel
	$(BIN)/python -m bench.$* $(ARGS)

# The environment: a stamp for what a build needs, and for what the kernel, the tests and the benches need besides.
.venv/.book: requirements.lock pyproject.toml tools/machine.sh
	tools/machine.sh book
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.kernel: .venv/.book tools/kernel.lock
	tools/machine.sh kernel
	$(PIP) --require-hashes -r tools/kernel.lock
	touch $@

.venv/.tests: .venv/.book requirements-dev.lock
	tools/machine.sh tests
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

.venv/.bench: .venv/.book bench/requirements.lock
	tools/machine.sh bench
	$(PIP) --require-hashes -r bench/requirements.lock
	touch $@

COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: install it with pip or pipx" >&2; exit 3; }
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra test --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE:pyproject.toml=bench/requirements.in) --output-file bench/requirements.lock
	$(COMPILE:pyproject.toml=tools/kernel.in) --constraint requirements-dev.lock --output-file tools/kernel.lock

clean:
	find build -mindepth 1 -not -name README -not -path 'build/issues*' -delete
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kurrasa tests -name __pycache__ -type d -prune -exec rm -r {} +

distclean: clean
	rm -rf .venv
	rm -f fonts/*.ttf profiles/*.icc
