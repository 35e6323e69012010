"""A database of our own: killed and resumed, run again, loaded by two at once; each time it holds what an undisturbed run put into SQLite."""

import contextlib
import os
import re
import signal
import sqlite3

import archive
from harness import children, kill, wait_until
from server import FAULTS, NATURAL, SCHEMAS, difference, natural

# How many of the 120 cases are in the template.
PART = 40


def check_all(bench):
    """Every way to load a database of our own."""
    killed(bench)
    together(bench)
    taken_over(bench)
    sharing(bench)
    bulk(bench)


def check_equal(bench, what, database, output, kinds=tuple(NATURAL)):
    """Compares a database with an output in SQLite on natural keys, the values by their bits."""
    differ = {}
    for name, there in bench.once(("natural", output), lambda: stored(bench.path(output))).items():
        if name not in kinds:
            continue
        here = natural(bench.server.rows(database, NATURAL[name]), name)
        if found := difference(here, there):
            differ[name] = found
        elif name == "measurements" and not here:
            differ[name] = "there is none"
    bench.check(f"{what}: equals an undisturbed run into SQLite, to the last bit", not differ, differ)
    check_faultless(bench, what, database)


def stored(output):
    """What an output in SQLite holds on natural keys."""
    with contextlib.closing(sqlite3.connect(os.path.join(output, "omop.sqlite"))) as file:
        return {name: natural(file.execute(query), name) for name, query in NATURAL.items()}


def check_faultless(bench, what, database):
    """Looks for rows that are there twice or lead nowhere, beyond what the keys forbid."""
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM ({query}) x" for name, query in FAULTS.items())
    found = [row for row in bench.server.rows(database, counts) if row[1] != "0"]
    bench.check(f"{what}: nothing is there twice, nothing leads nowhere", not found, found)
    keys = bench.server.rows(database, """SELECT contype, convalidated, count(*) FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace
        WHERE nspname = 'cdm' AND contype IN ('p', 'f') GROUP BY 1, 2 ORDER BY 1""")
    bench.check(f"{what}: all 28 primary and 176 foreign keys of the CDM hold", keys == [("f", "t", "176"), ("p", "t", "28")], keys)


def wait_for_cases(bench, database, process, count):
    """Waits until a run has written so many cases; false when it has ended before."""
    there = lambda: bench.server.count(database, "results.voxmark_case") >= count
    return wait_until(lambda: process.poll() is not None or there(), 60) and process.poll() is None


