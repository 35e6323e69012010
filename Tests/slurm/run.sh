#!/usr/bin/env bash
# Pipelines/slurm on a real Slurm of two nodes on this machine: a node dies, a task is killed, one is interrupted; the merged output equals
# that of a run that was not split.
# usage: run.sh [VOXMARK]   (as root; needs slurmctld, slurmd, slurm-client, munge, python3)
set -euo pipefail
voxmark=$(realpath "${1:-${VOXMARK:-.build/release/voxmark}}")
here=$(dirname "$(realpath "$0")")
pipeline=$(realpath "$here/../../Pipelines/slurm")
if [ "$(id -u)" != 0 ]; then echo "slurm-test: skipped: slurmd needs root"; exit 0; fi
S=$(mktemp -d)
deadline=$((SECONDS + ${SLURM_TEST_SECONDS:-240}))
shards=6 studies=${SLURM_TEST_STUDIES:-72}

# Processes whose environment holds a line.
with_environment() { grep -lszxF -- "$1" /proc/[0-9]*/environ | cut -d/ -f3 || true; }
stop() {
    local status=$? process file
    trap - EXIT
    if [ "$status" -ne 0 ]; then
        echo "--- slurmctld.log"; tail -n 30 "$S/log/slurmctld.log" || true
        echo "--- logs"; tail -n 5 "$S"/work/logs/* || true
    fi
    [ ! -e "$S/slurmctld.pid" ] || scancel --user root 2>/dev/null || true
    for process in $(with_environment "SLURM_CONF=$S/slurm.conf"); do
        [ "$process" = $$ ] || kill -9 "$process" 2>/dev/null || true
    done
    for file in "$S"/*.pid; do
        [ ! -s "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
    done
    sleep 1
    rm -rf "$S"
    exit "$status"
}
trap stop EXIT

say() { echo "[$SECONDS s] $*"; }
fail() { say "FAILED: $*"; squeue --all || true; exit 1; }
# Waits until a command succeeds.
await() {
    local what=$1
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || fail "$what: not in time"
        sleep 0.2
    done
    say "$what"
}

mkdir -p "$S"/state "$S"/spool/n1 "$S"/spool/n2 "$S"/log "$S"/home
sed "s|@STATE@|$S|; s|@HOST@|$(hostname -s)|" "$here/slurm.conf" >"$S/slurm.conf"
dd if=/dev/urandom of="$S/munge.key" bs=1 count=1024 status=none
chmod 600 "$S/munge.key"
munged --key-file="$S/munge.key" --socket="$S/munge.sock" --pid-file="$S/munged.pid" --log-file="$S/log/munged.log" \
    --seed-file="$S/munged.seed" --force 2>/dev/null
export SLURM_CONF=$S/slurm.conf HOME=$S/home XDG_CONFIG_HOME=$S/home/config VOXMARK=$voxmark
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF" -N n1
slurmd -f "$SLURM_CONF" -N n2
both_idle() { [ "$(sinfo --noheader --Node --format %t | sort -u)" = idle ]; }
await "two nodes are idle" both_idle

# Fine voxels and all families, so that a task lives for some seconds.
cat >"$S/slow.yaml" <<'RECIPE'
voxmark: 1
name: slow
block: 101
modalities: [CT]
interpolation: {spacing: [0.4, 0.4, 0.4], image: cubic}
discretisation:
  texture: {bin-size: 10, minimum: region}
RECIPE
"$voxmark" vocabulary "$S/slow.yaml" >/dev/null
python3 "$here/../soak/archive.py" "$S/archive" "$studies"
submit() {
    "$pipeline/submit.sh" "$S/archive" --recipe "$S/slow.yaml" --shards $shards --work "$S/work" --output "$S/out" -- --cpus-per-task 2 --mem 900
}
submit | tee "$S/submitted"
array=$(sed -n 's/^array \([0-9]*\):.*/\1/p' "$S/submitted")
merge=$(sed -n 's/^merge \([0-9]*\):.*/\1/p' "$S/submitted")
submit | grep -q "in the queue already" || fail "submitted twice, the jobs are there twice"

state() { scontrol --oneliner show job "$1" 2>/dev/null | sed -n 's/.* JobState=\([A-Z_]*\).*/\1/p' | head -n 1; }
is() { [ "$(state "$1")" = "$2" ]; }
# The program of the task that is at work on a node, and the task's number: its part's log tells of a case.
at_work() {
    local process shard
    for process in $(with_environment "SLURMD_NODENAME=$1"); do
        shard=$(tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline" | sed -n 's/.* run --plan .*shard-00\([0-9]\).json.*/\1/p')
        if [ -n "$shard" ] && [ -s "$S/work/plan/parts/shard-00$shard/run.log" ]; then echo "$process $shard"; fi
    done
}
# Stops the program that is at work on one of some nodes, so that it cannot end before something is done to it: sets process and task.
# One that was about to end is let go.
hold() {
    local node
    for node in "$@"; do
        read -r process task < <(at_work "$node") || continue
        kill -STOP "$process" 2>/dev/null || continue
        if [ "$(at_work "$node")" = "$process $task" ] && ! [ -e "$S/work/plan/parts/shard-00$task/run-report.json" ]; then return 0; fi
        kill -CONT "$process" 2>/dev/null || true
    done
    return 1
}
restarts() { scontrol --oneliner show job "${array}_$1" | sed -n 's/.* Restarts=\([0-9]*\).*/\1/p' | head -n 1; }
was_requeued() { [ "$(restarts "$1")" -ge "$2" ]; }

await "a task on n1 is held at work" hold n1
process1=$process task1=$task
await "a task on n2 is held at work" hold n2
process2=$process task2=$task

# Too early: the merge refuses and names what is missing.
early=$(sbatch --parsable --mem 100 --output "$S/early.txt" "$pipeline/merge.sbatch" "$voxmark" "$S/work" "$S/out")
await "the early merge ends" is "$early" FAILED
grep -H . "$S/early.txt"
grep -q 'incomplete-set' "$S/early.txt" && grep -q 'shard 6 (no output)' "$S/early.txt" || fail "the early merge did not name what is missing"

kill -KILL "$process1"
say "task $task1 on n1: its program is killed"
await "task $task1: FAILED" is "${array}_$task1" FAILED
scontrol requeue "${array}_$task1"

kill -TERM "$(sed -n 's/^PPid:\t//p' "/proc/$process2/status")"
kill -CONT "$process2"
say "task $task2 on n2: its script gets SIGTERM, as before a time limit"
await "task $task2 is requeued by its own script" was_requeued "$task2" 1

await "a task on n2 is held at work again" hold n2
lost=$task before=$(restarts "$task")
on_node=$(with_environment SLURMD_NODENAME=n2)
kill -9 "$(cat "$S/slurmd-n2.pid")"
for process in $(for child in $on_node; do sed -n 's/^PPid:\t//p' "/proc/$child/status" 2>/dev/null; done | sort -u); do
    case $(cat "/proc/$process/comm" 2>/dev/null) in slurmstepd*) kill -9 "$process" ;; esac
done
kill -9 $on_node 2>/dev/null || true
say "node n2 dies with task $lost"
await "task $lost is requeued by Slurm" was_requeued "$lost" $((before + 1))
rm -f "$S/slurmd-n2.pid"
slurmd -f "$SLURM_CONF" -N n2
say "n2 is started again"

await "a task is held at work after that" hold n1 n2
scancel "${array}_$task"
kill -CONT "$process"
say "task $task is cancelled"
await "task $task: CANCELLED" is "${array}_$task" CANCELLED

ended() { ! squeue --noheader --format %i 2>/dev/null | grep -q .; }
await "the queue is empty" ended
is "${array}_$task" CANCELLED || fail "task $task came back"
grep -H . "$S/work/logs/slurm-$merge.txt"
is "$merge" FAILED && grep -q "1 of $shards shards are not complete: shard $task" "$S/work/logs/slurm-$merge.txt" ||
    fail "the merge did not name what is missing"
[ ! -e "$S/out/features.csv" ] || fail "something was merged"

submit | tee "$S/again"
grep -q "^array .*: shards $task$" "$S/again" || fail "the same command did not go on with shard $task alone"
await "the queue is empty" ended
grep -h "restarts: [1-9]" "$S"/work/logs/slurm-* || fail "no task was restarted"
[ -s "$S/out/features.csv" ] || fail "nothing was merged"
say "merged"
for line in '"jobs" : 2' '"memoryLimit" : 849346560'; do
    grep -q "$line" "$S/work/plan/parts/shard-003/run-report.json" || fail "what Slurm gives was not taken: $line"
done
# Neither Slurm's own records nor its logs of the jobs tell whose images these are.
if grep -rlE "SOAK-|P000[0-9][0-9]" "$S/log" "$S/state" "$S"/work/logs/slurm-*; then fail "patients are named in Slurm's logs"; fi

"$voxmark" run "$S/archive" --recipe "$S/slow.yaml" --output "$S/whole" >/dev/null 2>"$S/whole.txt" || fail "the undivided run: $(tail -n 1 "$S/whole.txt")"
"$voxmark" diff "$S/whole" "$S/out" || fail "the merged output differs"
for table in features.csv records.csv; do cmp "$S/whole/$table" "$S/out/$table" || fail "$table differs"; done
submit | tee "$S/again"
grep -q '^array' "$S/again" && fail "complete shards were submitted again"
await "the queue is empty" ended
"$voxmark" diff "$S/whole" "$S/out" >/dev/null || fail "the merge repeated differs"
say "the merged output equals the undivided one, twice; slurm-test passed"
