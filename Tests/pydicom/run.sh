#!/usr/bin/env bash
# Decodes every test file of pydicom with pydicom and with Voxmark, and prints a table of what became of each.
# pydicom is installed in the cache; without it and without a network there is nothing to compare with, and the step is skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/voxmark"
environment="$cache/pydicom"
packages="pydicom==3.0.2 numpy pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg pyjpegls"

if ! "$environment/bin/python" -c "import pydicom, numpy, libjpeg, openjpeg, jpeg_ls" 2>/dev/null; then
  mkdir -p "$cache"
  # shellcheck disable=SC2086
  if ! { python3 -m venv "$environment" && "$environment/bin/pip" install --quiet $packages; }; then
    echo "pydicom-test: skipped, pydicom can neither be found nor be installed (no network?)"
    exit 0
  fi
fi
"$environment/bin/python" Tests/pydicom/write_values.py "$cache/pydicom-values"
outcome="$cache/pydicom-values/outcome.txt"
rm -f "$outcome"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
VOXMARK_PYDICOM="$cache/pydicom-values" swift test "$@" --skip-build --disable-xctest --filter PydicomOracleTests >"$log" 2>&1 || status=$?
[ ! -f "$outcome" ] || cat "$outcome"
[ "$status" = 0 ] || { grep -aE "✘|error:" "$log" | cut -c1-300; exit "$status"; }
