"""The memory a run takes is at most what check predicts, and not far below it."""
import os, pathlib, re, subprocess, unittest

from common import DATA, HOTGRID, ROOT, Case, run


class Memory(Case):
    def predicted_and_measured(self, study, threads):
        listing = run("check", study, "--threads", threads)
        predicted = float(re.search(r"about (\d+) MiB of memory", listing.stdout)[1])
        environment = {**os.environ, "HOTGRID_SHARE": str(ROOT)}
        environment.pop("MALLOC_PERTURB_", None)  # it touches pages that a run leaves alone
        process = subprocess.Popen([HOTGRID, "run", "-q", str(study), "--threads", str(threads), "-o",
                                    str(self.folder / "out")], env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return predicted, usage.ru_maxrss / 1024

    def within_a_quarter(self, study, threads):
        predicted, measured = self.predicted_and_measured(study, threads)
        self.assertGreaterEqual(predicted, measured)
        self.assertLessEqual(predicted, 1.25 * measured)

    def setUp(self):
        super().setUp()
        program = pathlib.Path(HOTGRID).read_bytes()
        if b"__asan_init" in program or b"__tsan_init" in program:
            self.skipTest("sanitizers take memory of their own")

    def test_of_the_example(self):
        self.within_a_quarter(self.example() / "study.yaml", 2)

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_of_the_world(self):
        for name, threads in (("world-2011", 1), ("world-2011", 2), ("world-2011-10km", 2), ("china-2012-full", 1)):
            with self.subTest(f"{name}, {threads} threads"):
                self.within_a_quarter(ROOT / "tests" / "studies" / (name + ".yaml"), threads)


if __name__ == "__main__":
    unittest.main()
