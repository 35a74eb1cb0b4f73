"""Lines and areas that emit, and vectors as proxies, against lengths and areas of our own."""
import csv, json, unittest

import numpy as np
from osgeo import gdal, ogr, osr

from common import Case, run

gdal.UseExceptions()
WEST, NORTH, STEP, COLUMNS, ROWS = 8.0, 50.0, 0.5, 16, 12
GRID = (f"name: toy\ncrs: EPSG:4326\nwest: {WEST}\nsouth: {NORTH - ROWS * STEP}\neast: {WEST + COLUMNS * STEP}\n"
        f"north: {NORTH}\ncolumns: {COLUMNS}\nrows: {ROWS}\n")
STUDY = """name: toy
year: 2012
grid: grid.yaml
regions: {file: regions.geojson, id: id}
inventory:
%s
output: out
"""
E2 = 0.0066943799901413165  # WGS 84


def xyz(lon, lat):
    """Places on the ellipsoid, km."""
    lon, lat = np.radians(lon), np.radians(lat)
    n = 6378.137 / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    return np.stack([n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - E2) * np.sin(lat)])


def km_in_cells(line, pieces=200000):
    """Many short straight pieces between two vertices, each in the cell of its middle."""
    t = np.linspace(0, 1, pieces + 1)
    lon, lat = (line[0][i] + t * (line[1][i] - line[0][i]) for i in (0, 1))
    km = np.sqrt((np.diff(xyz(lon, lat), axis=1) ** 2).sum(axis=0))
    col = np.floor(((lon[1:] + lon[:-1]) / 2 - WEST) / STEP).astype(int)
    row = np.floor((NORTH - (lat[1:] + lat[:-1]) / 2) / STEP).astype(int)
    cells = np.zeros((ROWS, COLUMNS))
    inside = (col >= 0) & (col < COLUMNS) & (row >= 0) & (row < ROWS)
    np.add.at(cells, (row[inside], col[inside]), km[inside])
    return cells, km.sum()


def crs(epsg):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(epsg)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def plane(ring, epsg=4326):
    """The ring with many vertices in the plane of EPSG:6933, which is equal-area."""
    dense = ogr.Geometry(wkt="POLYGON((" + ",".join(f"{x!r} {y!r}" for x, y in ring) + "))")
    dense.Segmentize(0.001 if epsg == 4326 else 100)
    dense.Transform(osr.CoordinateTransformation(crs(epsg), crs(6933)))
    return dense


def km2_in_cells(ring, epsg=4326):
    """There cells are rectangles too: they are cut by GEOS."""
    dense = plane(ring, epsg)
    way = osr.CoordinateTransformation(crs(4326), crs(6933))
    cells = np.zeros((ROWS, COLUMNS))
    for row in range(ROWS):
        for col in range(COLUMNS):
            west, north = WEST + col * STEP, NORTH - row * STEP
            (x0, y0, _), (x1, y1, _) = way.TransformPoint(west, north - STEP), way.TransformPoint(west + STEP, north)
            cell = ogr.Geometry(wkt=f"POLYGON(({x0!r} {y0!r},{x1!r} {y0!r},{x1!r} {y1!r},{x0!r} {y1!r},{x0!r} {y0!r}))")
            if cell.Intersects(dense):
                part = cell.Intersection(dense)
                cells[row, col] = part.GetArea() / 1e6 if part.GetDimension() == 2 else 0
    return cells, dense.GetArea() / 1e6


