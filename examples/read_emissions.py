"""Reads emissions.hotgrid, the file `hotgrid grid` writes, with NumPy: masses are 2^-20 kg.

    about, array = read("out/emissions.hotgrid")
    kg = cells(about, array)                       # [sector, row, column]
"""
import json, struct, zlib
import numpy as np


def read(path):
    file = open(path, "rb").read()
    magic, version, n, length = struct.unpack_from("<8sIIQ", file)
    assert magic == b"\x89HGE\r\n\x1a\n" and version == 1 and length == len(file)
    array = {}
    for i in range(n):
        name, kind, count, at, _ = struct.unpack_from("<20s4sQQQ", file, 24 + 48 * i)
        name, dtype = name.rstrip(b"\0").decode(), np.dtype("<" + kind.rstrip(b"\0").decode())
        chunks = [np.empty(0, dtype)]
        for first in range(0, count, 65536):
            size, planes = min(65536, count - first), b""
            for _ in range(dtype.itemsize):
                (packed,) = struct.unpack_from("<I", file, at)
                plane = file[at + 4:at + 4 + packed]
                planes += plane if packed == size else zlib.decompress(plane)
                at += 4 + packed
            chunks.append(np.frombuffer(planes, "u1").reshape(-1, size).T.copy().view(dtype).ravel())
        array[name] = np.concatenate(chunks)
    return json.loads(array.pop("about").tobytes()), array


def cells(about, array):
    """kg in every cell, by sector; panels in double precision."""
    n_sector, grid = len(about["sectors"]), about["grid"]
    kg = np.zeros((n_sector, grid["columns"] * grid["rows"]))
    point_cell = np.cumsum(array["point_cell"], dtype="u8")
    np.add.at(kg, (array["point_industry"] % n_sector, point_cell), array["point_mass"] / 2.0**20)
    cell_at = weight_at = 0
    for p, (n, columns) in enumerate(zip(array["panel_cells"].astype(int), array["panel_columns"].astype(int))):
        cell = np.cumsum(array["cell"][cell_at:cell_at + n], dtype="u8")
        weight = array["weight"][weight_at:weight_at + n * columns].reshape(columns, n)
        cell_at, weight_at = cell_at + n, weight_at + n * columns
        for s in range(n_sector):
            column, mass = (array[name][p * n_sector + s] for name in ("panel_column_of", "panel_mass"))
            if mass:
                kg[s, cell] += mass / 2.0**20 * weight[column]
    return kg.reshape(n_sector, grid["rows"], grid["columns"])
