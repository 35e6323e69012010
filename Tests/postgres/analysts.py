"""What analysts ask (Pipelines/sql/analysts.sql), of PostgreSQL and SQLite: the stated answers, and those that the phantoms have in closed form."""

import csv
import math
import os
import shutil
import subprocess

from server import HERE, SCHEMAS
from stand_alone import check_equal

SQL = os.path.join(HERE, "..", "..", "Pipelines", "sql", "analysts.sql")
EXPECTED = os.path.join(HERE, "expected", "analysts.txt")
# What half a voxel at the border of a region can cost, as the oracle tests of the phantoms have it. A diameter has both its ends there.
WITHIN = {"morph_volume": 0.03, "morph_pca_maj_axis": 0.05, "morph_pca_min_axis": 0.05, "morph_pca_least_axis": 0.05}
COLUMNS = {
    "morph_volume": "volume_mm3", "morph_diam": "maximum_diameter_mm", "morph_pca_maj_axis": "major_axis_mm",
    "morph_pca_min_axis": "minor_axis_mm", "morph_pca_least_axis": "least_axis_mm"}
# The pixels of 0.04 mm² that the edge of a mass cuts, each wrong by half of it, and with both signs alike.
MASS_ERROR = 3 * math.sqrt(173) / 2 * 0.04
# Patients of the archive by year of birth: a person has no other mark that is the same wherever it is loaded.
BORN = {
    "PHANTOM-0001": 1958, "PHANTOM-0002": 1949, "PHANTOM-0003": 1971, "PHANTOM-0004": 1964, "PHANTOM-0005": 1982, "PHANTOM-0006": 1955,
    "PHANTOM-0007": 1968}

# One fault of each kind, and what the last query counts then: 430 values of a person with two regions, 215 of a region.
SPOIL = """
DELETE FROM person WHERE year_of_birth = 1964;
UPDATE observation_period SET observation_period_start_date = observation_period_end_date, observation_period_end_date = '2099-12-31'
    WHERE person_id = (SELECT person_id FROM person WHERE year_of_birth = 1958);
UPDATE observation_period SET observation_period_start_date = '2099-01-01' WHERE observation_period_end_date = '2099-12-31';
DELETE FROM voxmark_region WHERE label = 'GTV_Mass';
INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
    measurement_source_value, measurement_source_concept_id, measurement_event_id, meas_event_field_concept_id)
SELECT 1000000, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
    measurement_source_value, measurement_source_concept_id, measurement_event_id, meas_event_field_concept_id
FROM measurement WHERE measurement_id = (SELECT min(measurement_id) FROM measurement JOIN person p ON p.person_id = measurement.person_id
    WHERE year_of_birth = 1949);
"""
FOUND = {
    "person or concept missing": "430", "region or image feature missing": "216", "outside observation period": "430", "value twice": "1"}


def check_all(bench):
    """Loads the phantoms in both modes and asks."""
    server = bench.server
    for database, mode in (("phantoms", "practical"), ("phantoms_strict", "strict")):
        server.create(database)
        ended = bench.load(bench.phantoms, database, server.address(database), *SCHEMAS, "--concept-mode", mode)
        bench.check(f"phantoms, {mode}: exit 3, for the archive holds spoilt files", ended.code == 3 and "20 done" in ended.text, ended)
        bench.keep(bench.phantoms, f"{database}.sql", server.dump(database))
    check_equal(bench, "phantoms", "phantoms", "phantoms-sqlite")
    sqlite = os.path.join(bench.path("phantoms-sqlite"), "omop.sqlite")
    postgres, file = Postgres(server, "phantoms"), SQLite(sqlite)
    for place in (postgres, file):
        check_expected(bench, f"analysts, {place.kind}", place, place.answers())
    check_modes(bench, Postgres(server, "phantoms_strict"))
    check_closed_forms(bench, postgres)
    check_summaries(bench, postgres)
    check_faults(bench, sqlite)


class Postgres:
    """A database on the server."""

    kind = "PostgreSQL"

    def __init__(self, server, database):
        self.server, self.database = server, database

    def rows(self, query):
        return self.server.rows(self.database, query)

    def answers(self, change=lambda text: text):
        """The result of each query, header first."""
        return tables(self.server.psql(self.database, "--csv", text=change(content(SQL))))


class SQLite:
    """A database in a file."""

    kind = "SQLite"

    def __init__(self, path):
        self.path = path

    def run(self, text):
        return subprocess.run(["sqlite3", "-header", "-csv", self.path], input=text, text=True, capture_output=True, check=True).stdout

    def rows(self, query):
        return [tuple(row) for row in csv.reader(self.run(query + ";").splitlines())][1:]

    def answers(self):
        """The result of each query, header first; sqlite3 prints none where there are no rows."""
        return tables(self.run(content(SQL)))


