"""The C# in the kernel's README runs, and says what the README says that it says."""
import re
import unittest

import kernelspec
from jupyter_client.manager import start_new_kernel

README = kernelspec.CLONE / "src/GenAI.Kit.Notebook/README.md"
EXAMPLE = re.compile(r"^```csharp\n(.*?)^```\n(?:```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


class ReadmeTests(unittest.TestCase):
    def test_examples(self):
        manager, client = start_new_kernel(kernel_name=kernelspec.install())
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(client.stop_channels)
        examples = EXAMPLE.findall(README.read_text())
        self.assertTrue(examples)
        for code, expected in examples:
            with self.subTest(code=code):
                said = []
                reply = client.execute_interactive(code, timeout=120, output_hook=said.append)
                self.assertEqual(reply["content"]["status"], "ok", reply["content"])
                results = [m["content"]["data"]["text/plain"] for m in said if m["msg_type"] == "execute_result"]
                self.assertEqual("".join(results), expected.rstrip("\n"))


if __name__ == "__main__":
    unittest.main()
