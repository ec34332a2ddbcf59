#!/bin/sh
# What the machine must have before a virtual environment can help: Python, its venv module, and native libraries.
#
# In: one word, `book` (what a build needs), `kernel`, `tests` or `bench` (what compiling the kernel, the tests or the
# benches need besides); or `compiles`, which only tells by its exit code whether the kernel can be compiled.
# Out: nothing if all of it is there. What is missing is installed where apt is and we are root; else it is named,
# with the command that installs it, and the exit code is 3 (the machine lacks something).
set -eu

PYTHON=${PYTHON:-python3}
need=${1:-book}

stop() {
    printf '%s\n' "$@" >&2
    exit 3
}

command -v "$PYTHON" >/dev/null 2>&1 ||
    stop "Kurrasa needs Python 3.11 or newer, and \`$PYTHON\` is not on this machine." \
        "Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv" \
        "Elsewhere: install Python and say which one, as in: make booklet PYTHON=/path/to/python3"

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Kurrasa needs Python 3.11 or newer; \`$PYTHON\` is $("$PYTHON" -V 2>&1)." \
        "Say which other one to take, as in: make booklet PYTHON=/path/to/python3.11"

# A library counts as there when the loader finds it, whoever installed it.
loads() {
    "$PYTHON" - "$@" <<'PY'
import ctypes, ctypes.util, sys

def found(name):
    for candidate in (f"lib{name[0]}.so.{name[1]}", f"lib{name[0]}.dylib", f"lib{name[0]}.{name[1]}.dylib"):
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return ctypes.util.find_library(name[0]) is not None

sys.exit(0 if found(sys.argv[1:3]) else 1)
PY
}

missing=
if [ "$need" = kernel ] || [ "$need" = compiles ]; then
    include=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    { command -v cc >/dev/null 2>&1 && echo "#include <math.h>" | cc -E -x c - >/dev/null 2>&1; } || missing=" gcc libc6-dev"
    [ -f "$include/Python.h" ] || missing="$missing python3-dev"
    [ "$need" = kernel ] || exit "$([ -z "$missing" ]; echo $?)"
fi
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
loads pango-1.0 0 || missing="$missing libpango-1.0-0"
loads pangoft2-1.0 0 || missing="$missing libpangoft2-1.0-0"
loads harfbuzz-subset 0 || missing="$missing libharfbuzz-subset0"
if [ "$need" = tests ]; then
    command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
    command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
    command -v zbarimg >/dev/null 2>&1 || missing="$missing zbar-tools"
    command -v gs >/dev/null 2>&1 || missing="$missing ghostscript"
    command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
    [ -f /usr/share/java/jaxb-api.jar ] || missing="$missing libjaxb-java"
    command -v "${CHROMIUM:-chromium}" >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
fi
if [ "$need" = bench ]; then
    command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
    loads poppler-glib 8 || missing="$missing libpoppler-glib8"
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing what this machine lacks:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the packages are words
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null; } || {
        echo "apt could not install:$missing" >&2
        exit 3
    }
    exit 0
fi

stop "This machine lacks what Kurrasa needs (by its Debian name):$missing" \
    "Debian, Ubuntu:   sudo apt-get install$missing" \
    "Fedora:           sudo dnf install pango harfbuzz gcc python3-devel poppler-utils qpdf ghostscript zbar java-headless chromium" \
    "macOS:            brew install pango poppler qpdf ghostscript zbar; Chrome or Chromium, its path in CHROMIUM" \
    "Then run make again."
