"""Figures of the C# kernel beside ipykernel's, taken in alternation in one run.

    GENAI_KERNEL=<published executable> /usr/bin/python3 measure.py [runs] [cells]

Start: from the process's start to the reply to kernel_info, and to the first result. Round trip of `1+1`. Completion,
warm. Growth of resident memory over many small cells. CPU seconds of a minute alone.
"""
import os
import pathlib
import statistics
import sys
import time

import kernelspec
from jupyter_client.manager import KernelManager

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
CELLS = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
KERNELS = {"genai-kit": (kernelspec.install(), "var x = 1;", "Math.Sq"), "ipykernel": ("python3", "x = 1", "str.joi")}
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mib(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def ask(client, send, timeout=60):
    started = time.perf_counter()
    identity = send()
    while client.get_shell_msg(timeout=timeout)["parent_header"].get("msg_id") != identity:
        pass
    return (time.perf_counter() - started) * 1000


def start(name):
    manager = KernelManager(kernel_name=name)
    started = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    while True:                                    # a message sent before the kernel listens may be lost
        identity = client.kernel_info()
        try:
            while client.get_shell_msg(timeout=0.5)["parent_header"].get("msg_id") != identity:
                pass
            break
        except Exception:
            continue
    ready = time.perf_counter() - started
    ask(client, lambda: client.execute("1+1"))
    return manager, client, ready, time.perf_counter() - started


def measure_one(name, code, completion):
    manager, client, ready, first = start(name)
    pid = manager.provisioner.pid
    figures = {"ready s": ready, "first result s": first, "start cpu s": cpu_seconds(pid)}
    for _ in range(5):
        ask(client, lambda: client.execute("1+1"))
    figures["1+1 ms"] = statistics.median(ask(client, lambda: client.execute("1+1")) for _ in range(20))
    figures["first completion ms"] = ask(client, lambda: client.complete(completion))
    for _ in range(5):
        ask(client, lambda: client.complete(completion))
    figures["completion ms"] = statistics.median(ask(client, lambda: client.complete(completion)) for _ in range(10))
    figures["resident MiB"] = resident_mib(pid)
    return manager, client, figures


def long_run(name, code):
    manager, client, _, _ = start(name)
    pid = manager.provisioner.pid
    for _ in range(20):
        ask(client, lambda: client.execute(code))
    before = resident_mib(pid)
    for i in range(CELLS):
        ask(client, lambda: client.execute(code if i % 2 else f"{i}+1"))
    growth = resident_mib(pid) - before
    time.sleep(5)
    cpu = cpu_seconds(pid)
    time.sleep(60)
    idle = cpu_seconds(pid) - cpu
    manager.shutdown_kernel(now=True)
    return growth, idle


def main():
    results = {label: [] for label in KERNELS}
    for _ in range(RUNS):
        for label, spec in KERNELS.items():
            manager, client, figures = measure_one(*spec)
            results[label].append(figures)
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, medians of {RUNS} (lowest to highest)")
    for figure in results["genai-kit"][0]:
        cells = []
        for label in KERNELS:
            values = [r[figure] for r in results[label]]
            cells.append(f"{label} {statistics.median(values):8.2f} ({min(values):.2f} to {max(values):.2f})")
        print(f"{figure:20}  " + "   ".join(cells))
    if CELLS:
        for label, (name, code, _) in KERNELS.items():
            growth, idle = long_run(name, code)
            print(f"{label}: {CELLS} cells leave {growth:.0f} MiB; {idle:.3f} s of CPU in a minute alone")


if __name__ == "__main__":
    main()
