"""A server that stops amid a run, is read-only or full, or is not the one that it should be.

Each time a clear error, nothing by halves, and the same command goes on.
"""

import os
import signal
import subprocess

import kills
from server import IS_ROOT, SCHEMAS
from stand_alone import PART, check_equal, check_faultless, from_part, hasten, wait_for_cases, wait_for_lock


def check_all(bench):
    """Every kind of bad luck, each on a database of its own."""
    stopped(bench)
    waiting(bench)
    read_only(bench)
    full(bench)
    certificates(bench)


def check_ended(bench, what, ended, code, *words):
    """What a command ended with and said."""
    bench.check(what, ended.code == code and all(word in ended.text for word in words), ended)


def check_goes_on(bench, what, database, arguments):
    """The same command ends with 0, and with what an undisturbed run makes."""
    hasten(bench, database)
    again = bench.run(*arguments)
    bench.check(f"{what}: the same command goes on", again.code == 0, again)
    check_equal(bench, what, database, "studies-sqlite")


def stopped(bench):
    """A server that is stopped without warning amid a run."""
    what, server = "server stopped", bench.server
    arguments = from_part(bench, "stopped")
    process = bench.start(*arguments)
    working = wait_for_cases(bench, "stopped", process, PART + 1)
    server.control("stop", "-m", "immediate")
    ended = bench.finish(process)
    bench.check(f"{what}: it was at work", working, ended)
    check_ended(bench, f"{what}: exit 5 and database-unreachable, with what to do", ended, 5, "run again", "[database-unreachable]")
    bench.check_no_orphan(what)
    away = bench.run(*arguments)
    check_ended(bench, f"{what}: run again without it, exit 4 and database-unreachable", away, 4, "[database-unreachable]")
    server.control("restart")
    check_faultless(bench, what, "stopped")
    check_goes_on(bench, what, "stopped", arguments)
    bench.keep(bench.studies, "stopped.sql", server.dump("stopped"))


def waiting(bench):
    """SIGTERM to a run that waits for another program's lock, and for a server that does not answer: it ends within five seconds."""
    server = bench.server
    for what, database in (("waits for a lock", "barred"), ("waits for a hung server", "hung")):
        arguments = from_part(bench, database)
        with server.locked(database, "cdm.measurement"):
            process = bench.start(*arguments)
            backends = wait_for_lock(bench, database)
            stopped_ones = backends if database == "hung" else []
            for backend in stopped_ones:
                os.kill(backend, signal.SIGSTOP)
            try:
                ended = kills.stop(bench, process, signal.SIGTERM)
            finally:
                for backend in stopped_ones:
                    os.kill(backend, signal.SIGCONT)
        bench.check(f"SIGTERM, {what}: exit 143 within 5 s", backends and ended.code == 143 and ended.stop < 5, f"{ended}; {ended.stop:.1f} s")
        bench.check_no_orphan(f"SIGTERM, {what}")
        check_goes_on(bench, f"SIGTERM, {what}", database, arguments)


def read_only(bench):
    """A database that nobody may write, such as that of a standby."""
    what, server = "read-only", bench.server
    server.create("readonly")
    arguments = bench.load_arguments(bench.studies, "readonly", server.address("readonly"), *SCHEMAS)
    server.psql("postgres", "-c", "ALTER DATABASE readonly SET default_transaction_read_only = on")
    ended = bench.run(*arguments)
    check_ended(bench, f"{what}: exit 4 and database-privilege, named", ended, 4, "read-only", "[database-privilege]")
    made = server.value("readonly", "SELECT count(*) FROM pg_namespace WHERE nspname IN ('cdm', 'results')")
    bench.check(f"{what}: nothing was made", made == "0", made)
    server.psql("postgres", "-c", "ALTER DATABASE readonly RESET default_transaction_read_only")
    check_goes_on(bench, what, "readonly", arguments)
    server.psql("postgres", "-c", "ALTER DATABASE readonly SET default_transaction_read_only = on")
    later = bench.run(*arguments)
    check_ended(bench, f"{what}, full of rows: exit 4 and database-privilege, named", later, 4, "read-only", "[database-privilege]")


