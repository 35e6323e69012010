"""Runs every tool and Voxmark on the same input in turn, and writes one table.

usage: compare.py --cache FOLDER --voxmark PROGRAM [--output FOLDER] [--runs N] [--cases ...] [--tools ...]

FOLDER holds the environments that install.sh made; the cases are made there. Every round runs each program once, with everything and empty,
so that a change of the machine's load meets all of them. Figures are medians of the rounds. "Compute" is the CPU time (user and system) of a
process less that of the tool's empty run: start, import, read. The empty run of PyRadiomics, Z-Rad and MIRP reads image and mask and ends;
Nyxus and Voxmark have no such call and compute one feature or all of them for a region of one voxel of the same image. Rows of one case are of
one thread where they do not say two.
"""

import argparse
import contextlib
import csv
import datetime
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import measure
from voxmark import Voxmark

HERE = Path(__file__).resolve().parent
BINS = 32
PEERS = ("nyxus", "pyradiomics", "zrad", "mirp")


@dataclass
class Row:
    """One line of the table. Times in s, memory in MiB; `compute` is None where nothing is subtracted; ratios are to the case's first line."""

    case: str
    tool: str
    runs: int
    wall: float
    cpu: float
    empty: float | None
    compute: float | None
    peak: float
    values: int
    rate: float | None = None
    ratios: str = ""


