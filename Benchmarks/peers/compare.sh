#!/bin/bash
# Installs the other tools, makes the cases, and compares. usage: compare.sh [OPTIONS OF compare.py]
# VOXMARK_PEERS names the folder for environments and cases (about 3 GB); VOXMARK_PHANTOMS the folder with the IBSI phantoms.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${VOXMARK_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/voxmark/peers}
"$here/install.sh" "$cache"
exec "${PYTHON:-python3.11}" "$here/compare.py" --cache "$cache" --voxmark "$here/../../.build/release/voxmark" "$@"
