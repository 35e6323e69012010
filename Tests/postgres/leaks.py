"""What is left of every run, searched for what identifies the patients of its archive."""

import os
import shutil

from server import HERE

POLICY = os.path.join(HERE, "..", "leaks.yaml")


def check_all(bench):
    """Output folders, exports, dumps of the databases, and the server's log."""
    log = bench.path("server.log")
    shutil.copyfile(f"{bench.server.folder}/log", log)
    exports = {bench.studies: export(bench, "studies-sqlite", ["ct"]), bench.phantoms: export(bench, "phantoms-sqlite", ["ct", "mr", "pet", "mg"])}
    pack = bench.path("pack")
    ended = bench.run("vocabulary", *bench.recipes[1::2], "--stand-alone", "--output", pack)
    bench.check("vocabulary: exit 0", ended.code == 0, ended)
    for folder, outputs in bench.outputs.items():
        there = [path for path in outputs if os.path.exists(path)]
        report = bench.path("leaks.txt")
        ended = bench.run("audit", "leaks", folder, *there, *exports[folder], pack, log, "--policy", POLICY)
        with open(report, "w", encoding="utf-8") as file:
            file.write(ended.text)
        lines = [line for line in ended.text.splitlines() if not line.startswith("allowed:")]
        what = f"leaks: none of {os.path.basename(folder)} in {len(there)} outputs, exports, the server's log"
        bench.check(what, ended.code == 0, "\n".join(lines[-60:]))
        # A search that finds nothing where the dates are is blind.
        dumps = [path for path in there if path.endswith(".sql")]
        bench.check(
            "leaks: the dates of measurements are seen in every dump",
            all(f"date in {path}, cdm.measurement.measurement_date" in ended.text for path in dumps), ended)


def export(bench, output, recipes):
    """Exports the tables of an output."""
    folder = bench.path(f"exported-{output}")
    os.makedirs(folder)
    for recipe in recipes:
        ended = bench.run("export", "table", "--output", bench.path(output), "--recipe", recipe, "--to", os.path.join(folder, f"{recipe}.csv"))
        bench.check(f"export table, {output}, {recipe}: exit 0", ended.code == 0, ended)
    ended = bench.run("export", "duckdb", "--output", bench.path(output), "--to", os.path.join(folder, "duckdb"))
    bench.check(f"export duckdb, {output}: exit 0", ended.code == 0, ended)
    return [folder]
