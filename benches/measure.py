"""Measures commands: seconds and peak memory in MB. One module for all tables of scripts/bench."""

import os
import subprocess
import time

# What may not differ between two engines, and what must not leave the machine.
CALM = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1", "NO_COLOR": "1"}


class Failed(Exception):
    """The command did not do what it was measured for."""


class Measured:
    """One run: how long it took and how much memory it held at most."""

    def __init__(self, seconds, megabytes):
        self.seconds, self.megabytes = seconds, megabytes


def run(binary, *arguments, folder, env=None, accept=(0,)):
    """Runs once; raises Failed with the end of its errors."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            [binary, *arguments], cwd=folder, env={**os.environ, **CALM, **(env or {})},
            stdin=subprocess.DEVNULL, stdout=nowhere, stderr=subprocess.PIPE,
        )
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        raise Failed(f"{os.path.basename(binary)} {' '.join(arguments)}: exit code {process.returncode}: {errors.decode()[-300:].strip()}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def best(times, binary, *arguments, folder, env=None):
    """The fastest of several runs, for commands that take milliseconds."""
    return min((run(binary, *arguments, folder=folder, env=env) for _ in range(times)), key=lambda it: it.seconds)


def table(title, header, rows):
    """Prints aligned columns."""
    print(f"\n{title}")
    rows = [header, *rows]
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(header))]
    for row in rows:
        print("  " + "  ".join(str(cell).ljust(width) if not index else str(cell).rjust(width) for index, (cell, width) in enumerate(zip(row, widths))), flush=True)
