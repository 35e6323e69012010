#!/usr/bin/env bash
# Runs an archive on a Slurm cluster: plan, an array with a task for each shard, merge. The same command again goes on where it ended.
# usage: submit.sh ARCHIVE… --recipe R [--recipe R2 …] [--selection S] --shards N --work DIR --output OUT [--key-file K] [-- SBATCH-OPTION…]
set -euo pipefail
umask 077 # the plan and what the program prints name patients
here=$(dirname "$(realpath "$0")")
usage() { sed -n 3p "$0" | cut -c3- >&2; exit 2; }
fail() { echo "submit.sh: $1" >&2; exit "${2:-2}"; }

planned=() shards='' work='' output='' key=''
while [ $# -gt 0 ]; do
    case $1 in
    --shards) shards=${2-} ;;
    --work) work=${2-} ;;
    --output) output=${2-} ;;
    --key-file) key=${2-} ;;
    --recipe | --selection) planned+=("$1" "$(realpath -- "${2-}")") ;;
    --) shift && break ;;
    -*) usage ;;
    *) planned+=("$(realpath -- "$1")") && shift && continue ;;
    esac
    [ $# -ge 2 ] || usage
    shift 2
done
[ ${#planned[@]} -gt 0 ] && [ -n "$shards" ] && [ -n "$work" ] && [ -n "$output" ] || usage
program=$(command -v "${VOXMARK:-voxmark}") || fail "there is no voxmark in PATH; name it in VOXMARK"
program=$(realpath "$program")
mkdir -p "$work/logs"
work=$(realpath "$work") output=$(realpath -m "$output")
plan=$work/plan

# A plan is made once: shards of two plans do not belong together.
if [ -e "$plan/plan.json" ]; then
    printf '%s\n' "$shards" "${planned[@]}" | cmp -s - "$work/request" ||
        fail "$work holds the plan of another command; name another --work, or remove it"
else
    status=0
    "$program" plan "${planned[@]}" --shards "$shards" --output "$plan" >"$work/logs/plan.txt" || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "voxmark plan ended with $status; see $work/logs/plan.txt" "$status"
    printf '%s\n' "$shards" "${planned[@]}" >"$work/request"
fi

# One key for all shards, or they would know the same patient by several pseudonyms.
key=$(realpath -m -- "${key:-${XDG_CONFIG_HOME:-$HOME/.config}/voxmark/pseudonym.key}")
if [ ! -e "$key" ]; then
    mkdir -p "$(dirname "$key")"
    { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' && echo; } >"$key.$$"
    ln "$key.$$" "$key" && rm "$key.$$"
fi

name=voxmark-$(sed -n 's/^  "digest": "\(.\{12\}\).*/\1/p' "$plan/plan.json")
if queued=$(squeue --noheader --user "$(id -u)" --name "$name" --format %A | sort -u) && [ -n "$queued" ]; then
    echo "jobs of this plan are in the queue already: ${queued//$'\n'/ }"
    exit 0
fi

# What an earlier array has completed is left out.
left=''
for file in "$plan"/shard-*.json; do
    shard=$(basename "$file" .json)
    "$program" status --output "$plan/parts/$shard" --json 2>/dev/null | grep -q '"state" : "complete"' || left=$left,$((10#${shard#shard-}))
done

common=(--parsable --job-name "$name" "$@")
after=()
if [ -n "$left" ]; then
    array=$(sbatch "${common[@]}" --array "${left#,}" --output "$work/logs/slurm-%A_%a.txt" "$here/shard.sbatch" "$program" "$work" "$key")
    array=${array%%;*}
    after=(--dependency "afterany:$array")
    echo "array $array: shards ${left#,}"
fi
merge=$(sbatch "${common[@]}" "${after[@]}" --output "$work/logs/slurm-%j.txt" "$here/merge.sbatch" "$program" "$work" "$output")
echo "merge ${merge%%;*}: into $output"
