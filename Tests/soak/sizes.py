"""The memory of all processes together on an archive of tiny and of very large series: it must stay within the budget."""

import json
import shutil
import threading

import archive
from harness import children

MIB = 1 << 20


def check_budget(soak, slices, wide, small):
    """Runs series of 512 x 512 pixels beside small ones, with a budget for one of the widest at a time.

    Two have so many `slices` and a region of the usual size, two have a region as wide as their `wide` slices.
    """
    folder, output = soak.path("sizes"), soak.path("sizes-out")
    pixels = 2 * 512 * 512 * slices
    if shutil.disk_usage(soak.folder).free < 3 * pixels:
        return soak.skip("the memory budget", f"there is no room for two series of {pixels / MIB:.0f} MiB")
    large = [archive.Study(90_000 + number, 512, slices) for number in range(2)]
    large += [archive.Study(90_002 + number, 512, wide, wide=True) for number in range(2)]
    for study in large:
        for index in range(study.slices):
            archive.write(folder, {study.image(index): study.slice(index)})
        archive.write(folder, {study.mask: study.structures()})
    for number in range(small):
        archive.write(folder, archive.Study(number).files())
    planned = soak.run("plan", folder, "--recipe", soak.recipe, "--json")
    if not soak.check("it is planned", planned.code == 0, planned):
        return
    largest = max(line["cost"]["peakBytes"] for line in json.loads(planned.text)["lines"])
    budget = int(largest * 1.25) + 256 * MIB
    if (free := available()) < 1.2 * budget:
        shutil.rmtree(folder)
        return soak.skip("the memory budget", f"{free / MIB:.0f} MiB of memory are free, {1.2 * budget / MIB:.0f} are needed")
    process = soak.start(*soak.arguments(folder, output), "--memory", f"{budget // MIB}M")
    watch = Watch(process)
    ended = soak.finish(process, 3600)
    peak = watch.end()
    shutil.rmtree(folder)
    if not soak.check("an archive of tiny and very large series is done", ended.code == 0, ended):
        return
    report = soak.report(output)
    soak.tell(
        f"two series of {pixels / MIB:.0f} MiB, two with a region of {wide * 512 * 512 / 1e6:.0f} million voxels across, {small} of 24 KiB "
        f"in {ended.seconds:.0f} s; budget {budget / MIB:.0f} MiB, largest prediction {largest / MIB:.0f}, peak of all processes "
        f"{peak / MIB:.0f} (the program's own figure {report['peakMemory'] / MIB:.0f})")
    soak.check("all processes together stay within the budget and a tenth", 0 < peak <= 1.1 * budget, f"{peak / MIB:.0f} MiB")
    soak.check("nothing was lost over it", report["lostWorkers"] == 0, report["lostWorkers"])


class Watch:
    """The proportional memory of a process and its children, looked at all the time."""

    def __init__(self, process):
        self.process, self.peak, self.over = process, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        """Looks until it is over."""
        while not self.over.wait(0.05):
            self.peak = max(self.peak, sum(map(proportional, [self.process.pid, *children(self.process.pid)])))

    def end(self):
        """Returns: the peak in bytes."""
        self.over.set()
        self.thread.join()
        return self.peak


def proportional(pid):
    """The memory of a process in bytes, what it shares counted in part."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0


def available():
    """The memory that can be had, in bytes."""
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))
