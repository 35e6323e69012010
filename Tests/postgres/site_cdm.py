"""A site's own CDM, appended to by a user with the documented rights: the right persons, quarantine, resolve; what was there stays as it was."""

import os

import commands
from server import HERE
from stand_alone import check_faultless

MANUAL = os.path.join(HERE, "..", "..", "Sources", "voxmark", "Documentation.docc", "PostgreSQL.md")
SCHEMAS = ("--cdm-schema", "cdm", "--results-schema", "voxmark", "--append")
# The tables that rows are added to; of all others not a byte may change.
ADDED = ("measurement", "visit_occurrence", "procedure_occurrence", "concept", "vocabulary", "concept_class", "concept_relationship")
# The tables that hold something of cases that are held.
HELD = ("voxmark_case", "voxmark_region", "voxmark_region_property", "voxmark_held_value", "voxmark_status")
# Of every patient of the archive: 1 by Patient ID, 2 by pseudonym, 3 unknown, 4 ambiguous, 5 of another sex, 6 without observation period that day.
SITE = """
INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value) VALUES
    (101, 8532, 1958, 0, 0, 'PHANTOM-0001'), (102, 8507, 1949, 0, 0, '{pseudonym}'), (104, 8507, 1964, 0, 0, 'PHANTOM-0004'),
    (105, 8507, 1982, 0, 0, 'PHANTOM-0005'), (106, 8507, 1955, 0, 0, 'PHANTOM-0006'), (107, 8532, 1968, 0, 0, 'PHANTOM-0007'),
    (204, 8507, 1964, 0, 0, 'PHANTOM-0004'), (999, 8532, 1980, 0, 0, 'SOMEBODY');
INSERT INTO observation_period SELECT person_id, person_id, '2015-01-01', '2025-12-31', 32817 FROM person WHERE person_id <> 106;
INSERT INTO observation_period VALUES (106, 106, '2001-01-01', '2010-12-31', 32817);
INSERT INTO cdm_source VALUES ('Site', 'site', 'holder', NULL, NULL, NULL, '2026-01-01', '2026-01-01', 'v5.4', 756265, 'v5.0');
INSERT INTO visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date, visit_type_concept_id,
    visit_source_value) VALUES (70, 101, 0, '2023-05-02', '2023-05-02', 32817, 'theirs'), (71, 999, 0, '2020-01-01', '2020-01-02', 32817, NULL);
INSERT INTO procedure_occurrence (procedure_occurrence_id, person_id, procedure_concept_id, procedure_date, procedure_type_concept_id,
    visit_occurrence_id) VALUES (80, 101, 0, '2023-05-02', 32817, 70), (81, 999, 0, '2020-01-01', 32817, 71);
INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id, value_as_number,
    visit_occurrence_id, measurement_event_id) VALUES (500, 101, 0, '2023-05-02', 32817, 36.6, 70, 1), (501, 999, 0, '2020-01-01', 32880, -1, 71, 1);
INSERT INTO condition_occurrence (condition_occurrence_id, person_id, condition_concept_id, condition_start_date, condition_type_concept_id)
    VALUES (90, 101, 0, '2023-05-12', 32817);
INSERT INTO note (note_id, person_id, note_date, note_type_concept_id, note_class_concept_id, note_text, encoding_concept_id, language_concept_id)
    VALUES (95, 101, '2023-05-12', 32817, 0, 'a note of theirs', 0, 0);
"""


def check_all(bench):
    """Both concept modes, each on a site of its own."""
    make_site(bench)
    bench.server.psql("postgres", "-c", "CREATE ROLE loader LOGIN")
    for mode in ("practical", "strict"):
        append(bench, f"site_{mode}", mode)


def make_site(bench):
    """The full CDM 5.4 with all keys on, with the vocabulary that `voxmark vocabulary` writes and rows of the site's own, as a template."""
    server, pack = bench.server, bench.path("site-pack")
    ended = bench.run("vocabulary", *bench.recipes[1::2], "--stand-alone", "--output", pack)
    bench.check("site: the vocabulary pack is written", ended.code == 0, ended)
    server.create("site")
    # The tables and keys of a database of our own, without what is in it.
    server.psql("site", text=server.dump("phantoms", "--schema=cdm", "--section=pre-data"))
    for name in ("VOCABULARY", "DOMAIN", "CONCEPT_CLASS", "CONCEPT", "CONCEPT_RELATIONSHIP", "CONCEPT_SYNONYM", "SOURCE_TO_CONCEPT_MAP"):
        path = os.path.join(pack, f"{name}.csv")
        with open(path, encoding="utf-8") as file:
            columns = ", ".join(file.readline().split())
        # As OHDSI's own scripts load Athena's files: a quote that never comes, an empty field is NULL.
        server.psql("site", "-c", rf"\copy cdm.{name.lower()} ({columns}) FROM '{path}' WITH (FORMAT csv, DELIMITER E'\t', HEADER, QUOTE E'\b')")
    server.psql("site", text=server.dump("phantoms", "--schema=cdm", "--section=post-data"))
    server.psql("site", "-c", "DROP INDEX IF EXISTS cdm.idx_person_source_value")
    born = dict(server.rows("phantoms", "SELECT year_of_birth, person_source_value FROM person"))
    server.execute("site", SITE.format(pseudonym=born["1949"]))
    keys = server.value("site", """SELECT count(*) FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace
        WHERE nspname = 'cdm' AND contype IN ('p', 'f') AND convalidated""")
    bench.check("site: the CDM takes the pack and holds all 204 keys", keys == "204", keys)


