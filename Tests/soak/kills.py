"""Processes that are killed: a run that is restarted until it is done ends like one that nobody disturbed."""

import contextlib
import os
import random
import signal
import sqlite3
import time

from harness import children, kill, seize, wait_until

# What is killed. A worker is replaced and the run goes on; of the others the run ends.
WORKER, SUPERVISOR, ALL = "a worker", "the supervisor", "all processes"


def check_kills(soak, archive, undisturbed, seconds, count, seed):
    """Kills `count` times at random moments; `seconds` is what an undisturbed run takes."""
    dice = random.Random(seed)
    soak.tell(f"{count} kills, seed {seed}")
    done = rounds = 0
    killed = {WORKER: 0, SUPERVISOR: 0, ALL: 0}
    resumed = 0
    while done < count:
        rounds += 1
        output = soak.path(f"killed-{rounds}")
        ended = None
        while ended is None:
            process = soak.start(*soak.arguments(archive, output))
            kinds = [WORKER, SUPERVISOR, ALL]
            while done < count and (kind := kill_later(process, dice, kinds, seconds)):
                done += 1
                killed[kind] += 1
                if kind == WORKER:
                    # Its case is tried once more; killed again it would be recorded as what crashes workers, rightly.
                    kinds.remove(WORKER)
                    continue
                process.wait()
                soak.check_no_orphan(f"kill {done}, of {kind}")
                break
            finished = soak.finish(process)
            if finished.code is not None and finished.code >= 0:
                ended = finished
        if "already done" in ended.text and " 0 already done" not in ended.text:
            resumed += 1
        soak.check(f"round {rounds}: the last run ends with 0", ended.code == 0, ended)
        soak.check_equal(f"round {rounds}, after {done} kills", undisturbed, output)
        soak.check_nothing_left(f"round {rounds}", undisturbed, output)
    soak.check("some runs went on where others were killed", resumed > 0, f"none of {rounds} found cases that were done")
    soak.tell(f"{rounds} rounds; killed: " + ", ".join(f"{number} × {kind}" for kind, number in killed.items()))
    check_killed_at_tables(soak, archive, undisturbed, output)
    check_images_of_killed_workers(soak, archive, dice, 3)


def check_killed_at_tables(soak, archive, undisturbed, output):
    """Kills while the tables are written, after the last case: a moment too short for dice."""
    process = soak.start(*soak.arguments(archive, output))
    wait_until(lambda: process.poll() is not None or any(name.endswith(".tmp") for name in os.listdir(output)), 60, 0.0005)
    process.kill()
    what = "killed while it wrote the tables"
    soak.check(f"{what}: it was at work", soak.finish(process).code == -signal.SIGKILL, "it had ended")
    again = soak.run_archive(archive, output)
    soak.check(f"{what}: the same command goes on", again.code == 0, again)
    soak.check_equal(what, undisturbed, output)
    soak.check_nothing_left(what, undisturbed, output)


def check_images_of_killed_workers(soak, archive, dice, rounds):
    """Kills workers one after the other: whatever is done was written with what its image was made of."""
    killed = 0
    for number in range(rounds):
        output = soak.path(f"workers-{number}")
        process = start_working(soak, archive, output)
        while process.poll() is None:
            workers = children(process.pid)
            if len(workers) > 1:
                kill(dice.choice(workers))
                killed += 1
            time.sleep(dice.uniform(0.05, 0.12))
        soak.finish(process)
        with contextlib.closing(sqlite3.connect(os.path.join(output, "omop.sqlite"))) as database:
            (without,) = database.execute(
                "SELECT count(DISTINCT image_digest) FROM voxmark_region WHERE image_digest NOT IN (SELECT image_digest FROM voxmark_image_instance)"
            ).fetchone()
        soak.check(f"workers killed, round {number + 1}: no region without its image's files", without == 0, f"{without} images")
    soak.tell(f"{killed} workers killed")


