"""The layers of the example in a real QGIS: they open finished, and look as our own maps do.

Needs PyQGIS (Debian: python3-qgis, qgis-providers); without it the test is skipped.
"""
import csv, json, os, pathlib, re, sys, unittest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsPointXY,
                           QgsCoordinateReferenceSystem, QgsCoordinateTransform,
                           QgsCoordinateTransformContext, QgsLayerTreeGroup, QgsLayoutExporter,
                           QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemMap, QgsLayoutItemScaleBar, QgsProject,
                           QgsRasterLayer, QgsUnitTypes, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
except ImportError as missing:
    print(f"{missing}: install python3-qgis and qgis-providers to test in QGIS", file=sys.stderr)
    sys.exit(77)

import numpy as np
from osgeo import gdal

from common import Case, run

ABOVE = ["hotspots_co2_china-2012_total", "hotspots_co2_china-2012_foreign", "regions_accounts"]
NOWHERE = "#00ff00"  # shows through where a layer is transparent
UNITS = {"t km-2 yr-1": "t km⁻² yr⁻¹", "%": "%"}


def picture(layer, *above):
    """The layer as QGIS draws it, a pixel per cell: rows x columns of 0xrrggbb."""
    settings = QgsMapSettings()
    settings.setLayers([*above, layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(layer.width(), layer.height()))
    settings.setBackgroundColor(QColor(NOWHERE))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    assert image.bytesPerLine() == 4 * image.width()
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixel = np.frombuffer(bits, np.uint32).reshape(image.height(), image.width())
    return pixel & 0xffffff


def number(colour):
    return int(colour.lstrip("#"), 16)


class InQgis(Case):
    @classmethod
    def setUpClass(cls):
        gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
        cls.holder = Case()
        cls.holder.setUp()
        study = cls.holder.example()
        done = run("run", study / "study.yaml")
        assert done.returncode == 0, done.stderr
        cls.out = study / "out"
        run_json = json.loads((cls.out / "run.json").read_text())
        cls.stated = {pathlib.Path(layer["file"]).stem: layer for layer in run_json["layers"]}
        cls.layers = {path.stem: QgsRasterLayer(str(path), path.stem)
                      for path in sorted((cls.out / "tif").glob("*.tif"))}

    @classmethod
    def tearDownClass(cls):
        cls.layers = {}
        cls.holder.doCleanups()

    def each(self, check):
        self.assertEqual(set(self.layers), set(self.stated))
        for stem, layer in self.layers.items():
            with self.subTest(stem):
                check(stem, layer, self.stated[stem])

    def cells(self, stem):
        return gdal.Open(str(self.out / "tif" / f"{stem}.tif")).ReadAsArray()

    def project(self):
        project = QgsProject()
        self.assertTrue(project.read(str(self.out / "project.qgz")), project.error())
        return project

    def test_the_project_opens_with_all_layers_in_groups(self):
        project = self.project()
        self.assertEqual(project.title(), "china-2012")
        self.assertTrue(project.crs().isValid())
        layers = project.mapLayers()
        self.assertEqual(set(layers), set(self.stated) | set(ABOVE))
        for name in ABOVE:
            self.assertTrue(layers[name].isValid(), name)
            self.assertEqual(layers.pop(name).crs().toProj(), project.crs().toProj())
        for stem, layer in layers.items():
            self.assertTrue(layer.isValid(), stem)
            self.assertEqual(layer.crs().description(), self.layers[stem].crs().description())
            self.assertEqual(project.crs().toProj(), self.layers[stem].crs().toProj())
            self.assertEqual(pathlib.Path(layer.source()), self.out / "tif" / f"{stem}.tif")
            np.testing.assert_array_equal(picture(layer), picture(self.layers[stem]), stem)
        groups = {group.name(): [leaf.layerId() for leaf in group.findLayers()]
                  for group in project.layerTreeRoot().children() if isinstance(group, QgsLayerTreeGroup)}
        prefix = "co2_china-2012_"
        self.assertEqual(list(groups)[:2], ["Hotspots", "Regions"]) # above the cells
        self.assertEqual(groups.pop("Hotspots") + groups.pop("Regions"), ABOVE)
        self.assertEqual({name: [stem[len(prefix):] for stem in stems] for name, stems in groups.items()}, {
            "All emissions": ["total"], "For foreign markets": ["foreign", "foreign_share", "foreign_power"],
            "Largest markets": ["dominant", "dominant-foreign"], "By destination": ["to-USA", "to-EU27", "to-JPN"]})
        shown = [leaf.layerId() for leaf in project.layerTreeRoot().findLayers() if leaf.isVisible()]
        self.assertEqual(shown, [ABOVE[0], ABOVE[2], prefix + "total"])

    def test_the_project_has_a_page_to_print_for_each_layer(self):
        project = self.project()
        pages = {page.name(): page for page in project.layoutManager().printLayouts()}
        self.assertEqual(set(pages), set(self.stated))
        for stem, page in pages.items():
            layer = project.mapLayer(stem)
            items = page.items()
            maps = [item for item in items if isinstance(item, QgsLayoutItemMap)]
            above = [name for name in ABOVE if name in ("regions_accounts", f"hotspots_{stem}")]
            self.assertEqual([[shown.id() for shown in item.layers()] for item in maps], [[*above, stem]])
            self.assertTrue(maps[0].extent().contains(layer.extent()))
            self.assertIn(layer.name(), [item.text() for item in items if isinstance(item, QgsLayoutItemLabel)])
        page = pages["co2_china-2012_foreign"]
        bar, = (item for item in page.items() if isinstance(item, QgsLayoutItemScaleBar))
        self.assertEqual((bar.units(), bar.unitsPerSegment()), (QgsUnitTypes.DistanceKilometers, 1000))
        frame, = (item for item in page.items() if isinstance(item, QgsLayoutItemMap))
        km_per_mm = frame.extent().width() / 1000 / frame.rect().width()
        self.assertGreater(bar.sceneBoundingRect().width(), 1000 / km_per_mm)
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi, settings.exportMetadata = 100, False
        self.assertEqual(QgsLayoutExporter(page).exportToImage(str(self.out / "page.png"), settings),
                         QgsLayoutExporter.Success)
        printed = gdal.Open(str(self.out / "page.png")).ReadAsArray()[:3]
        self.assertLessEqual(np.abs(np.subtract(printed.shape[1:], (827, 1169))).max(), 1)  # A4
        ramp = [(0xff, 0xff, 0xcc), (0x80, 0x00, 0x26)]  # in the legend at least
        for colour in ramp:
            self.assertGreater((printed == np.array(colour)[:, None, None]).all(0).sum(), 100, colour)

    def test_the_page_names_the_hotspots_by_their_numbers(self):
        project = self.project()
        page, = (page for page in project.layoutManager().printLayouts() if page.name() == "co2_china-2012_total")
        rows = [row for row in self.rows("hotspots") if row["layer"] == "co2_china-2012_total"][:20]
        key, = (item.text() for item in page.items()
                if isinstance(item, QgsLayoutItemLabel) and item.text().startswith("Largest hotspots, Mt CO₂"))
        self.assertEqual(key.rstrip("\n").split("\n")[1:],
                         [f"{row['number']}\u2002{row['name']}\u2002{float(row['t']) / 1e6:.1f}" for row in rows])

    def rows(self, table):
        with open(self.out / "tables" / f"{table}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def vector(self, file, table):
        layer = QgsVectorLayer(f"{self.out / file}|layername={table}", table, "ogr")
        self.assertTrue(layer.isValid())
        return layer

    def test_hotspots_are_polygons_with_the_facts_of_their_table(self):
        rows = self.rows("hotspots")
        for stem in ("co2_china-2012_total", "co2_china-2012_foreign"):
            layer = self.vector("hotspots.gpkg", stem)
            own = [row for row in rows if row["layer"] == stem]
            self.assertEqual(layer.featureCount(), len(own))
            self.assertGreater(len(own), 20)
            for feature, row in zip(layer.getFeatures(), own):
                self.assertEqual((str(feature["number"]), feature["name"]), (row["number"], row["name"]))
                self.assertAlmostEqual(feature["t"], float(row["t"]), 3)
                self.assertTrue(feature.geometry().isGeosValid())
                # The grid is one of equal areas: the outlines hold just the cells, of 100 km2 each.
                self.assertAlmostEqual(feature.geometry().area() / 1e6, 100 * feature["cells"], 6)

    def test_regions_have_the_accounts_of_their_table(self):
        rows = {row["region"]: row for row in self.rows("regions")}
        land = known = 0
        for feature in self.vector("regions.gpkg", "regions").getFeatures():
            self.assertTrue(feature.geometry().isGeosValid())
            self.assertLess(abs(feature.geometry().area() / 1e6 / feature["land_km2"] - 1), 1e-9)
            land += feature["percent_of_land"]
            row = rows.pop(feature["region"], None)
            if not row:
                self.assertIsNone(feature["gridded_t"] or None)
                continue
            known += 1
            for name in ("inventory_t", "gridded_t", "foreign_t", "foreign_percent", "to_USA_t"):
                self.assertAlmostEqual(feature[name], float(row[name]), 3, name)
            self.assertAlmostEqual(feature["gridded_t_per_km2"], float(row["gridded_t"]) / feature["land_km2"], 6)
        self.assertEqual((known, rows), (30, {}))
        self.assertAlmostEqual(land, 100, 9)

    def test_vectors_bring_their_styles_along(self):
        for file, table in (("hotspots.gpkg", "co2_china-2012_foreign"), ("regions.gpkg", "regions")):
            layer, project = self.vector(file, table), self.project()
            twin = project.mapLayers()["regions_accounts" if table == "regions" else f"hotspots_{table}"]
            self.assertEqual(layer.renderer().dump(), twin.renderer().dump())
            self.assertEqual(layer.renderer().type(), "RuleRenderer")
            self.assertEqual(bool(layer.labeling()), table != "regions")

    def test_the_project_renders_to_the_picture_we_expect(self):
        """Cells in the colours of their classes; above them nothing but outlines and numbers."""
        project = self.project()
        shown = [leaf.layer() for leaf in project.layerTreeRoot().findLayers() if leaf.isVisible()]
        cells, whole = picture(shown[-1]), picture(shown[-1], *shown[:-1])
        apart = cells != whole
        self.assertTrue(0.01 < apart.mean() < 0.15, apart.mean())
        # Known cells: far from any outline the cell of the file decides.
        value = self.cells("co2_china-2012_total")
        items = shown[-1].renderer().legendSymbologyItems()
        ramp = np.array([number(c.name()) for label, c in items if label != "No emission"], np.uint32)
        which = np.digitize(value, self.stated["co2_china-2012_total"]["classes"][1:-1])
        plain = ~np.isnan(value) & (value > 0) & ~apart
        self.assertGreater(plain.sum(), 60000)
        self.assertEqual((whole[plain] != ramp[which[plain]]).sum(), 0)
        # Tibet has no inventory: it is grey, as on our own maps.
        west = whole[250:330, 20:150]
        self.assertGreater((west == number("#c6c8c9")).mean(), 0.25)

    def test_wide_land_has_the_whole_page_and_its_legend_below(self):
        """A strip of 60 x 10 degrees: the map is as wide as the page, and no higher than leaves room for the legend."""
        study = self.example("wide")
        (study / "strip.yaml").write_text("name: strip\ncrs: EPSG:4326\nwest: 74\nsouth: 34\neast: 134\nnorth: 44\n"
                                          "columns: 240\nrows: 40\n")
        self.edit(study / "study.yaml", "grid: china-10km", "grid: strip.yaml")
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        project = QgsProject()
        self.assertTrue(project.read(str(study / "out" / "project.qgz")), project.error())
        page = next(page for page in project.layoutManager().printLayouts() if page.name() == "co2_china-2012_foreign")
        frame, = (item for item in page.items() if isinstance(item, QgsLayoutItemMap))
        legend, = (item for item in page.items() if isinstance(item, QgsLayoutItemLegend))
        legend.adjustBoxSize()
        map_box, legend_box = frame.sceneBoundingRect(), legend.sceneBoundingRect()
        self.assertGreater(map_box.width(), 270)
        self.assertLess(map_box.height(), 125)
        self.assertGreater(legend_box.top(), map_box.bottom())
        self.assertLess(legend_box.bottom(), 195)  # where the sources begin
        shown = frame.extent()
        self.assertTrue(shown.xMinimum() <= 76 and shown.xMaximum() >= 133, shown)
        self.assertAlmostEqual(shown.width() / shown.height(), frame.rect().width() / frame.rect().height(), 3)

    def test_every_layer_opens_where_it_lies(self):
        # Shanghai by `gdaltransform -s_srs OGC:CRS84 -t_srs "+proj=aea ..."`.
        shanghai = (1540128.4, 3437840.3)
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")

        def check(_, layer, __):
            self.assertTrue(layer.isValid())
            self.assertTrue(layer.crs().isValid())
            point = QgsCoordinateTransform(degrees, layer.crs(), QgsCoordinateTransformContext()
                                           ).transform(QgsPointXY(121.47, 31.23))
            self.assertAlmostEqual(point.x(), shanghai[0], 0)
            self.assertAlmostEqual(point.y(), shanghai[1], 0)
            extent = layer.extent()
            self.assertEqual([extent.xMinimum(), extent.xMaximum()], [-2650000, 2250000])
            self.assertEqual([extent.yMinimum(), extent.yMaximum()], [1850000, 5950000])

        self.each(check)

    def test_bands_say_what_they_show_and_in_which_unit(self):
        def check(stem, layer, stated):
            what = re.sub("_(share|power)$", "", stem.split("_", 2)[2]).removeprefix("to-")
            self.assertEqual(layer.bandName(1), f"Band 1: {what}")
            self.assertTrue(layer.dataProvider().sourceHasNoDataValue(1))
            metadata = layer.htmlMetadata()
            self.assertIn(stated["title"], metadata)
            if stated["unit"]:
                self.assertIn(f"units={stated['unit']}", metadata)

        self.each(check)

    def test_the_style_beside_a_layer_comes_with_it(self):
        def check(stem, layer, stated):
            style = (self.out / "tif" / f"{stem}.qml").read_text()
            items = re.findall(r'<(?:item|paletteEntry) .*color="(#\w+)".* label="([^"]*)"', style)
            shown = [(colour.name(), label)
                     for label, colour in layer.renderer().legendSymbologyItems()]
            self.assertEqual(shown, items)
            if "classes" not in stated:
                self.assertEqual(layer.renderer().type(), "paletted")
                return
            self.assertEqual(layer.renderer().type(), "singlebandpseudocolor")
            classes = [label for _, label in shown if label != "No emission"]
            self.assertEqual(len(classes), len(stated["classes"]) - 1)
            self.assertTrue(all(label.endswith(UNITS[stated["unit"]]) for label in classes))
            self.assertEqual(shown[0][1] == "No emission", stated["unit"] != "%")

        self.each(check)

    def test_each_cell_has_the_colour_of_its_class(self):
        def check(stem, layer, stated):
            value = self.cells(stem)
            items = layer.renderer().legendSymbologyItems()
            colour = {label: number(c.name()) for label, c in items}
            if "classes" in stated:
                ramp = [colour[label] for label, _ in items if label != "No emission"]
                # An edge opens its class, as on our maps.
                which = np.digitize(value, stated["classes"][1:-1])
                wanted = np.array(ramp, np.uint32)[which]
                if "No emission" in colour:
                    wanted[value <= 0] = colour["No emission"]
                wanted[np.isnan(value)] = number(NOWHERE)
            else:
                palette = np.full(256, number(NOWHERE), np.uint32)
                for entry in layer.renderer().classes():
                    palette[int(entry.value)] = number(entry.color.name())
                wanted = palette[value]
            self.assertGreater(len(np.unique(wanted)), 2)
            self.assertEqual((picture(layer) != wanted).sum(), 0)

        self.each(check)

    def test_a_value_on_an_edge_belongs_to_the_class_above(self):
        stem = "co2_china-2012_total"
        edges = self.stated[stem]["classes"]
        shader = self.layers[stem].renderer().shader().rasterShaderFunction()
        items = shader.colorRampItemList()
        for i, edge in enumerate(edges[1:-1]):
            below = float(np.nextafter(np.float32(edge), np.float32(-np.inf)))
            for value, item in ((below, items[i + 1]), (edge, items[i + 2])):
                known, *rgb, _ = shader.shade(value)
                self.assertTrue(known)
                self.assertEqual(QColor(*rgb).name(), item.color.name(), value)

    def test_the_map_and_qgis_show_the_same_colours(self):
        def check(stem, layer, _):
            png = gdal.Open(str(self.out / "png" / f"{stem}.png"))
            table = png.GetRasterBand(1).GetColorTable()
            value = png.ReadAsArray().astype(np.uint32)
            if table:
                rgb = np.array([table.GetColorEntry(i)[:3] for i in range(table.GetCount())])
                value = (rgb @ [1 << 16, 1 << 8, 1])[value]
            else:
                value = (value[0] << 16) + (value[1] << 8) + value[2]
            colours = [number(c.name()) for _, c in layer.renderer().legendSymbologyItems()]
            ours = np.array([(value == colour).sum() for colour in colours])
            qgis = np.array([(picture(layer) == colour).sum() for colour in colours])
            # Borders and labels cover some of the cells, more where people live.
            apart = np.abs(ours / ours.sum() - qgis / qgis.sum())
            self.assertLess(apart.max(), 0.04, f"{ours} {qgis}")

        self.each(check)

    def test_opening_leaves_the_results_as_they_were(self):
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    result = unittest.main(exit=False).result
    sys.stdout.flush()
    sys.stderr.flush()
    # QGIS 3.22 frees its registries twice when Python ends in order.
    os._exit(0 if result.wasSuccessful() else 1)