def grants(database):
    """The statements that the manual lists for a user who appends."""
    with open(MANUAL, encoding="utf-8") as file:
        text = file.read().partition("To append:\n")[2]
    lines = []
    for line in text.lstrip("\n").splitlines():
        if not line.startswith("    "):
            break
        if "observation_period TO" in line and line.lstrip().startswith("GRANT INSERT, UPDATE"):
            # For extending periods only.
            continue
        lines.append(line.strip())
    return "\n".join(lines).replace("DATABASE omop", f"DATABASE {database}")


def append(bench, database, mode):
    """Loads the phantoms, settles who was held, and loads again."""
    what, server = f"site, {mode}", bench.server
    server.create(database, "TEMPLATE site")
    if mode == "strict":
        # A site that has not loaded the pack: its rows are added.
        server.execute(database, """SET session_replication_role = replica; DELETE FROM concept_synonym; DELETE FROM source_to_concept_map;
            DELETE FROM concept WHERE vocabulary_id = 'Voxmark'; DELETE FROM vocabulary WHERE vocabulary_id = 'Voxmark';
            DELETE FROM concept_class WHERE concept_class_id NOT IN (SELECT concept_class_id FROM concept);""")
    server.psql(database, "-c", "REVOKE ALL ON SCHEMA public FROM PUBLIC", "-c", f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
                "-c", f"GRANT CONNECT ON DATABASE {database} TO loader")
    server.psql(database, text=grants(database))
    before, theirs = untouched(server, database), existing(server, database)
    load = lambda *more: bench.load(
        bench.phantoms, database, server.address(database, user="loader"), *SCHEMAS, "--concept-mode", mode, *more)
    ended = load()
    bench.check(f"{what}: exit 3, some are held", ended.code == 3 and "14 done" in ended.text and "6 held" in ended.text, ended)
    check_persons(bench, what, database, {"101": 430, "102": 1290, "106": 430, "107": 800})
    codes = ("ambiguous-person", "sex-mismatch", "unknown-person")
    held = sorted(server.rows(database, "SELECT code, count(*) FROM voxmark_case WHERE state = 'held' GROUP BY 1"))
    bench.check(f"{what}: ambiguous, contradicted and unknown patients are held", held == [(code, "2") for code in codes], held)
    waiting = sorted(server.rows(database, "SELECT code, count(*) FROM voxmark_quarantine GROUP BY 1"))
    bench.check(f"{what}: the quarantine has the three", waiting == [(code, "1") for code in codes], waiting)
    kept = server.value(database, "SELECT count(*) FROM voxmark_held_value")
    bench.check(f"{what}: their 1290 values are kept aside", kept == "1290", kept)
    check_site(bench, what, database, before, theirs)
    check_faultless(bench, what, database)
    contents = server.contents(database)
    again = load()
    bench.check(f"{what}: run again, nothing is written", again.code == 3 and " 0 measurements written" in again.text, again)
    # Held cases are done again, with new ids.
    differ = {name: (len(rows), len(contents[name])) for name, rows in server.contents(database).items()
              if rows != contents[name] and (name not in HELD or len(rows) != len(contents[name]))}
    bench.check(f"{what}: run again, every row is as it was", not differ, differ)
    check_concepts(bench, what, database, mode)
    resolve(bench, what, database, mode, load, theirs)


def check_persons(bench, what, database, expected):
    """Counts the values of each person."""
    found = {person: int(count) for person, count in bench.server.rows(
        database, "SELECT person_id, count(*) FROM measurement WHERE measurement_id > 501 GROUP BY 1")}
    bench.check(f"{what}: the values are those of the right persons", found == expected, found)


def check_concepts(bench, what, database, mode):
    """The concept columns of the mode."""
    wrong = bench.server.value(
        database, f"""SELECT count(*) FROM measurement WHERE measurement_id > 501 AND NOT (measurement_source_concept_id > 2050000000 AND
        measurement_concept_id = {"measurement_source_concept_id" if mode == "practical" else 0} AND unit_concept_id IS NOT NULL)""")
    bench.check(f"{what}: concepts as the mode has them, and a unit on every row", wrong == "0", f"{wrong} rows")


