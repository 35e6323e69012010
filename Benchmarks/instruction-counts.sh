#!/usr/bin/env bash
# Counts the instructions of every kernel on fixed input, and holds them against Benchmarks/Thresholds.
# usage: instruction-counts.sh PROGRAM [--update]
#
# Fails when a kernel takes over 5 % more than it did; --update writes the counts down instead.
set -euo pipefail
program=$1
update=${2:-}
limit=5
folder=$(dirname "$0")/Thresholds
thresholds=$folder/instructions-$(uname -m).csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Valgrind stumbles over Swift's debug information and needs none.
strip -o "$work/program" "$program"

# The same code everywhere: fixed hashes, one thread, and no choice of functions by the processor.
export SWIFT_DETERMINISTIC_HASHING=1 OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Nehalem
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-ERMS,-AVX512F
export work

count() {
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null "$work/program" "$1" >"$work/$1.log" 2>&1; then
        tail -n 5 "$work/$1.log" >&2
        return 1
    fi
    echo "$1,$(awk '/Collected *:/ { print $4 }' "$work/$1.log")" >"$work/$1.csv"
}
export -f count
"$work/program" | xargs -P "$(nproc)" -I{} bash -c 'count {}'

input=$(cut -d, -f2 "$work/input.csv")
for kernel in $("$work/program"); do
    if [ "$kernel" != input ]; then awk -F, -v input="$input" '{ print $1 "," $2 - input }' "$work/$kernel.csv"; fi
done >"$work/counts.csv"

if [ "$update" = --update ]; then
    mkdir -p "$folder"
    { echo kernel,instructions; cat "$work/counts.csv"; } >"$thresholds"
    echo "wrote $thresholds"
    exit
fi
if [ ! -e "$thresholds" ]; then
    echo "there are no thresholds for $(uname -m): write them with make bench-check UPDATE=1" >&2
    exit 1
fi
awk -F, -v limit="$limit" '
    FNR == 1 && NR == 1 { next }
    NR == FNR { threshold[$1] = $2; next }
    !($1 in threshold) { print $1 ": no threshold; write it with make bench-check UPDATE=1"; failed = 1; next }
    $2 <= 0 { print $1 ": nothing was counted beyond the input; look at what valgrind says"; failed = 1; delete threshold[$1]; next }
    {
        growth = 100 * ($2 / threshold[$1] - 1)
        verdict = growth > limit ? "TOO MANY" : growth < -limit ? "fewer: write it down with make bench-check UPDATE=1" : "ok"
        printf "%-30s %12d %12d %+7.2f %%  %s\n", $1, threshold[$1], $2, growth, verdict
        if (growth > limit) failed = 1
        delete threshold[$1]
    }
    END {
        for (kernel in threshold) { print kernel ": not counted any more; write it down with make bench-check UPDATE=1"; failed = 1 }
        exit failed
    }' "$thresholds" "$work/counts.csv"
