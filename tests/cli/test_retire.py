"""A study that no longer makes a file takes it away: its own alone, as it was written, and only when nothing failed."""
import json
import unittest

from common import Case, digests, run

KEYS = """
benchmark: {plants: benchmark-plants.csv, measures: benchmark-measures.csv}
targets: {reference: mean}
places: [{name: provinces, file: provinces.geojson, id: region, label: name}]
"""
OF_KEYS = {"benchmark.gpkg", "benchmark/benchmark.png", "tables/benchmark.csv", "tables/benchmark_measures.csv",
           "tables/targets.csv", "tables/intensities.csv", "places.gpkg", "tables/relocation.csv"}


class Retire(Case):
    def setUp(self):
        super().setUp()
        folder = self.example()
        self.study, self.out = folder / "study.yaml", folder / "out"
        self.edit(self.study, "  - {account: dominant}\n", "")
        self.edit(self.study, "  hotspots: 8\n", "  formats: [png]\n")
        self.plain = self.study.read_text()

    def go(self, *args, verb="run", code=0, text=None):
        if text is not None:
            self.study.write_text(text)
        done = run(verb, self.study, *args)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def drop(self):
        """The study without its levers and without the layers of destinations."""
        text = self.plain.replace("  - {destination: [USA, EU27, JPN]}\n", "")
        start = text.index("relocate:")
        return text[:start] + text[text.index("\n", start) + 1:]

    def files(self):
        return set(digests(self.out))

    def test_outputs_of_a_dropped_key_are_gone_and_those_of_a_new_folder_stay(self):
        self.go(text=self.plain + KEYS)
        first = self.files()
        self.assertLessEqual(OF_KEYS, first)
        self.assertTrue(any(name.startswith("png/places_") for name in first))
        done = self.go(text=self.drop())
        self.go("-o", self.study.parent / "fresh")
        self.assertEqual(digests(self.out), digests(self.study.parent / "fresh"))
        self.assertFalse((self.out / "benchmark").exists(), "an empty folder was left")
        gone = first - self.files()
        self.assertLessEqual(OF_KEYS, gone)
        self.assertIn("tif/co2_china-2012_to-JPN.tif", gone)
        self.assertIn(f"{len(gone)} files of an earlier run that the study no longer makes were removed", done.stderr)
        self.assertEqual(run("verify", self.out).returncode, 0)
        lines = [json.loads(line) for line in (self.out / "manifest.jsonl").read_text().splitlines()]
        self.assertEqual({line["name"] for line in lines if line.get("removed")}, gone)
        self.assertNotIn("removed", self.go().stderr)  # once
        self.go(text=self.plain + KEYS)  # and back again
        self.assertEqual(self.files(), first)

    def test_what_a_user_changed_or_made_is_kept_and_told(self):
        self.go(text=self.plain + KEYS)
        with open(self.out / "tables" / "targets.csv", "a", encoding="utf-8") as table:
            table.write("a remark\n")
        (self.out / "benchmark" / "mine.txt").write_text("x")
        (self.out / "tables" / "intensities.csv").unlink()
        (self.out / "tables" / "intensities.csv").symlink_to(self.study)
        for _ in range(2):
            done = self.go(text=self.drop())
            self.assertEqual(done.stderr.count("so it is kept"), 1, done.stderr)
            self.assertIn("warning: tables/targets.csv: this run does not make it", done.stderr)
        self.assertTrue((self.out / "benchmark" / "mine.txt").exists())
        self.assertTrue((self.out / "tables" / "intensities.csv").is_symlink())
        self.assertTrue(self.study.read_text())
        self.assertFalse((self.out / "benchmark" / "benchmark.png").exists())
        (self.out / "tables" / "benchmark.csv").write_text("a file of mine in the place of one that was removed")
        self.assertEqual(self.go().stderr.count("so it is kept"), 1)

    def test_files_of_other_verbs_studies_and_years_are_theirs(self):
        self.go()
        self.go("-o", self.out, verb="flows")
        self.go("-o", self.out, verb="targets")
        self.go(verb="attribute")
        first = self.files()
        self.assertLessEqual({"flows/flows.csv", "tables/targets.csv", "png/co2_china-2012_total.png"}, first)
        other = self.drop().replace("name: china-2012", "name: other")
        self.go(text=other)
        self.assertLessEqual(first, self.files())
        self.go(text=other.replace("year: 2012", "year: 2013"))
        self.assertLessEqual(first, self.files())
        self.go(text=self.drop())
        gone = first - self.files()
        self.assertIn("png/co2_china-2012_to-JPN.png", gone)
        self.assertIn("tables/relocation.csv", gone)
        self.assertFalse({"flows/flows.csv", "tables/targets.csv", "tif/co2_china-2012_excess.tif"} & gone)

    def test_nothing_goes_where_a_layer_fails_or_the_run_does(self):
        self.go()
        first = self.files()
        total = self.out / "png" / "co2_china-2012_total.png"
        total.unlink()
        (total / "in-the-way").mkdir(parents=True)
        self.go("--keep-going", code=8, text=self.drop())
        (total / "in-the-way").rmdir()
        total.rmdir()
        total.write_text("back again")
        self.assertLessEqual(first, self.files())
        self.go(text=self.drop().replace("path: trade", "path: nowhere"), code=3)
        self.assertLessEqual(first, self.files())
        self.go(text=self.drop())
        self.assertFalse(first <= self.files())

    def test_grid_takes_away_its_own_sectors(self):
        self.go(verb="grid")
        first = self.files()
        sectors = self.study.parent / "inventory.csv"
        kept = [line for line in sectors.read_text().splitlines() if ",transport," not in line]
        sectors.write_text("\n".join(kept) + "\n")
        self.go(verb="grid")
        self.assertEqual({name for name in first - self.files() if name.startswith("tif/")},
                         {"tif/co2_china-2012_total_transport.tif", "tif/co2_china-2012_total_transport.qml"})


if __name__ == "__main__":
    unittest.main()
