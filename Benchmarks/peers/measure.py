"""Runs a program and measures it. Imports the standard library only: a child inherits its parent's peak memory until it has more of its own."""

import os
import signal
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """What one run of a program took; `cpu` and `peak` count the children it waited for, `peak` being that of the largest process in MiB."""

    wall: float
    cpu: float
    peak: float
    output: str


class Failure(Exception):
    """A program that did not end well, with the end of what it said."""


def run(command: list[str], timeout: float = 1800) -> Run:
    """Runs a command with one thread per numerical library and its standard output kept."""
    libraries = ("OMP", "OPENBLAS", "MKL", "NUMBA", "ITK_GLOBAL_DEFAULT_NUMBER_OF")
    environment = os.environ | {f"{name}_NUM_THREADS": "1" for name in libraries[:4]} | {f"{libraries[4]}_THREADS": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    alarm = threading.Timer(timeout, lambda: os.killpg(process.pid, signal.SIGKILL))
    reader.start()
    alarm.start()
    output = process.stdout.read()
    reader.join()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    alarm.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = (errors[0] + output).strip().splitlines()[-3:]
        raise Failure(f"{os.path.basename(command[0])} ended with {process.returncode}: {' / '.join(said)[:300]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def median(runs: list[Run]) -> Run:
    """The medians of several runs, each figure on its own; the output of the last."""
    figure = lambda name: statistics.median(getattr(one, name) for one in runs)
    return Run(figure("wall"), figure("cpu"), figure("peak"), runs[-1].output)


def load() -> float:
    """The machine's load average over the last minute."""
    return os.getloadavg()[0]
