"""Plants of a benchmark, places and rasters of local statistics in a real QGIS: they open with their styles.

Needs PyQGIS (Debian: python3-qgis, qgis-providers); without it the test is skipped.
"""
import os, pathlib, sys, unittest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (NULL, QgsApplication, QgsLayerTreeGroup, QgsMapRendererParallelJob, QgsMapSettings, QgsProject,
                           QgsRasterLayer, QgsRectangle, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
except ImportError as missing:
    print(f"{missing}: install python3-qgis and qgis-providers to test in QGIS", file=sys.stderr)
    sys.exit(77)

from common import Case, run

KEYS = """
hotspots: {layers: [total], local: {band_km: 30, permutations: 0}}
benchmark: {plants: benchmark-plants.csv, measures: benchmark-measures.csv}
places:
  - {name: provinces, of: regions}
  - {name: towns, file: cities.csv, id: city, radius_km: 30}
"""
SIZE, DPI = 400, 96  # pixels, for 40 km
KINDS = {"S07": 0, "S09": 1, "C02": 2, "C05": 3, "S02": 4, "G05": 5}  # classes of scores, a closed gate, no score


class LeversInQgis(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        study = cls.holder.example()
        (study / "study.yaml").write_text((study / "study.yaml").read_text() + KEYS)
        done = run("run", study / "study.yaml")
        assert done.returncode == 0, done.stderr
        cls.out = study / "out"
        cls.project = QgsProject()
        assert cls.project.read(str(cls.out / "project.qgz")), cls.project.error()

    @classmethod
    def tearDownClass(cls):
        cls.project.clear()
        cls.holder.doCleanups()

    def groups(self):
        return {group.name(): [(leaf.layerId(), leaf.isVisible()) for leaf in group.findLayers()]
                for group in self.project.layerTreeRoot().children() if isinstance(group, QgsLayerTreeGroup)}

    def around(self, layer, x, y):
        """The layer 20 km about a place, as QGIS draws it."""
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(QgsRectangle(x - 20000, y - 20000, x + 20000, y + 20000))
        settings.setOutputSize(QSize(SIZE, SIZE))
        settings.setOutputDpi(DPI)
        settings.setBackgroundColor(QColor("white"))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage()

    def test_plants_have_the_colours_of_their_scores_and_sizes_of_their_output(self):
        self.assertEqual(self.groups()["Benchmark"], [("benchmark_plants", False)])
        layer = self.project.mapLayer("benchmark_plants")
        alone = QgsVectorLayer(f"{self.out / 'benchmark.gpkg'}|layername=plants", "plants", "ogr")
        largest = max(f["output_t"] for f in layer.getFeatures())
        for one in layer, alone:  # the file has its style too
            self.assertTrue(one.isValid())
            self.assertEqual(one.featureCount(), 21)
            self.assertEqual(one.crs().toProj(), self.project.crs().toProj())
            rules = one.renderer().rootRule().children()
            for plant in KINDS:
                feature, = (f for f in one.getFeatures() if f["plant"] == plant)
                kind = (4 if feature["gate"] == "no" else 5 if feature["score"] == NULL
                        else min(3, int((1 - feature["score"]) * 4)))
                self.assertEqual(kind, KINDS[plant])
                symbol = rules[kind].symbol().symbolLayer(0)
                place = feature.geometry().asPoint()
                image = self.around(one, place.x(), place.y())
                middle = image.pixelColor(SIZE // 2, SIZE // 2)
                self.assertEqual(middle.name(), "#ffffff" if kind == 5 else symbol.fillColor().name(), plant)
                across = sum(image.pixelColor(i, SIZE // 2) != QColor("white") for i in range(SIZE)) / DPI * 25.4
                if kind < 4:
                    expected = max(1.7, 6.5 * (feature["output_t"] / largest) ** 0.5) + 0.2
                    self.assertAlmostEqual(across, expected, delta=0.6, msg=plant)

    def test_places_are_filled_by_classes_and_circles_grow_with_mass(self):
        self.assertEqual(self.groups()["Places"], [("places_provinces", False), ("places_towns", False)])
        layer = self.project.mapLayer("places_provinces")
        alone = QgsVectorLayer(f"{self.out / 'places.gpkg'}|layername=provinces", "provinces", "ogr")
        for one in layer, alone:
            self.assertTrue(one.isValid())
            ranges = one.renderer().ranges()
            for feature in one.getFeatures():
                value = feature["foreign_t_per_km2"]
                held = next(r for r in ranges if r.lowerValue() <= value <= r.upperValue())
                self.assertEqual(held.lowerValue() == held.upperValue(), value == 0)
                spot = feature.geometry().pointOnSurface().asPoint()
                if feature["land_km2"] > 100000:  # the picture lies within it
                    colour = self.around(one, spot.x(), spot.y()).pixelColor(SIZE // 2, SIZE // 2)
                    self.assertEqual(colour.name(), held.symbol().symbolLayer(0).fillColor().name(), feature["place"])
        towns = self.project.mapLayer("places_towns")
        largest, = (f for f in towns.getFeatures() if f["rank_foreign"] == 1)
        place = largest.geometry().asPoint()
        image = self.around(towns, place.x(), place.y())
        across = sum(image.pixelColor(i, SIZE // 2) != QColor("white") for i in range(SIZE)) / DPI * 25.4
        self.assertAlmostEqual(across, 9, delta=0.6)

    def test_class_rasters_of_statistics_have_their_styles(self):
        stems = [f"co2_china-2012_total_{end}" for end in ("gistar", "moran")]
        self.assertEqual(self.groups()["Statistics"], [(stem, False) for stem in stems])
        for stem, n in zip(stems, (7, 5)):
            layer = self.project.mapLayer(stem)
            self.assertTrue(layer.isValid())
            self.assertEqual(pathlib.Path(layer.source()), self.out / "hotspots" / f"{stem}.tif")
            twin = QgsRasterLayer(layer.source(), stem)  # takes the style beside it
            told = [[(c.value, c.label, c.color.name()) for c in one.renderer().classes()] for one in (layer, twin)]
            self.assertEqual(*told)
            self.assertEqual(len(told[0]), n)


if __name__ == "__main__":
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    result = unittest.main(exit=False).result
    sys.stdout.flush()
    sys.stderr.flush()
    # QGIS 3.22 frees its registries twice when Python ends in order.
    os._exit(0 if result.wasSuccessful() else 1)
