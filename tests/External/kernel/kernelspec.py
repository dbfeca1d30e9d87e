"""A kernelspec of the kernel under test, in a folder of its own that Jupyter looks into.

GENAI_KERNEL names the program: GenAI.Kit.Notebook.dll as built (default), or the published executable.
"""
import json
import os
import pathlib
import tempfile

CLONE = pathlib.Path(__file__).resolve().parents[3]
BUILT = CLONE / "src/GenAI.Kit.Notebook/bin/Release/net10.0/GenAI.Kit.Notebook.dll"
NAME = "genai-kit-test"


def install(kit=None):
    program = os.environ.get("GENAI_KERNEL", str(BUILT))
    command = ["dotnet", program] if program.endswith(".dll") else [program]
    argv = command + ["{connection_file}"] + (["--kit", str(kit)] if kit else [])
    return write({"argv": argv, "display_name": "C# (GenAI.Kit)", "language": "C#", "interrupt_mode": "message"})


def install_tool(tool):
    """A kernelspec of dotnet-interactive, by hand: its own `jupyter install` wants the program jupyter-kernelspec."""
    argv = [tool, "jupyter", "--default-kernel", "csharp", "{connection_file}"]
    return write({"argv": argv, "display_name": ".NET (C#)", "language": "C#", "interrupt_mode": "message"})


def write(spec):
    root = pathlib.Path(tempfile.mkdtemp(prefix="genai-kernelspec-"))
    folder = root / "kernels" / NAME
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    os.environ["JUPYTER_PATH"] = os.pathsep.join([str(root), os.environ.get("JUPYTER_PATH", "")])
    return NAME
