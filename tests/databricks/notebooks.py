"""Notebooks in the source format of Databricks, run cell by cell."""

import contextlib
import io
from pathlib import Path
from typing import Any

FIRST_LINE = "# Databricks notebook source\n"
SEPARATOR = "\n# COMMAND ----------\n"
MAGIC = "# MAGIC "


def cells_of(notebook: Path) -> list[str]:
    """Return the cells of a notebook. Raises: ValueError: it is not in this format."""
    text = notebook.read_text("utf-8")
    if not text.startswith(FIRST_LINE):
        raise ValueError(f"{notebook} does not begin as a notebook of Databricks does")
    return [cell.strip() for cell in text.removeprefix(FIRST_LINE).split(SEPARATOR)]


def code_of(notebook: Path) -> list[str]:
    """Return the cells that are Python; the others are Markdown."""
    return [cell for cell in cells_of(notebook) if not cell.startswith(MAGIC)]


def run_notebook(notebook: Path) -> list[str]:
    """Run the cells in this process, which has a session of Spark, and return what each shows."""
    names: dict[str, Any] = {}
    shown = []
    for cell in code_of(notebook):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(cell, str(notebook), "exec"), names)  # noqa: S102  as Databricks does
        shown.append(output.getvalue())
    return shown
