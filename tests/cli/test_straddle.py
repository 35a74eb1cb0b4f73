"""A cell on the border of two regions, of which one emits: all of it follows that one."""
import json, unittest

import numpy as np
from osgeo import gdal, osr

from common import Case, run

gdal.UseExceptions()
STEP = 1000  # m; two cells, of EPSG:6933, which is equal-area
STUDY = """name: straddle
year: 2012
grid: grid.yaml
regions: {file: regions.geojson, id: id}
inventory:
  totals: [{file: totals.csv}]
  proxies: [{use: [area]}]
trade: {format: pymrio, path: trade}
layers:
  - {account: total}
  - {account: foreign}
  - {account: foreign, quantity: share}
  - {account: dominant}
  - {destination: [A, B, C]}
maps: {formats: []}
output: out
"""


class Straddle(Case):
    """Cell 1 is A, of cell 2 A has 60 % and B 40 %.  Nothing is bought by industries, so that S is what final demand
    takes: of A 0.6 stays, 0.1 goes to B, 0.3 to C; of B all stays."""

    def make(self, tonnes_a, tonnes_b):
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(6933)
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        geographic = osr.SpatialReference()
        geographic.ImportFromEPSG(4326)
        geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        way = osr.CoordinateTransformation(srs, geographic)  # meridians and parallels stay straight in this crs
        features = [{"type": "Feature", "properties": {"id": code}, "geometry": {"type": "Polygon", "coordinates": [
            [way.TransformPoint(x * STEP, y * STEP)[:2] for x, y in ((w, 0), (e, 0), (e, 1), (w, 1), (w, 0))]]}}
            for code, w, e in (("A", 0, 1.6), ("B", 1.6, 2))]
        files = {
            "study.yaml": STUDY,
            "grid.yaml": f"name: two\ncrs: EPSG:6933\nwest: 0\nsouth: 0\neast: {2 * STEP}\nnorth: {STEP}\n"
                         "columns: 2\nrows: 1\n",
            "regions.geojson": json.dumps({"type": "FeatureCollection", "features": features}),
            "totals.csv": f"region,sector,value,unit\nA,s,{tonnes_a},t\nB,s,{tonnes_b},t\n",
            "trade/Z.csv": "region,,A,B,C\nsector,,s,s,s\nregion,sector,,,\n"
                           "A,s,0,0,0\nB,s,0,0,0\nC,s,0,0,0\n",
            "trade/Y.csv": "region,,A,B,C\ncategory,,f,f,f\nregion,sector,,,\n"
                           "A,s,60,10,30\nB,s,0,100,0\nC,s,0,0,50\n",
        }
        (self.folder / "trade").mkdir(exist_ok=True)
        for name, text in files.items():
            (self.folder / name).write_text(text)
        done = run("run", self.folder / "study.yaml", "--force")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("verify", self.folder / "out").returncode, 0)

    def cells(self, what):
        return gdal.Open(str(self.folder / f"out/tif/co2_straddle_{what}.tif")).ReadAsArray().ravel().astype(float)

    def assert_cells(self, what, one, two):
        """In t per km2, and the cells have 1 km2; files have 24 bits."""
        np.testing.assert_allclose(self.cells(what), [one, two], rtol=6e-8, atol=0, err_msg=what)

    def test_total_and_mix_of_a_cell_follow_the_region_that_emits(self):
        """10 t of A on 1.6 cells: 6.25 and 3.75."""
        self.make(10, 0)
        self.assert_cells("total", 6.25, 3.75)
        self.assert_cells("foreign", 2.5, 1.5)
        self.assert_cells("foreign_share", 40, 40)
        self.assert_cells("to-A", 3.75, 2.25)
        self.assert_cells("to-B", 0.625, 0.375)
        self.assert_cells("to-C", 1.875, 1.125)
        np.testing.assert_array_equal(self.cells("dominant"), [1, 1])

    def test_the_other_way_round_it_follows_the_other(self):
        self.make(0, 10)
        self.assert_cells("total", 0, 10)
        self.assert_cells("to-B", 0, 10)
        self.assert_cells("to-A", 0, 0)
        self.assert_cells("to-C", 0, 0)
        np.testing.assert_array_equal(self.cells("dominant"), [0, 2])

    def test_where_both_emit_the_mix_is_that_of_their_masses(self):
        """A as before; of B 5 t: to B 0.375 + 5."""
        self.make(10, 5)
        self.assert_cells("total", 6.25, 8.75)
        self.assert_cells("to-A", 3.75, 2.25)
        self.assert_cells("to-B", 0.625, 5.375)
        self.assert_cells("to-C", 1.875, 1.125)
        np.testing.assert_array_equal(self.cells("dominant"), [1, 2])


if __name__ == "__main__":
    unittest.main()
