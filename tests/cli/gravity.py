"""A table of the provinces of the example, made from proxies, and what nesting it should lead to, by numpy.

The national flows are shared out by a gravity model: outputs of provinces by what their sectors emit, demand by
what their households emit, both less with distance.  It is a fixture: nobody measured such a table.
"""
import csv

import numpy as np

WORLD = "CHN USA JPN KOR IND RUS AUS CAN BRA MEX IDN TWN TUR EU27 ROW".split()
CATEGORIES = ["household", "government", "investment"]
COAST = {"CN-LN", "CN-HE", "CN-TJ", "CN-BJ", "CN-SD", "CN-JS", "CN-SH", "CN-ZJ", "CN-FJ", "CN-GD", "CN-HI"}


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def world_table(study):
    """Sectors, Z [region, sector, region, sector] and Y [region, sector, region, category]."""
    def cells(name):
        with open(study / "trade" / name, newline="") as f:
            lines = list(csv.reader(f))[3:]
        return [line[1] for line in lines], np.array([line[2:] for line in lines], float)
    labels, z = cells("Z.csv")
    _, y = cells("Y.csv")
    n, k = len(WORLD), len(labels) // len(WORLD)
    return labels[:k], z.reshape(n, k, n, k), y.reshape(n, k, n, len(CATEGORIES))


def inventory(study):
    """Codes of provinces, tonnes [province, sector of the table], of households [province]."""
    rows = read(study / "inventory.csv")
    codes = list(dict.fromkeys(r["region"] for r in rows))
    sectors = [s for s in dict.fromkeys(r["sector"] for r in rows) if s != "households"]
    t = {(r["region"], r["sector"]): float(r["value"]) * 1e6 for r in rows}
    return (codes, sectors, np.array([[t.get((c, s), 0) for s in sectors] for c in codes]),
            np.array([t[c, "households"] for c in codes]))


def distances(study, codes):
    """Kilometres between the capitals."""
    at = {r["region"]: np.radians([float(r["lon"]), float(r["lat"])]) for r in read(study / "cities.csv")
          if r["capital"] == "1"}
    lon, lat = np.array([at[c] for c in codes]).T
    cosine = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(lon[:, None] - lon)
    km = 6371 * np.arccos(np.clip(cosine, -1, 1))
    np.fill_diagonal(km, 0)
    return km


def provincial_table(study):
    """Codes, Z [p, i, q, j], Y [p, i, q, k] and exports [p, i] of the provinces, in whole numbers."""
    codes, sectors, e, homes = inventory(study)
    table_sectors, z, y = world_table(study)
    order = [sectors.index(s) for s in table_sectors]
    make = (e[:, order] + 1) ** 0.8
    make /= make.sum(0)
    use = homes / homes.sum()
    near = (1 + distances(study, codes) / 50) ** -2
    near /= near.sum(1, keepdims=True)
    coast = np.array([4 if c in COAST else 1 for c in codes])
    Z = np.einsum("ij,pi,qj,pq->piqj", z[0, :, 0, :], make, make, near)
    Y = np.einsum("ik,pi,q,pq->piqk", y[0, :, 0, :], make, use, near)
    exports = make * coast[:, None] * (z[0, :, 1:].sum((1, 2)) + y[0, :, 1:].sum((1, 2)))
    scale = 1e6 / Z.max()
    return (codes, *(np.maximum(np.round(a * scale), 1) for a in (Z, Y, exports)))  # no pattern is empty


def write_table(path, codes, sectors, Z, Y, exports):
    """In format csv: two rows and two columns of labels, exports as a region EX that only buys."""
    n, k, K = len(codes), len(sectors), len(CATEGORIES)
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["region", ""] + [c for c in codes for _ in sectors] + [c for c in codes for _ in range(K)] +
                     ["EX"] * K)
        out.writerow(["sector", ""] + sectors * n + CATEGORIES * (n + 1))
        for p, code in enumerate(codes):
            for i, sector in enumerate(sectors):
                out.writerow([code, sector] + [f"{v:.0f}" for v in Z[p, i].ravel()] +
                             [f"{v:.0f}" for v in Y[p, i].ravel()] + [f"{exports[p, i]:.0f}"] + ["0"] * (K - 1))


def nested_flow(study, e_world):
    """Codes of the nested table and flows [from, to] in tonnes: of provinces by the study's inventory, of
    countries by e_world [region, sector], by the formulas of docs/method.md."""
    codes, Zp, Yp, exports = provincial_table(study)
    sectors, z, y = world_table(study)
    _, own, e, _ = inventory(study)
    e = e[:, [own.index(s) for s in sectors]]
    n, k, P, W = len(codes), len(sectors), len(codes), len(WORLD) - 1
    N = P + W
    Z, Y = np.zeros((N, k, N, k)), np.zeros((N, k, N, len(CATEGORIES)))

    def part(x, axis):
        total = x.sum(axis, keepdims=True)
        return np.divide(x, total, out=np.zeros_like(x), where=total != 0)
    home_z, home_y = z[0, :, 0], y[0, :, 0]
    Z[:P, :, :P] = part(Zp, (0, 2)) * home_z[None, :, None]
    Y[:P, :, :P] = part(Yp, (0, 2)) * home_y[None, :, None]
    abroad = part(exports, 0)
    Z[:P, :, P:] = abroad[:, :, None, None] * z[0, :, 1:][None]
    Y[:P, :, P:] = abroad[:, :, None, None] * y[0, :, 1:][None]
    Z[P:, :, :P] = part(Zp.sum(0), 1)[None] * z[1:, :, 0][:, :, None]
    Y[P:, :, :P] = part(Yp.sum(0), 1)[None] * y[1:, :, 0][:, :, None]
    Z[P:, :, P:], Y[P:, :, P:] = z[1:, :, 1:], y[1:, :, 1:]
    x = Z.sum((2, 3)) + Y.sum((2, 3))
    A = Z.reshape(N * k, N * k) / x.ravel()
    X = np.linalg.solve(np.eye(N * k) - A, Y.sum(3).reshape(N * k, N))
    emitted = np.concatenate([e, e_world[1:]]).ravel()
    f = np.divide(emitted, x.ravel(), out=np.zeros(N * k), where=x.ravel() != 0)
    return codes + WORLD[1:], (f[:, None] * X).reshape(N, k, N).sum(1)


NEST = "  nest: {format: csv, path: provinces.csv, parent: CHN, abroad: [EX]}\n"


def write_study(study, e_world):
    """nested.yaml beside the example's study: its provinces as regions of the trade table."""
    codes, Z, Y, exports = provincial_table(study)
    sectors = world_table(study)[0]
    write_table(study / "provinces.csv", codes, sectors, Z, Y, exports)
    with open(study / "emissions.csv", "w", newline="") as f:
        f.write("region,sector,value,unit\n")
        f.writelines(f"{r},{s},{e_world[i, k]:.0f},t\n" for i, r in enumerate(WORLD) for k, s in enumerate(sectors))
    text = (study / "study.yaml").read_text(encoding="utf-8")
    text = text.replace("  regions: region_map.csv\n", NEST + "  emissions:\n    - {file: emissions.csv}\n")
    text = text.replace("layers:\n", "groups:\n  - {name: coast, members: [%s]}\n  - {name: inland, members: [%s]}\n"
                        "layers:\n" % (", ".join(sorted(COAST)), ", ".join(c for c in codes if c not in COAST)), 1)
    path = study / "nested.yaml"
    path.write_text(text, encoding="utf-8")
    return path