def untouched(server, database):
    """The dump of everything in the CDM but the tables that rows are added to: definitions and rows, in the order in which they lie."""
    return server.dump(database, "--schema=cdm", *(f"--exclude-table-data=cdm.{table}" for table in ADDED))


def existing(server, database):
    """The rows of the other tables, with the transaction that wrote each and where it lies: a row that is written anew has others."""
    lines = {}
    for table in ADDED:
        lines[table] = set(server.psql(database, "-At", "-c", f"SELECT xmin, ctid, t.* FROM cdm.{table} t").splitlines())
    return lines


def check_site(bench, what, database, before, theirs):
    """What was the site's is as it was, to the byte."""
    after = existing(bench.server, database)
    lost = {table: len(rows - after[table]) for table, rows in theirs.items() if rows - after[table]}
    bench.check(f"{what}: no row of theirs was changed or written anew", not lost, lost)
    bench.check(f"{what}: PERSON, CDM_SOURCE, OBSERVATION_PERIOD and all others have the same bytes", untouched(bench.server, database) == before)


def resolve(bench, what, database, mode, load, theirs):
    """The site adds one person and tells who another is; a third waits until the contradiction is allowed. `theirs` are the rows of before."""
    server = bench.server
    server.execute(database, """
        INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
        VALUES (103, 8532, 1971, 0, 0, 'PHANTOM-0003');
        INSERT INTO observation_period VALUES (103, 103, '2015-01-01', '2025-12-31', 32817);""")
    people = bench.path(f"{database}-persons.csv")
    with open(people, "w", encoding="ascii") as file:
        file.write("patient_id,person_id\nPHANTOM-0003,103\nPHANTOM-0004,204\n")
    before = untouched(server, database)
    ended = bench.run(
        "omop", "resolve", "--database", server.address(database, user="loader"), *SCHEMAS, "--concept-mode", mode,
        "--key-file", bench.path("key"), "--person-map", people)
    settled = "4 cases settled: 860 measurements written" in ended.text and ended.text.count("stays held [sex-mismatch]") == 1
    bench.check(f"{what}: resolve settles two patients, the third stays held: exit 3", ended.code == 3 and settled, ended)
    check_persons(bench, f"{what}, resolved", database, {"101": 430, "102": 1290, "103": 430, "106": 430, "107": 800, "204": 430})
    check_site(bench, f"{what}, resolved", database, before, theirs)
    check_faultless(bench, f"{what}, resolved", database)
    # Values that waited have the bits of those that did not.
    other = "phantoms" if mode == "practical" else "phantoms_strict"
    query = """SELECT r.case_key, measurement_concept_id, measurement_source_concept_id, measurement_date, unit_concept_id, value_as_number
        FROM measurement JOIN voxmark_region r ON region_id = measurement_event_id
        WHERE r.modality = 'CT' AND meas_event_field_concept_id = 2049999001 ORDER BY 1, 2, 3"""
    here, there = server.rows(database, query), server.rows(other, query)
    bench.check(f"{what}, resolved: the values of CT are those of a database of our own", sorted(here) == sorted(there), f"{len(here)} and {len(there)}")
    last = load("--person-check", "sex-mismatch=note", "--person-map", people)
    bench.check(f"{what}: with the contradiction noted, nobody is held", last.code == 3 and " 0 held" in last.text, last)
    left = server.rows(database, "SELECT (SELECT count(*) FROM voxmark_quarantine), (SELECT count(*) FROM voxmark_held_value)")
    bench.check(f"{what}: the quarantine is empty", left == [("0", "0")], left)
    check_site(bench, f"{what}, all settled", database, before, theirs)
    bench.keep(bench.phantoms, f"{database}.sql", server.dump(database))
    remove(bench, what, database, before, theirs)


def remove(bench, what, database, before, theirs):
    """Takes every run out again: what is left is the site's own, and the vocabulary."""
    server = bench.server
    ended = [
        bench.run("omop", "remove", "--run", run, "--database", server.address(database, user="loader"), *SCHEMAS[:4])
        for (run,) in server.rows(database, "SELECT run_id FROM voxmark_run ORDER BY run_number DESC")]
    bench.check(f"{what}, removed: exit 0", {one.code for one in ended} == {0}, [str(one) for one in ended])
    after = existing(server, database)
    left = {table: len(after[table] - theirs[table]) for table in ADDED[:3] if after[table] != theirs[table]}
    bench.check(f"{what}, removed: nothing but the site's own rows is left", not left, left)
    check_site(bench, f"{what}, removed", database, before, theirs)
    rows = server.rows(
        database, "SELECT (SELECT count(*) FROM voxmark_region), (SELECT count(*) FROM image_feature), (SELECT count(*) FROM image_occurrence)")
    bench.check(f"{what}, removed: no region, link or image is left", rows == [("0", "0", "0")], rows)
