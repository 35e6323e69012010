"""What the other commands make of a loaded database: a run taken out again, verified, compared, exported; of PostgreSQL as of SQLite."""

import contextlib
import os
import sqlite3

from server import NATURAL, SCHEMAS, difference, natural
from stand_alone import PART, check_equal

# What a removal leaves: persons and their periods, and the vocabulary.
STAY = {"persons", "observation periods", "concepts"}
LAST_RUN = "SELECT run_id FROM voxmark_run ORDER BY run_number DESC LIMIT 1"


def check_all(bench):
    """Takes a run out of both kinds of database, and reads the phantoms' one."""
    part = bench.path("archive-part")
    remove(bench, part, None)
    server = bench.server
    server.create("removed")
    remove(bench, part, "removed")
    read(bench)


def remove(bench, part, database):
    """Loads a part, then everything, takes the second run out again, and loads it once more."""
    what, server = f"remove, {'PostgreSQL' if database else 'SQLite'}", bench.server
    name = f"removed-{database or 'sqlite'}"
    place = ["--database", server.address(database), *SCHEMAS] if database else ["--output", bench.path(name)]
    # Both archives go into one output.
    output = bench.output(bench.studies, name)

    def load(folder):
        more = place if database else []
        return bench.run("run", folder, "--recipe", bench.recipe, "--output", output, "--key-file", bench.path("key"), *more)

    def rows(query):
        if database:
            return server.rows(database, query)
        with contextlib.closing(sqlite3.connect(os.path.join(output, "omop.sqlite"))) as file:
            return file.execute(query).fetchall()

    def snapshot():
        return {kind: natural(rows(query), kind) for kind, query in NATURAL.items() if kind not in STAY}

    first = load(part)
    before = snapshot()
    second = load(bench.studies)
    bench.check(
        f"{what}: a part is loaded, then the rest", (first.code, second.code) == (0, 0) and f"{PART} already done" in second.text, f"{first}; {second}")
    run = rows(LAST_RUN)[0][0]
    ended = bench.run("omop", "remove", "--run", run, *place)
    after = snapshot()
    differ = {kind: found for kind in before if (found := difference(before[kind], after[kind]))}
    held = ended.code == 0 and not differ and len(before["measurements"]) == 215 * PART
    bench.check(f"{what}: the second run is out, and the first as it was", held, f"{ended} {differ}")
    unknown = bench.run("omop", "remove", "--run", "20010101T", *place)
    bench.check(f"{what}: a run that is not there is refused with 2", unknown.code == 2 and "[no-run]" in unknown.text, unknown)
    again = load(bench.studies)
    bench.check(f"{what}: the same command loads it again", again.code == 0 and f"{120 - PART} done" in again.text, again)
    if database:
        check_equal(bench, what, database, "studies-sqlite")
    else:
        bench.check_equal(what, bench.path("studies-sqlite"), output)


def read(bench):
    """Verifies, compares and exports a database that the analysts' part has loaded, beside its twin in SQLite."""
    server, file = bench.server, bench.path("phantoms-sqlite")
    place = ["--database", server.address("phantoms"), *SCHEMAS]
    ended = bench.run("omop", "check", *place)
    bench.check("omop check, PostgreSQL: nothing is wrong", ended.code == 0 and "nothing is wrong" in ended.text, ended)
    ended = bench.run("diff", server.address("phantoms"), file, *SCHEMAS)
    bench.check("diff, PostgreSQL and SQLite: equal", ended.code == 0, ended)
    ended = bench.run("status", *place)
    counts = dict(server.rows("phantoms", "SELECT state, count(*) FROM results.voxmark_case WHERE superseded_by IS NULL GROUP BY 1"))
    told = ended.code == 0 and counts and all(f"{count}" in ended.text and state in ended.text for state, count in counts.items())
    bench.check("status, PostgreSQL: tells how many cases there are of each state", told, f"{ended} {counts}")
    exported = bench.output(bench.phantoms, "exported-postgres")
    os.makedirs(exported)
    for recipe in ("ct", "mr", "pet", "mg"):
        tables = []
        for kind, source in (("postgres", place), ("sqlite", ["--output", file])):
            path = os.path.join(exported, f"{recipe}-{kind}.csv")
            ended = bench.run("export", "table", *source, "--recipe", recipe, "--to", path)
            with open(path, encoding="utf-8") as table:
                tables.append(sorted(table))
        same = ended.code == 0 and len(tables[0]) > 1 and tables[0] == tables[1]
        bench.check(f"export table, {recipe}: PostgreSQL and SQLite give the same rows", same, ended)
    ended = bench.run("export", "duckdb", *place, "--to", os.path.join(exported, "duckdb"))
    bench.check("export duckdb, PostgreSQL: exit 0", ended.code == 0, ended)
    server.execute("phantoms", "DELETE FROM image_feature WHERE image_feature_id = (SELECT min(image_feature_id) FROM image_feature)")
    ended = bench.run("omop", "check", *place)
    found = ended.code == 3 and "measurement-without-feature" in ended.text
    bench.check("omop check, PostgreSQL: a link that is missing is found: exit 3", found, ended)
