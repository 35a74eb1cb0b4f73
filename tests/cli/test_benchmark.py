"""hotgrid benchmark: plants against standards, told in tables; faults with their places."""
import csv
import io
import json
import re
import subprocess
import unittest
import zipfile
from xml.etree import ElementTree

from osgeo import ogr, osr

from common import Case, EXAMPLE, run

ogr.UseExceptions()
PLANTS = """id,product,output_t,name,region,lon,lat,gate
A,steel,8000000,Alpha Steel,CN-HE,114.5,38.0,yes
B,steel,3000000,,CN-HE,118.2,39.6,no
C,cement,2000000,Gamma Cement,CN-SD,117,36.6,
D,cement,100,Delta,CN-SD,,,
"""
MEASURES = """plant,indicator,value,unit
A,so2,117.5,mg/m3
A,co2,1928,kg/t
B,co2,1500,kg/t
C,nox,350,mg/m3
"""
STANDARDS = """product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source
steel,so2,pollutants,mg/m3,200,50,35,10000,yes,a book
steel,co2,carbon,kg/t,2148,2036,1708,,no,memory
cement,nox,pollutants,mg/m3,400,320,100,,yes,a law
"""


class Benchmark(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        self.add("")

    def add(self, more, plants=PLANTS, measures=MEASURES, standards=STANDARDS):
        for name, text in ("plants", plants), ("measures", measures), ("standards", standards):
            (self.study.parent / f"{name}-of-test.csv").write_text(text)
        text = (EXAMPLE / "study.yaml").read_text()
        self.study.write_text(text + "\nbenchmark:\n  plants: plants-of-test.csv\n  measures: measures-of-test.csv\n"
                              "  standards: standards-of-test.csv\n" + more)

    def rows(self, text):
        return list(csv.DictReader(io.StringIO(text)))

    def words(self, out):
        done = subprocess.run(["pdftotext", "-layout", out / "benchmark/benchmark.pdf", "-"], check=True,
                              capture_output=True, text=True)
        return " ".join(done.stdout.split())

    def test_plants_are_ranked_by_their_scores(self):
        """A: (200 - 117.5) / 165 = 0.5 and (2148 - 1928) / 440 = 0.5; C: 50 / 300; B has a closed gate."""
        result = run("benchmark", self.study, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = self.rows(result.stdout)
        self.assertEqual([row["plant"] for row in found], ["A", "C", "B", "D"])
        self.assertEqual([row["rank"] for row in found], ["1", "2", "3", ""])
        self.assertAlmostEqual(float(found[0]["score"]), 0.5, places=12)
        self.assertAlmostEqual(float(found[1]["score"]), 1 / 6, places=12)
        self.assertEqual((found[2]["score"], found[2]["carbon"], found[2]["gate"]), ("0", "1", "no"))
        self.assertEqual((found[3]["score"], found[3]["lon"]), ("", ""))
        self.assertEqual(found[2]["name"], "B")  # the id serves
        self.assertIn("2 of 4 values are held against standards that are marked as not verified", result.stderr)
        table = (self.folder / "out" / "tables" / "benchmark.csv").read_text()
        self.assertEqual(table, result.stdout)

    def test_plants_are_points_with_a_style_and_a_map(self):
        """D has no place; A emits 220 kg/t x 8 Mt above the leader."""
        self.edit(self.study, "  style: report\n", "  style: report\n  formats: [png, pdf, svg]\n")
        out = self.folder / "out"
        result = run("benchmark", self.study, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("not on the map and not in benchmark.gpkg: 1 of 4", result.stderr)
        source = ogr.Open(str(out / "benchmark.gpkg"))
        layer = source.GetLayer("plants")
        found = {f["plant"]: f for f in layer}
        self.assertEqual(list(found), ["A", "C", "B"])
        a = found["A"]
        self.assertEqual((a["rank"], a["gate"], a["carbon_excess_t"], a["water"]), (1, "yes", 1.76e6, None))
        self.assertAlmostEqual(a["score"], 0.5, places=12)
        self.assertIsNone(found["C"]["carbon_excess_t"])
        self.assertEqual((found["B"]["score"], found["B"]["gate"], found["B"]["carbon_excess_t"]), (0, "no", 0))
        lonlat = osr.SpatialReference()
        lonlat.ImportFromEPSG(4326)
        lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        x, y, _ = osr.CoordinateTransformation(lonlat, layer.GetSpatialRef()).TransformPoint(114.5, 38.0)
        self.assertAlmostEqual(a.GetGeometryRef().GetX(), x, places=3)
        self.assertAlmostEqual(a.GetGeometryRef().GetY(), y, places=3)
        qml = [f["styleQML"] for f in source.GetLayer("layer_styles")]
        self.assertEqual(len(qml), 1)
        rules = list(ElementTree.fromstring(qml[0]).iter("rule"))
        self.assertEqual([rule.get("label") for rule in rules],
                         ["0.75 to 1", "0.5 to 0.75", "0.25 to 0.5", "0 to 0.25", "0, barred equipment", "No score"])
        for rule, plants in zip(rules, ((), ("A",), (), ("C",), ("B",), ())):
            layer.SetAttributeFilter(rule.get("filter"))
            self.assertEqual(tuple(f["plant"] for f in layer), plants, rule.get("filter"))
        words = self.words(out)
        for text in ("Green index of 3 plants, 2012", "1 plant without a place is left out", "Output per year",
                     "Alpha Steel", "Gamma Cement", "Lowest scores"):
            self.assertIn(text, words)
        self.assertIn("0.5 to 0.75 1", words)
        self.assertNotIn("0.75 to 1", words)  # no plant has it
        self.assertRegex(words, "1 B 0.00 2 Gamma Cement 0.17 3 Alpha Steel 0.50")
        self.assertTrue((out / "benchmark/benchmark.svg").exists() and (out / "benchmark/benchmark.png").exists())

    def test_sizes_may_be_those_of_what_is_above_the_leader(self):
        self.add("  size: excess\n")
        self.edit(self.study, "  style: report\n", "  style: report\n  formats: [pdf]\n")
        self.assertEqual(run("benchmark", self.study, "-o", self.folder / "out").returncode, 0)
        words = self.words(self.folder / "out")
        self.assertRegex(words, r"CO.? above the leader, per")
        self.assertIn("The size of 1 plant is not known", words)
        self.assertRegex(words, r"1.Mt")  # a round mass below 1.76 Mt

    def test_a_run_has_all_of_it_and_the_project_too(self):
        out = self.folder / "out"
        result = run("run", self.study, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("benchmark.gpkg", "benchmark/benchmark.png", "tables/benchmark.csv"):
            self.assertTrue((out / name).exists(), name)
        told = json.loads((out / "run.json").read_text())["levers"]["benchmark"]["plants"]
        self.assertEqual([(p["plant"], p["rank"], p["lon"]) for p in told],
                         [("A", 1, 114.5), ("C", 2, 117), ("B", 3, 118.2), ("D", None, None)])
        self.assertEqual(told[0]["carbon_excess_t"], 1.76e6)
        with zipfile.ZipFile(out / "project.qgz") as file:
            project = ElementTree.fromstring(file.read("project.qgs"))
        group = project.find(".//layer-tree-group[@name='Benchmark']")
        self.assertEqual([leaf.get("id") for leaf in group], ["benchmark_plants"])
        layer = [one for one in project.iter("maplayer") if one.findtext("id") == "benchmark_plants"][0]
        self.assertEqual((layer.get("geometry"), layer.findtext("layerGeometryType"), layer.findtext("datasource")),
                         ("Point", "0", "./benchmark.gpkg|layername=plants"))
        self.assertEqual(len(list(layer.iter("rule"))), 6)

    def test_plants_without_places_make_tables_alone(self):
        self.add("", plants=re.sub(r",[\d.]+,[\d.]+,(yes|no|)\n", r",,,\1\n", PLANTS))
        result = run("benchmark", self.study, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("4 of 4", result.stderr)
        self.assertFalse((self.folder / "out/benchmark.gpkg").exists())
        self.assertTrue((self.folder / "out/tables/benchmark.csv").exists())

    def test_the_bundled_demonstration_runs(self):
        result = run("benchmark", EXAMPLE / "benchmark.yaml", "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = self.rows(result.stdout)
        self.assertEqual(len(found), 22)
        self.assertTrue(all(row["name"].startswith("Invented ") for row in found))
        self.assertTrue((self.folder / "out/benchmark/benchmark.png").exists())

    def test_excess_is_what_is_above_the_leader(self):
        """SO2: 82.5 mg/m3 x 10000 m3/t x 8 Mt = 6.6e6 kg; CO2: 220 kg/t x 8 Mt; NOx: no volume is known."""
        self.assertEqual(run("benchmark", self.study, "-o", self.folder / "out").returncode, 0)
        found = {(row["plant"], row["indicator"]): row
                 for row in self.rows((self.folder / "out" / "tables" / "benchmark_measures.csv").read_text())}
        self.assertAlmostEqual(float(found["A", "so2"]["excess_over_leader_kg"]), 6.6e6, places=3)
        self.assertAlmostEqual(float(found["A", "co2"]["excess_over_leader_kg"]), 1.76e9, places=3)
        self.assertEqual(found["C", "nox"]["excess_over_leader_kg"], "")
        self.assertEqual([found[key]["standing"] for key in (("A", "so2"), ("A", "co2"), ("B", "co2"))],
                         ["within limit", "within access", "leader"])

    def test_pillars_weigh_what_the_study_says(self):
        self.add("  weights: {pollutants: 3, carbon: 0}\n", measures=MEASURES.replace("1928", "2148"))
        result = run("benchmark", self.study, "--json")
        plants = {plant["plant"]: plant for plant in json.loads(result.stdout)["plants"]}
        self.assertAlmostEqual(plants["A"]["score"], 0.5, places=12)
        self.assertEqual(plants["A"]["pillars"]["carbon"], 0)
        self.assertIsNone(plants["A"]["pillars"]["water"])

    def test_the_bundled_standards_can_be_read(self):
        self.add("", measures="plant,indicator,value,unit\nA,sinter_pm,50,mg/m3\nC,kiln_pm,10,mg/m3\n")
        self.study.write_text(self.study.read_text().replace("  standards: standards-of-test.csv\n", ""))
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 0, result.stderr)
        scores = {row["plant"]: row["score"] for row in self.rows(result.stdout)}
        self.assertEqual((scores["A"], scores["C"]), ("0", "1"))

    def test_standards_that_are_nowhere_are_told_with_the_names_there_are(self):
        """By check too; a file is named from the folder of the study."""
        self.add("")
        for name, status, told in (
                ("heavy-industri", 4, "`standards`: `heavy-industri` is not known; known is heavy-industry, or write the path of a file; "
                 "did you mean `heavy-industry`?"),
                ("mine.csv", 3, "`standards`: there is no file "), ("/vsicurl/x.csv", 4, "must be a plain path")):
            text = self.study.read_text()
            self.edit(self.study, "  standards: standards-of-test.csv", f"  standards: {name}")
            for verb in "benchmark", "check":
                done = run(verb, self.study)
                self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
                self.assertIn(told, done.stderr)
                self.assertRegex(done.stderr, r"study.yaml:\d+:14: ")
            self.study.write_text(text)

    def test_what_does_not_fit_is_told_with_its_place(self):
        self.add("", plants=PLANTS.replace("D,cement,100", "A,cemnt,-1"),
                 measures=MEASURES.replace("nox", "nix").replace("1500,kg/t", "1.5,t/t") + "E,co2,1,kg/t\nA,so2,x,mg/m3\n",
                 standards=STANDARDS + "steel,so2,polutants,mg/m3,1,,2,,maybe,\n")
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("plants-of-test.csv:5:9: output_t is -1; an output is 0 or more",
                     "measures-of-test.csv:7:7: value", "standards-of-test.csv:5:33: verified is neither yes nor no"):
            self.assertIn(text, result.stderr)
        self.add("", plants=PLANTS.replace("D,cement", "A,cemnt"),
                 measures=MEASURES.replace("nox", "nix").replace("1500,kg/t", "1.5,t/t") + "E,co2,1,kg/t\nA,co2,5,kg/t\n",
                 standards=STANDARDS + "steel,so2,polutants,mg/m3,1,,2,,no,\n")
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("plants-of-test.csv:5: plant A stands twice (the first time in line 2)",
                     "plants-of-test.csv:5: product `cemnt` has no standard", "did you mean `cement`?",
                     "measures-of-test.csv:5: there is no standard `nix` of cement", "did you mean `nox`?",
                     "measures-of-test.csv:4: co2 in t/t, but the standard is in kg/t; convert the value",
                     "measures-of-test.csv:6: plant `E` is not in",
                     "standards-of-test.csv:5: pillar `polutants` is none of pollutants, energy, water and carbon",
                     "standards-of-test.csv:5: so2 of steel stands twice (the first time in line 2)"):
            self.assertIn(text, result.stderr)

    def test_a_value_twice_or_a_flat_standard_is_refused(self):
        self.add("", measures=MEASURES + "A,co2,1900,kg/t\n")
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 3)
        self.assertIn("measures-of-test.csv:6: co2 of A stands twice (the first time in line 3)", result.stderr)
        self.add("", standards=STANDARDS.replace("400,320,100", "400,,400"))
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 3)
        self.assertIn("standards-of-test.csv:4: limit and leader of nox of cement are both 400; they must differ", result.stderr)

    def test_no_figure_is_beyond_what_can_be(self):
        """1e308 t of product would exceed the leader by infinity; flue gas below 0 would make an excess a saving."""
        self.add("", plants=PLANTS.replace("8000000", "1e308"), measures=MEASURES.replace("1928", "1e308"),
                 standards=STANDARDS.replace("10000", "-1").replace("2148", "1e16"))
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("plants-of-test.csv:2:9: output_t is 1e+308, beyond 1e+15", "measures-of-test.csv:3:7: value is 1e+308, beyond 1e+15",
                     "standards-of-test.csv:2:38: m3_per_t is -1; flue gas is above 0", "standards-of-test.csv:3:23: limit is 1e+16, beyond 1e+15"):
            self.assertIn(text, result.stderr)
        self.add("", standards=STANDARDS.replace("2036", "9999"))
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("standards-of-test.csv:3: access 9999 is not between limit 2148 and leader 1708", result.stderr)

    def test_a_study_without_the_key_is_told_what_to_write(self):
        result = run("benchmark", EXAMPLE / "study.yaml")
        self.assertEqual(result.returncode, 4)
        self.assertIn("key `benchmark` is missing", result.stderr)


if __name__ == "__main__":
    unittest.main()
