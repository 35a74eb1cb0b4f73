"""Layers as map tiles: MBTiles and folders, read again by GDAL and by SQLite."""
import hashlib, json, math, re, shutil, sqlite3, unittest

import numpy as np
from osgeo import gdal, osr

from common import Case, run

gdal.UseExceptions()
HALF_M = math.pi * 6378137


def rgba(path):
    """A PNG with palette as rows x columns x 4."""
    picture = gdal.Open(str(path))
    table = picture.GetRasterBand(1).GetColorTable()
    colours = np.array([table.GetColorEntry(i) for i in range(table.GetCount())], np.uint8)
    return colours[picture.ReadAsArray()]


def style(path):
    """Upper ends and colours of the classes of a QGIS style."""
    items = re.findall(r'<(?:item|paletteEntry) value="([^"]*)" color="#(\w+)"', path.read_text())
    return (np.array([float(value) for value, _ in items]),
            np.array([[int(colour[i:i + 2], 16) for i in (0, 2, 4)] + [255] for _, colour in items], np.uint8))


def cells_under(layer, zoom, x, y):
    """Row and column of the cell under the middle of each pixel of a tile, by GDAL."""
    geo = layer.GetGeoTransform()
    here = osr.SpatialReference()
    here.ImportFromEPSG(3857)
    there = layer.GetSpatialRef()
    for srs in (here, there):
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    pixel = 2 * HALF_M / (256 << zoom)
    at = (np.arange(256) + 0.5) * pixel
    east, north = np.meshgrid(x * 256 * pixel - HALF_M + at, HALF_M - y * 256 * pixel - at)
    place = np.array(osr.CoordinateTransformation(here, there).TransformPoints(
        np.column_stack([east.ravel(), north.ravel()])))
    col = (place[:, 0] - geo[0]) / geo[1]
    row = (place[:, 1] - geo[3]) / geo[5]
    return row.reshape(256, 256), col.reshape(256, 256)


