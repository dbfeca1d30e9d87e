"""`jupyter console` at a terminal: a method of several lines, input, an error said once."""
import os
import re
import unittest

import kernelspec
import pexpect

KERNEL = kernelspec.install()
ANSI = r"(?:\x1b\[[0-9;?]*[a-zA-Z])*"                 # colours lie between any two words
TERMINAL = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


def coloured(*words):
    return ANSI.join(re.escape(word) for word in words)


class ConsoleTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.console = pexpect.spawn(
            "/usr/bin/jupyter-console", ["--kernel", KERNEL], encoding="utf-8", dimensions=(40, 120), timeout=60,
            env={**os.environ, **TERMINAL})
        cls.cell = 0

    @classmethod
    def tearDownClass(cls):
        cls.console.sendeof()
        cls.console.close(force=True)

    def enter(self, *lines):
        """Types a cell at the next prompt; an incomplete one goes on at the prompt `...:`."""
        type(self).cell += 1
        prompt = coloured("In [", str(self.cell), "]: ")
        for line in lines:
            self.console.expect(prompt)
            self.type(line)
            prompt = re.escape("...: ")

    def type(self, line):
        """A line, then Enter once the console has drawn it: Enter while it draws breaks its event loop."""
        self.console.send(line)
        while self.console.expect([r".+", pexpect.TIMEOUT], timeout=0.3) == 0:
            pass
        self.console.send("\r")

    def result(self, text):
        self.console.expect(coloured("Out[", str(self.cell), "]: ", text))

    def test_a_method_of_several_lines(self):
        self.enter("int Twice(int n)", "{", "return 2 * n;", "}")
        self.enter("Twice(21)")
        self.result("42")

    def test_input(self):
        self.enter("var name = Console.ReadLine();")
        self.type("Ada")
        self.enter('"I am " + name')
        self.result("I am Ada")

    def test_an_error_is_said_once(self):
        self.enter('throw new Exception("as " + "asked");')
        self.console.expect("as asked")
        self.enter('"after" + "wards"')
        self.assertNotIn("as asked", self.console.before)
        self.result("afterwards")


if __name__ == "__main__":
    unittest.main()
