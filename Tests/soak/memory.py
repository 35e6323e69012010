"""The supervisor's memory while it works: it must not grow with the number of cases it has done."""

import time


def watch(process):
    """Waits for the end of a process.

    Returns: its resident memory in MiB, by seconds since the start.
    """
    samples, began = [], time.monotonic()
    while process.poll() is None:
        if resident := read(process.pid):
            samples.append((time.monotonic() - began, resident))
        time.sleep(0.1 if len(samples) < 100 else 1.0)
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
    """Tells the figures of the run."""
    cases = report["cases"]
    wall = report["wallSeconds"]
    soak.tell(
        f"undisturbed: {studies} studies, {cases} cases in {seconds:.1f} s ({wall:.1f} s of computing, {cases / wall * 60:.0f} cases a minute), "
        f"utilisation {report['utilisation']:.2f}, peak of all processes {report['peakMemory'] / 2**20:.0f} MiB")
    soak.tell("supervisor, MiB by second: " + ", ".join(f"{when:.0f} s {size:.0f}" for when, size in samples[:: max(1, len(samples) // 20)]))
