#!/bin/sh
# Segmentations against highdicom and dcmqi: what voxmark writes, both read back equal; what highdicom writes, voxmark reads equal.
# usage: check.sh VOXMARK   (needs Python 3; installs highdicom, dcmqi and nibabel into a cache of its own, and is skipped when it cannot)
set -eu
voxmark=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
environment=${XDG_CACHE_HOME:-$HOME/.cache}/voxmark/highdicom
python=$environment/bin/python

if ! "$python" -c "import highdicom, nibabel" 2>/dev/null; then
  if ! { python3 -m venv "$environment" && "$python" -m pip install -q "highdicom>=0.25" dcmqi nibabel pylibjpeg pylibjpeg-openjpeg; } >/dev/null 2>&1; then
    echo "highdicom-test: skipped: highdicom cannot be installed (no Python 3, or no network)"
    exit 0
  fi
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$here/check.py" "$voxmark" "$folder"
