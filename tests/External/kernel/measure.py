"""The C# kernel, as `genai kernel install` publishes it, beside ipykernel and .NET Interactive: measured by turns in one
run. The tool of .NET Interactive is where setup.sh puts it.

    /usr/bin/python3 tests/External/kernel/measure.py [--runs 10] [--cells 1000] [--alone 60] [--home folder]

Needs the built solution. A folder named by --home keeps the published kernel for the next time. Each start waits for
a quiet moment, and is repeated where other programs used more than a twentieth of the processors meanwhile; memory
and idle time, which they don't change, are taken from one run. Prints a table in Markdown: medians, with the lowest
and the highest in brackets.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

CLONE = pathlib.Path(__file__).resolve().parents[3]
GENAI = CLONE / "src/GenAI.Kit.Cli/bin/Release/net10.0/genai.dll"
KERNELS = {                                               # name: a small cell, the start of a name to complete
    "genai-kit": ("var x{0} = {0} + 1;", "Console.WriteL"),
    "python3": ("x{0} = {0} + 1", "str.joi"),
    "net-csharp": ("var x{0} = {0} + 1;", "Console.WriteL"),
}
TITLES = {"genai-kit": "GenAI.Kit", "python3": "ipykernel", "net-csharp": ".NET Interactive"}
TOOL = pathlib.Path(tempfile.gettempdir(), "genai-kit-dotnet-interactive", "dotnet-interactive")
LIMIT = 0.05                                              # share of the processors that others may use
TICK = os.sysconf("SC_CLK_TCK")


def publish(home):
    """Installs the kernel into a home of its own, which is then the home of this process and of both kernels."""
    os.environ.setdefault("NUGET_PACKAGES", str(pathlib.Path.home() / ".nuget/packages"))
    os.environ.setdefault("DOTNET_CLI_HOME", str(pathlib.Path.home()))
    for name in [n for n in os.environ if n.startswith(("XDG_", "JUPYTER"))]:
        del os.environ[name]
    os.environ["HOME"] = str(home or tempfile.mkdtemp(prefix="genai-measure-"))
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"    # a warning of ipykernel's
    os.environ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1"
    interactive()
    if pathlib.Path(os.environ["HOME"], ".local/share/jupyter/kernels/genai-kit/kernel.json").exists():
        return
    pathlib.Path(os.environ["HOME"]).mkdir(parents=True, exist_ok=True)
    subprocess.run(["dotnet", "exec", GENAI, "kernel", "install"], cwd=CLONE, check=True, stdout=subprocess.DEVNULL)


def interactive():
    """The kernelspec that the tool would install, if it did not want jupyter-kernelspec for it."""
    folder = pathlib.Path(os.environ["HOME"], ".local/share/jupyter/kernels/net-csharp")
    folder.mkdir(parents=True, exist_ok=True)
    argv = [str(TOOL), "jupyter", "--default-kernel", "csharp", "--http-port-range", "2048-3000", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps(
        {"argv": argv, "display_name": ".NET (C#)", "language": "C#", "env": {"DOTNET_ROLL_FORWARD": "Major"}}))


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def busy_seconds():
    """CPU seconds of all programs since the machine's start: neither idle, nor waiting for a disk, nor a host's."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


