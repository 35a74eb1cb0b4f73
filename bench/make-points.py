#!/usr/bin/env python3
"""Writes a points file: make-points.py N AREA FILE.  The same N and AREA, the same bytes.

AREA is world or china (longitudes 75 to 134, latitudes 18 to 53).  Columns id, lon, lat, kind, value."""
import random
import sys

n, area, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
west, south, wide, high = {"world": (-180, -90, 360, 180), "china": (75, 18, 59, 35)}[area]
draw = random.Random(n)
with open(path, "w") as out:
    out.write("id,lon,lat,kind,value\n")
    for first in range(0, n, 100000):
        rows = []
        for i in range(first, min(first + 100000, n)):
            a, b, c = draw.random(), draw.random(), draw.random()
            rows.append(f"{i + 1},{west + wide * a:.5f},{south + high * b:.5f},K{int(30 * c):02},{1000 * c * c * c:.4f}\n")
        out.write("".join(rows))
