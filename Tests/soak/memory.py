"""The supervisor's memory while it works: it must not grow with the number of cases it has done."""

import time

from harness import children

# SQLite keeps up to 64 MiB of the database's pages, whatever its size; the rest is for what malloc does with them.
MOST_GROWTH = 64 + 32


def watch(process):
    """Waits for the end of a process.

    Returns: its resident memory in MiB by seconds since the start, from when it has workers.
    """
    samples, began, works = [], time.monotonic(), False
    while process.poll() is None:
        works = works or bool(children(process.pid))
        resident = read(process.pid)
        if works and resident:
            samples.append((time.monotonic() - began, resident))
        time.sleep(1.0 if len(samples) > 40 else 0.1)
    return samples


def read(pid):
    """The resident memory of a process in MiB; None when it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def check_growth(soak, samples, report, seconds, studies):
    """Tells the figures of a run, and holds its memory to a bound that is the same for every archive."""
    cases, wall = report["cases"], report["wallSeconds"]
    soak.tell(
        f"undisturbed: {studies} studies, {cases} cases in {seconds:.1f} s ({wall:.1f} s of computing, {cases / wall * 60:.0f} cases a minute), "
        f"utilisation {report['utilisation']:.2f}, peak of all processes {report['peakMemory'] / 2**20:.0f} MiB")
    soak.tell("supervisor, MiB by second: " + ", ".join(f"{when:.0f} s {size:.0f}" for when, size in samples[:: max(1, len(samples) // 16)]))
    growth = max((size for _, size in samples), default=0) - samples[0][1] if samples else None
    soak.check(f"the supervisor grows by at most {MOST_GROWTH} MiB while it works", growth is not None and growth <= MOST_GROWTH, growth)
