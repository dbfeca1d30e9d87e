"""A save by Jupyter changes no lesson: nbformat, and numbers that have been through a browser, give the same bytes.

    /usr/bin/python3 tests/External/kernel/test_saved.py --write      writes the lessons so
"""
import io
import json
import pathlib
import sys
import unittest

import nbformat

LESSONS = sorted((pathlib.Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def browser(value):
    """JavaScript knows no 1.0: what JupyterLab sends is 1."""
    if isinstance(value, dict):
        return {key: browser(item) for key, item in value.items()}
    if isinstance(value, list):
        return [browser(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def saved(text):
    file = io.StringIO()
    nbformat.write(nbformat.from_dict(browser(json.loads(text))), file, version=nbformat.NO_CONVERT)
    return file.getvalue()


class SavedByJupyter(unittest.TestCase):
    def test_lessons(self):
        self.assertTrue(LESSONS)
        for path in LESSONS:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                nbformat.validate(nbformat.reads(text, as_version=4))
                self.assertTrue(saved(text) == text, f"{path.name} is not as Jupyter would save it")


if __name__ == "__main__":
    if "--write" in sys.argv:
        for lesson in LESSONS:
            lesson.write_text(saved(lesson.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        unittest.main()
