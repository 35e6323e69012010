"""Bad luck, for real: full disks, locks, damage, changes behind the program's back. A clear verdict, nothing lost, nothing twice."""

import os
import shutil
import subprocess
import threading
import time

import archive
from harness import content, seize, wait_until

STUDIES = 60
IS_ROOT = os.geteuid() == 0
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def check_all(soak):
    """Every kind of bad luck, each on an output of its own."""
    folder, undisturbed = soak.path("few"), soak.path("few-undisturbed")
    archive.make(folder, STUDIES)
    ended = soak.run_archive(folder, undisturbed)
    soak.check("few studies, undisturbed: exit 0", ended.code == 0, ended)
    for check in (full_disk, read_only, two_runs, short_lock, cut_database, changed_after_plan, special_files, strange_names, closed_folder, clock):
        check(soak, folder, undisturbed)


def full_disk(soak, folder, undisturbed):
    """A disk that is full before the first case, among the cases, and when the tables are written."""
    disk = soak.path("disk")
    for size in ("100k", "600k", "1200k", "2200k"):
        if not mount(soak, disk, f"size={size}"):
            return soak.skip("full disk", "only root can mount a tmpfs")
        what, output = f"disk of {size}", os.path.join(disk, "out")
        ended = soak.run_archive(folder, output)
        soak.check(f"{what}: exit 4 or 5, and it says that the disk is full", ended.code in (4, 5) and says(ended, "disk is full", "No space left"), ended)
        soak.check_no_orphan(what)
        left = [name for name in os.listdir(output) if name.endswith(".csv")] if os.path.isdir(output) else []
        soak.tell(f"{what}: {ended.text.strip().splitlines()[-1]}; tables: {left}")
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        again = soak.run_archive(folder, output)
        soak.check(f"{what}: with room made, the same command goes on", again.code == 0, again)
        soak.check_equal(what, undisturbed, output)
        subprocess.run(["umount", disk], check=True)


def read_only(soak, folder, _):
    """An output that cannot be written."""
    disk = soak.path("readonly")
    if not mount(soak, disk, "ro"):
        return soak.skip("read-only output", "only root can mount a tmpfs")
    ended = soak.run_archive(folder, os.path.join(disk, "out"))
    soak.check("read-only disk: exit 4, named", ended.code == 4 and says(ended, "cannot be made"), ended)
    output = soak.path("readonly-folder")
    os.mkdir(output, 0o555)
    os.makedirs(soak.path("nobody"), exist_ok=True)
    os.chown(soak.path("nobody"), 65534, 65534)
    ended = soak.run_archive(folder, output, "--key-file", soak.path("nobody", "key"), prefix=NOBODY)
    soak.check("read-only folder: exit 4, named", ended.code == 4 and says(ended, "cannot be written"), ended)
    soak.check("read-only folder: nothing was left in it", not os.listdir(output), os.listdir(output))


def two_runs(soak, folder, undisturbed):
    """Two runs on one output folder."""
    output = soak.path("two")
    first = soak.start(*soak.arguments(folder, output))
    wait_until(lambda: os.path.exists(os.path.join(output, "omop.sqlite")), 30)
    second = soak.run_archive(folder, output)
    busy = first.poll() is None
    soak.check("two runs: the second is refused with 2 and in-use", busy and second.code == 2 and "[in-use]" in second.text, f"{second}; {busy}")
    ended = soak.finish(first)
    soak.check("two runs: the first ends with 0", ended.code == 0, ended)
    soak.check_equal("two runs", undisturbed, output)


def short_lock(soak, folder, undisturbed):
    """Another program that locks the database for three seconds of a run."""
    output = soak.path("short-lock")
    process = soak.start(*soak.arguments(folder, output))
    database = os.path.join(output, "omop.sqlite")
    wait_until(lambda: os.path.exists(os.path.join(output, "run.log")) and os.path.exists(database), 30)
    lock = seize(database)
    working = process.poll() is None
    time.sleep(3)
    waited = process.poll() is None
    lock.execute("ROLLBACK")
    lock.close()
    ended = soak.finish(process)
    soak.check("short lock: the run waits and ends with 0", working and waited and ended.code == 0, f"{ended}; {working}, {waited}")
    soak.check_equal("short lock", undisturbed, output)