class LinesAndAreas(Case):
    def vectors(self, name, driver, features, kind, epsg=4326):
        """features: [({field: value}, WKT)]"""
        types = {str: ogr.OFTString, float: ogr.OFTReal, int: ogr.OFTInteger}
        source = ogr.GetDriverByName(driver).CreateDataSource(str(self.folder / name))
        layer = source.CreateLayer("layer", crs(epsg), kind)
        for field, value in features[0][0].items():
            layer.CreateField(ogr.FieldDefn(field, types[type(value)]))
        for fields, wkt in features:
            feature = ogr.Feature(layer.GetLayerDefn())
            for field, value in fields.items():
                feature.SetField(field, value)
            feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
            layer.CreateFeature(feature)
        source = None

    def study(self, inventory, **files):
        def box(code, west, east):
            ring = [[west, 44], [east, 44], [east, 50], [west, 50], [west, 44]]
            return {"type": "Feature", "properties": {"id": code},
                    "geometry": {"type": "Polygon", "coordinates": [ring]}}
        regions = {"type": "FeatureCollection", "features": [box("A", 8, 12), box("B", 12, 16)]}
        (self.folder / "grid.yaml").write_text(GRID)
        (self.folder / "regions.geojson").write_text(json.dumps(regions))
        (self.folder / "study.yaml").write_text(STUDY % inventory)
        (self.folder / "totals.csv").write_text(files.get("totals", "region,sector,value,unit\nA,s,1000,t\nB,s,600,t\n"))
        return run("grid", self.folder / "study.yaml")

    def tonnes(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        density = gdal.Open(str(self.folder / "out/tif/co2_toy_total.tif")).ReadAsArray().astype(float)
        rows = np.array([plane([(8, n), (9, n), (9, n - STEP), (8, n - STEP), (8, n)]).GetArea() / 1e6 * STEP
                         for n in NORTH - STEP * np.arange(ROWS)])
        return np.nan_to_num(density) * rows[:, None]

    def table(self, name):
        with open(self.folder / "out/tables" / name, encoding="utf-8") as file:
            return list(csv.DictReader(file))

    LINE = [(8.3, 44.7), (13.9, 49.1)]
    ROAD = [(9.1, 47.3), (11.8, 46.2)]

    @staticmethod
    def wkt(line):
        return "LINESTRING(" + ",".join(f"{x} {y}" for x, y in line) + ")"

    def test_lines_add_what_they_emit_by_length(self):
        line = {"id": "main", "region": "A", "sector": "rail", "value": 5.0, "unit": "kt"}
        road = {"id": "side", "region": "A", "sector": "rail", "value": 250.0, "unit": "t"}
        self.vectors("lines.gpkg", "GPKG", [(line, self.wkt(self.LINE)), (road, self.wkt(self.ROAD))],
                     ogr.wkbLineString)
        done = self.study("  lines: [{file: lines.gpkg, total: add}]")
        expected = sum(tonnes * cells / whole for tonnes, (cells, whole) in
                       ((5000, km_in_cells(self.LINE)), (250, km_in_cells(self.ROAD))))
        got = self.tonnes(done)
        np.testing.assert_allclose(got.sum(), 5250, rtol=1e-6)
        np.testing.assert_allclose(got, expected, rtol=2e-4, atol=0.02)
        self.assertEqual([(r["placed_by"], r["points_or_cells"], r["t"]) for r in self.table("placement.csv")],
                         [("lines", "2", "5250")])
        inputs = json.loads((self.folder / "out/run.json").read_text())["inputs"]
        self.assertTrue(any("lines.gpkg" in str(entry) for entry in inputs))
        self.assertIn("lines and areas", done.stdout)
        cells, whole = km_in_cells(self.LINE)  # region A ends at 12 east, the road lies within it
        strays = self.table("lines_areas_outside_region.csv")
        self.assertEqual([(r["id"], r["region"], r["unit"]) for r in strays], [("main", "A", "km")])
        np.testing.assert_allclose([float(strays[0]["size"]), float(strays[0]["percent_outside"])],
                                   [whole, 100 * cells[:, 8:].sum() / whole], rtol=2e-4)

    SQUARE = [(4300000.0, 2700000.0), (4390000.0, 2700000.0), (4370000.0, 2835000.0), (4300000.0, 2700000.0)]

    def test_areas_of_another_projection_share_out_a_total(self):
        fields = {"plot": "a", "sector": "s", "weight": 1.0}
        ring = ",".join(f"{x} {y}" for x, y in self.SQUARE)
        self.vectors("areas.fgb", "FlatGeobuf", [(fields, f"POLYGON(({ring}))")], ogr.wkbPolygon, 3035)
        done = self.study("  totals: [{file: totals.csv}]\n"
                          "  areas: [{file: areas.fgb, total: scale, columns: {id: plot, region: =A}}]\n",
                          totals="region,sector,value,unit\nA,s,1000,t\n")
        cells, whole = km2_in_cells(self.SQUARE, 3035)
        np.testing.assert_allclose(whole, 90 * 135 / 2, rtol=1e-6)
        np.testing.assert_allclose(self.tonnes(done), 1000 * cells / whole, rtol=1e-5, atol=1e-4)
        self.assertEqual([r["placed_by"] for r in self.table("placement.csv")], ["areas"])

    def test_what_lines_and_areas_leave_goes_to_proxies(self):
        fields = {"id": "r", "region": "A", "sector": "s", "value": 400.0, "unit": "t"}
        self.vectors("lines.shp", "ESRI Shapefile", [(fields, self.wkt(self.ROAD))], ogr.wkbLineString)
        box = "POLYGON((13 45,14 45,14 47,13 47,13 45))"
        fields = {"id": "p", "region": "B", "sector": "s", "value": 150.0, "unit": "t"}
        self.vectors("areas.geojson", "GeoJSON", [(fields, box), ({**fields, "id": "q", "region": "X"}, box)],
                     ogr.wkbPolygon)
        done = self.study("  totals: [{file: totals.csv}]\n"
                          "  lines: [{file: lines.shp, total: remainder}]\n"
                          "  areas: [{file: areas.geojson, total: remainder}]\n")
        ring = [(8, 44), (12, 44), (12, 50), (8, 50), (8, 44)]
        side = km2_in_cells(ring), km2_in_cells([(x + 4, y) for x, y in ring])
        road, road_km = km_in_cells(self.ROAD)
        area, area_km2 = km2_in_cells([(13, 45), (14, 45), (14, 47), (13, 47), (13, 45)])
        expected = (600 * side[0][0] / side[0][1] + 400 * road / road_km +
                    450 * side[1][0] / side[1][1] + 150 * area / area_km2)
        np.testing.assert_allclose(self.tonnes(done), expected, rtol=1e-4, atol=2e-3)
        self.assertEqual([(r["region"], r["placed_by"]) for r in self.table("placement.csv")],
                         [("A", "lines"), ("A", "area"), ("B", "areas"), ("B", "area")])
        self.assertEqual([r["id"] for r in self.table("points_without_total.csv")], ["q"])

    def test_what_lies_beyond_the_grid_stands_in_the_ledger(self):
        line = {"id": "far", "region": "A", "sector": "rail", "value": 900.0, "unit": "t"}
        self.vectors("lines.gpkg", "GPKG", [(line, "LINESTRING(6 47.2,12 47.2)")], ogr.wkbLineString)
        done = self.study("  lines: [{file: lines.gpkg, total: add}]")
        np.testing.assert_allclose(self.tonnes(done).sum(), 600, rtol=1e-6)
        self.assertEqual([(r["placed_by"], float(r["t"])) for r in self.table("placement.csv")][1][0], "outside the grid")

    def test_lines_and_points_count_as_proxies(self):
        self.vectors("roads.gpkg", "GPKG", [({"lanes": 4}, self.wkt(self.LINE)), ({"lanes": 1}, self.wkt(self.ROAD))],
                     ogr.wkbLineString)
        done = self.study("  totals: [{file: totals.csv}]\n  proxies: [{use: [roads]}]\n"
                          "  proxy_files: [{name: roads, file: roads.gpkg, quantity: length, weight: lanes}]\n")
        density = 4 * km_in_cells(self.LINE)[0] + km_in_cells(self.ROAD)[0]
        a = np.arange(COLUMNS) < COLUMNS // 2
        expected = np.where(a, 1000 * density / (density * a).sum(), 600 * density / (density * ~a).sum())
        np.testing.assert_allclose(self.tonnes(done), expected, rtol=5e-4, atol=0.02)

        (self.folder / "shops.csv").write_text("lon,lat\n9.2,45.2\n9.3,45.3\n10,46\n15.5,49.9\n")
        done = self.study("  totals: [{file: totals.csv}]\n  proxies: [{use: [shops]}]\n"
                          "  proxy_files: [{name: shops, file: shops.csv, quantity: number}]\n")
        got = self.tonnes(done)
        np.testing.assert_allclose([got[9, 2], got[8, 4], got[0, 15]], [2000 / 3, 1000 / 3, 600], rtol=1e-6)
        np.testing.assert_allclose(got.sum(), 1600, rtol=1e-6)

    def test_polygons_are_a_mask(self):
        town = "POLYGON((9 46,10.25 46,10.25 47,9 47,9 46))"
        self.vectors("towns.gpkg", "GPKG", [({"n": 1}, town), ({"n": 2}, town), ({"n": 3}, "POLYGON((14 45,15 45,15 46,14 45))")],
                     ogr.wkbPolygon)
        done = self.study("  totals: [{file: totals.csv}]\n  proxies: [{use: [town_area]}]\n"
                          "  blends: [{name: town_area, of: [{proxy: towns, share: 1}], within: towns}]\n"
                          "  proxy_files: [{name: towns, file: towns.gpkg, quantity: cover}]\n")
        cells = {name: km2_in_cells(ring)[0] for name, ring in
                 (("A", [(9, 46), (10.25, 46), (10.25, 47), (9, 47), (9, 46)]),
                  ("B", [(14, 45), (15, 45), (15, 46), (14, 45)]))}
        full = km2_in_cells([(8, 44), (16, 44), (16, 50), (8, 50), (8, 44)])[0]
        # Two towns on each other cover twice their part of a cell, but at most all of it.
        cover = np.minimum(1, 2 * cells["A"] / full) + cells["B"] / full
        a = np.arange(COLUMNS) < COLUMNS // 2
        weight = cover * cover * full
        expected = np.where(a, 1000 * weight / (weight * a).sum(), 600 * weight / (weight * ~a).sum())
        np.testing.assert_allclose(self.tonnes(done), expected, rtol=1e-5, atol=1e-3)

    def test_explain_names_the_lines_and_areas_of_a_cell(self):
        line = {"id": "far", "name": "Rail", "region": "A", "sector": "rail", "value": 800.0, "unit": "t"}
        self.vectors("lines.gpkg", "GPKG", [(line, "LINESTRING(8 47.2,12 47.2)")], ogr.wkbLineString)
        area = {"id": "f", "name": "Field", "region": "A", "sector": "rail", "value": 100.0, "unit": "t"}
        self.vectors("areas.gpkg", "GPKG", [(area, "POLYGON((9.1 47.1,9.2 47.1,9.2 47.3,9.1 47.3,9.1 47.1))")], ogr.wkbPolygon)
        self.tonnes(self.study("  lines: [{file: lines.gpkg, total: add}]\n  areas: [{file: areas.gpkg, total: add}]\n"))
        done = run("explain", self.folder / "study.yaml", 9.15, 47.2)
        self.assertEqual(done.returncode, 0, done.stderr)
        km = 6378.137 * np.cos(np.radians(47.2)) / np.sqrt(1 - E2 * np.sin(np.radians(47.2)) ** 2) * np.radians(0.5)
        self.assertIn(f"Rail (far, A, rail), {km:.6g} km of it", done.stdout)
        kg = {line.split(" kg ")[1].split("%")[1].split("(")[0].strip(): float(line.split()[0])
              for line in done.stdout.splitlines() if "A, rail)" in line}
        self.assertAlmostEqual(kg["Rail"], 100000, places=2)
        self.assertAlmostEqual(kg["Field"], 100000, places=2)

    def test_faults_name_file_layer_and_feature(self):
        line = {"id": "dot", "region": "A", "sector": "rail", "value": 900.0, "unit": "t"}
        self.vectors("lines.gpkg", "GPKG", [(line, "LINESTRING(9 47,9 47)"), ({**line, "id": "x", "unit": "tt"}, "LINESTRING(9 47,10 47)")],
                     ogr.wkbLineString)
        done = self.study("  lines: [{file: lines.gpkg, total: add}]")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("lines.gpkg, layer layer, feature 1 (dot): the line has no length", done.stderr)
        self.assertIn('unknown unit "tt"', done.stderr)
        self.vectors("twice.gpkg", "GPKG", [(line, "LINESTRING(9 47,9 48)"), (line, "LINESTRING(9 47,10 47)")],
                     ogr.wkbLineString)
        done = self.study("  lines: [{file: twice.gpkg, total: add}]")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('id "dot" stands already in record 1', done.stderr)


if __name__ == "__main__":
    unittest.main()