def full(bench):
    """A server whose disk is full amid the load."""
    what, server, disk = "disk full", bench.server, bench.path("disk")
    os.makedirs(disk)
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]
    if not IS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
        return bench.skip(what, "only root can mount a tmpfs")
    subprocess.run(["chown", "postgres:", disk], check=True)
    server.psql("postgres", "-c", f"CREATE TABLESPACE small LOCATION '{disk}'")
    server.create("crowded", "TABLESPACE small")
    arguments = bench.load_arguments(bench.studies, "crowded", server.address("crowded"), *SCHEMAS)
    ended = bench.run(*arguments)
    check_ended(bench, f"{what}: exit 5, and it says that the server's disk is full", ended, 5, "disk is full", "make room")
    bench.check_no_orphan(what)
    written = server.count("crowded", "results.voxmark_case")
    bench.check(f"{what}: a part is written, whole cases only", 0 < written < 120, f"{written} cases")
    check_faultless(bench, what, "crowded")
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
    check_goes_on(bench, what, "crowded", arguments)
    server.psql("postgres", "-c", "DROP DATABASE crowded", "-c", "DROP TABLESPACE small")
    unmount(bench)


def unmount(bench):
    """Takes the small disk away."""
    if os.path.ismount(bench.path("disk")):
        subprocess.run(["umount", "-l", bench.path("disk")], check=False)


def certificates(bench):
    """A connection that proves whom it talks to: by the right certificate, by another one, and without any."""
    what, server = "TLS", bench.server
    right, wrong = certificate(bench, "right"), certificate(bench, "wrong")
    server.create("encrypted")
    place = f"{server.folder}/data"
    for name in ("crt", "key"):
        owner = ["-o", "postgres"] if IS_ROOT else []
        subprocess.run(["install", "-m", "600", *owner, f"{bench.path('right')}.{name}", f"{place}/server.{name}"], check=True)
    load = lambda host, **settings: bench.load(
        bench.studies, "encrypted", server.address("encrypted", host=host, **settings), *SCHEMAS)
    plain = load("localhost", sslmode="verify-full", sslrootcert=right)
    check_ended(bench, f"{what}: a server without it is refused with 4, and said", plain, 4, "SSL", "[database-unreachable]")
    server.psql("postgres", "-c", "ALTER SYSTEM SET ssl = on", "-c", "SELECT pg_reload_conf()")
    until = server.psql("postgres", "-At", text="SELECT pg_sleep(0.3); SHOW ssl;").split()[-1]
    bench.check(f"{what}: the server has it", until == "on", until)
    for ended, name, words in (
        (load("localhost", sslmode="verify-full", sslrootcert=wrong), "another authority", "certificate verify failed"),
        (load("127.0.0.1", sslmode="verify-full", sslrootcert=right), "another name", "does not match host name"),
        (load("localhost", sslmode="verify-full", sslrootcert=bench.path("none.crt")), "no authority's file", "does not exist"),
    ):
        check_ended(bench, f"{what}: {name} is refused with 4, and said", ended, 4, words, "[database-unreachable]")
    made = server.value("encrypted", "SELECT count(*) FROM pg_namespace WHERE nspname IN ('cdm', 'results')")
    bench.check(f"{what}: nothing was made meanwhile", made == "0", made)
    process = bench.start(*bench.load_arguments(
        bench.studies, "encrypted", server.address("encrypted", host="localhost", sslmode="verify-full", sslrootcert=right), *SCHEMAS))
    wait_for_cases(bench, "encrypted", process, 1)
    lines = server.rows("postgres", "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = 'encrypted'")
    ended = bench.finish(process)
    encrypted = ended.code == 0 and lines == [("t",)]
    bench.check(f"{what}: verify-full with the right authority: exit 0, the connection is encrypted", encrypted, f"{ended} {lines}")
    check_equal(bench, what, "encrypted", "studies-sqlite")


def certificate(bench, name):
    """Makes a key and a certificate for localhost that is its own authority."""
    path = bench.path(name)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{path}.key", "-out", f"{path}.crt"],
        capture_output=True, check=True)
    return f"{path}.crt"