def content(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def tables(text):
    """The tables that follow each other in a CSV output: each begins with a row of names."""
    found = []
    for row in csv.reader(text.splitlines()):
        if row[0] in ("feature", "person_id", "finding"):
            found.append([])
        found[-1].append(row)
    return found


def plain(place, answers):
    """Answers as one text, aligned; persons by their year of birth, numbers with two decimals wherever one has any."""
    born = {person: f"born {year}" for person, year in place.rows("SELECT person_id, year_of_birth FROM person")}

    def cell(name, value):
        if name == "person_id":
            return born.get(value, value)
        return f"{float(value):.2f}" if name in ("least", "median", "greatest", "value") else value

    lines = []
    for names, *rows in answers:
        shown = [names, *([cell(name, value) for name, value in zip(names, row)] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*shown)]
        lines += ["  ".join(value.ljust(width) for value, width in zip(row, widths)).rstrip() for row in shown] + [""]
    return "\n".join(lines)


def check_expected(bench, what, place, answers):
    """Compares with the stated answers."""
    found = plain(place, answers)
    ended = subprocess.run(["diff", EXPECTED, "-"], input=found, text=True, capture_output=True, check=False)
    bench.check(f"{what}: the stated answers", ended.returncode == 0, f"\n{ended.stdout}")


def check_modes(bench, strict):
    """In strict mode the source concepts give the same answers, and FeatureExtraction sees nothing."""
    own = strict.answers(lambda text: text.replace("measurement_concept_id", "measurement_source_concept_id"))
    check_expected(bench, "analysts, strict, by measurement_source_concept_id", strict, own)
    asked = {rows[0][0]: rows[1:] for rows in strict.answers()}
    bench.check("analysts, strict: FeatureExtraction sees nothing", asked.get("person_id") == [], asked.get("person_id"))
    bench.check("analysts, strict: nothing is missing or twice", [row[1] for row in asked["finding"]] == ["0"] * 4, asked["finding"])


def truth(bench):
    """The answers of the archive, by date and region."""
    with open(os.path.join(bench.phantoms, "answers.csv"), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_closed_forms(bench, place):
    """Every loaded volume, diameter, axis and area beside its closed form."""
    rows = place.rows(
        """SELECT year_of_birth, replace(region_date::text, '-', ''), label, measurement_source_value, value_as_number,
            sqrt(spacing_x ^ 2 + spacing_y ^ 2 + spacing_z ^ 2)
        FROM measurement m JOIN voxmark_region ON region_id = measurement_event_id JOIN person p ON p.person_id = m.person_id""")
    values = {(int(born), date, label, tag): float(value) for born, date, label, tag, value, _ in rows}
    diagonals = {(int(born), date, label): float(diagonal or 0) for born, date, label, _, _, diagonal in rows}
    off, compared = [], 0
    for answer in truth(bench):
        key = (BORN[answer["patient"]], answer["study_date"], answer["region"])
        for tag, column in COLUMNS.items():
            if not answer[column] or answer["modality"] == "MG":
                continue
            found, closed = values.get((*key, tag)), float(answer[column])
            compared += 1
            if found is None or abs(found - closed) > (WITHIN[tag] * closed if tag in WITHIN else diagonals[key]):
                off.append((*key, tag, found, closed))
        if answer["region"] == "Mass" and (found := values.get((*key, "morph2d_area_pixel"))) is not None:
            compared += 1
            if abs(found - float(answer["area_mm2"])) > MASS_ERROR:
                off.append((*key, "area", found, answer["area_mm2"]))
    # 16 regions with five measures each, and two masses that are not for processing only.
    bench.check("closed forms: 82 volumes, diameters, axes and areas are right", compared == 82 and not off, f"{compared} compared; {off}")


def check_summaries(bench, place):
    """The answers to the first two queries, as they follow from the closed forms alone."""
    shown, latest, _ = (rows[1:] for rows in place.answers())
    volumes = {}
    for answer in truth(bench):
        if answer["volume_mm3"]:
            one = (BORN[answer["patient"]], answer["study_date"], float(answer["volume_mm3"]))
            volumes.setdefault(answer["modality"], []).append(one)
    near = lambda found, closed: abs(float(found) - closed) <= WITHIN["morph_volume"] * closed
    wrong = []
    for modality, recipe in (("CT", "ct"), ("MR", "mr"), ("PT", "pet")):
        closed = sorted(volume for *_, volume in volumes[modality])
        rows = [row for row in shown if row[0] == f"{recipe}.0:morph_volume"]
        if [row[1:3] for row in rows] != [["mm3", str(len(closed))]] or not all(map(near, rows[0][3:], (closed[0], closed[(len(closed) - 1) // 2], closed[-1]))):
            wrong.append((modality, closed, rows))
        born = dict(place.rows("SELECT person_id, year_of_birth FROM person"))
        seen = {int(born[row[0]]): row for row in latest if row[1] == f"{recipe}.0:morph_volume"}
        for person in {person for person, *_ in volumes[modality]}:
            day = max(date for who, date, _ in volumes[modality] if who == person)
            least = min(volume for who, date, volume in volumes[modality] if (who, date) == (person, day))
            row = seen.pop(person, None)
            if not row or row[2].replace("-", "") != day or row[3] != "2" or not near(row[4], least):
                wrong.append((modality, person, day, least, row))
        wrong += [("too many", row) for row in seen.values()]
    bench.check("closed forms: least, median and greatest volume, and the latest of each person", not wrong, wrong)


def check_faults(bench, sqlite):
    """The last query finds what was planted, each in its place."""
    server = bench.server
    server.create("spoilt", "TEMPLATE phantoms")
    # Nobody asks the keys.
    server.execute("spoilt", "SET session_replication_role = replica;" + SPOIL)
    copy = bench.path("spoilt.sqlite")
    shutil.copyfile(sqlite, copy)
    SQLite(copy).run(SPOIL)
    for place in (Postgres(server, "spoilt"), SQLite(copy)):
        found = dict(place.answers()[-1][1:])
        bench.check(f"analysts, {place.kind}: faults that were planted are found and counted", found == FOUND, found)
