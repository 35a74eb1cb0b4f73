"""report.html: one file that opens offline, and makes the study's layers again from E and S."""
import base64, csv, json, re, select, socket, subprocess, sys, unittest

import numpy as np
from osgeo import gdal, osr

from browser import Browser, need_browser
from common import Case, DATA, ROOT, run

gdal.UseExceptions()

# The values of a layer as their bytes in base 64: JSON knows no NaN.
BYTES = """(() => {
  const bytes = new Uint8Array(%s.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 32768)
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
})()"""


def layer(page, selection):
    text = page.run("return " + BYTES % f"study.layer({json.dumps(selection)})")
    return np.frombuffer(base64.b64decode(text), dtype="<f4").astype(float)


PAYLOADS = """</script><script>window.pwn=N</script>
<img src=x onerror=window.pwn=N>
<svg/onload=window.pwn=N>
<!--<script>window.pwn=N
--><script>window.pwn=N</script>
]]><script>window.pwn=N</script>
</title><script>window.pwn=N</script>
</style><script>window.pwn=N</script>
\u2028window.pwn=N//
\u202e<b onmouseover=window.pwn=N>N\u202c
=HYPERLINK("javascript:window.pwn=N";"N")
@SUM(N)+cmd|'/c calc'!A1
javascript:window.pwn=N
${window.pwn=N}{{constructor.constructor('window.pwn=N')()}}
"autofocus onfocus=window.pwn=N tabindex=1 x="
\\u003cscript\\u003ewindow.pwn=N//\\
<iframe srcdoc="<script>parent.pwn=N</script>"></iframe>
<base href="http://127.0.0.1:9/N/"><link rel=stylesheet href="http://127.0.0.1:9/N">
<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/N">
__proto__ \ufeff\u0661N\U0001f300&#60;script&#62;window.pwn=N""".split("\n")


def payload(i):
    """Of 200, each with a number of its own."""
    return PAYLOADS[i % len(PAYLOADS)].replace("N", str(i))


