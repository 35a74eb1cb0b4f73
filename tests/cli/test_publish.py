"""Files for map servers and catalogues: SLD held against the style and the cells, STAC against its rules."""
import datetime, json, pathlib, re, unittest
from xml.etree import ElementTree

import numpy as np
from osgeo import gdal, osr

from common import Case, digests, run

gdal.UseExceptions()
SLD = "{http://www.opengis.net/sld}"


class Publish(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example()
        with open(cls.study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("publish: {sld: true, stac: true, tiles: 2}\n")
        done = run("run", cls.study / "study.yaml")
        assert done.returncode == 0, done.stderr
        cls.out = cls.study / "out"
        cls.stems = sorted(path.stem for path in (cls.out / "tif").glob("*.tif"))

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def test_nothing_is_published_unless_it_is_asked_for(self):
        study = self.example()
        self.edit(study / "study.yaml", "\nmaps:\n", "\nmaps:\n  formats: []\n")
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(any((study / "out" / name).exists() for name in ("sld", "stac", "tiles")))

    def test_more_tiles_than_can_be_made_are_refused_before_anything_is(self):
        study = self.example()
        with open(study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("publish: {tiles: 22}\n")
        for verb in ("check", "run"):
            done = run(verb, study / "study.yaml")
            self.assertEqual(done.returncode, 6, done.stderr)
            self.assertIn("end at a lower zoom", done.stderr)
        self.assertFalse((study / "out" / "tif").exists())

    def test_verbs_that_publish_nothing_do_not_mind_how_deep_tiles_would_be(self):
        study = self.example()
        with open(study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("publish: {tiles: 22}\n")
        for verb, *operands in ["hotspots", "foreign"], ["flows"], ["accounts"], ["explain", "116.4", "39.9"]:
            done = run(verb, study / "study.yaml", *operands)
            self.assertEqual(done.returncode, 0, (verb, done.stderr))

    def test_palettes_that_do_not_rise_are_published(self):
        """Of two markets in the legend the second in the table is the larger: it stands first."""
        study = self.example()
        self.edit(study / "study.yaml", "grid: china-10km", "grid: own.yaml")
        (study / "own.yaml").write_text(
            "name: own\ncrs: '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m'\n"
            "west: -2700000\nsouth: 1900000\neast: 2200000\nnorth: 6000000\ncolumns: 49\nrows: 41\n")
        with open(study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("publish: {sld: true, stac: true, tiles: 2}\n")
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        stem = "co2_china-2012_dominant-foreign"
        codes = [int(v) for v in re.findall('paletteEntry value="([0-9]+)"', (study / f"out/tif/{stem}.qml").read_text())]
        self.assertNotEqual(codes, sorted(codes), "the study does not show what the test is of")
        told = [int(v) for v in re.findall('quantity="([0-9]+)"', (study / f"out/sld/{stem}.sld").read_text())]
        self.assertEqual(told, sorted(codes))
        self.assertTrue((study / f"out/tiles/{stem}.mbtiles").exists())

    def test_the_same_study_publishes_the_same_bytes(self):
        before = digests(self.out / "sld") | digests(self.out / "stac")
        done = run("run", self.study / "study.yaml", "--force", "-t", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digests(self.out / "sld") | digests(self.out / "stac"), before)

    def test_tiles_are_those_of_the_command(self):
        self.assertEqual(sorted(path.stem for path in (self.out / "tiles").iterdir()), self.stems)
        done = run("tiles", self.out / "tif" / f"{self.stems[2]}.tif", "--zoom", "0-2", "--mbtiles", self.folder / "x.mbtiles")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.out / "tiles" / f"{self.stems[2]}.mbtiles").read_bytes(),
                         (self.folder / "x.mbtiles").read_bytes())
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)

    def colour_map(self, stem):
        """The colour map of a style; its elements stand in the order of the SLD 1.0.0 schema."""
        root = ElementTree.parse(self.out / "sld" / f"{stem}.sld").getroot()
        self.assertEqual((root.tag, root.get("version")), (SLD + "StyledLayerDescriptor", "1.0.0"))
        path = {"StyledLayerDescriptor": ["NamedLayer"], "NamedLayer": ["Name", "UserStyle"],
                "UserStyle": ["Name", "Title", "FeatureTypeStyle"], "FeatureTypeStyle": ["Rule"],
                "Rule": ["RasterSymbolizer"], "RasterSymbolizer": ["Opacity", "ChannelSelection", "ColorMap"],
                "ChannelSelection": ["GrayChannel"], "GrayChannel": ["SourceChannelName"]}
        for element in root.iter():
            name = element.tag.removeprefix(SLD)
            if name in path:
                self.assertEqual([child.tag.removeprefix(SLD) for child in element], path[name])
        self.assertEqual(root.findtext(f"{SLD}NamedLayer/{SLD}Name"), stem)
        colours = root.find(f".//{SLD}ColorMap")
        for entry in colours:
            self.assertEqual(entry.tag, SLD + "ColorMapEntry")
            self.assertEqual(set(entry.keys()), {"color", "opacity", "quantity", "label"})
            self.assertRegex(entry.get("color"), "^#[0-9a-f]{6}$")
        return colours

    def test_each_cell_has_the_class_that_geoserver_gives_it(self):
        """Intervals: the first entry whose quantity is above the value; values: the one that equals it."""
        for stem in self.stems:
            with self.subTest(stem):
                colours = self.colour_map(stem)
                value = gdal.Open(str(self.out / "tif" / f"{stem}.tif")).ReadAsArray()
                value = value[~np.isnan(value) if value.dtype == np.float32 else value != 255].astype(float)
                style = (self.out / "tif" / f"{stem}.qml").read_text(encoding="utf-8")
                items = re.findall(r'<(?:item|paletteEntry) value="([^"]*)" color="(#\w+)".* label="([^"]*)"', style)
                self.assertEqual([(e.get("color"), e.get("label")) for e in colours], [item[1:] for item in items])
                quantity = np.array([float(entry.get("quantity")) for entry in colours])
                upper = np.array([float(item[0]) for item in items])
                if colours.get("type") == "values":
                    np.testing.assert_array_equal(quantity, upper)
                    self.assertTrue(set(np.unique(value)) <= set(quantity))
                    continue
                self.assertEqual(colours.get("type"), "intervals")
                edges = np.unique(np.concatenate([value, upper[np.isfinite(upper)].astype(np.float32)]))
                np.testing.assert_array_equal(np.searchsorted(quantity, edges, side="right"),
                                              np.searchsorted(upper, edges, side="left"))

    def catalog(self, name):
        return json.loads((self.out / "stac" / f"{name}.json").read_text(encoding="utf-8"))

    def check_links(self, thing):
        for link in thing["links"]:
            self.assertRegex(link["href"], r"^\./[\w.-]+\.json$")
            self.assertTrue((self.out / "stac" / link["href"]).is_file(), link)

    def test_the_collection_has_all_that_stac_requires(self):
        c = self.catalog("collection")
        self.assertEqual((c["type"], c["stac_version"]), ("Collection", "1.0.0"))
        self.assertTrue({"id", "description", "license", "extent", "links"} <= set(c))
        (west, south, east, north), = c["extent"]["spatial"]["bbox"]
        # The corners of the grid by cs2cs: 15.0 N at its south, 137 E in its north-east.
        self.assertTrue(67 < west < 68 and 15 < south < 15.1 and 137 < east < 138 and 54 < north < 55)
        self.assertEqual(c["extent"]["temporal"]["interval"], [["2012-01-01T00:00:00Z", "2012-12-31T23:59:59Z"]])
        items = [pathlib.Path(link["href"]).stem for link in c["links"] if link["rel"] == "item"]
        self.assertEqual(sorted(items), self.stems)
        self.check_links(c)

    def test_items_have_all_that_stac_and_its_extensions_require(self):
        for stem in self.stems:
            item = self.catalog(stem)
            self.assertEqual(list(item), sorted(item))
            self.assertEqual((item["type"], item["stac_version"], item["id"]), ("Feature", "1.0.0", stem))
            self.assertEqual(item["collection"], self.catalog("collection")["id"])
            self.assertEqual({link["rel"] for link in item["links"]}, {"root", "parent", "collection"})
            self.check_links(item)
            for name in ("datetime", "start_datetime", "end_datetime"):
                self.assertEqual(datetime.datetime.fromisoformat(item["properties"][name]).year, 2012)
            for asset in item["assets"].values():
                self.assertTrue((self.out / "stac" / asset["href"]).is_file(), asset)
                self.assertTrue(asset["roles"] and asset["type"])

    def test_items_say_of_a_raster_what_gdal_finds_in_it(self):
        for stem in self.stems:
            item = self.catalog(stem)
            said, data = item["properties"], item["assets"]["data"]
            raster = gdal.Open(str(self.out / "stac" / data["href"]))
            self.assertEqual(data["type"], "image/tiff; application=geotiff; profile=cloud-optimized")
            self.assertEqual(said["proj:shape"], [raster.RasterYSize, raster.RasterXSize])
            a, b, c, d, e, f = said["proj:transform"]
            np.testing.assert_allclose([c, a, b, f, d, e], raster.GetGeoTransform())
            srs = osr.SpatialReference(said["proj:wkt2"])
            self.assertTrue(srs.IsSame(raster.GetSpatialRef()))
            self.assertIsNone(said["proj:epsg"])
            band, = data["raster:bands"]
            value = raster.ReadAsArray()
            if value.dtype == np.uint8:
                self.assertEqual((band["data_type"], band["nodata"]), ("uint8", 255))
                continue
            self.assertEqual((band["data_type"], band["nodata"]), ("float32", "nan"))
            self.assertEqual(band["unit"], raster.GetRasterBand(1).GetUnitType())
            np.testing.assert_allclose([band["statistics"]["minimum"], band["statistics"]["maximum"]],
                                       [np.nanmin(value), np.nanmax(value)])

    def test_the_outline_is_that_of_the_grid_and_bends_with_it(self):
        item = self.catalog(self.stems[0])
        ring, = item["geometry"]["coordinates"]
        self.assertEqual(ring[0], ring[-1])
        place = np.array(ring[:-1])
        # Anticlockwise (RFC 7946), and within its box.
        self.assertGreater(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:])), 0)
        west, south, east, north = item["bbox"]
        self.assertTrue((place >= [west, south]).all() and (place <= [east, north]).all())
        srs, degrees = osr.SpatialReference(item["properties"]["proj:wkt2"]), osr.SpatialReference()
        degrees.ImportFromEPSG(4326)
        for s in (srs, degrees):
            s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        x0, y0, x1, y1 = item["properties"]["proj:bbox"]
        back = np.array(osr.CoordinateTransformation(degrees, srs).TransformPoints(place))[:, :2]
        on = np.minimum(abs(back - [x0, y0]), abs(back - [x1, y1])).min(axis=1)
        self.assertLess(on.max(), 0.01) # metres from the edges of the grid
        self.assertEqual(len(place), 64)


if __name__ == "__main__":
    unittest.main()
