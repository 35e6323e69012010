#!/bin/sh
# What `voxmark export duckdb` writes, loaded by its own script: every table has its rows, every value its bits.
# usage: check.sh VOXMARK   (needs Python 3; installs DuckDB into a cache of its own, and is skipped when it cannot)
set -eu
voxmark=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
environment=${XDG_CACHE_HOME:-$HOME/.cache}/voxmark/duckdb
python=$environment/bin/python

if ! "$python" -c "import duckdb" 2>/dev/null; then
  if ! { python3 -m venv "$environment" && "$python" -m pip install -q "duckdb>=1.1"; } >/dev/null 2>&1; then
    echo "duckdb-test: skipped: DuckDB cannot be installed (no Python 3, or no network)"
    exit 0
  fi
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$here/check.py" "$voxmark" "$folder"
