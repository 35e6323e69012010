"""The program and a real PostgreSQL, end to end: what it loads must be right, stay right, and survive what befalls servers and processes.

The program is .build/release/voxmark, or what VOXMARK names. Exit code 1 when something did not hold.
"""

import argparse
import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(os.path.dirname(HERE), "soak"))

import analysts
import commands
import leaks
import outages
import site_cdm
import stand_alone
from harness import Soak, leave, read_options
from server import Server

import archive

USAGE = "check.py [--program FILE] [--keep] [stand-alone|analysts|site|commands|outages …]"
PARTS = ["stand-alone", "analysts", "site", "commands", "outages"]
RECIPES = os.path.join(HERE, "..", "..", "Pipelines", "recipes")
STUDIES = 60


class Bench(Soak):
    """A work folder, a server, the two archives, and what an undisturbed run into SQLite made of each."""

    def __init__(self, program, folder):
        super().__init__(program, folder)
        self.server = Server()
        self.environment = {name: value for name, value in self.environment.items() if not name.startswith("PG")}
        # The archive of many studies takes one recipe, that of the phantoms those of its modalities.
        self.studies, self.phantoms = self.path("archive-studies"), self.path("archive-phantoms")
        self.recipe = os.path.realpath(os.path.join(RECIPES, "ct.yaml"))
        self.recipes = [word for name in ("ct", "mr", "pet", "mg") for word in ("--recipe", os.path.realpath(os.path.join(RECIPES, f"{name}.yaml")))]
        self._known = {}
        # Outputs whose rows a check has compared; all are searched for leaks.
        self.outputs = {self.studies: [], self.phantoms: []}

    def once(self, key, make):
        """What was made for a key, made the first time."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def output(self, archive_folder, name):
        """An output folder of an archive."""
        path = self.path(name)
        if path not in self.outputs[archive_folder]:
            self.outputs[archive_folder].append(path)
        return path

    def keep(self, archive_folder, name, text):
        """Keeps a text, such as a dump, for the search for leaks."""
        with open(self.output(archive_folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def load_arguments(self, archive_folder, name, database, *more):
        """Those of a run into a database."""
        recipes = ["--recipe", self.recipe] if archive_folder == self.studies else self.recipes
        return [
            "run", archive_folder, *recipes, "--output", self.output(archive_folder, name), "--key-file", self.path("key"),
            *(["--database", database] if database else []), *more]

    def load(self, *arguments, **how):
        """Runs an archive into a database, or into SQLite when there is none, to its end."""
        return self.run(*self.load_arguments(*arguments), **how)

    def stop_server(self):
        """Ends the server."""
        self.server.close()


def main():
    """Runs the parts."""
    parser = argparse.ArgumentParser(usage=USAGE)
    options = read_options(parser, PARTS)
    folder = tempfile.mkdtemp(prefix="voxmark-postgres-")
    bench, began = None, time.monotonic()
    try:
        bench = Bench(os.path.abspath(options.program), folder)
        run(bench, options.parts)
    finally:
        if bench:
            bench.kill_all()
            bench.stop_server()
            outages.unmount(bench)
        leave(folder, options.keep)
    print(f"{time.monotonic() - began:.0f} s\n{bench.passed} passed, {bench.failed} failed")
    return 1 if bench.failed else 0


def run(bench, parts):
    """Makes the archives, loads each into SQLite, then into PostgreSQL in every way."""
    archive.make(bench.studies, STUDIES)
    written = bench.run("phantom", "write", bench.phantoms)
    bench.check("the archive of phantoms is written", written.code == 0, written)
    for folder, name, code in ((bench.studies, "studies-sqlite", 0), (bench.phantoms, "phantoms-sqlite", 3)):
        ended = bench.load(folder, name, None)
        if not bench.check(f"{name}: exit {code}", ended.code == code, ended):
            return
    if {"stand-alone", "commands", "outages"} & set(parts):
        stand_alone.make_part(bench)
    if "stand-alone" in parts:
        stand_alone.check_all(bench)
    # The site's tables and one of its pseudonyms are those of the analysts' database, which other commands read then.
    if {"analysts", "site", "commands"} & set(parts):
        analysts.check_all(bench)
    if "site" in parts:
        site_cdm.check_all(bench)
    if "commands" in parts:
        commands.check_all(bench)
    if "outages" in parts:
        outages.check_all(bench)
    leaks.check_all(bench)


if __name__ == "__main__":
    sys.exit(main())
