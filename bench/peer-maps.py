"""What others do with one layer, K times, each time with other values: peer-maps.py matplotlib|qgis|deflate|zstd LAYER.tif K FOLDER [BORDERS]

matplotlib: 3000 x 1650 pixels, cells with a colour bar and a title, no borders.  qgis: a print layout of 3040 pixels
with borders, legend and scale bar.  deflate, zstd: COGs by rasterio, with the predictor for floats."""
import os, sys

what, source, K, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]


def by_matplotlib():
    import matplotlib, rasterio
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import LogNorm
    with rasterio.open(source) as raster:
        value, b = raster.read(1, masked=True), raster.bounds
    for k in range(K):
        figure = plt.figure(figsize=(10, 5.5), dpi=300)
        axes = figure.add_subplot()
        image = axes.imshow(value * (1 + 0.01 * k), extent=(b.left, b.right, b.bottom, b.top), norm=LogNorm(1e-2, 1e4),
                            cmap="inferno_r", interpolation="nearest")
        figure.colorbar(image, ax=axes, label="t / km2", shrink=0.7)
        axes.set_title(f"Emissions for destination {k + 1}")
        figure.savefig(f"{folder}/matplotlib{k}.png")
        plt.close(figure)


def by_qgis():
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from qgis import core
    from qgis.PyQt.QtCore import QRectF
    from qgis.PyQt.QtGui import QColor
    core.QgsApplication.setPrefixPath("/usr", True)
    application = core.QgsApplication([], False)
    application.initQgis()
    project = core.QgsProject.instance()
    raster = core.QgsRasterLayer(source, "emissions")
    borders = core.QgsVectorLayer(sys.argv[5], "borders", "ogr")
    project.addMapLayers([raster, borders])
    project.setCrs(raster.crs())
    ramp = core.QgsColorRampShader(0.01, 10000)
    ramp.setColorRampType(core.QgsColorRampShader.Discrete)
    ramp.setColorRampItemList([core.QgsColorRampShader.ColorRampItem(
        10 ** (-2 + 6 * i / 14), QColor.fromHsv(60 - 4 * i, 60 + 13 * i, 250 - 12 * i), f"{10 ** (-2 + 6 * i / 14):.2g}")
        for i in range(15)])
    shader = core.QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    raster.setRenderer(core.QgsSingleBandPseudoColorRenderer(raster.dataProvider(), 1, shader))
    borders.renderer().setSymbol(core.QgsFillSymbol.createSimple({"style": "no", "outline_width": "0.1"}))
    layout = core.QgsPrintLayout(project)
    layout.initializeDefaults()
    frame = core.QgsLayoutItemMap(layout)
    frame.attemptSetSceneRect(QRectF(5, 5, 230, 130))
    frame.setExtent(raster.extent())
    legend, bar = core.QgsLayoutItemLegend(layout), core.QgsLayoutItemScaleBar(layout)
    legend.attemptMove(core.QgsLayoutPoint(240, 10))
    for item in (frame, legend, bar):
        layout.addLayoutItem(item)
    bar.setLinkedMap(frame)
    bar.applyDefaultSize()
    bar.attemptMove(core.QgsLayoutPoint(10, 180))
    settings = core.QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 260
    for k in range(K):
        assert core.QgsLayoutExporter(layout).exportToImage(f"{folder}/qgis{k}.png", settings) == 0
    os._exit(0)  # its own clean-up crashes at times


def by_rasterio():
    import numpy as np
    import rasterio
    with rasterio.open(source) as raster:
        value, profile = raster.read(1), raster.profile
    for key in ("tiled", "blockxsize", "blockysize", "interleave"):
        profile.pop(key, None)
    profile.update(driver="COG", compress=what, predictor=3)
    for k in range(K):
        with rasterio.open(f"{folder}/peer{k}.tif", "w", **profile) as out:
            out.write(value * np.float32(1 + 0.01 * k), 1)


{"matplotlib": by_matplotlib, "qgis": by_qgis}.get(what, by_rasterio)()
