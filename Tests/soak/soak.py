"""Kills, bad studies and bad luck, done to the real program: what is left must equal what nobody disturbed.

The program is .build/release/voxmark, or what VOXMARK names. Exit code 1 when something did not hold.
"""

import argparse
import os
import sys
import tempfile
import time

import archive
import defects
import kills
import memory
import sizes
import trouble
from harness import Soak, leave, read_options

USAGE = "soak.py [--program FILE] [--short] [--seed N] [--keep] [kills|signals|defects|sizes|trouble …]"
PARTS = ["kills", "signals", "defects", "sizes", "trouble"]


def main():
    """Runs the parts."""
    parser = argparse.ArgumentParser(usage=USAGE)
    parser.add_argument("--short", action="store_true", help="200 studies and 10 kills instead of 2,000 and 50")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = read_options(parser, PARTS)
    folder = tempfile.mkdtemp(prefix="voxmark-soak-")
    soak = Soak(os.path.abspath(options.program), folder)
    began = time.monotonic()
    print(f"soak: {'short' if options.short else 'long'}, seed {options.seed}", flush=True)
    try:
        run(soak, options)
    finally:
        soak.kill_all()
        trouble.unmount(soak)
        leave(folder, options.keep)
    print(f"{time.monotonic() - began:.0f} s\n{soak.passed} passed, {soak.failed} failed")
    return 1 if soak.failed else 0


def run(soak, options):
    """Makes the archive, runs it undisturbed, then disturbs."""
    studies = 200 if options.short else 2000
    folder = soak.path("archive")
    began = time.monotonic()
    archive.make(folder, studies)
    soak.tell(f"{studies} studies made in {time.monotonic() - began:.1f} s")
    undisturbed = soak.path("undisturbed")
    process = soak.start(*soak.arguments(folder, undisturbed))
    samples = memory.watch(process)
    ended = soak.finish(process, 1800)
    if not soak.check("the undisturbed run ends with 0", ended.code == 0, ended):
        return
    memory.check_growth(soak, samples, soak.report(undisturbed), ended.seconds, studies)
    locked = []
    if "trouble" in options.parts:
        locked = [trouble.LockedDatabase(soak, "locked", False), trouble.LockedDatabase(soak, "locked-late", True)]
    if "kills" in options.parts:
        kills.check_kills(soak, folder, undisturbed, ended.seconds, 10 if options.short else 50, options.seed)
    if "signals" in options.parts:
        kills.check_signals(soak, folder, undisturbed)
    if "defects" in options.parts:
        defects.check_defects(soak, folder, studies, undisturbed, 37, options.seed)
    if "sizes" in options.parts:
        sizes.check_budget(soak, *((256, 32, 30) if options.short else (4096, 512, 200)))
    if "trouble" in options.parts:
        trouble.check_all(soak)
        for database in locked:
            database.check()


if __name__ == "__main__":
    sys.exit(main())
