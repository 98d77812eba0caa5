#!/usr/bin/env bash
# Makes src/web/fonts/latin-*.woff2: of Sarabun's Latin the letters, digits and marks that the pages use, half as large as the
# package's files. Needs Python; run after an update of @fontsource/sarabun.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet fonttools brotli
# As in the unicode-range of src/web/style.css.
characters='U+0020-007E,U+00A0,U+00A9,U+00AB,U+00B1,U+00B7,U+00BB,U+00D7,U+2010-2014,U+2018-201D,U+2022,U+2026,U+203A,U+20AC,U+2212'
for weight in 400 700; do
  "$tools/bin/pyftsubset" "node_modules/@fontsource/sarabun/files/sarabun-latin-$weight-normal.woff2" \
    --unicodes="$characters" --flavor=woff2 --layout-features='kern,liga,calt,ccmp,locl,mark,mkmk,tnum' \
    --output-file="src/web/fonts/latin-$weight.woff2"
done
cp node_modules/@fontsource/sarabun/LICENSE src/web/fonts/OFL.txt
