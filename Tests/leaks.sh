#!/usr/bin/env bash
# Searches what a program leaves for what identifies the patients of its archives: DEMO/out, and every output folder of kept tests.
# usage: Tests/leaks.sh VOXMARK DEMO [TEST_OUTPUTS]
set -euo pipefail
voxmark=$1 demo=$2 kept=${3:-}
policy="$(dirname "$0")/leaks.yaml"

"$voxmark" audit leaks "$demo/archive" "$demo/out" --policy "$policy"

# An index holds all identifiers by design: a search that does not find them is blind.
index=$(mktemp -d)
trap 'rm -rf "$index"' EXIT
"$voxmark" index "$demo/archive" --index "$index/index.sqlite" >"$index/summary" 2>&1 || test $? -eq 3
"$voxmark" audit leaks "$demo/archive" "$index/index.sqlite" >"$index/report" || test $? -eq 3
for class in id uid date path; do
    grep -q "^$class in " "$index/report" || { echo "leaks: the search did not find the class $class in an index" >&2; exit 1; }
done

[ -n "$kept" ] || exit 0
count=0
# An output folder is what holds a run's log; the archives of a test lie in its folder `archive`.
while IFS= read -r log; do
    output=$(dirname "$log")
    test=${output#"$kept"/}
    archive="$kept/${test%%/*}/archive"
    # Where a run wrote into the archive itself, the names of outputs are names of the archive.
    if [ ! -d "$archive" ] || [ -n "$(find "$archive" -name run.log -print -quit)" ]; then continue; fi
    status=0
    "$voxmark" audit leaks "$archive" "$output" --policy "$policy" >"$index/report" 2>"$index/trouble" || status=$?
    # An archive without a sound header has nothing to search for; what cannot be read of an archive is part of some tests.
    if [ "$status" -eq 3 ] && grep -q ' 0 identifiers leaked' "$index/report"; then status=0; fi
    if [ "$status" -ne 0 ] && [ "$status" -ne 4 ]; then
        echo "leaks in $output:" >&2
        cat "$index/report" "$index/trouble" >&2
        exit 1
    fi
    [ "$status" -eq 4 ] || count=$((count + 1))
done < <(find "$kept" -name run.log | sort)
[ "$count" -gt 0 ] || { echo "leaks: no output folder of a test was searched" >&2; exit 1; }
echo "$count output folders of tests searched, no leak"
