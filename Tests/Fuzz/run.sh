#!/bin/bash
# Feeds mutated inputs to every reader, under AddressSanitizer. usage: run.sh [SECONDS PER ENTRY | Nx (inputs per entry)] [ENTRY ...]
# Without a number it reads 100,000 inputs in all. Inputs that once were found (Known) are read first; one that crashes, takes over 5 s or over 2 GiB
# stays in .build/fuzz/findings. KEEP=1 goes on from the inputs that earlier runs kept.
set -euo pipefail
cd "$(dirname "$0")"
amount=${1:-0}
shift $(( $# > 0 ? 1 : 0 ))
entries=("$@")
[ ${#entries[@]} -gt 0 ] || entries=(image plain segmentation structures jpeg2000 compressed nifti labels)
case $amount in
  0) limit=(-runs=$((100000 / ${#entries[@]} + 1))) ;;
  *x) limit=(-runs="${amount%x}") ;;
  *) limit=(-max_total_time="$amount") ;;
esac
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')/clang/lib/linux
scratch=../../.build/fuzz
mkdir -p "$scratch/findings"
# Link the fuzzer without its main: the program has its own.
swift build -c release --product fuzz --sanitize=address --scratch-path "$scratch/build" \
  -Xswiftc -Xfrontend -Xswiftc -sanitize=address,fuzzer -Xcxx -fsanitize=fuzzer-no-link \
  -Xlinker "$runtime/libclang_rt.fuzzer_no_main-x86_64.a" -Xlinker -lstdc++
program=$scratch/build/release/fuzz
rm -rf "$scratch/seeds"
"$program" seeds "$scratch/seeds"
status=0
for entry in "${entries[@]}"; do
  [ -n "${KEEP:-}" ] || rm -rf "$scratch/corpus/$entry"
  mkdir -p "$scratch/corpus/$entry"
  known=()
  [ ! -d "Known/$entry" ] || known=("Known/$entry")
  echo "== $entry"
  TMPDIR=$([ -w /dev/shm ] && echo /dev/shm || echo /tmp) ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
    "$program" "$entry" -seed=1 -reduce_inputs=0 -keep_seed=1 -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=2048 -max_len=65536 -dict=words.dict \
    -print_final_stats=1 "${limit[@]}" -artifact_prefix="$scratch/findings/$entry-" \
    "$scratch/corpus/$entry" "$scratch/seeds/$entry" ${known[@]+"${known[@]}"} 2> "$scratch/$entry.log" \
    || { status=1; echo "found: see $scratch/$entry.log and $scratch/findings"; }
  grep -aE "^stat::number_of_executed_units|^stat::peak_rss_mb|^stat::slowest_unit|^SUMMARY|cov:" "$scratch/$entry.log" | tail -5
done
exit $status