class Tiles(Case):
    @classmethod
    def setUpClass(cls):
        gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
        cls.holder = Case()
        cls.holder.setUp()
        study = cls.holder.example()
        done = run("run", study / "study.yaml")
        assert done.returncode == 0, done.stderr
        cls.tif = study / "out" / "tif"

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def tiles(self, what, *options):
        done = run("tiles", self.tif / f"co2_china-2012_{what}.tif", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check_pixels(self, what):
        """Where pixels are smaller than cells each shows its cell's colour, exactly."""
        layer = gdal.Open(str(self.tif / f"co2_china-2012_{what}.tif"))
        value = layer.ReadAsArray()
        upper, colours = style(self.tif / f"co2_china-2012_{what}.qml")
        self.tiles(what, "--zoom", "5", "--folder", self.folder / what)
        checked = 0
        for x, y in ((25, 12), (26, 12), (26, 13), (24, 12)):
            row, col = cells_under(layer, 5, x, y)
            inside = (row >= 0) & (row < value.shape[0]) & (col >= 0) & (col < value.shape[1])
            # GDAL and we may differ where a pixel's middle lies within 5 % of a cell's edge.
            clear = inside & (abs(row - np.rint(row)) > 0.06) & (abs(col - np.rint(col)) > 0.06)
            v = value[row[clear].astype(int), col[clear].astype(int)]
            which = np.searchsorted(upper, v)
            wanted = np.vstack([colours, np.zeros((1, 4), np.uint8)])[np.minimum(which, len(colours))]
            wanted[np.isnan(v) if value.dtype == np.float32 else v == 255] = 0
            found = rgba(self.folder / what / "5" / str(x) / f"{y}.png")
            np.testing.assert_array_equal(found[clear], wanted)
            self.assertTrue((found[~inside] [:, 3] == 0).all())
            checked += int(clear.sum())
        self.assertGreater(checked, 100000)

    def test_each_pixel_has_the_colour_of_its_cell(self):
        for what in ("total", "foreign_share", "dominant"):
            with self.subTest(what):
                shutil.rmtree(self.folder / what, ignore_errors=True)
                self.check_pixels(what)

    def test_the_mean_of_cells_is_that_of_gdal(self):
        """At zoom 2, 19 by 10 km: cells are averaged; against gdalwarp's weighted mean."""
        path = self.tif / "co2_china-2012_total.tif"
        self.tiles("total", "--zoom", "2", "--folder", self.folder / "t")
        pixel = 2 * HALF_M / 1024
        box = [2 * 256 * pixel - HALF_M, 0, 4 * 256 * pixel - HALF_M, 256 * pixel]
        mean = gdal.Warp("", str(path), format="MEM", dstSRS="EPSG:3857", outputBounds=box, xRes=pixel,
                         yRes=pixel, resampleAlg="average").ReadAsArray()
        upper, colours = style(path.with_suffix(".qml"))
        found = np.hstack([rgba(self.folder / "t" / "2" / x / "1.png") for x in "23"])
        which = np.argmax((found[:, :, None, :] == colours).all(3), axis=2)
        both = ~np.isnan(mean) & (found[:, :, 3] > 0)
        self.assertGreater(both.sum(), 5000)
        # Sampling against exact overlaps: the same class but near an edge, never two apart.
        apart = which[both] - np.searchsorted(upper, mean[both])
        self.assertLess((apart != 0).mean(), 0.05)
        self.assertLess((abs(apart) > 1).mean(), 0.002)

    def test_mbtiles_open_in_gdal_and_hold_what_the_folder_holds(self):
        text = self.tiles("foreign", "--zoom", "0-5", "--mbtiles", self.folder / "f.mbtiles", "--folder", self.folder / "f")
        files = sorted(self.folder.glob("f/*/*/*.png"))
        self.assertRegex(text, rf"^{len(files)} tiles, zooms 0 to 5, .* left out\n$")
        base = sqlite3.connect(self.folder / "f.mbtiles")
        rows = {(z, x, y): data for z, x, y, data in base.execute(
            "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")}
        self.assertEqual(len(rows), len(files))
        for file in files:
            z, x, y = int(file.parts[-3]), int(file.parts[-2]), int(file.stem)
            self.assertEqual(rows[z, x, 2 ** z - 1 - y], file.read_bytes(), file)
            self.assertGreater((rgba(file)[:, :, 3] > 0).sum(), 0)
        self.assertEqual(base.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        archive = gdal.Open(str(self.folder / "f.mbtiles"))
        self.assertEqual(archive.GetDriver().ShortName, "MBTiles")
        self.assertIn('"EPSG","3857"', archive.GetProjection())
        # The middle of Shanghai, in the raster GDAL makes of zoom 5.
        geo = archive.GetGeoTransform()
        east, north = 121.47 / 180 * HALF_M, math.asinh(math.tan(math.radians(31.23))) * 6378137
        col, row = int((east - geo[0]) / geo[1]), int((north - geo[3]) / geo[5])
        seen = archive.ReadAsArray(col, row, 1, 1).ravel()
        x, y = (east + HALF_M) / (2 * HALF_M) * 8192, (HALF_M - north) / (2 * HALF_M) * 8192
        own = rgba(self.folder / "f" / "5" / str(int(x) // 256) / f"{int(y) // 256}.png")
        np.testing.assert_array_equal(seen, own[int(y) % 256, int(x) % 256])

    def test_the_metadata_follow_the_specification(self):
        self.tiles("foreign", "--zoom", "1-3", "--mbtiles", self.folder / "f.mbtiles", "--folder", self.folder / "f")
        said = dict(sqlite3.connect(self.folder / "f.mbtiles").execute("SELECT name, value FROM metadata"))
        self.assertEqual(said["name"], "CO₂ emitted for foreign markets, 2012")
        self.assertEqual([said[k] for k in ("format", "type", "version", "minzoom", "maxzoom")],
                         ["png", "overlay", "1", "1", "3"])
        west, south, east, north = map(float, said["bounds"].split(","))
        lon, lat, zoom = map(float, said["center"].split(","))
        self.assertTrue(-180 <= west < 73.5 < 135 < east <= 180 and -85.06 < south < 18.2 < 53.5 < north < 85.06)
        self.assertEqual((lon, lat, zoom), (round((west + east) / 2, 6), round((south + north) / 2, 6), 1))
        self.assertIn("Natural Earth", said["attribution"])
        page = json.loads((self.folder / "f" / "tiles.json").read_text())
        self.assertEqual(page["tilejson"], "3.0.0")
        self.assertEqual(page["tiles"], ["{z}/{x}/{y}.png"])
        self.assertEqual((page["minzoom"], page["maxzoom"], page["scheme"]), (1, 3, "xyz"))
        np.testing.assert_allclose(page["bounds"], [west, south, east, north], atol=1e-6)
        self.assertEqual({int(p.name) for p in (self.folder / "f").iterdir() if p.is_dir()}, {1, 2, 3})

    def test_the_same_layer_gives_the_same_bytes(self):
        seen = set()
        for i, threads in enumerate((1, 2, 8, 2)):
            self.tiles("to-USA", "--zoom", "0-4", "-t", threads, "--mbtiles", self.folder / f"{i}.mbtiles",
                       "--folder", self.folder / f"t{i}")
            folder = {str(p.relative_to(self.folder / f"t{i}")): p.read_bytes()
                      for p in sorted((self.folder / f"t{i}").rglob("*")) if p.is_file()}
            seen.add((hashlib.sha256((self.folder / f"{i}.mbtiles").read_bytes()).hexdigest(),
                      hashlib.sha256(repr(folder).encode()).hexdigest()))
        self.assertEqual(len(seen), 1)
        self.assertEqual([p.name for p in self.folder.iterdir() if ".part" in p.name or p.name.startswith(".")], [])

    def test_the_native_zoom_is_the_last_where_none_is_asked_for(self):
        """Cells of 10 km at 35 N: zoom 4 has pixels of 8 km, zoom 3 of 16 km."""
        self.assertIn("zooms 0 to 4,", self.tiles("total", "--mbtiles", self.folder / "n.mbtiles"))

    def test_a_raster_without_a_style_gets_classes(self):
        shutil.copy(self.tif / "co2_china-2012_total.tif", self.folder / "bare.tif")
        done = run("tiles", self.folder / "bare.tif", "--zoom", "3", "--folder", self.folder / "b")
        self.assertEqual(done.returncode, 0, done.stderr)
        legend = json.loads((self.folder / "b" / "tiles.json").read_text())["legend"]
        self.assertEqual(legend.count("<div>"), 8)
        self.assertIn(" 1\u2009000 – 10\u2009000<", legend)

    def test_what_cannot_be_done_is_told(self):
        tif = self.tif / "co2_china-2012_total.tif"
        (self.folder / "full").mkdir()
        (self.folder / "full" / "x").write_text("")
        (self.folder / "ramp.qml").write_text('<qgis><pipe><rasterrenderer type="multibandcolor"/></pipe></qgis>')
        for options, code, told in (
                ((tif,), 2, "--mbtiles FILE, --folder DIR"),
                ((tif, "--zoom", "5-3", "--mbtiles", "x"), 2, "--zoom wants zooms such as 0-5, not `5-3`"),
                ((tif, "--zoom", "0-30", "--mbtiles", "x"), 2, "zooms go from 0 to 22"),
                ((tif, "--zoom", "15", "--folder", self.folder / "deep"), 6, "end at a lower zoom"),
                ((tif, "--folder", self.folder / "full"), 7, "is there already"),
                ((tif, "--folder", self.folder / "r", "--qml", self.folder / "ramp.qml"), 3, '"multibandcolor"'),
                ((tif, "--folder", self.folder / "r", "--qml", self.folder / "none.qml"), 3, "no such file"),
                ((self.folder / "ramp.qml", "--folder", self.folder / "r"), 3, "is not a raster"),
                ((), 2, "usage: hotgrid tiles FILE")):
            done = run("tiles", *options)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(told, done.stderr)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["full", "ramp.qml"])


if __name__ == "__main__":
    unittest.main()
