#!/bin/sh
# The profile of FOGRA39, alone, from the package of Debian that carries it; TeX is not installed.
#
# In: the file to write. Out: that file, if its hash is the one that the program asks for; else a word on how to get it
# by hand, and exit code 3 (the machine lacks something).
set -eu

file=$1
name=FOGRA39L_coated.icc
sha256=b35713ef7eff09349d4c3249e5f377736d06d8a2671c54712971a3546bf17c57
inside=usr/share/texlive/texmf-dist/tex/generic/colorprofiles/$name

right() {
    [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = $sha256 ]
}

stop() {
    printf '%s\n' "$@" >&2
    exit 3
}

right "$file" && exit 0
[ -f "/$inside" ] && right "/$inside" && { cp "/$inside" "$file"; exit 0; }

command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 ||
    stop "The profile of FOGRA39 is not on this machine, and apt, which would fetch it, is not either." \
        "It is /$inside" \
        "of Debian's package texlive-base, and of TeX Live anywhere: copy it to $file."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fetch() { (cd "$folder" && apt-get download -qq texlive-base 2>"$folder/said"); }
fetch || { [ "$(id -u)" -eq 0 ] && apt-get update -qq && fetch; } ||
    stop "apt could not fetch texlive-base, which carries the profile of FOGRA39:" "$(cat "$folder/said")" \
        "Put $name at $file by hand."
dpkg-deb --fsys-tarfile "$folder"/texlive-base_*.deb | tar -x -O "./$inside" >"$folder/$name"
right "$folder/$name" || stop "The $name of this texlive-base is another than the program knows (its hash differs)."
mv "$folder/$name" "$file"