def resident_mb(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait_until_quiet():
    while True:
        before = busy_seconds()
        time.sleep(1)
        if busy_seconds() - before < 0.1:                 # of a second
            return


def ask(client, send):
    """Milliseconds from a request to its reply."""
    started = time.perf_counter()
    identity = send()
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != identity:
        pass
    return (time.perf_counter() - started) * 1000


class Kernel:
    def __init__(self, name):
        wait_until_quiet()
        self.opened, self.busy, self.own = time.perf_counter(), busy_seconds(), time.process_time()
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel()
        self.pid = self.manager.provisioner.pid
        self.client = self.manager.client()
        self.client.start_channels(stdin=False, hb=False)
        ask(self.client, self.client.kernel_info)
        self.ready = time.perf_counter() - self.opened
        self.execute("1+1")
        self.first = time.perf_counter() - self.opened

    def execute(self, code):
        return ask(self.client, lambda: self.client.execute(code))

    def complete(self, code):
        return ask(self.client, lambda: self.client.complete(code))

    def close(self):
        """Ends it; tells which share of the processors other programs have used since it was started."""
        used = cpu_seconds(self.pid) + time.process_time() - self.own
        others = busy_seconds() - self.busy - used
        share = others / (time.perf_counter() - self.opened) / os.cpu_count()
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        return share


def short_run(name, completion):
    kernel = Kernel(name)
    for _ in range(5):
        kernel.execute("1+1")
    wait_until_quiet()
    first = kernel.complete(completion)
    trip = statistics.median(kernel.execute("1+1") for _ in range(20))
    for _ in range(5):
        kernel.complete(completion)
    completing = statistics.median(kernel.complete(completion) for _ in range(10))
    memory = resident_mb(kernel.pid)
    return (kernel.ready, kernel.first, trip, first, completing, memory), kernel.close()


def undisturbed_run(name, completion, runs):
    while True:
        figures, others = short_run(name, completion)
        runs["taken" if others < LIMIT else "repeated"] += 1
        print(f"{name}: others used {others:.0%}; {figures}", file=sys.stderr)
        if others < LIMIT:
            return figures


def long_run(name, cell, cells, alone):
    kernel = Kernel(name)
    for i in range(20):
        kernel.execute(cell.format(i))
    before = resident_mb(kernel.pid)
    for i in range(cells):
        kernel.execute(cell.format(i))
    growth = resident_mb(kernel.pid) - before
    time.sleep(5)
    started = cpu_seconds(kernel.pid)
    time.sleep(alone)
    idle = (cpu_seconds(kernel.pid) - started) * 1000
    kernel.close()
    return growth, idle


def row(label, unit, columns, digits):
    def text(values):
        middle, low, high = (f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values)))
        return f"{middle} {unit}" + (f" ({low}–{high})" if len(values) > 1 else "")
    print(f"| {label} | {' | '.join(text(column) for column in columns)} |")


def table(runs, cells, alone):
    short, count = {name: [] for name in KERNELS}, {"taken": 0, "repeated": 0}
    for _ in range(runs):
        for name, (_, completion) in KERNELS.items():
            short[name].append(undisturbed_run(name, completion, count))
    long = {name: long_run(name, cell, cells, alone) for name, (cell, _) in KERNELS.items()}
    print(f"| | {' | '.join(TITLES[name] for name in KERNELS)} |\n|---{'|---' * len(KERNELS)}|")
    labels = [("process start to the reply to `kernel_info`", "s", 2), ("process start to the first result", "s", 2),
              ("round trip of `1+1`", "ms", 1), ("completion, the first", "ms", 1),
              ("completion, warm", "ms", 1), ("memory after that", "MB", 0)]
    for i, (label, unit, digits) in enumerate(labels):
        row(label, unit, [[run[i] for run in short[name]] for name in KERNELS], digits)
    row(f"memory growth over {cells:,} small cells", "MB", [[long[name][0]] for name in KERNELS], 0)
    row(f"CPU of a kernel left alone for {alone} s", "ms", [[long[name][1]] for name in KERNELS], 0)
    print(f"\nMedians of {runs} starts of each by turns (low–high), {count['repeated']} more were disturbed and "
          f"not counted. {os.cpu_count()} processors, {platform.machine()}.")


def main():
    parser = argparse.ArgumentParser(description="The C# kernel beside ipykernel and .NET Interactive.")
    for name, default in (("runs", 10), ("cells", 1000), ("alone", 60)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--home", type=pathlib.Path)
    options = parser.parse_args()
    publish(options.home and options.home.resolve())
    table(options.runs, options.cells, options.alone)


if __name__ == "__main__":
    main()
