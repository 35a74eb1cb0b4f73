"""Insets, pictures of the cells alone, pages of several maps and contact sheets."""
import re, subprocess, unittest

import numpy as np
from osgeo import gdal, osr

from common import Case, digests, run

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "YES")


def rgba(path):
    """A PNG with a palette as rows x columns x 4."""
    source = gdal.Open(str(path))  # its band lives as long as it does
    band = source.GetRasterBand(1)
    table = band.GetColorTable()
    colours = np.array([table.GetColorEntry(i) for i in range(table.GetCount())], np.uint8)
    return colours[band.ReadAsArray()]


class Pages(Case):
    def study(self, *keys):
        study = self.example()
        self.edit(study / "study.yaml", "\nmaps:\n", "\nmaps:\n" + "".join(f"  {key}\n" for key in keys))
        return study

    def made(self, study, *options):
        done = run("run", study / "study.yaml", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return study / "out"

    def faults(self, *keys):
        done = run("check", self.study(*keys) / "study.yaml")
        self.assertEqual(done.returncode, 4)
        return done.stderr

    def test_a_bare_picture_lies_where_its_layer_does(self):
        out = self.made(self.study("formats: []"), "--bare")
        tif = gdal.Open(str(out / "tif" / "co2_china-2012_foreign.tif"))
        png = gdal.Open(str(out / "bare" / "co2_china-2012_foreign.png"))
        self.assertEqual(png.GetGeoTransform(), tif.GetGeoTransform())
        self.assertTrue(png.GetSpatialRef().IsSame(tif.GetSpatialRef()))
        esri = osr.SpatialReference()
        esri.ImportFromESRI([(out / "bare" / "co2_china-2012_foreign.prj").read_text()])
        to_lonlat = [osr.SpatialReference(), osr.SpatialReference()]
        for srs in to_lonlat:
            srs.ImportFromEPSG(4326)
        places = [osr.CoordinateTransformation(srs, lonlat).TransformPoint(-2650000.0, 5950000.0)
                  for srs, lonlat in zip((esri, tif.GetSpatialRef()), to_lonlat)]
        np.testing.assert_allclose(*places, atol=1e-9)
        # One pixel a cell, clear where there are no data.
        value, pixel = tif.ReadAsArray(), rgba(out / "bare" / "co2_china-2012_foreign.png")
        self.assertEqual(pixel.shape[:2], value.shape)
        np.testing.assert_array_equal(pixel[..., 3] == 0, np.isnan(value))
        # Cells of one class have one colour: as many as the style beside the layer says, and no emission.
        qml = (out / "tif" / "co2_china-2012_foreign.qml").read_text()
        shown = {"#%02x%02x%02x" % tuple(c[:3]) for c in pixel[~np.isnan(value)].reshape(-1, 4)}
        for colour in shown:
            self.assertIn(colour, qml)

    def test_a_bare_picture_of_another_size_covers_the_same_land(self):
        out = self.made(self.study("formats: []", "bare: true", "bare_width: 245"))
        png = gdal.Open(str(out / "bare" / "co2_china-2012_total.png"))
        self.assertEqual((png.RasterXSize, png.RasterYSize), (245, 205))
        self.assertEqual(png.GetGeoTransform(), (-2650000, 20000, 0, 5950000, 0, -20000))

    def test_a_bare_picture_has_the_shades_of_a_colour_bar(self):
        study = self.study("formats: []", "bare: true")
        self.edit(study / "study.yaml", "method: log, count: 7,", "method: continuous, scale: log,")
        pixel = rgba(self.made(study) / "bare" / "co2_china-2012_foreign.png").reshape(-1, 4)
        shades = np.unique(pixel[pixel[:, 3] > 0], axis=0)
        self.assertGreater(len(shades), 30)
        self.assertLess(shades[:, 1].min(), 30)  # to the dark end of YlOrRd

    def test_bare_pictures_are_made_where_an_earlier_run_had_none(self):
        study = self.study("formats: []")
        self.made(study)
        self.assertFalse((study / "out" / "bare").exists())
        self.made(study, "--bare")
        self.assertEqual(len(list((study / "out" / "bare").glob("*.png"))), 9)

    def test_insets_are_drawn_and_their_faults_told(self):
        names = ("total", "total_gistar")
        local = ("\nmaps:\n", "\nhotspots: {local: {band_km: 30, permutations: 0}}\nmaps:\n")
        study = self.study()
        self.edit(study / "study.yaml", *local)
        plain = self.made(study)
        before = [rgba(plain / "png" / f"co2_china-2012_{name}.png") for name in names]
        study.rename(self.folder / "other")
        study = self.study("insets: [south-china-sea]", "locator: true", "world: markets.geojson")
        self.edit(study / "study.yaml", *local)
        out = self.made(study)
        after = [rgba(out / "png" / f"co2_china-2012_{name}.png") for name in names]
        for pair in zip(before, after):
            self.two_corners_differ(*pair)

    def two_corners_differ(self, before, after):
        self.assertEqual(before.shape, after.shape)
        # Mixed colours of smoothed edges may differ by 16: the palette is that of the whole picture.
        apart = np.abs(before[..., :3].astype(int) - after[..., :3]).max(axis=2) > 32
        # Two corners of the frame change, nothing in its middle or outside.
        height, width = apart.shape
        self.assertFalse(apart[:, int(0.25 * width):int(0.6 * width)].any())
        self.assertGreater(apart[int(0.6 * height):, :int(0.25 * width)].mean(), 0.03)
        self.assertGreater(apart[int(0.6 * height):, int(0.6 * width):].mean(), 0.01)
        self.assertFalse(apart[:int(0.6 * height)].any())

    def test_a_page_shows_its_layers_on_one_scale(self):
        out = self.made(self.study("formats: [png, pdf, svg]", "pages: [{name: markets}, {name: two, columns: 1, "
                                   "title: Two, panels: [total, co2_china-2012_foreign]}]"))
        self.assertEqual(sorted(p.name for p in (out / "pages").iterdir()),
                         [f"{name}.{end}" for name in ("markets", "two") for end in ("pdf", "png", "svg")])
        words = subprocess.run(["pdftotext", "-layout", out / "pages" / "markets.pdf", "-"], check=True,
                               capture_output=True, text=True).stdout
        self.assertRegex(words, r"a +United States +\d+ Mt \(\d+\.\d.%\) +b +EU-27 .* +c +Japan")
        # The panels have as many pixels of each colour, in proportion, as the maps of the layers: same classes.
        picture = rgba(out / "pages" / "markets.png")[..., :3].reshape(-1, 3)
        maps = [rgba(out / "png" / f"co2_china-2012_to-{code}.png")[..., :3].reshape(-1, 3)
                for code in ("USA", "EU27", "JPN")]
        style = (out / "tif" / "co2_china-2012_to-USA.qml").read_text()
        colours = [tuple(int(c[i:i + 2], 16) for i in (0, 2, 4)) for c in re.findall(r'<item[^>]*color="#(\w+)"', style)]
        share = lambda pixels: np.array([(pixels == c).all(1).sum() for c in colours[1:]], float)
        alone, together = sum(share(m) for m in maps), share(picture)
        np.testing.assert_allclose(together / together.sum(), alone / alone.sum(), atol=0.06)

    def test_a_contact_sheet_shows_all_maps_whatever_the_threads(self):
        study = self.study("contact_sheet: true")
        # 7 groups of sectors x 10 markets and no others: 70 layers, two pages.
        text = (study / "study.yaml").read_text(encoding="utf-8")
        sectors = [line.split(",")[0] for line in (study / "sectors.csv").read_text().splitlines()[1:8]]
        markets = [line.split(",")[0] for line in (study / "markets.csv").read_text().splitlines()[1:11]]
        layers = "".join(f"  - {{destination: [{', '.join(markets)}], sector: [{s}]}}\n" for s in sectors)
        text = re.sub(r"\nlayers:\n(  .*\n)+", f"\nlayers:\n{layers}", text)
        (study / "study.yaml").write_text(text, encoding="utf-8")
        out = self.made(study, "-t", "1")
        sheets = [out / "png" / name for name in ("contact-sheet.png", "contact-sheet-2.png")]
        self.assertFalse((out / "png" / "contact-sheet-3.png").exists())
        first, second = (gdal.Open(str(sheet)) for sheet in sheets)
        self.assertEqual(first.RasterXSize, second.RasterXSize)
        self.assertGreater(first.RasterYSize, 4 * second.RasterYSize)  # twelve rows against two
        before = [sheet.read_bytes() for sheet in sheets]
        self.made(study, "-t", "3", "--force")
        self.assertEqual([sheet.read_bytes() for sheet in sheets], before)

    def test_pages_are_drawn_again_where_layers_stand(self):
        study = self.study("pages: [{name: markets}]")
        out = self.made(study)
        before = digests(out)
        (out / "pages" / "markets.png").unlink()
        self.made(study)
        self.assertEqual(digests(out), before)

    def test_faults_of_insets_and_pages(self):
        for keys, words in [
            (("insets: [south-sea]",), "no inset is known as `south-sea`"),
            (("insets: [{name: x, west: 1, east: 2, south: 3}]",), "inset `x` lacks `north`"),
            (("insets: [{name: x, west: 1, east: 2, south: 3, north: 3}]",), "inset `x` is empty"),
            (("insets: [{name: south-china-sea, corner: north-west}, "
              "{name: x, west: 1, east: 2, south: 3, north: 4, corner: north-west}]",), "wants the corner that inset"),
            (("formats: [svg]", "contact_sheet: true"), "it needs `png` among the `formats`"),
            (("pages: [{name: a}, {name: a}]",), "there is a page `a` already"),
            (("pages: [{name: a, panels: [to-MARS]}]",), "page `a` wants the layer `to-MARS`"),
            (("pages: [{name: a, panels: [total, foreign_share]}]",), "so they must be of one quantity"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.faults(*keys))
                (self.folder / "study").rename(self.folder / words.replace(" ", "-").replace("`", ""))


if __name__ == "__main__":
    unittest.main()
