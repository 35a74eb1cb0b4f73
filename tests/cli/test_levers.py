"""Levers as keys of a study: a run makes their tables, their part of run.json and the layers that ask for them."""
import csv
import io
import json
import unittest
import zipfile

from common import Case, EXAMPLE, digests, run

OUTPUT = """region,sector,output
CN-HE,steel,180
CN-SD,steel,60
CN-JS,steel,80
CN-HE,power,200
CN-SD,power,300
"""
PLANTS = "id,product,output_t\nA,steel,8000000\n"
MEASURES = "plant,indicator,value,unit\nA,co2,1928,kg/t\n"
STANDARDS = ("product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source\n"
             "steel,co2,carbon,kg/t,2148,2036,1708,,yes,a book\n")


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Levers(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        for name, text in (("output", OUTPUT), ("plants", PLANTS), ("measures", MEASURES), ("standards", STANDARDS)):
            (self.study.parent / f"{name}-of-test.csv").write_text(text)
        text = (EXAMPLE / "study.yaml").read_text()
        start, end = text.index("layers:"), text.index("maps:")
        self.without_layers = text[:start] + text[end:]

    def write(self, layers, keys):
        self.study.write_text(self.without_layers + "\nlayers:\n" + "".join(f"  - {{{one}}}\n" for one in layers) + keys + "\n")

    def test_a_run_tells_all_levers_of_its_study(self):
        self.write(["account: total", "account: excess, quantity: total", "account: excess, sector: [steel]"],
                   "targets: {output: output-of-test.csv, reference: mean}\nrelocate: hebei-2023.csv\n"
                   "benchmark: {plants: plants-of-test.csv, measures: measures-of-test.csv, standards: standards-of-test.csv}")
        out = self.folder / "out"
        result = run("run", self.study, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads((out / "run.json").read_text())
        for verb, key, tables in (("targets", "targets", ["targets"]), ("relocate", "relocation", ["relocation"]),
                                  ("benchmark", "benchmark", ["benchmark", "benchmark_measures"])):
            alone = self.folder / verb
            result = run(verb, self.study, "--json", "-o", alone)
            self.assertEqual(result.returncode, 0, result.stderr)
            for table in tables:
                self.assertEqual((alone / "tables" / f"{table}.csv").read_bytes(), (out / "tables" / f"{table}.csv").read_bytes())
            verbs = json.loads(result.stdout)
            self.assertEqual(set(told["levers"][key]), set(verbs))
            for name, value in verbs.items():
                kept = value[:20] if isinstance(value, list) and name in ("pairs", "moves", "plants") else value
                self.assertEqual(told["levers"][key][name], kept)
        names = [one["path"].rsplit("/", 1)[-1] for one in told["inputs"]]
        for name in ("output-of-test.csv", "hebei-2023.csv", "plants-of-test.csv", "measures-of-test.csv", "standards-of-test.csv"):
            self.assertIn(name, names)
        # All of these provinces is on the grid: the maps hold what the table ranks.
        layers = {one["file"]: one for one in told["layers"]}
        table = rows((out / "tables" / "targets.csv").read_text())
        for sector, stem in ((None, "excess_per-cell"), ("steel", "excess_steel")):
            excess = sum(float(row["excess_t"]) for row in table if sector in (None, row["sector"]))
            mapped = float(layers[f"tif/co2_china-2012_{stem}.tif"]["total_t"])
            self.assertGreater(excess, 1e6)
            self.assertAlmostEqual(mapped / excess, 1, delta=1e-9)
        self.assertEqual(layers["tif/co2_china-2012_excess_per-cell.tif"]["title"], "CO₂ emitted above the benchmark, 2012")
        self.assertEqual(run("verify", out).returncode, 0)

    def test_without_keys_a_run_has_no_levers(self):
        self.write(["account: total"], "")
        result = run("attribute", self.study, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads((self.folder / "out" / "run.json").read_text())
        self.assertFalse({"targets", "relocation", "benchmark", "places"} & set(told.get("levers", {})))
        self.assertFalse({"tables/targets.csv", "tables/relocation.csv", "tables/benchmark.csv"} & set(digests(self.folder / "out")))

    def test_a_layer_needs_the_key_of_its_lever(self):
        self.write(["account: excess", "account: after", "account: change, option: world", "account: total, option: world"], "")
        result = run("check", self.study)
        self.assertEqual(result.returncode, 4, result.stderr)
        line = self.study.read_text().splitlines().index("  - {account: excess}") + 1
        for k, text in enumerate(("account `excess` needs the key `targets`", "account `after` needs the key `relocate`",
                                  "account `change` needs the key `relocate`", "`option` goes with accounts `after` and `change` alone")):
            self.assertRegex(result.stderr, rf"study.yaml:{line + k}:\d+: {text}")

    def test_a_check_reads_the_files_of_levers(self):
        for name, text, keys, told in (
                ("output", OUTPUT + "CN-HX,steel,5\n", "targets: {output: output-of-test.csv}", "output-of-test.csv:7: region `CN-HX` is not in the inventory"),
                ("moves", "sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t\nsteel,CN-HE,MEX,-5,1,1\n",
                 "relocate: moves-of-test.csv", "moves-of-test.csv:2"),
                ("plants", "id,product,output_t\nA,steel,-1\n", "benchmark: {plants: plants-of-test.csv, measures: measures-of-test.csv, "
                 "standards: standards-of-test.csv}", "plants-of-test.csv:2")):
            (self.study.parent / f"{name}-of-test.csv").write_text(text)
            self.write(["account: total"], keys)
            result = run("check", self.study)
            self.assertEqual((result.returncode, result.stdout), (3, ""), result.stderr)
            self.assertIn(told, result.stderr)

    def test_layers_of_levers_have_no_deviation_and_no_parts_of_demand(self):
        self.write(["account: excess, quantity: sigma", "account: excess, category: [household]", "account: excess", "account: excess"],
                   "targets: {reference: mean}\nuncertainty: {totals: 0.1}")
        result = run("check", self.study)
        self.assertEqual(result.returncode, 4, result.stderr)
        for text in ("what a lever counts has no `sigma`", "`category` goes with accounts `destination` and `foreign` alone",
                     "this layer stands in line"):
            self.assertIn(text, result.stderr)

    def test_emissions_read_back_give_the_same_levers(self):
        """Byte for byte, but for what only the files of points know: places then count sources by their cells, and say so."""
        self.write(["account: total", "account: foreign", "account: excess", "account: excess, sector: [steel], region: [CN-HE]",
                    "account: after", "account: change, option: world"],
                   "targets: {output: output-of-test.csv, reference: mean, of: all}\nrelocate: hebei-2023.csv\n"
                   "benchmark: {plants: plants-of-test.csv, measures: measures-of-test.csv, standards: standards-of-test.csv}\n"
                   "places:\n  - {name: own, of: regions}\n")
        grid = self.folder / "grid"
        self.assertEqual(run("grid", self.study, "-o", grid).returncode, 0)
        text = self.study.read_text()
        start, end = text.index("inventory:\n"), text.index("\ntrade:\n")
        back = self.study.with_name("back.yaml")
        back.write_text(f"{text[:start]}inventory:\n  emissions: {grid}/emissions.hotgrid\n  household: [households]\n{text[end:]}")
        made = {}
        for name, study in (("direct", self.study), ("back", back)):
            done = run("attribute", study, "-o", self.folder / name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("count by their cells", done.stderr)
            made[name] = digests(self.folder / name)
            self.assertEqual(run("verify", self.folder / name).returncode, 0)
        of_points = {f"tables/{name}.csv" for name in ("hotspot_plants", "points_outside_region", "points_without_total")}
        self.assertEqual(set(made["direct"]) - set(made["back"]), of_points)
        self.assertGreater(len(made["back"]), 40)
        self.assertEqual([name for name in made["back"] if made["back"][name] != made["direct"].get(name)], [])
        levers = [json.loads((self.folder / name / "run.json").read_text())["levers"] for name in ("direct", "back")]
        self.assertEqual({"targets", "relocation", "benchmark", "places", "chains"}, set(levers[0]))
        self.assertEqual(*levers)
        back.write_text(back.read_text() + "  - {name: cities, file: cities.csv, id: city, radius_km: 30}\n")
        done = run("places", back)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"sources count by their cells, not by where they stand in them, which {grid}/emissions.hotgrid does not "
                      "tell", done.stderr)

    def test_a_lever_that_cannot_be_written_leaves_the_others(self):
        """Targets' tables, the plants of the benchmark and a map of places are in the way: 8, and all else as in a whole run."""
        (self.study.parent / "plants-of-test.csv").write_text(PLANTS.replace("output_t", "output_t,lon,lat").replace("000\n", "000,114.5,38\n"))
        self.write(["account: total", "account: excess"], "targets: {output: output-of-test.csv, reference: mean}\n"
                   "relocate: hebei-2023.csv\nbenchmark: {plants: plants-of-test.csv, measures: measures-of-test.csv, "
                   "standards: standards-of-test.csv}\nplaces:\n  - {name: own, of: regions}\n")
        whole, out = self.folder / "whole", self.folder / "out"
        self.assertEqual(run("run", self.study, "-o", whole).returncode, 0)
        broken = ["tables/targets.csv", "benchmark.gpkg", "png/places_own_total.png"]
        for name in broken:
            self.assertTrue((whole / name).is_file())
            (out / name / "in-the-way").mkdir(parents=True)
        self.assertEqual(run("run", self.study, "-o", out).returncode, 7)
        done = run("run", self.study, "--keep-going", "-o", out)
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("3 layers, maps or levers could not be made, as told above and in run.json", done.stderr)
        told = json.loads((out / "run.json").read_text())
        self.assertEqual([(f["stage"], f["layer"], f["message"].partition(": cannot")[0]) for f in told["failures"]],
                         [(stage, name, f"{out}/{file}") for stage, name, file in
                          zip(("levers", "levers", "draw"), ("targets", "benchmark", "places_own_total"), broken)])
        made, wanted = digests(out), digests(whole)
        self.assertEqual(set(wanted) - set(made), {*broken, "tables/intensities.csv", "benchmark/benchmark.png"} & set(wanted))
        self.assertEqual([name for name in made if made[name] != wanted[name]], ["project.qgz"])
        with zipfile.ZipFile(out / "project.qgz") as file:
            project = file.read("project.qgs").decode()
        self.assertNotIn("benchmark.gpkg", project)
        self.assertIn("places.gpkg", project)
        self.assertEqual(run("verify", out).returncode, 0)
        for name in broken:
            (out / name / "in-the-way").rmdir()
            (out / name).rmdir()
        self.assertEqual(run("run", self.study, "-o", out).returncode, 0)
        self.assertEqual(digests(out), wanted)

    def test_the_atlas_and_hotspots_know_the_excess(self):
        """The parts of Hebei and Shandong make up what the whole layer has: all pairs with an excess lie there or in Jiangsu."""
        self.write(["account: excess"], "targets: {output: output-of-test.csv, of: all}\n"
                   "each: {by: region, only: [CN-HE, CN-SD, CN-JS]}\nhotspots: {layers: [excess]}")
        out = self.folder / "out"
        result = run("attribute", self.study, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        mapped = json.loads((out / "run.json").read_text())["layers"][0]
        parts = {row["region"]: float(row["kg"]) / 1000 for row in rows((out / "tables" / "atlas.csv").read_text())}
        table = rows((out / "tables" / "targets.csv").read_text())
        for region, t in parts.items():
            excess = sum(float(row["excess_t"]) for row in table if row["region"] == region)
            self.assertAlmostEqual(t, excess, delta=1e-9 * float(mapped["total_t"]))
        self.assertAlmostEqual(sum(parts.values()) / float(mapped["total_t"]), 1, delta=1e-9)
        self.assertTrue(rows((out / "tables" / "hotspots.csv").read_text()))


if __name__ == "__main__":
    unittest.main()
