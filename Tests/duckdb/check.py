"""Loads what `voxmark export duckdb` wrote and compares it with the SQLite database that it came from, cell by cell and bit by bit.

usage: check.py VOXMARK FOLDER   Exit code 1 when something differs.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys

import duckdb

RECIPES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Pipelines", "recipes")
# Our own tables that the export leaves out: of runs, of queues, of what studies and persons are known by, and what identifies instances.
LEFT_OUT = {
    "voxmark_run", "voxmark_queue", "voxmark_property", "voxmark_quarantine", "voxmark_held_value", "voxmark_image_instance",
    "voxmark_person_evidence", "voxmark_region_property", "voxmark_study", "voxmark_study_name"}


def main(voxmark, folder):
    """Writes the phantoms, exports, loads, compares."""
    archive, output, exported = (os.path.join(folder, name) for name in ("archive", "out", "exported"))

    def run(*arguments, code=0):
        environment = os.environ | {"HOME": folder, "XDG_CONFIG_HOME": ""}
        ended = subprocess.run([voxmark, *arguments], capture_output=True, text=True, check=False, env=environment)
        if ended.returncode != code:
            raise SystemExit(f"duckdb-test: FAILED: voxmark {arguments[0]}: exit {ended.returncode}, not {code}: {ended.stdout}{ended.stderr}")

    run("phantom", "write", archive)
    recipes = [word for name in ("ct", "mr", "pet", "mg") for word in ("--recipe", os.path.join(RECIPES, f"{name}.yaml"))]
    # The archive holds spoilt files on purpose.
    run("run", archive, *recipes, "--output", output, code=3)
    path = os.path.join(output, "omop.sqlite")
    make_awkward(path)
    run("export", "duckdb", "--output", output, "--to", exported)
    loaded = load(exported)
    with contextlib.closing(sqlite3.connect(path)) as stored:
        tables = [name for (name,) in stored.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")]
        there = {name for (name,) in loaded.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        faults = [f"{name}: not loaded" for name in tables if name not in there | LEFT_OUT]
        faults += [f"{name}: not in SQLite" for name in there - set(tables)]
        cells = 0
        for name in sorted(there & set(tables)):
            fault, count = compare(name, stored, loaded)
            faults += fault
            cells += count
    if not cells:
        faults.append("nothing was compared")
    if faults:
        raise SystemExit("duckdb-test: FAILED:\n" + "\n".join(faults))
    print(f"duckdb-test: DuckDB {duckdb.__version__} holds the same {cells} cells in {len(there)} tables")


def make_awkward(path):
    """Texts that CSV must quote, and values that fewer digits or DECIMAL(18,3) would change."""
    with contextlib.closing(sqlite3.connect(path)) as stored, stored:
        (region,) = stored.execute("SELECT min(region_id) FROM voxmark_region").fetchone()
        stored.execute("UPDATE voxmark_region SET label = ? WHERE region_id = ?", ('GTV, "1"\nnode\tä', region))
        (first,) = stored.execute("SELECT min(measurement_id) FROM measurement").fetchone()
        for offset, value in enumerate((1.23e-5, 1e300, -5e-324, 0.1 + 0.2, 123456789012345680.0)):
            stored.execute("UPDATE measurement SET value_as_number = ? WHERE measurement_id = ?", (value, first + offset))


def load(exported):
    """Runs load.sql, whose paths are relative to its folder."""
    with open(os.path.join(exported, "load.sql"), encoding="utf-8") as file:
        script = file.read()
    os.chdir(exported)
    database = duckdb.connect()
    database.execute(script)
    return database


def compare(name, stored, loaded):
    """What differs in a table, and how many cells were compared."""
    columns = loaded.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [name]).fetchall()
    names = ", ".join(column for column, _ in columns)
    here = sorted(tuple(map(plain, row)) for row in stored.execute(f"SELECT {names} FROM {name}"))
    # Times as ISO 8601 with milliseconds, as SQLite has them; the CDM's have no time zone.
    zone = "Z" if name.startswith("voxmark_") else ""
    shown = ", ".join(f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%g{zone}')" if kind == "TIMESTAMP" else column for column, kind in columns)
    there = sorted(tuple(map(plain, row)) for row in loaded.execute(f"SELECT {shown} FROM {name}").fetchall())
    if len(here) != len(there):
        return [f"{name}: {len(there)} rows, not {len(here)}"], 0
    faults = [f"{name}: {second} instead of {first}" for first, second in zip(here, there) if first != second]
    return faults[:3], len(here) * len(columns)


def plain(value):
    """A text that tells any two values apart; doubles by their bits."""
    if value is None:
        return "∅"
    return value.hex() if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
