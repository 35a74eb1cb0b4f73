"""The memory a run takes: at most what check predicts, not far below it, and no more for more maps."""
import itertools, os, pathlib, re, subprocess, unittest

from common import DATA, HOTGRID, ROOT, Case, run


class Memory(Case):
    def measured(self, study, threads):
        environment = {**os.environ, "HOTGRID_SHARE": str(ROOT)}
        environment.pop("MALLOC_PERTURB_", None)  # it touches pages that a run leaves alone
        process = subprocess.Popen([HOTGRID, "run", "-q", str(study), "--threads", str(threads), "-o",
                                    str(self.folder / "out")], env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss / 1024

    def predicted_and_measured(self, study, threads):
        listing = run("check", study, "--threads", threads)
        predicted = float(re.search(r"about (\d+) MiB of memory", listing.stdout)[1])
        return predicted, self.measured(study, threads)

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

    def with_maps(self, study, sets):
        """The study with a map for each of 15 markets and so many sets of sectors; small ones, to be quick."""
        sectors = ["power", "steel", "cement_minerals", "chemicals", "refining_coking", "mining_other_industry",
                   "transport", "services_construction_agriculture"]
        chosen = [*itertools.combinations(sectors, 1), *itertools.combinations(sectors, 2)][:sets]
        layers = "".join(f"  - {{destination: [all], sector: [{', '.join(s)}]}}\n" for s in chosen)
        style = self.folder / "small.yaml"
        style.write_text((ROOT / "styles" / "report.yaml").read_text().replace("dpi: 254", "dpi: 60"))
        text = re.sub(r"layers:\n(  - .*\n)+", "layers:\n" + layers, study.read_text())
        text = text.replace("style: report", f"style: {style}")
        path = study.with_name(f"maps{sets}.yaml")
        path.write_text(text)
        return path

    def test_400_maps_take_what_20_take(self):
        study = self.example() / "study.yaml"
        few = self.measured(self.with_maps(study, 2), 2)
        some = len(list((self.folder / "out" / "png").glob("co2_*.png")))
        many = self.measured(self.with_maps(study, 28), 2)
        self.assertEqual([some, len(list((self.folder / "out" / "png").glob("co2_*.png")))], [30, 420])
        self.assertLess(many, few + 15)
        self.assertLess(many, 300)

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_of_the_world(self):
        for name, threads in (("world-2011", 1), ("world-2011", 2), ("world-2011-10km", 2), ("china-2012-full", 1)):
            with self.subTest(f"{name}, {threads} threads"):
                self.within_a_quarter(ROOT / "tests" / "studies" / (name + ".yaml"), threads)


if __name__ == "__main__":
    unittest.main()
