"""The maps of the example as decoded pixels: against the cells, and against golden pictures.

A golden picture is a map that was looked at and found good, at a fifth of its size.  To renew them
after a change that is meant: test_pictures.py --renew, and look at them again.
"""
import json, os, pathlib, re, subprocess, sys, unittest
import xml.etree.ElementTree as ElementTree

import numpy as np
from osgeo import gdal

from common import Case, ROOT, run

GOLDEN = ROOT / "tests" / "golden" / "china-2012"
MAPS = ["total", "foreign", "foreign_share", "dominant-foreign", "to-USA", "change-Shanxi"]
CHANGE = MAPS[-1]  # of the bundled moves from Hebei inland
SHRINK = 5


def pixels(path):
    """A PNG as rows x columns x 3, whatever its palette."""
    source = gdal.Open(str(path))
    band = source.GetRasterBand(1)
    table = band.GetColorTable()
    if table is None:
        return np.moveaxis(source.ReadAsArray()[:3], 0, 2).astype(np.uint8)
    colours = np.array([table.GetColorEntry(i)[:3] for i in range(table.GetCount())], np.uint8)
    return colours[band.ReadAsArray()]


def shrunk(picture):
    rows, cols = (n // SHRINK * SHRINK for n in picture.shape[:2])
    blocks = picture[:rows, :cols].reshape(rows // SHRINK, SHRINK, cols // SHRINK, SHRINK, 3)
    return np.round(blocks.mean((1, 3))).astype(np.uint8)


def write(path, picture):
    memory = gdal.GetDriverByName("MEM").Create("", picture.shape[1], picture.shape[0], 3)
    for i in range(3):
        memory.GetRasterBand(i + 1).WriteArray(picture[:, :, i])
    gdal.GetDriverByName("PNG").CreateCopy(str(path), memory, options=["ZLEVEL=9"])


class Pictures(Case):
    @classmethod
    def setUpClass(cls):
        gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
        cls.holder = Case()
        cls.holder.setUp()
        study = cls.holder.example()
        text = (study / "study.yaml").read_text(encoding="utf-8")
        assert "\nmaps:\n" in text
        text = text.replace("\nmaps:\n", "\nmaps:\n  formats: [png, pdf, svg]\n")
        (study / "study.yaml").write_text(text, encoding="utf-8")
        assert run("run", study / "study.yaml").returncode == 0
        cls.out = study / "out"
        text = text.replace("\nrelocate: hebei-2023.csv", "\nrelocate: hebei-inland.csv")
        (study / "moves.yaml").write_text(text, encoding="utf-8")
        assert run("relocate", study / "moves.yaml", "--option", "Shanxi", "-o", study / "moves").returncode == 0
        cls.moves = study / "moves"

    @classmethod
    def picture(cls, name):
        return pixels((cls.moves if name == CHANGE else cls.out) / "png" / f"co2_china-2012_{name}.png")

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def test_the_maps_look_as_they_did_when_they_were_found_good(self):
        for name in MAPS:
            with self.subTest(name):
                found = shrunk(self.picture(name)).astype(int)
                golden = pixels(GOLDEN / f"{name}.png").astype(int)
                self.assertEqual(found.shape, golden.shape)
                apart = np.abs(found - golden).max(2)
                self.assertLess(apart.mean(), 0.5)
                self.assertLess((apart > 24).mean(), 0.002)

    def test_each_class_has_as_many_pixels_as_its_cells_ask_for(self):
        for name in ("total", "foreign", "to-USA"):
            style = (self.out / "tif" / f"co2_china-2012_{name}.qml").read_text()
            items = re.findall(r'<item [^>]*>', style)
            edges = [(float(re.search(r'value="([^"]+)"', i)[1]), re.search(r'color="#(\w+)"', i)[1]) for i in items]
            value = gdal.Open(str(self.out / "tif" / f"co2_china-2012_{name}.tif")).ReadAsArray()
            value = value[np.isfinite(value) & (value > 0)]
            picture = pixels(self.out / "png" / f"co2_china-2012_{name}.png").reshape(-1, 3)
            cells, found, low = [], [], 0
            for high, colour in edges:
                if high <= 0:
                    continue  # no emission
                rgb = np.array([int(colour[i:i + 2], 16) for i in (0, 2, 4)])
                cells.append(((value >= low) & (value < high)).sum())
                found.append((picture == rgb).all(1).sum())
                low = high
            cells, found = np.array(cells) / sum(cells), np.array(found) / sum(found)
            # Borders and labels cover some of the cells, more where people live.
            self.assertLess(np.abs(cells - found).max(), 0.04, f"{name}: {cells} {found}")

    def test_a_change_is_blue_where_it_falls_and_red_where_it_rises(self):
        """In Hebei alone it falls, in Shanxi alone it rises; each class has as many pixels as its cells ask for."""
        style = (self.moves / "tif" / f"co2_china-2012_{CHANGE}.qml").read_text()
        items = [(float(re.search(r'value="([^"]+)"', i)[1]), re.search(r'color="#(\w+)"', i)[1])
                 for i in re.findall(r'<item [^>]*>', style)]
        self.assertEqual([high for high, _ in items if high == 0], [0])
        value = gdal.Open(str(self.moves / "tif" / f"co2_china-2012_{CHANGE}.tif")).ReadAsArray()
        value = value[np.isfinite(value) & (value != 0)]
        self.assertGreater((value < 0).sum(), 15)
        self.assertGreater((value > 0).sum(), 15)
        picture = self.picture(CHANGE)
        picture = picture[:, :int(0.77 * picture.shape[1])].reshape(-1, 3)  # the legend stands beside it
        cells, found, low = [], [], -np.inf
        for high, colour in items:
            rgb = np.array([int(colour[i:i + 2], 16) for i in (0, 2, 4)])
            if high == 0:
                continue  # no change
            red, _, blue = (int(part) for part in rgb)
            self.assertEqual(red > blue, high > 0, colour)
            cells.append(((value >= low) & (value < high)).sum())
            found.append((picture == rgb).all(1).sum())
            low = high
        cells, found = np.array(cells) / sum(cells), np.array(found) / sum(found)
        self.assertLess(np.abs(cells - found).max(), 0.06, f"{cells} {found}")

    def assert_looks_like_the_png(self, name, path):
        """Not the same smoothing of edges, but the same picture."""
        png = pixels(self.out / "png" / f"co2_china-2012_{name}.png")
        other = pixels(path)
        self.assertLessEqual(np.abs(np.subtract(other.shape, png.shape)).max(), 1)
        rows, cols = (min(pair) for pair in zip(png.shape[:2], other.shape[:2]))
        found, wanted = (shrunk(picture[:rows, :cols]).astype(int) for picture in (other, png))
        apart = np.abs(found - wanted).max(2)
        self.assertLess(apart.mean(), 2.5)  # nearly all of it the smoothing of small type
        self.assertLess((apart > 64).mean(), 0.004)

    def test_a_pdf_is_the_same_map_with_type_that_can_be_searched(self):
        for name in ("foreign", "dominant-foreign"):
            pdf = self.out / "pdf" / f"co2_china-2012_{name}.pdf"
            page = self.out / f"{name}-pdf"
            subprocess.run(["pdftoppm", "-r", "254", "-png", "-singlefile", pdf, page], check=True)
            self.assert_looks_like_the_png(name, f"{page}.png")
            text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
            for words in ("No emission", "Shanghai", "Boundaries: Natural Earth"):
                self.assertIn(words, text)
            self.assertIn("CO₂", text)
        info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
        self.assertRegex(info, r"Title: +Largest foreign market behind the CO₂ of each cell")
        self.assertNotIn("CreationDate", info)

    def test_an_svg_is_the_same_map_and_fetches_nothing(self):
        name = "foreign"
        svg = self.out / "svg" / f"co2_china-2012_{name}.svg"
        page = self.out / "svg.png"
        subprocess.run(["rsvg-convert", "-d", "254", "-p", "254", svg, "-o", page], check=True)
        self.assert_looks_like_the_png(name, page)
        root = ElementTree.parse(svg).getroot()
        self.assertEqual(root.find("{http://www.w3.org/2000/svg}title").text, "CO₂ emitted for foreign markets, 2012")
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        for node in root.iter():
            link = node.get("{http://www.w3.org/1999/xlink}href", "#")
            self.assertTrue(link.startswith("data:image/png") or link == "#" or link[1:] in ids, link)

    def test_a_png_says_what_it_shows(self):
        words = gdal.Open(str(self.out / "png" / "co2_china-2012_foreign.png")).GetMetadata()
        self.assertEqual(words["Title"], "CO₂ emitted for foreign markets, 2012")
        self.assertIn("of the land. Largest markets", words["Description"])
        self.assertIn("Natural Earth", words["Source"])

    def test_circles_lakes_and_colours_that_run_on(self):
        study = self.example()
        lake = {"type": "Polygon", "coordinates": [[[95, 33], [99, 33], [99, 36], [95, 36], [95, 33]]]}
        (study / "lakes.geojson").write_text(json.dumps(
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": lake}]}))
        text = (study / "study.yaml").read_text(encoding="utf-8")
        text = text.replace("classes: {method: log, count: 7, shared: true}", "classes: {method: continuous}")
        text = text.replace("\nmaps:\n", "\nmaps:\n  lakes: lakes.geojson\n  plants: {top: 30, sectors: [power]}\n")
        (study / "study.yaml").write_text(text, encoding="utf-8")
        self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        names = {p.stem for p in (study / "out" / "png").iterdir()}
        for name in ("total", "foreign", "to-USA"):
            self.assertIn(f"co2_china-2012_{name}_plants", names)
        self.assertNotIn("co2_china-2012_dominant_plants", names)
        lakes = (pixels(study / "out" / "png" / "co2_china-2012_foreign.png") == (0xd3, 0xe4, 0xf0)).all(2).sum()
        self.assertGreater(lakes, 3000)  # of 4 x 3 degrees
        words = gdal.Open(str(study / "out" / "png" / "co2_china-2012_total_plants.png")).GetMetadata()
        self.assertIn("The largest 30 point sources: ", words["Description"])
        style = (study / "out" / "tif" / "co2_china-2012_foreign.qml").read_text()
        self.assertIn('colorRampType="INTERPOLATED"', style)
        values = [float(v) for v in re.findall(r'<item value="([^"]+)"', style)]
        self.assertEqual(values, sorted(values))
        (study / "study.yaml").write_text(text.replace("[power]", "[powr]"), encoding="utf-8")
        done = run("check", study / "study.yaml")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("`powr`, which `maps.plants` names; did you mean `power`?", done.stderr)

    def test_the_locator_of_a_map_that_comes_closer_marks_what_it_shows(self):
        """Moves within Hebei and Shanxi take a corner of the map of China; the mark on the locator is smaller too."""
        study = self.example()
        self.edit(study / "study.yaml", "\nmaps:\n", "\nmaps:\n  locator: true\n")
        self.edit(study / "study.yaml", "hebei-2023.csv", "hebei-inland.csv")
        self.assertEqual(run("relocate", study / "study.yaml", "--option", "Shanxi", "-o", study / "out").returncode, 0)
        across = {}
        for name in ("total", CHANGE):
            picture = pixels(study / "out" / "png" / f"co2_china-2012_{name}.png")
            columns = np.nonzero((picture == (0xd0, 0x1c, 0x1f)).all(2))[1]
            across[name] = columns.max() - columns.min()
        self.assertLess(across[CHANGE], 0.5 * across["total"], across)

    def test_no_formats_make_no_maps(self):
        study = self.example()
        text = (study / "study.yaml").read_text(encoding="utf-8")
        (study / "study.yaml").write_text(text.replace("\nmaps:\n", "\nmaps:\n  formats: []\n"), encoding="utf-8")
        self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        self.assertEqual([p.name for p in (study / "out").iterdir() if p.is_dir()].count("png"), 0)
        self.assertTrue((study / "out" / "tif" / "co2_china-2012_foreign.tif").exists())
        (study / "study.yaml").write_text(text.replace("\nmaps:\n", "\nmaps:\n  formats: [pgn]\n"), encoding="utf-8")
        done = run("check", study / "study.yaml")
        self.assertEqual(done.returncode, 4)
        self.assertIn("did you mean `png`?", done.stderr)


if __name__ == "__main__":
    if "--renew" in sys.argv:
        Pictures.setUpClass()
        GOLDEN.mkdir(exist_ok=True)
        for name in MAPS:
            write(GOLDEN / f"{name}.png", shrunk(Pictures.picture(name)))
        Pictures.tearDownClass()
    else:
        unittest.main()