class Comparison:
    """The programs, the cases, and the rows measured so far."""

    def __init__(self, options):
        self.options = options
        self.cases = options.cache / "cases"
        self.voxmark = Voxmark(options.voxmark.resolve(), options.cache / "recipes", BINS)
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def make(self, *names):
        driver = self.options.cache / "driver/bin/python"
        subprocess.run([driver, HERE / "cases.py", self.cases, *names], check=True)

    def peer(self, tool: str, case: Path, dimensions: int, empty: bool) -> list[str]:
        mask = case / ("voxel.nii" if empty and tool == "nyxus" else "mask.nii")
        command = [self.python(tool), HERE / f"tools/run_{tool}.py", case / "image.nii", mask, "--dimensions", dimensions, "--bins", BINS]
        return [str(part) for part in command + (["--empty"] if empty else [])]

    def python(self, tool: str) -> Path:
        return self.options.cache / tool / "bin/python"

    def single(self, case: str, programs: dict[str, tuple[list[str], list[str] | None]]):
        """Measures programs (a command, and the command of the empty run) in turn; the first is what the others are compared with."""
        full = {name: [] for name in programs}
        empty = {name: [] for name in programs}
        for _ in range(self.options.runs):
            for name, (command, idle) in programs.items():
                if full[name] is None:
                    continue
                try:
                    full[name].append(measure.run(command))
                    if idle:
                        empty[name].append(measure.run(idle))
                except measure.Failure as failure:
                    self.note(f"{case}: {name}: {failure}")
                    full[name] = None
        rows = [self.row(case, name, full[name], empty[name]) for name in programs if full[name]]
        for row in rows:
            row.ratios = ratios(row, rows[0])
            self.add(row)

    def row(self, case, name, full, empty) -> Row:
        middle = measure.median(full)
        idle = measure.median(empty).cpu if empty else None
        compute = middle.cpu - idle if idle is not None else None
        values = Voxmark.values(middle.output) if name.startswith("Voxmark") else last_json(middle.output)["values"]
        return Row(case, name, len(full), middle.wall, middle.cpu, idle, compute, middle.peak, values)

    def throughput(self):
        """An archive of 100 cases with two jobs: Voxmark from DICOM and RTSTRUCT, the others from NIfTI."""
        archive = self.cases / "archive"
        work = self.options.cache / "work"
        programs = {"Voxmark, 2 jobs": lambda: self.voxmark.batch(archive / "dicom", work / "out", 2)}
        for tool in ("nyxus", "pyradiomics"):
            for jobs in (1, 2):
                command = [self.python(tool), HERE / f"tools/batch_{tool}.py", archive / "nifti", work, jobs, BINS]
                if tool in self.options.tools:
                    programs[f"{tool}, {jobs} jobs"] = lambda command=command: [str(part) for part in command]
        count = len(list((archive / "dicom").iterdir()))
        runs = {name: [] for name in programs}
        values = {}
        for _ in range(self.options.runs):
            for name, command in programs.items():
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                try:
                    runs[name].append(measure.run(command()))
                    ours = name.startswith("Voxmark")
                    values[name] = measurements(work / "out") // count if ours else last_json(runs[name][-1].output)["values"]
                except measure.Failure as failure:
                    self.note(f"archive: {name}: {failure}")
        rows = []
        for name, done in runs.items():
            if done:
                middle = measure.median(done)
                rate = 60 * count / middle.wall
                rows.append(Row("archive", name, len(done), middle.wall, middle.cpu, None, None, middle.peak, values[name], rate))
        for row in rows:
            if rows[0].tool.startswith("Voxmark"):
                row.ratios = f"rate 1/{rows[0].rate / row.rate:.1f}, CPU {row.cpu / rows[0].cpu:.1f}, memory {row.peak / rows[0].peak:.1f}"
            self.add(row)

    def cores(self):
        """What a second job gains on an archive of equal cases, and what a second process gains in a bare loop, in turn."""
        work = self.options.cache / "work"
        loop = [sys.executable, "-c", "total = 0\nfor i in range(60_000_000): total += i & 7"]
        gains, bare = [], []
        for _ in range(self.options.runs):
            walls = []
            for jobs in (1, 2):
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                walls.append(measure.run(self.voxmark.batch(self.cases / "equal/dicom", work / "out", jobs)).wall)
            gains.append(walls[0] / walls[1])
            bare.append(loop_gain(loop))
        gain, limit = sorted(gains)[len(gains) // 2], sorted(bare)[len(bare) // 2]
        self.note(f"two jobs against one, 24 equal cases: {gain:.2f} times the throughput; a bare loop in two processes: {limit:.2f}; "
                  f"{gain / limit:.2f} of it")

    def add(self, row: Row):
        self.rows.append(row)
        print(f"{row.case:24} {row.tool:34} wall {row.wall:8.2f} cpu {row.cpu:8.2f} peak {row.peak:7.0f}  {row.ratios}", flush=True)

    def note(self, text: str):
        self.notes.append(text)
        print(text, flush=True)


def last_json(output: str) -> dict:
    return json.loads([line for line in output.splitlines() if line.startswith("{")][-1])


def measurements(output: Path) -> int:
    """How many values a run of Voxmark wrote."""
    with contextlib.closing(sqlite3.connect(output / "omop.sqlite")) as database:
        return database.execute("SELECT count(*) FROM measurement").fetchone()[0]


def ratios(row: Row, first: Row) -> str:
    """How many times Voxmark's figures a tool's are."""
    parts = [("CPU", row.cpu / first.cpu), ("memory", row.peak / first.peak)]
    if row.compute is not None and first.compute:
        parts.insert(0, ("compute", row.compute / first.compute))
    return ", ".join(f"{name} {figure:.1f}" for name, figure in parts)


def loop_gain(loop: list[str]) -> float:
    """How much more a bare loop does in two processes at a time than in one."""
    start = time.perf_counter()
    subprocess.run(loop, check=True)
    subprocess.run(loop, check=True)
    middle = time.perf_counter()
    both = [subprocess.Popen(loop) for _ in range(2)]
    for process in both:
        process.wait()
    return (middle - start) / (time.perf_counter() - middle)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {names[0] if names else platform.processor()}"


def markdown(comparison: Comparison, loads: list[float]) -> str:
    """The table, with the day, the machine and its load."""
    number = lambda value, digits=2: "" if value is None else f"{value:.{digits}f}"
    lines = [
        f"{datetime.date.today()}; {processor()}; load {loads[0]:.1f} before, {loads[1]:.1f} after; medians of {comparison.options.runs}", "",
        "| case | tool | wall s | CPU s | empty run, CPU s | compute, CPU s | peak MiB | values | patients a minute | times Voxmark |",
        "|---|---|---|---|---|---|---|---|---|---|"]
    for row in comparison.rows:
        lines.append(
            f"| {row.case} | {row.tool} | {number(row.wall)} | {number(row.cpu)} | {number(row.empty)} | {number(row.compute)} "
            f"| {row.peak:.0f} | {row.values or ''} | {number(row.rate, 0)} | {row.ratios} |")
    return "\n".join(lines + [""] + [f"* {note}" for note in comparison.notes]) + "\n"


def compare(comparison: Comparison):
    tools, voxmark = comparison.options.tools, comparison.voxmark
    for case in ("large", "phantom", "mammogram"):
        if case not in comparison.options.cases:
            continue
        comparison.make(case)
        folder = comparison.cases / case
        planar = case == "mammogram"
        recipes = ["2D"] if planar else ["3D", "3D with Moran and Geary"]
        programs = {}
        for recipe in recipes:
            files = (folder / "image.nii", folder / "mask.nii"), (folder / "image.nii", folder / "voxel.nii")
            programs[f"Voxmark, {recipe}"] = tuple(voxmark.features(*pair, recipe) for pair in files)
        if case == "large":
            files = (folder / "image.nii", folder / "mask.nii"), (folder / "image.nii", folder / "voxel.nii")
            programs["Voxmark, 3D, 2 threads"] = tuple(voxmark.features(*pair, "3D", threads=2) for pair in files)
            for recipe in recipes:
                files = (folder / "dicom", folder / "structures.dcm"), (folder / "dicom", folder / "structures-voxel.dcm")
                programs[f"Voxmark, {recipe}, DICOM"] = tuple(voxmark.features(*pair, recipe) for pair in files)
        for tool in tools:
            if not planar or tool in ("pyradiomics", "zrad"):
                dimensions = 2 if planar else 3
                programs[tool] = tuple(comparison.peer(tool, folder, dimensions, empty) for empty in (False, True))
        comparison.single(case, programs)
    if "archive" in comparison.options.cases:
        comparison.make("archive")
        comparison.throughput()
    if "equal" in comparison.options.cases:
        comparison.make("equal")
        comparison.cores()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--voxmark", type=Path, required=True)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", nargs="*", default=["phantom", "mammogram", "large", "archive", "equal"])
    parser.add_argument("--tools", nargs="*", default=PEERS, choices=PEERS)
    options = parser.parse_args()
    comparison = Comparison(options)
    before = measure.load()
    compare(comparison)
    output = options.output or options.cache / "results"
    output.mkdir(parents=True, exist_ok=True)
    (output / "table.md").write_text(markdown(comparison, [before, measure.load()]))
    with open(output / "rows.csv", "w", newline="") as file:
        table = csv.DictWriter(file, fieldnames=Row.__dataclass_fields__)
        table.writeheader()
        table.writerows(map(asdict, comparison.rows))
    print(f"written: {output}/table.md, {output}/rows.csv")


if __name__ == "__main__":
    main()
