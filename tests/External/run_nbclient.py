"""Runs a notebook by nbclient in the folder notebooks/: run_nbclient.py IN OUT [TOOL].

With the kit's kernel; with the tool dotnet-interactive, if its path is given.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "kernel"))

import kernelspec
import nbclient
import nbformat

CLONE = pathlib.Path(__file__).resolve().parents[2]
KIT = CLONE / "src/GenAI.Kit.Cli/bin/Release/net10.0"

kernel = kernelspec.install_tool(sys.argv[3]) if len(sys.argv) > 3 else kernelspec.install(KIT)
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(
    notebook, kernel_name=kernel, timeout=600,
    resources={"metadata": {"path": str(CLONE / "notebooks")}},
).execute()
nbformat.write(notebook, sys.argv[2])
