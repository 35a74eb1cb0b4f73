#!/usr/bin/env python3
"""What users write: peer-points.py FILE OUT.raw ll|aea, pandas.read_csv and numpy.bincount (and pyproj)."""
import sys

import numpy
import pandas

path, out, mode = sys.argv[1:]
points = pandas.read_csv(path, usecols=["lon", "lat", "value"])
x, y = points.lon.to_numpy(), points.lat.to_numpy()
west, north, step, ncol, nrow = -180, 90, 0.1, 3600, 1800
if mode == "aea":
    import pyproj

    aea = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"
    x, y = pyproj.Transformer.from_crs("EPSG:4326", aea, always_xy=True).transform(x, y)
    west, north, step, ncol, nrow = -3100000, 2600000, 10000, 620, 520
col, row = numpy.floor((x - west) / step).astype(int), numpy.floor((north - y) / step).astype(int)
inside = (col >= 0) & (col < ncol) & (row >= 0) & (row < nrow)
sums = numpy.bincount((row * ncol + col)[inside], points.value.to_numpy()[inside], ncol * nrow)
sums.astype(numpy.float32).tofile(out)
