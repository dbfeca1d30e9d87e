"""Jupyter's own conformance tests, with every sample that has a meaning in C#.

    /usr/bin/python3 -m unittest -v test_kernel      (Debian: python3-jupyter-kernel-test)
"""
import unittest

import jupyter_kernel_test
import kernelspec

KERNEL = kernelspec.install()


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("test");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Sq", "matches": {"Sqrt"}},
        {"text": "#!lsm", "matches": {"#!lsmagic"}},
    ]
    complete_code_samples = [
        "1",
        'Console.WriteLine("hello, world");',
        "int F(int n) {\n    return n + 1;\n}\n",
        "var text = \"\"\"\n    two\n    lines\n    \"\"\";",
        "foreach (var i in new[] { 1, 2 })\n    Console.WriteLine(i);",
    ]
    incomplete_code_samples = [
        "Console.WriteLine(",
        "int F(int n) {",
        "if (true) {\n    var x = 1;",
        "/* a comment",
        'var text = """',
    ]
    invalid_code_samples = ["}", "class 1 {}", "var x = ;"]
    code_generate_error = 'throw new InvalidOperationException("as asked");'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"text" + 1', "result": "text1"},
        {"code": "new[] { 1.5, 2.5 }.Sum()", "result": "4"},
        {"code": 'HTML("<b>x</b>")', "result": "<b>x</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": 'display(3);', "mime": "text/plain"},
        {"code": '"# Title".DisplayAs("text/markdown");', "mime": "text/markdown"},
        {"code": '"{\\"a\\": 1}".DisplayAs("application/json");', "mime": "application/json"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"


if __name__ == "__main__":
    unittest.main()
