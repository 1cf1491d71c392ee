"""Fifty clients ask the local page at once for half a minute: errors, requests per second, memory.

``python benchmarks/serve.py [--seconds 30] [--clients 50] PATH`` serves PATH in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from provenance import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--clients", type=int, default=50)
    asked = parser.parse_args()
    texts = [document.text for document in read(asked.path)][:200]
    command = [sys.executable, "-m", "provenance", "serve", str(asked.path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split(" on ")[1].split("/ ")[0]
        statuses: Counter[int] = Counter()
        ask(address, texts[0])
        before = processor_time(process.pid)
        end = time.monotonic() + asked.seconds
        threads = [
            threading.Thread(target=keep_asking, args=(address, texts[number % len(texts) :], end, statuses))
            for number in range(asked.clients)
        ]
        for thread in threads:
            thread.start()
        memory = []
        while any(thread.is_alive() for thread in threads):
            memory.append(resident(process.pid))
            time.sleep(1)
        taken = processor_time(process.pid) - before
        process.send_signal(signal.SIGINT)
        process.wait()
    third = max(1, len(memory) // 3)
    total = sum(statuses.values())
    print(f"{total:,} requests, {total / asked.seconds:.1f} per second: {dict(statuses)}")
    print(f"{taken / max(1, total):.3f} seconds of a processor per request")
    print(f"memory in MB: {memory[0]:.0f} at first, {memory[third]:.0f} after a third, {memory[-1]:.0f} at the end")


def keep_asking(address: str, texts: list[str], end: float, statuses: Counter[int]) -> None:
    number = 0
    while time.monotonic() < end:
        statuses[ask(address, texts[number % len(texts)])] += 1
        number += 1


def ask(address: str, text: str) -> int:
    body = json.dumps({"articles": [{"text": text}]}).encode()
    request = urllib.request.Request(  # noqa: S310 - an address of this program
        f"{address}/api/trace", body, {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - the same
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def processor_time(process: int) -> float:
    """Return the processor time that a process has taken, user and system, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> float:
    """Return the resident memory of a process, in MB."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