def cut_database(soak, folder, undisturbed):
    """A database that is cut off in the middle between two runs."""
    output = soak.path("cut")
    database = os.path.join(output, "omop.sqlite")
    part = soak.path("few-half")
    for number in range(STUDIES // 2):
        archive.write(part, archive.Study(number).files())
    ended = soak.run_archive(part, output)
    soak.check("cut database: the first run ends with 0", ended.code == 0, ended)
    shutil.copyfile(database, soak.path("copy.sqlite"))
    size = os.path.getsize(database)
    os.truncate(database, size // 2 // 4096 * 4096 + 100)
    cut = content(database)
    ended = soak.run_archive(folder, output)
    soak.check("cut database: exit 4, and it says damaged", ended.code == 4 and says(ended, "damaged", "not a database"), ended)
    soak.check("cut database: nothing was written into it", content(database) == cut, f"{len(cut)} bytes before, {os.path.getsize(database)} after")
    status = soak.run("status", "--output", output)
    soak.check("cut database: status says so too", status.code == 4 and says(status, "damaged", "not a database"), status)
    shutil.copyfile(soak.path("copy.sqlite"), database)
    again = soak.run_archive(folder, output)
    soak.check("cut database: with a copy put back, the same command goes on", again.code == 0, again)
    soak.check_equal("cut database", undisturbed, output)


def changed_after_plan(soak, folder, undisturbed):
    """Files that change, or go, between plan and run."""
    plan, output = soak.path("plan.json"), soak.path("planned")
    ended = soak.run("plan", folder, "--recipe", soak.recipe, "--output", plan)
    soak.check("changed after plan: the plan is made", ended.code == 0, ended)
    gone, changed = archive.Study(3), archive.Study(7)
    archive.write(folder, {gone.image(2): None, changed.image(5): changed.slice(5, content=9)})
    key = ("--key-file", soak.path("key"))
    ended = soak.run("run", "--plan", plan, "--output", output, *key)
    states = {(group["state"], group.get("code")): group["cases"] for group in soak.status(output).get("groups", [])}
    expected = {("done", None): 2 * STUDIES - 4, ("failed", "missing-file"): 2, ("failed", "changed-since-plan"): 2}
    soak.check("changed after plan: missing-file and changed-since-plan, the others done", ended.code == 3 and states == expected, f"{ended}; {states}")
    archive.write(folder, gone.files() | changed.files())
    ended = soak.run("retry", "--failed", folder, "--recipe", soak.recipe, "--output", output, *key)
    soak.check("changed after plan: mended, retry --failed finishes", ended.code == 0, ended)
    soak.check_equal("changed after plan", undisturbed, output)


def special_files(soak, folder, undisturbed):
    """What is no file: named pipes, devices, sockets wait for ever or do harm when they are opened."""
    pipe, device = os.path.join(folder, "P00001", "CT", "pipe.dcm"), os.path.join(folder, "P00002", "zero.dcm")
    os.mkfifo(pipe)
    try:
        os.mknod(device, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        soak.skip("a device in the archive", "only root can make one")
    output = soak.path("special")
    ended = soak.run_archive(folder, output, "--verbose", timeout=60)
    soak.check("pipe and device: the run ends, all cases are done", ended.code in (0, 3) and f"{2 * STUDIES} done" in ended.text, ended)
    soak.check("pipe and device: each is named", "[special-file]" in ended.text and all(os.path.basename(p) in ended.text for p in (pipe, device) if os.path.lexists(p)), ended.text)
    soak.check_equal("pipe and device", undisturbed, output)
    for path in (pipe, device):
        if os.path.lexists(path):
            os.unlink(path)


def strange_names(soak, folder, undisturbed):
    """Names with line breaks, and names that are no UTF-8."""
    study = archive.Study(STUDIES)
    place = os.path.join(folder, study.folder)
    archive.write(folder, study.files())
    os.rename(os.path.join(folder, study.image(0)), os.path.join(folder, study.folder, "CT", "a\nname\twith\x1bbreaks\n.dcm"))
    os.rename(os.path.join(place, "CT"), os.path.join(place, "two\nlines"))
    raw = os.path.join(os.fsencode(folder), b"P00004", b"caf\xe9 \xff.dcm")
    with open(raw, "wb") as file:
        file.write(study.slice(1, content=3))
    output = soak.path("strange")
    ended = soak.run_archive(folder, output, "--verbose")
    done = f"{2 * STUDIES + 2} done" in ended.text
    soak.check("names with line breaks: their study is computed", ended.code in (0, 3) and done, ended)
    soak.check("a name that is not UTF-8: named, with name-not-utf8", "name-not-utf8" in ended.text and "\\xFF" in ended.text, ended.text[-1500:])
    soak.check("names with line breaks: no raw control character is printed", "\x1b" not in ended.text, repr(ended.text[:300]))
    os.unlink(raw)
    shutil.rmtree(place)
    # The study more is the only difference.
    ended = soak.run("diff", undisturbed, output, "--json")
    soak.check("strange names: the output differs by that study alone", ended.code == 3, ended)


def closed_folder(soak, folder, _):
    """A folder that the user may not enter."""
    if not IS_ROOT:
        return soak.skip("folder without permission", "only root can become another user for it")
    closed = os.path.join(folder, archive.Study(11).folder)
    os.chmod(closed, 0o700)
    os.makedirs(soak.path("nobody"), exist_ok=True)
    os.chown(soak.path("nobody"), 65534, 65534)
    output, key = soak.path("nobody", "out"), ("--key-file", soak.path("nobody", "key"))
    arguments = ("run", folder, "--recipe", soak.recipe, "--output", output, *key)
    home = {"HOME": soak.path("nobody")}
    ended = soak.run(*arguments, prefix=NOBODY, environment=home)
    good = ended.code == 3 and "unreadable" in ended.text and f"{2 * STUDIES - 2} done" in ended.text
    soak.check("folder without permission: unreadable, the others done", good, ended)
    os.chmod(closed, 0o755)
    again = soak.run("retry", "--failed", folder, "--recipe", soak.recipe, "--output", output, *key, prefix=NOBODY, environment=home)
    soak.check("folder without permission: opened, retry --failed finishes", again.code == 0 and " 2 done" in again.text, again)
    whole = soak.path("nobody", "whole")
    ended = soak.run("run", folder, "--recipe", soak.recipe, "--output", whole, *key, prefix=NOBODY, environment=home)
    soak.check_equal("folder without permission", whole, output)


def clock(soak, folder, undisturbed):
    """A clock that is set back by a month, in the middle of a run and between two."""
    library, days = soak.path("clock.so"), soak.path("days")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clock.c")
    compiler = next((name for name in ("cc", "clang", "gcc") if shutil.which(name)), None)
    if not compiler or subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=False).returncode != 0:
        return soak.skip("clock set back", "no C compiler")
    fake = {"LD_PRELOAD": library, "SOAK_CLOCK": days}
    set_back(days, 0)
    output = soak.path("clock-out")
    process = soak.start(*soak.arguments(folder, output), environment=fake)
    log = os.path.join(output, "run.log")
    wait_until(lambda: process.poll() is not None or (os.path.exists(log) and os.path.getsize(log) > 1000), 60, 0.002)
    working = process.poll() is None
    set_back(days, 30)
    ended = soak.finish(process)
    soak.check("clock set back while running: exit 0", working and ended.code == 0, f"{ended}; {working}")
    soak.check_equal("clock set back while running", undisturbed, output)
    first = soak.status(output).get("lastRun", {})
    shown = first.get("started", ""), first.get("finished", "")
    soak.check("clock set back while running: the run ended before it began, by the clock", shown[1] < shown[0], shown)
    set_back(days, 60)
    again = soak.run_archive(folder, output, environment=fake)
    last = soak.status(output).get("lastRun", {}).get("id")
    nothing = again.code == 0 and f" 0 done, {2 * STUDIES} already done" in again.text
    soak.check("clock set back between runs: nothing is computed again", nothing, again)
    soak.check("clock set back between runs: the later run is the last one", last not in (None, first.get("id")), f"{first} {last}")


def set_back(file, days):
    """Tells clock.c how many days it lies behind."""
    with open(file, "wb") as out:
        out.truncate(days)


class LockedDatabase:
    """A database that another program locks for longer than the program waits; it takes half a minute, beside everything else."""

    def __init__(self, soak, name, while_running):
        self.soak, self.name = soak, f"database locked {'while running' if while_running else 'before the run'}"
        self.folder, self.output = soak.path(f"{name}-archive"), soak.path(name)
        database = os.path.join(self.output, "omop.sqlite")
        if not while_running:
            archive.make(self.folder, 4)
            ended = soak.run_archive(self.folder, self.output)
            soak.check(f"{self.name}: a first run ends with 0", ended.code == 0, ended)
            self.lock = seize(database)
        archive.make(self.folder, 200 if while_running else STUDIES)
        process = soak.start(*soak.arguments(self.folder, self.output))
        # The other parts look for processes that are left: this one must not count among them.
        soak.beside.append(process.pid)
        if while_running:
            log = os.path.join(self.output, "run.log")
            wait_until(lambda: process.poll() is not None or (os.path.exists(log) and os.path.getsize(log) > 1000), 60, 0.002)
            self.lock = seize(database)
        self.result = []
        self.thread = threading.Thread(target=lambda: self.result.append(soak.finish(process, 120)))
        self.thread.start()

    def check(self):
        """Waits for the end of the run, takes the lock away, and goes on."""
        soak = self.soak
        self.thread.join()
        ended = self.result[0]
        soak.check(f"{self.name}: exit 4 or 5, and it says in use", ended.code in (4, 5) and says(ended, "in use by another program"), ended)
        soak.tell(f"{self.name}: gave up after {ended.seconds:.0f} s with exit {ended.code}")
        self.lock.execute("ROLLBACK")
        self.lock.close()
        again = soak.run_archive(self.folder, self.output)
        soak.check(f"{self.name}: with the lock gone, the same command goes on", again.code == 0 and " 0 already done" not in again.text, again)
        whole = soak.path("locked-undisturbed")
        soak.run_archive(self.folder, whole)
        soak.check_equal(self.name, whole, self.output)


def says(ended, *words):
    """True when one of the words stands in what was printed."""
    return any(word in ended.text for word in words)


def mount(soak, folder, options):
    """Mounts a tmpfs; false where that is not allowed."""
    os.makedirs(folder, exist_ok=True)
    if not IS_ROOT:
        return False
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], stderr=subprocess.DEVNULL, check=False).returncode == 0


def unmount(soak):
    """Takes away what was mounted."""
    for name in ("disk", "readonly"):
        if os.path.ismount(soak.path(name)):
            subprocess.run(["umount", soak.path(name)], check=False)
