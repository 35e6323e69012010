#!/usr/bin/env bash
# Fetches the IBSI 1 phantoms into the cache where Voxmark looks for them, and checks every file's SHA-256.
#
# VOXMARK_PHANTOM_SOURCE replaces the address of the repository's root, such as file:///some/copy.
# Files that are there and intact are kept, a download that broke off goes on where it stopped, and the
# folder gets its final name only when it is complete.
set -eu

commit=6da96021bc91faf4c0cb7fd7fa56a4225d2064a8
source_url="${VOXMARK_PHANTOM_SOURCE:-https://raw.githubusercontent.com/theibsi/data_sets/$commit}"
checksums="$(cd "$(dirname "$0")" && pwd)/checksums.txt"
target="${XDG_CACHE_HOME:-$HOME/.cache}/voxmark/phantoms"

complain() {
    echo "phantoms: $*" >&2
}

intact() { # file sha256
    [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d ' ' -f 1)" = "$2" ]
}

fetch_file() { # sha256 file remote-path
    if intact "$2" "$1"; then return 0; fi
    mkdir -p "$(dirname "$2")"
    if ! intact "$2.part" "$1"; then
        status=0
        reason=$(curl --fail --silent --show-error --location --retry 3 --continue-at - --output "$2.part" "$source_url/$3" 2>&1) || status=$?
        if [ "$status" -ne 0 ]; then
            case "$status" in 22 | 33 | 36) rm -f "$2.part" ;; esac # the server refused to go on from here
            complain "cannot fetch $source_url/$3 ($(tail -n 1 <<<"$reason")): check the address and the network, then run this again"
            return 1
        fi
        if ! intact "$2.part" "$1"; then
            rm -f "$2.part"
            complain "$source_url/$3 has another SHA-256 than $checksums says: refused"
            return 1
        fi
    fi
    mv "$2.part" "$2"
}

command -v curl >/dev/null || { complain "curl is missing: install it and run this again"; exit 1; }

folder="$target"
if [ ! -d "$target" ]; then folder="$target.partial"; fi
failed=0
while read -r sha256 file remote; do
    fetch_file "$sha256" "$folder/$file" "$remote" || failed=$((failed + 1))
done <"$checksums"

if [ "$failed" -gt 0 ]; then
    complain "$failed of $(wc -l <"$checksums") files are missing"
    exit 1
fi
if [ "$folder" != "$target" ]; then mv "$folder" "$target"; fi
echo "phantoms: $(wc -l <"$checksums") files are complete in $target"
