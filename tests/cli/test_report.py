"""report.html: one file that opens offline, and makes the study's layers again from E and S."""
import base64, csv, json, unittest

import numpy as np
from osgeo import gdal

from browser import Browser, need_browser
from common import Case, run

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


class Report(Case):
    def open(self, out):
        page = Browser()
        self.addCleanup(page.close)
        page.open(out / "report.html")
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

    def test_a_study_may_do_without(self):
        (self.out / "report.html").unlink()
        self.edit(self.study / "study.yaml", "output: out", "report: false\noutput: out")
        self.assertEqual(run("run", self.study / "study.yaml").returncode, 0)
        self.assertFalse((self.out / "report.html").exists())


if __name__ == "__main__":
    need_browser()
    unittest.main()
