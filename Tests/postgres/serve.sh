#!/usr/bin/env bash
# Runs a throw-away PostgreSQL on loopback: prints its folder, then its port, serves until its standard input ends, and leaves nothing behind.
# For tests only: it trusts everybody on the machine and does not wait for the disk. Settings such as "-c fsync=on" may follow.
set -euo pipefail

bin="$(pg_config --bindir 2>/dev/null || true)"
if [ ! -x "$bin/initdb" ]; then
  # libpq-dev's pg_config may name another version than the server's.
  bin="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)"
fi
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL's server programs are missing: apt-get install postgresql" >&2
  exit 69
fi

folder="$(mktemp -d)"
# The server refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups -- "$@"; else "$@"; fi; }
finish() {
  as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 143' TERM INT HUP
if [ "$(id -u)" = 0 ]; then chown postgres: "$folder"; fi
cd "$folder"

as "$bin/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 70; }
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 20000))
  if as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c autovacuum=off $*" start >/dev/null 2>&1; then
    echo "$folder"
    echo "$port"
    cat >/dev/null
    exit 0
  fi
done
cat "$folder/log" >&2
exit 71
