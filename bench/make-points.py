#!/usr/bin/env python3
"""Writes a points file of N rows: make-points.py N > points.csv.  The same N, the same bytes."""
import sys

n = int(sys.argv[1])
state = 1
regions = [f"R{i:03}" for i in range(200)]
sectors = [f"sector-{i}" for i in range(30)]
out = ["id,name,region,sector,lon,lat,weight"]
for i in range(n):
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    a, b, c = state >> 40, state >> 33 & 0xFFFFFF, state >> 20 & 0xFFFFF
    name = f'"Plant, {i % 977}"' if i % 50 == 0 else f"Plant {i % 977}"
    out.append(f"P{i:09},{name},{regions[a % 200]},{sectors[b % 30]},"
               f"{a / 2**24 * 360 - 180:.6f},{b / 2**24 * 180 - 90:.6f},{c / 1000:.3f}")
    if len(out) == 100000:
        print("\n".join(out))
        out = []
if out:
    print("\n".join(out))
