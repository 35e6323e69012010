#!/usr/bin/env bash
# Tests fetch.sh against a file:// copy of the IBSI repository, rebuilt from the folder VOXMARK_PHANTOMS.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
phantoms="${VOXMARK_PHANTOMS:?set VOXMARK_PHANTOMS to the folder that holds ibsi1}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" VOXMARK_PHANTOM_SOURCE="file://$work/copy"
fetched="$XDG_CACHE_HOME/voxmark/phantoms"

fail() {
    echo "test-fetch: $*" >&2
    exit 1
}

while read -r _ file remote; do
    mkdir -p "$work/copy/$(dirname "$remote")"
    cp "$phantoms/$file" "$work/copy/$remote"
    chmod u+w "$work/copy/$remote"
done <"$here/checksums.txt"
remote=ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz
file=ibsi1/ct_phantom/nifti/mask/mask.nii.gz

# A corrupted file is refused by name, and the folder does not get its final name.
cp "$work/copy/$remote" "$work/mask"
printf 'x' | dd of="$work/copy/$remote" bs=1 seek=100 conv=notrunc status=none
if "$here/fetch.sh" >"$work/log" 2>&1; then fail "a corrupted file was accepted"; fi
grep -q "$remote has another SHA-256" "$work/log" || fail "the corrupted file is not named"
[ ! -e "$fetched" ] || fail "an incomplete folder has the final name"

# A missing file is one line and a failure.
rm "$work/copy/$remote"
if "$here/fetch.sh" >"$work/log" 2>&1; then fail "a missing file was accepted"; fi
grep -q "cannot fetch .*$remote" "$work/log" || fail "the missing file is not named"
[ "$(wc -l <"$work/log")" -eq 2 ] || fail "a missing file takes more than one line and the summary"

# A download that broke off goes on where it stopped: the copy's first half is wrong now, the part's is right.
size=$(wc -c <"$work/mask")
head -c "$((size / 2))" "$work/mask" >"$fetched.partial/$file.part"
{ head -c "$((size / 2))" /dev/zero; tail -c "+$((size / 2 + 1))" "$work/mask"; } >"$work/copy/$remote"
"$here/fetch.sh" >"$work/log" 2>&1 || fail "resuming failed: $(cat "$work/log")"

# The result equals the original, and a second run needs no source.
while read -r _ path _; do
    cmp -s "$phantoms/$path" "$fetched/$path" || fail "$path differs from the original"
done <"$here/checksums.txt"
[ -z "$(find "$XDG_CACHE_HOME" -name '*.part')" ] || fail "a partial file was left behind"
rm -r "$work/copy"
"$here/fetch.sh" >/dev/null || fail "a complete folder was fetched again"

# A file that was damaged later is replaced.
printf 'x' >"$fetched/$file"
if "$here/fetch.sh" >"$work/log" 2>&1; then fail "a damaged file was accepted"; fi
mkdir -p "$work/copy/$(dirname "$remote")"
cp "$work/mask" "$work/copy/$remote"
"$here/fetch.sh" >/dev/null || fail "a damaged file was not replaced"
cmp -s "$work/mask" "$fetched/$file" || fail "the replaced file differs"
echo "test-fetch: passed"
