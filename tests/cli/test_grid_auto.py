"""Studies whose grid is fitted to their regions."""
import re, unittest
from common import Case, results, run


class GridAuto(Case):
    def fitted(self):
        study = self.example() / "study.yaml"
        self.edit(study, "grid: china-10km", "grid: {name: auto, cell_km: 40}")
        return study

    def test_the_grid_it_leaves_gives_the_same_layers(self):
        study = self.fitted()
        first = run("run", study, "-v")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertRegex(first.stderr, r"grid: regions from 73\.\d+ east over 61\.\d+ degrees")
        out = study.parent / "out"
        made = results(out)
        text = (out / "grid.yaml").read_text()
        # Natural Earth's provinces reach from 73.6 to 134.8 east and 18.2 to 53.6 north.
        self.assertIn("crs: +proj=aea +lat_1=24 +lat_2=48 +lat_0=36 +lon_0=104 +datum=WGS84 +units=m", text)
        self.assertIn("name: auto-40km", text)
        west = float(re.search(r"west: (\S+)", text)[1])
        self.assertEqual(west % 40000, 0)

        (out / "grid.yaml").rename(study.parent / "kept.yaml")
        self.edit(study, "grid: {name: auto, cell_km: 40}", "grid: kept.yaml")
        second = run("run", study, "-o", self.folder / "again")
        self.assertEqual(second.returncode, 0, second.stderr)
        again = results(self.folder / "again")
        del made["grid.yaml"]
        self.assertEqual(made, again)
        self.assertEqual(run("verify", out.parent / "out").returncode, 3)  # its grid was taken away
        self.assertEqual(run("verify", self.folder / "again").returncode, 0)

    def test_check_and_explain_know_it(self):
        study = self.fitted()
        check = run("check", study)
        self.assertEqual(check.returncode, 0, check.stderr)
        self.assertRegex(check.stdout, r"grid       auto-40km, \d+ x \d+ cells\n  fitted   \+proj=aea ")
        self.assertIn("0.000 Mt outside it", check.stdout)
        cell = run("explain", study, 121.6, 31.36)
        self.assertEqual(cell.returncode, 0, cell.stderr)
        self.assertIn("1600.000 km2", cell.stdout)

    def test_info_says_what_it_is(self):
        self.assertRegex(run("info").stdout, r"\ngrids .* world-10km auto\n")
        self.assertIn("fitted to the regions", run("info", "auto").stdout)


if __name__ == "__main__":
    unittest.main()