def kill_later(process, dice, kinds, seconds):
    """Kills at a random moment; nil when the process had ended by then."""
    kind = dice.choice(kinds)
    if wait_until(lambda: process.poll() is not None, dice.uniform(0.05, 0.8 * seconds)):
        return None
    workers = children(process.pid)
    if kind == WORKER:
        if not workers:
            kind = SUPERVISOR
        else:
            kill(dice.choice(workers))
            return kind
    # The supervisor first: it must not replace a worker meanwhile.
    kill(process.pid)
    if kind == ALL:
        for worker in workers:
            kill(worker)
    return kind


def check_signals(soak, archive, undisturbed):
    """SIGINT and SIGTERM: an orderly stop within five seconds, at once on the second."""
    for name, code in (("SIGINT", 130), ("SIGTERM", 143)):
        number = getattr(signal, name)
        output = soak.path(f"stopped-{name}")
        process = start_working(soak, archive, output)
        ended = stop(soak, process, number)
        soak.check(f"{name}: exit {code} within 5 s", ended.code == code and ended.stop < 5, f"{ended}; {ended.stop:.1f} s")
        soak.check(f"{name}: it says how to go on", "the same command goes on" in ended.text, ended)
        soak.check_no_orphan(name)
        state = (soak.status(output).get("lastRun") or {}).get("state")
        soak.check(f"{name}: the ledger says interrupted", state == "interrupted", state)
        again = soak.run_archive(archive, output)
        soak.check(f"{name}: the same command goes on", again.code == 0 and " 0 already done" not in again.text, again)
        soak.check_equal(name, undisturbed, output)

    process = start_working(soak, archive, soak.path("stopped-hung"))
    for worker in children(process.pid):
        os.kill(worker, signal.SIGSTOP)
    ended = stop(soak, process, signal.SIGTERM)
    soak.check("SIGTERM while workers hang: exit 143 within 5 s", ended.code == 143 and ended.stop < 5.5, f"{ended}; {ended.stop:.1f} s")
    soak.check_no_orphan("SIGTERM while workers hang")

    output = soak.path("stopped-locked")
    process = start_working(soak, archive, output)
    lock = seize(os.path.join(output, "omop.sqlite"))
    ended = stop(soak, process, signal.SIGTERM)
    lock.execute("ROLLBACK")
    lock.close()
    what = "SIGTERM while another program locks the database"
    soak.check(f"{what}: exit 143 within 5 s", ended.code == 143 and ended.stop < 5, f"{ended}; {ended.stop:.1f} s")
    again = soak.run_archive(archive, output)
    soak.check(f"{what}: the same command goes on", again.code == 0, again)
    soak.check_equal(what, undisturbed, output)

    output = soak.path("stopped-twice")
    process = start_working(soak, archive, output)
    for worker in children(process.pid):
        os.kill(worker, signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    still = process.poll() is None
    ended = stop(soak, process, signal.SIGINT)
    soak.check("a second SIGINT ends at once", still and ended.code == 130 and ended.stop < 1, f"{ended}; {ended.stop:.1f} s")
    soak.check_no_orphan("a second SIGINT")
    again = soak.run_archive(archive, output)
    soak.check("after a second SIGINT the same command goes on", again.code == 0, again)
    soak.check_equal("a second SIGINT", undisturbed, output)


def start_working(soak, archive, output):
    """Starts a run and waits until some of its cases are in the log."""
    process = soak.start(*soak.arguments(archive, output))
    log = os.path.join(output, "run.log")
    wait_until(lambda: process.poll() is not None or (os.path.exists(log) and os.path.getsize(log) > 2000), 60, 0.002)
    return process


def stop(soak, process, number):
    """Sends a signal and waits; `stop` of the result tells how long it took."""
    began = time.monotonic()
    if process.poll() is None:
        process.send_signal(number)
    ended = soak.finish(process, 30)
    ended.stop = time.monotonic() - began
    return ended
