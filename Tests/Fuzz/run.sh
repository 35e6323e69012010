#!/bin/bash
# Feeds mutated inputs to every reader, under AddressSanitizer. usage: run.sh [SECONDS PER ENTRY] [ENTRY ...]
# Without a time it runs until 100,000 inputs were read in all. An input that crashes, takes over 5 s or over 2 GiB stays in .build/fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-0}
shift $(( $# > 0 ? 1 : 0 ))
entries=("$@")
[ ${#entries[@]} -gt 0 ] || entries=(image structures nifti jpeg2000)
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')/clang/lib/linux
scratch=../../.build/fuzz
mkdir -p "$scratch/findings"
# Link the fuzzer without its main: the program has its own.
swift build -c release --product fuzz --sanitize=address --scratch-path "$scratch/build" \
  -Xswiftc -Xfrontend -Xswiftc -sanitize=address,fuzzer -Xcxx -fsanitize=fuzzer-no-link \
  -Xlinker "$runtime/libclang_rt.fuzzer_no_main-x86_64.a" -Xlinker -lstdc++
program=$scratch/build/release/fuzz
"$program" seeds "$scratch/seeds"
status=0
for entry in "${entries[@]}"; do
  mkdir -p "$scratch/corpus/$entry"
  limit=(-runs=$((100000 / ${#entries[@]} + 1)))
  [ "$seconds" = 0 ] || limit=(-max_total_time="$seconds")
  known=()
  [ ! -d "Known/$entry" ] || known=("Known/$entry")
  echo "== $entry"
  TMPDIR=$([ -w /dev/shm ] && echo /dev/shm || echo /tmp) ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
    "$program" "$entry" -seed=1 -reduce_inputs=0 -keep_seed=1 -timeout=5 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 "${limit[@]}" \
    -artifact_prefix="$scratch/findings/$entry-" "$scratch/corpus/$entry" "$scratch/seeds/$entry" ${known[@]+"${known[@]}"} 2> "$scratch/$entry.log" \
    || { status=1; echo "found: see $scratch/$entry.log and $scratch/findings"; }
  grep -aE "^stat::number_of_executed_units|^stat::peak_rss_mb|^stat::slowest_unit|^SUMMARY|cov:" "$scratch/$entry.log" | tail -5
done
exit $status