def make_part(bench):
    """A third of the studies, loaded by a user who owns nothing but what it makes; a template, in which cases are written slowly from then on."""
    server, part = bench.server, bench.path("archive-part")
    archive.make(part, PART // 2)
    server.psql("postgres", "-c", "CREATE ROLE maker LOGIN")
    server.create("part")
    server.psql("part", "-c", "REVOKE ALL ON SCHEMA public FROM PUBLIC", "-c", "REVOKE ALL ON DATABASE part FROM PUBLIC",
                "-c", "GRANT CONNECT, CREATE ON DATABASE part TO maker")
    ended = bench.run(
        "run", part, "--recipe", bench.recipe, "--output", bench.output(bench.studies, "part"), "--key-file", bench.path("key"),
        "--database", server.address("part", user="maker"), *SCHEMAS)
    bench.check(f"a part: {PART} cases by a user with the documented rights: exit 0", ended.code == 0 and f"{PART} done" in ended.text, ended)
    server.execute("part", """
        CREATE FUNCTION results.slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END $$;
        CREATE TRIGGER slowly BEFORE INSERT ON results.voxmark_case FOR EACH ROW EXECUTE FUNCTION results.slowly();""")


def from_part(bench, database):
    """A copy of the part, for a run that something befalls."""
    bench.server.create(database, "TEMPLATE part")
    bench.server.psql("postgres", "-c", f"GRANT CONNECT, CREATE ON DATABASE {database} TO maker")
    return bench.load_arguments(bench.studies, database, bench.server.address(database, user="maker"), *SCHEMAS)


def hasten(bench, database):
    """From now on cases are written as fast as it goes."""
    bench.server.psql(database, "-c", "DROP FUNCTION IF EXISTS results.slowly CASCADE")


def wait_for_lock(bench, database):
    """Waits until the program waits for a lock; the processes that serve it, none when it does not."""
    query = f"""SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND application_name = 'voxmark'
        AND wait_event_type = 'Lock' AND state = 'active'"""
    wait_until(lambda: bench.server.rows("postgres", query), 60)
    return [int(pid) for (pid,) in bench.server.rows("postgres", query)]


def killed(bench):
    """SIGKILL to the supervisor, then to all processes; what goes on ends like an undisturbed run, and running again changes nothing."""
    what, server = "killed twice", bench.server
    arguments = from_part(bench, "killed")
    process = bench.start(*arguments)
    working = wait_for_cases(bench, "killed", process, PART + 1)
    kill(process.pid)
    check_killed(bench, what, "the supervisor", bench.finish(process), working)
    # The second time it stands amid a transaction for certain.
    with server.locked("killed", "cdm.measurement"):
        process = bench.start(*arguments)
        working = wait_for_lock(bench, "killed")
        for one in (process.pid, *children(process.pid)):
            kill(one)
        check_killed(bench, what, "all processes, amid a transaction", bench.finish(process), working)
    hasten(bench, "killed")
    last = bench.run(*arguments)
    went_on = last.code == 0 and "120 cases" in last.text and " 0 already done" not in last.text
    bench.check(f"{what}: the same command goes on and ends with 0", went_on, last)
    check_equal(bench, what, "killed", "studies-sqlite")
    rows = ("--data-only", "--exclude-table=*.voxmark_run")
    before, dump = server.contents("killed"), server.dump("killed", *rows)
    again = bench.run(*arguments)
    nothing = again.code == 0 and "120 already done" in again.text and " 0 measurements written" in again.text
    bench.check(f"{what}: run again, 0 measurements are written", nothing, again)
    bench.check(f"{what}: run again, every row is as it was", server.contents("killed") == before, changed(before, server.contents("killed")))
    bench.check(f"{what}: run again, the dump has the same bytes", server.dump("killed", *rows) == dump)
    states = server.rows("killed", "SELECT state, count(*) FROM results.voxmark_run GROUP BY 1 ORDER BY 1")
    bench.check(f"{what}: the ledger tells of three complete and two interrupted runs", states == [("complete", "3"), ("interrupted", "2")], states)
    bench.keep(bench.studies, "killed.sql", server.dump("killed"))


def check_killed(bench, what, who, ended, working):
    """A run that was killed at work: whole cases are written, and some are not."""
    bench.check(f"{what}: {who}, at work", working and ended.code == -signal.SIGKILL, f"{ended}; at work: {working}")
    bench.check_no_orphan(what)
    written = bench.server.count("killed", "results.voxmark_case")
    bench.check(f"{what}: a part is written", PART < written < 120, f"{written} cases")
    check_faultless(bench, what, "killed")


def changed(before, after):
    """The tables that differ."""
    return [table for table in before.keys() | after.keys() if before.get(table) != after.get(table)]


def together(bench):
    """Two processes on one new database with one archive: both make the tables, both load, neither twice."""
    what, server = "two at once", bench.server
    server.create("together")
    processes = [
        bench.start(*bench.load_arguments(bench.studies, f"together-{number}", server.address("together"), *SCHEMAS)) for number in (1, 2)]
    ended = [bench.finish(process) for process in processes]
    bench.check(f"{what}: both end with 0", [one.code for one in ended] == [0, 0], [str(one) for one in ended])
    overlap = server.value(
        "together", "SELECT count(*) = 2 AND max(started) < min(finished) FROM results.voxmark_run WHERE state = 'complete'")
    times = server.rows("together", "SELECT started, finished, state FROM results.voxmark_run")
    bench.check(f"{what}: both were at work at once", overlap == "t", times)
    check_equal(bench, what, "together", "studies-sqlite")
    with open(f"{server.folder}/log", encoding="utf-8", errors="replace") as log:
        text = log.read()
    bench.check(f"{what}: the server's log tells of no deadlock", "deadlock" not in text, text[-500:])
    shares = shares_of(server, "together")
    computed = [int(re.search(r"cases: (\d+) done", one.text)[1]) for one in ended]
    bench.check(f"{what}: they share the cases, and compute none twice", sum(computed) == 120 and min(computed) > 0, f"{computed}, written {shares}")
    bench.tell("of 120 cases one wrote {}, the other {}".format(*shares))
    bench.keep(bench.studies, "together.sql", server.dump("together"))


def shares_of(server, database):
    """How many cases each run has written, in the order of the runs."""
    query = """SELECT (SELECT count(*) FROM results.voxmark_case c WHERE c.run_id = r.run_id) FROM results.voxmark_run r ORDER BY run_number"""
    return [int(count) for (count,) in server.rows(database, query)]


# Fine voxels, so that computing a case takes longer than writing it.
SLOW = """voxmark: 1
name: slow
block: 101
modalities: [CT]
interpolation: {spacing: [0.45, 0.45, 0.45], image: cubic}
discretisation:
  texture: {bin-size: 25, minimum: -1000}
"""


def taken_over(bench):
    """Two processes on one database, one of which is killed with all of its workers: the other does what it had taken, and ends with everything."""
    what, server, recipe = "one of two killed", bench.server, bench.path("slow.yaml")
    with open(recipe, "w", encoding="ascii") as file:
        file.write(SLOW)
    bench.run("vocabulary", recipe)
    server.create("survived")

    def start(number):
        return bench.start(
            "run", bench.studies, "--recipe", recipe, "--output", bench.output(bench.studies, f"survived-{number}"), "--key-file", bench.path("key"),
            "--jobs", "1", "--database", server.address("survived"), *SCHEMAS)

    victim = start(1)
    working = wait_for_cases(bench, "survived", victim, 2)
    survivor = start(2)
    # Both have cases of their own, and more under way.
    shared = wait_until(lambda: len(shares := shares_of(server, "survived")) == 2 and min(shares) > 1, 60)
    for one in (victim.pid, *children(victim.pid)):
        kill(one)
    ended = bench.finish(victim)
    shares = shares_of(server, "survived")
    bench.check(f"{what}: killed amid the work", working and shared and ended.code == -signal.SIGKILL and sum(shares) < 120, f"{ended}; {shares}")
    last = bench.finish(survivor)
    bench.check(f"{what}: the other ends with 0 and all cases", last.code == 0 and "120 cases" in last.text and " 0 failed" in last.text, last)
    check_faultless(bench, what, "survived")
    left = server.rows("survived", """SELECT (SELECT count(*) FROM results.voxmark_case WHERE state = 'done'), (SELECT count(*) FROM results.voxmark_queue),
        string_agg(state, ' ' ORDER BY run_number) FROM results.voxmark_run""")
    bench.check(f"{what}: all is done, nothing queued, and the ledger tells of the killed run", left == [("120", "0", "interrupted complete")], left)
    bench.keep(bench.studies, "survived.sql", server.dump("survived"))


def sharing(bench):
    """Four processes on one new database, each with a recipe of its own for the phantoms: they share persons, visits and procedures."""
    what, server = "four at once", bench.server
    server.create("shared")
    processes = []
    for number in range(0, len(bench.recipes), 2):
        output = bench.output(bench.phantoms, f"shared-{number // 2 + 1}")
        processes.append(bench.start(
            "run", bench.phantoms, *bench.recipes[number:number + 2], "--output", output, "--key-file", bench.path("key"), "--jobs", "1",
            "--database", server.address("shared"), *SCHEMAS))
    ended = [bench.finish(process) for process in processes]
    # Each refuses the other modalities.
    bench.check(f"{what}: all end with 3", {one.code for one in ended} == {3}, [str(one) for one in ended])
    kinds = [name for name in NATURAL if name not in ("cases", "statuses")]
    check_equal(bench, what, "shared", "phantoms-sqlite", kinds)
    bench.keep(bench.phantoms, "shared.sql", server.dump("shared"))


def bulk(bench):
    """A first load without keys and indices of MEASUREMENT, strict: they are back at its end, and check all rows."""
    what, server = "bulk, strict", bench.server
    server.create("bulk")
    ended = bench.load(bench.studies, "bulk", server.address("bulk"), *SCHEMAS, "--bulk", "--concept-mode", "strict")
    bench.check(f"{what}: exit 0", ended.code == 0, ended)
    sqlite = bench.load(bench.studies, "studies-strict", None, "--concept-mode", "strict")
    bench.check(f"{what}: exit 0 with SQLite", sqlite.code == 0, sqlite)
    check_equal(bench, what, "bulk", "studies-strict")
    zeros = server.rows("bulk", """SELECT count(*), count(*) FILTER (WHERE measurement_concept_id = 0 AND measurement_source_concept_id > 2050000000)
        FROM cdm.measurement""")
    bench.check(f"{what}: measurement_concept_id is 0, the source concept our own", zeros == [("25800", "25800")], zeros)
    indices = lambda database: server.rows(database, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'cdm' ORDER BY 1")
    bench.check(f"{what}: has the indices of any other database", indices("bulk") == indices("together"), indices("bulk"))
    other = bench.load(bench.studies, "bulk", server.address("bulk"), *SCHEMAS)
    bench.check(f"{what}: the other mode is refused with 2, and named", other.code == 2 and "strict" in other.text, other)
    bench.keep(bench.studies, "bulk.sql", server.dump("bulk"))
