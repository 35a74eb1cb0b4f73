"""The same bytes for any number of threads and any order of rows."""
import random, unittest

from common import Case, digests, run


class SameBytes(Case):
    def outputs(self, study, threads):
        text = (study / "study.yaml").read_text(encoding="utf-8")
        (study / "study.yaml").write_text(text.replace("\nmaps:\n", "\nmaps:\n  formats: [png, pdf, svg]\n"),
                                          encoding="utf-8")
        done = run("run", study / "study.yaml", "--threads", threads, "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        return digests(study / "out")

    def test_one_two_and_eight_threads_write_the_same_bytes(self):
        one = self.outputs(self.example("one"), 1)
        self.assertGreater(len(one), 48)
        self.assertEqual(self.outputs(self.example("two"), 2), one)
        self.assertEqual(self.outputs(self.example("eight"), 8), one)

    def test_shuffled_rows_write_the_same_bytes(self):
        straight = self.outputs(self.example("straight"), 2)
        study = self.example("shuffled")
        order = random.Random(1)
        for name in ("inventory.csv", "points.csv", "region_map.csv", "sector_map.csv", "sectors.csv",
                     "markets.csv", "cities.csv"):
            header, *rows = (study / name).read_text(encoding="utf-8").splitlines()
            order.shuffle(rows)
            (study / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        self.assertEqual(self.outputs(study, 2), straight)


if __name__ == "__main__":
    unittest.main()
