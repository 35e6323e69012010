"""What the parts of the soak share: a work folder, the program, the processes it starts, and the lines that tell what held."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time

RECIPE = """voxmark: 1
name: soak
block: 100
modalities: [CT]
features:
  families: [morphology, statistics]
"""


def read_options(parser, parts):
    """Adds what every script takes, and reads the command line; all parts are meant where none is named."""
    parser.add_argument("--program", default=os.environ.get("VOXMARK", ".build/release/voxmark"))
    parser.add_argument("--keep", action="store_true", help="leave the work folder")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    options.parts = options.parts or parts
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return options


def leave(folder, keep):
    """Removes a work folder, or says where it was kept."""
    if keep:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)


class Ended:
    """A process that has ended."""

    def __init__(self, code, text, seconds):
        self.code, self.text, self.seconds = code, text, seconds

    def __str__(self):
        tail = " | ".join(line for line in self.text.strip().splitlines()[-3:])
        return f"exit {self.code} after {self.seconds:.1f} s: {tail}"


class Soak:
    """A work folder with recipe and key, and the count of what held.

    Every process carries a mark in its environment, by which those are found that outlive their parent.
    """

    def __init__(self, program, folder):
        self.folder = folder
        self.passed = self.failed = 0
        # Processes that run beside the checks, and their children.
        self.beside = []
        os.chmod(folder, 0o755)
        self.program = self.path("voxmark")
        # A copy that others may read and run, and that a build does not replace meanwhile.
        shutil.copyfile(program, self.program)
        os.chmod(self.program, 0o755)
        self.mark = f"VOXMARK_SOAK={os.getpid()}-{time.time_ns()}"
        name, value = self.mark.split("=")
        self.environment = os.environ | {name: value, "HOME": self.path("home"), "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}
        os.makedirs(self.path("home"))
        self.recipe = self.path("soak.yaml")
        with open(self.recipe, "w", encoding="ascii") as file:
            file.write(RECIPE)
        listed = self.run("vocabulary", self.recipe)
        if listed.code != 0:
            raise SystemExit(f"soak: the recipe has no list of concepts: {listed}")

    def path(self, *names):
        """A path in the work folder."""
        return os.path.join(self.folder, *names)

    # What held

    def check(self, what, holds, found=""):
        """Prints a line, with what was found where it does not hold."""
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        print(f"ok      {what}" if holds else f"FAILED  {what}: {found}", flush=True)
        return holds

    def skip(self, what, why):
        """Prints that something cannot be tried here."""
        print(f"skipped {what}: {why}", flush=True)

    def tell(self, text):
        """Prints a line that is no check."""
        print(f"        {text}", flush=True)

    # The program

    def start(self, *arguments, prefix=(), environment=None):
        """Starts the program; its output goes to a file, so that a full pipe holds nothing up."""
        out = open(self.path(f"out-{time.time_ns()}"), "w+b")
        process = subprocess.Popen(
            [*prefix, self.program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            env=self.environment | (environment or {}), cwd=self.folder)
        process.out, process.began = out, time.monotonic()
        return process

    def finish(self, process, timeout=300):
        """Waits for the end of a started program; one that does not end is killed and has the code None."""
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill_all()
            process.wait()
            code = None
        seconds = time.monotonic() - process.began
        process.out.seek(0)
        text = process.out.read().decode("utf-8", "backslashreplace")
        process.out.close()
        os.unlink(process.out.name)
        return Ended(code, text, seconds)

    def run(self, *arguments, timeout=300, prefix=(), environment=None):
        """Runs the program to its end."""
        return self.finish(self.start(*arguments, prefix=prefix, environment=environment), timeout)

    def arguments(self, archive, output):
        """Those of a run of the whole archive."""
        return ["run", archive, "--recipe", self.recipe, "--output", output, "--key-file", self.path("key")]

    def run_archive(self, archive, output, *more, **how):
        """Runs an archive to its end."""
        return self.run(*self.arguments(archive, output), *more, **how)

    def report(self, output):
        """The run-report.json of an output."""
        with open(os.path.join(output, "run-report.json"), encoding="utf-8") as file:
            return json.load(file)

    def status(self, output):
        """What `voxmark status --json` says."""
        ended = self.run("status", "--output", output, "--json")
        return json.loads(ended.text)["ledger"] if ended.code == 0 else {"error": str(ended)}

    def check_equal(self, what, one, other):
        """Compares two outputs: the databases bit by bit, apart from ids and times, and the tables byte by byte."""
        ended = self.run("diff", one, other)
        differ = [name for name in ("features.csv", "records.csv") if content(os.path.join(one, name)) != content(os.path.join(other, name))]
        return self.check(f"{what}: the output equals that of an undisturbed run", ended.code == 0 and not differ, f"{ended} {differ}")

    def check_nothing_left(self, what, one, other):
        """Looks for what an undisturbed run does not leave; an empty journal holds no transaction and does not count."""
        def names(output):
            return {
                name for name in os.listdir(output)
                if not (name.endswith("-journal") and os.path.getsize(os.path.join(output, name)) == 0)}

        self.check(f"{what}: no journal and no part of a file is left", names(one) == names(other), names(one) ^ names(other))

    # Processes

    def alive(self):
        """The processes that carry the mark, but for those that have ended and were not waited for."""
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if self.mark.encode() not in file.read().split(b"\0"):
                        continue
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
                if state not in "ZX" and not {int(name), int(parent)} & set(self.beside):
                    found.append(int(name))
            except OSError:
                continue
        return found

    def check_no_orphan(self, what, within=5.0):
        """Waits for the end of all processes."""
        end = time.monotonic() + within
        while (left := self.alive()) and time.monotonic() < end:
            time.sleep(0.05)
        self.check(f"{what}: no process is left", not left, f"{len(left)} after {within:g} s: {left}")
        self.kill_all()

    def kill_all(self):
        """Ends every process that was started."""
        for process in self.alive():
            kill(process)


def kill(process):
    """SIGKILL, if it is still there."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def seize(database, within=20.0):
    """Locks a database against everybody, in the first gap between the transactions of others.

    Returns: the connection that holds the lock; ROLLBACK ends it.
    """
    lock = sqlite3.connect(database, timeout=0, isolation_level=None, check_same_thread=False)

    def got():
        try:
            lock.execute("BEGIN EXCLUSIVE")
            return True
        except sqlite3.OperationalError:
            return False

    if not wait_until(got, within, 0.0005):
        raise TimeoutError(f"no gap in {within:g} s to lock {database}")
    return lock


def content(path):
    """The bytes of a file; None when there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def children(process):
    """The children of a process, whichever of its threads started them."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process and state not in "ZX":
            found.append(int(name))
    return found


def wait_until(condition, within, step=0.01):
    """Waits for a condition; false when it did not come true in time."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