class Report(Case):
    def open(self, out):
        page = Browser()
        self.addCleanup(page.close)
        page.open(out / "report.html")
        page.wait("document.documentElement.dataset.ready === 'yes'")
        page.run("return openStudy(document).then((s) => { window.study = s; })")
        return page

    def check_quiet(self, page, out):
        self.assertEqual(page.requests(), [(out / "report.html").resolve().as_uri()])
        self.assertEqual(page.complaints(), [])

    def check_layers(self, page, out):
        """Every layer that is a form or a share, cell by cell, from its file."""
        facts = page.run("return study.facts")
        limit = facts["largest_relative_error_of_weights"]
        self.assertGreater(limit, 1e-6)  # it tells of a quantisation
        self.assertLess(limit, 1e-3)
        tops = {entry["file"]: entry.get("percent_on_1_percent_of_land")
                for entry in json.loads((out / "run.json").read_text())["layers"]}
        checked = 0
        for entry in facts["layers"]:
            if not entry["selection"]:
                continue
            file = gdal.Open(str(out / "tif" / (entry["name"] + ".tif")))
            want = file.ReadAsArray().astype(float).ravel()
            got = layer(page, entry["selection"])
            np.testing.assert_array_equal(np.isnan(got), np.isnan(want), entry["name"])
            share = entry["selection"]["share"]
            # Float32 adds its own; numerator and denominator of shares are off each.
            allowed = (3 * limit if share else 1.001 * limit) + 1e-6
            off = np.abs(got - want) > allowed * np.abs(want)
            self.assertFalse(np.any(off & ~np.isnan(want)), entry["name"])
            checked += 1
            of_run = tops["tif/" + entry["name"] + ".tif"]
            if not share and of_run is not None:  # and what follows from the cells
                of_page = page.run(f"return study.concentration[{json.dumps(entry['name'])}].s1")
                self.assertAlmostEqual(100 * of_page, of_run, 2)
        self.assertGreater(checked, 3)

    def check_totals(self, page, out):
        with open(out / "tables" / "destinations.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        sums = page.run("return study.totals({destinations: null})")
        for row, kg in zip(rows, sums["byDestination"], strict=True):
            self.assertAlmostEqual(kg / 1e6, float(row["total_t"]) / 1e3, 6)
        whole = sum(sums["byDestination"])
        self.assertAlmostEqual(sum(sums["byRegion"]) / sums["kg"], 1, 12)
        self.assertAlmostEqual(sum(sums["bySector"]) / sums["kg"], 1, 12)
        flows = page.run("return study.flows()")
        self.assertAlmostEqual(sum(flow["kg"] for flow in flows) / whole, 1, 12)


class Example(Report):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        done = run("run", self.study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.out = self.study / "out"

    def test_the_page_opens_without_a_request_and_makes_each_layer_again(self):
        page = self.open(self.out)
        self.check_quiet(page, self.out)
        self.check_layers(page, self.out)
        self.check_totals(page, self.out)
        self.assertEqual(page.requests() + page.complaints(), [])

    def test_places_are_where_proj_has_them(self):
        page = self.open(self.out)
        grid = page.run("return study.grid")
        back, lonlat = osr.SpatialReference(), osr.SpatialReference()
        back.SetFromUserInput(grid["crs"])
        lonlat.ImportFromEPSG(4326)
        for crs in (back, lonlat):
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        way = osr.CoordinateTransformation(back, lonlat)
        box = grid["box"]
        for col in (0, 3.5, 100.25, 244.5, 331.9, 490):
            for row in (0, 7.5, 99.75, 204, 301.1, 410):
                x = box["west"] + (box["east"] - box["west"]) * col / grid["ncol"]
                y = box["north"] - (box["north"] - box["south"]) * row / grid["nrow"]
                lon, lat, _ = way.TransformPoint(x, y)
                of_page = page.run(f"return study.grid.toLonLat({col}, {row})")
                self.assertLess(abs(of_page[0] - lon) * np.cos(np.radians(lat)), 0.004)  # 400 m
                self.assertLess(abs(of_page[1] - lat), 0.004)

    def test_a_cell_is_what_explain_says_of_it(self):
        told = run("explain", self.study / "study.yaml", 121.6, 31.36, "--all").stdout
        number, kg = re.search(r"cell (\d+) .*?, ([\d.]+) kg", told).groups()
        page = self.open(self.out)
        cell = page.run(f"return study.cell({number})")
        limit = page.run("return study.facts.largest_relative_error_of_weights")
        self.assertLess(abs(cell["kg"] / float(kg) - 1), limit)
        plants = re.findall(r"([\d.]+) kg +[\d.]+ %  (.*) \((\w+), CN-SH, \w+\)", told)
        self.assertEqual({(plant["name"], plant["id"]) for plant in cell["plants"]},
                         {(name, code) for _, name, code in plants})
        for plant in cell["plants"]:
            said = next(float(mass) for mass, _, code in plants if code == plant["id"])
            self.assertAlmostEqual(plant["kg"] / said, 1, 9)
        self.assertEqual(cell["unnamed"], 0)
        markets = dict((name, float(mass)) for mass, name in
                       re.findall(r"([\d.]+) kg +[\d.]+ %  (.*)", told.partition("markets\n")[2]))
        self.assertEqual(len(markets), len(cell["markets"]))
        for market in cell["markets"]:
            self.assertLess(abs(market["kg"] / markets[market["name"]] - 1), limit)

    def test_hotspots_hold_what_their_cells_hold(self):
        page = self.open(self.out)
        spots = page.run("""
            return study.hotspots.map((spot) => {
              const {selection} = study.facts.layers.find((layer) => layer.name === spot.layer);
              const values = study.layer(selection);
              return {kg: spot.kg, plants: spot.topPlants.reduce((sum, plant) => sum + plant.kg, 0),
                sum: spot.cells.reduce((sum, cell) => sum + 1000 * values[cell] * study.grid.cellKm2(cell), 0)};
            })""")
        self.assertGreater(len(spots), 20)
        for spot in spots:
            self.assertLess(abs(spot["sum"] / spot["kg"] - 1), 3e-4)
            self.assertLess(spot["plants"] / spot["kg"], 1 + 1e-9)

    def test_categories_and_products_make_the_layers_again(self):
        self.edit(self.study / "study.yaml", "  - {account: dominant}\n",
                  "  - {account: foreign, category: [household]}\n"
                  "  - {account: foreign, product: [services_construction_agriculture, steel]}\n"
                  "  - {destination: [EU27], category: [government, investment], product: [chemicals]}\n")
        self.assertEqual(run("run", self.study / "study.yaml").returncode, 0)
        page = self.open(self.out)
        layers = [entry for entry in page.run("return study.facts.layers")
                  if entry["selection"]["categories"] or entry["selection"]["products"]]
        self.assertEqual(len(layers), 3)
        limit = page.run("return study.facts.largest_relative_error_of_weights")
        for entry in layers:
            want = gdal.Open(str(self.out / "tif" / (entry["name"] + ".tif"))).ReadAsArray().astype(float).ravel()
            got = layer(page, entry["selection"])
            self.assertFalse(np.any(np.abs(got - want) > (limit + 1e-5) * np.abs(want)), entry["name"])
            self.assertLess(abs(np.nansum(got) / np.nansum(want) - 1), 1e-5)
        parts = page.run("return study.axes.categories.map((c) => study.totals({categories: [c.code]}).kg)")
        figures = page.run("return study.facts.figures")
        self.assertAlmostEqual(sum(parts) / (figures["total_kg"] - figures["household_kg"]), 1, 5)

    def test_a_foreign_script_does_not_run(self):
        page = self.open(self.out)
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        page.run("""
            const url = 'http://127.0.0.1:' + arguments[0];
            const script = document.createElement('script');
            script.textContent = 'window.pwn = 1';
            document.body.append(script);
            const image = document.createElement('div');
            image.innerHTML = '<img src="' + url + '/x" onerror="window.pwn = 2">';
            document.body.append(image);
            const button = document.createElement('button');
            button.setAttribute('onclick', 'window.pwn = 3');
            document.body.append(button);
            button.click();
            fetch(url + '/y').catch(() => {});""", server.getsockname()[1])
        page.wait("document.images.length && document.images[0].complete")
        self.assertIsNone(page.run("return window.pwn ?? null"))
        said = page.complaints()
        for what in ("script-src", "img-src", "connect-src"):
            self.assertTrue(any(what in line or "default-src" in line for line in said), said)
        self.assertEqual(select.select([server], [], [], 1)[0], [])  # nobody came

    def hostile(self):
        """The example, all of its names replaced."""
        left = iter(range(200))

        def rename(name, column, n):
            path = self.study / name
            with open(path, encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            for row in rows[:n]:
                row[column] = payload(next(left))
            with open(path, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0].keys())
                writer.writeheader()
                writer.writerows(rows)

        rename("sectors.csv", "name", 9)
        rename("markets.csv", "name", 15)
        rename("cities.csv", "city", 31)
        regions = json.loads((self.study / "provinces.geojson").read_text())
        for feature in regions["features"]:
            feature["properties"]["name"] = payload(next(left))
        (self.study / "provinces.geojson").write_text(json.dumps(regions), encoding="utf-8")
        rename("points.csv", "name", 200 - 9 - 15 - 31 - 31)
        self.assertEqual(list(left), [])
        text = (self.study / "study.yaml").read_text()
        line = "    title: " + json.dumps(payload(0)) + "\n    approval: " + json.dumps(payload(1)) + "\n"
        text = text.replace("  text:\n", "  text:\n" + line)
        text = re.sub(r"disclaimer: >-\n.*\n", "disclaimer: " + json.dumps(payload(2)) + "\n", text)
        text = re.sub(r"source: >-\n(      .*\n)+", "source: " + json.dumps(payload(3)) + "\n", text)
        (self.study / "study.yaml").write_text(text, encoding="utf-8")

    def hostile_levers(self):
        """Places, plants, options and notes of levers, all with such names."""
        def write(name, rows):
            with open(self.study / name, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)

        n = len(PAYLOADS)
        write("places-of-test.csv", [["id", "label", "lon", "lat"]] +
              [[f"P{i}", payload(i), 100 + i, 30 + i % 8] for i in range(n)])
        write("plants-of-test.csv", [["id", "product", "output_t", "name", "lon", "lat"]] +
              [[f"P{i}", "steel", 1000000, payload(i), 100 + i, 30] for i in range(n)])
        write("measures-of-test.csv", [["plant", "indicator", "value", "unit"]] + [[f"P{i}", "co2", 1700 + 20 * i, "kg/t"] for i in range(n)])
        write("standards-of-test.csv", [["product", "indicator", "pillar", "unit", "limit", "access", "leader", "m3_per_t", "verified", "source"],
                                        ["steel", "co2", "carbon", "kg/t", 2148, 2036, 1708, "", "no", payload(4)]])
        write("moves-of-test.csv", [["option", "sector", "origin", "destination", "capacity_t", "origin_kg_per_t", "destination_kg_per_t", "note"]] +
              [[payload(i), "steel", "CN-HE", "ROW", 1000000, 2148, 1750, payload(i + 1)] for i in range(n)])
        with open(self.study / "inventory.csv", encoding="utf-8") as file:
            made = [[row["region"], row["sector"], i + 1] for i, row in enumerate(csv.DictReader(file)) if row["sector"] != "households"]
        write("output-of-test.csv", [["region", "sector", "output"]] + made)
        self.edit(self.study / "study.yaml", "relocate: hebei-2023.csv", "relocate: moves-of-test.csv")
        with open(self.study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("\ntargets: {output: output-of-test.csv}\nbenchmark: {plants: plants-of-test.csv, "
                       "measures: measures-of-test.csv, standards: standards-of-test.csv}\n"
                       "places: [{name: places, file: places-of-test.csv, id: id, label: label, radius_km: 50}]\n")

    def test_two_hundred_hostile_names_are_names(self):
        self.hostile()
        self.hostile_levers()
        done = run("run", self.study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.open(self.out)
        self.check_quiet(page, self.out)
        self.assertEqual(page.run("return document.title"), " ".join(payload(0).split()))
        self.assertEqual(page.run("return study.axes.sectors.map((s) => s.name).includes(arguments[0])", payload(1)), True)
        plants = {name for name in page.run(
            "return study.hotspots.flatMap((spot) => spot.topPlants).map((plant) => plant.name)")}
        self.assertTrue(plants & {payload(i) for i in range(86, 200)})
        levers = page.run("return study.facts.levers")
        self.assertEqual({"chains", "places", "targets", "relocation", "benchmark"}, set(levers))
        squeezed = {" ".join(payload(i).split()) for i in range(len(PAYLOADS))}
        for names in ([place["name"] for place in levers["places"]["sets"][0]["places"]],
                      [plant["name"] for plant in levers["benchmark"]["plants"]],
                      [option["option"] for option in levers["relocation"]["options"]]):
            self.assertEqual(len(set(names)), len(PAYLOADS))
            self.assertTrue(squeezed <= {" ".join(name.split()) for name in names}, names)
        # All that the reader may choose, and all cells with a plant, one after the other.
        page.run("""
            for (const select of document.querySelectorAll('select'))
              for (const option of select.options) {
                select.value = option.value;
                select.dispatchEvent(new Event('change', {bubbles: true}));
              }
            for (const element of document.querySelectorAll('summary, button'))
              if (element.id !== 'print')
                element.click();""")
        self.assertEqual(page.run("return document.images.length + document.forms.length + "
                                  "document.querySelectorAll('iframe, base, link, object, embed').length"),
                         page.run("return document.getElementById('choice') ? 1 : 0"))
        self.assertEqual(page.run("return document.scripts.length"),
                         1 + (self.out / "report.html").read_text().count('<script type="application/'))
        self.assertIsNone(page.run("return window.pwn ?? null"))
        self.assertEqual(page.requests() + page.complaints(), [])

    def test_a_study_may_do_without(self):
        (self.out / "report.html").unlink()
        self.edit(self.study / "study.yaml", "output: out", "report: false\noutput: out")
        self.assertEqual(run("run", self.study / "study.yaml").returncode, 0)
        self.assertFalse((self.out / "report.html").exists())

    def test_any_number_of_threads_writes_the_same_page(self):
        first = (self.out / "report.html").read_bytes()
        copy = self.example("elsewhere")
        done = run("run", copy / "study.yaml", "--threads", "1", TZ="Asia/Tokyo", LC_ALL="C")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((copy / "out" / "report.html").read_bytes(), first)
        self.assertNotIn(str(self.folder).encode(), first)


class Embedding(Case):
    """The script that puts the page together."""

    def embed(self, page, style, script):
        for name, text in (("page", page), ("style", style), ("script", script)):
            (self.folder / name).write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, str(ROOT / "report" / "embed.py"), *(
            str(self.folder / name) for name in ("out.c", "page", "style", "script"))],
            text=True, capture_output=True)

    def test_what_would_end_an_element_is_refused(self):
        page = "<!--csp--><!--style--><!--title--><!--data--><!--script-->"
        self.assertEqual(self.embed(page, "a{}", "f();").returncode, 0)
        for style, script in (("a{}", "'</SCRIPT>'"), ("a{}", "'<!--'"), ("</style>", "f();")):
            done = self.embed(page, style, script)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("would end it", done.stderr)

    def test_a_page_without_a_place_for_its_parts_is_refused(self):
        for page in ("<!--csp--><!--style--><!--title--><!--data-->",
                     "<!--csp--><!--style--><!--data--><!--title--><!--script-->"):
            done = self.embed(page, "a{}", "f();")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("must hold", done.stderr)


@unittest.skipUnless(DATA, "HOTGRID_DATA is not set: the pages of real studies are not there")
class RealStudies(Report):
    def check(self, name, most_bytes, seconds):
        out = self.folder / name
        done = run("run", ROOT / "tests" / "studies" / (name + ".yaml"), "--output", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual((out / "report.html").stat().st_size, most_bytes)
        page = self.open(out)
        self.check_quiet(page, out)
        self.check_layers(page, out)
        self.check_totals(page, out)
        took = page.run("""
            const start = performance.now();
            for (let i = 0; i < 5; i++)
              study.layer({foreign: true, sectors: [study.axes.sectors[i].code]});
            return (performance.now() - start) / 5000""")
        self.assertLess(took, seconds)
        self.assertEqual(page.requests() + page.complaints(), [])

    def test_china_in_full_within_5_megabytes(self):
        self.check("china-2012-full", 5_000_000, 0.5)

    def test_the_world_within_25_megabytes(self):
        self.check("world-2011", 25_000_000, 1.0)


if __name__ == "__main__":
    need_browser()
    unittest.main()
