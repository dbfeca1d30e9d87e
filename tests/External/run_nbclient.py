"""Runs a notebook by nbclient with the kit's kernel: run_nbclient.py IN OUT, in the folder notebooks/."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "kernel"))

import kernelspec
import nbclient
import nbformat

CLONE = pathlib.Path(__file__).resolve().parents[2]
KIT = CLONE / "src/GenAI.Kit.Cli/bin/Release/net10.0"

notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(
    notebook, kernel_name=kernelspec.install(KIT), timeout=600,
    resources={"metadata": {"path": str(CLONE / "notebooks")}},
).execute()
nbformat.write(notebook, sys.argv[2])
