#!/usr/bin/env python3
"""A made multi-regional table in raw doubles: make-table.py INDUSTRIES REGIONS Z.f64 Y.f64

Trade by size and distance (gravity), technology by sector, both with noise; columns of A sum to 0.35 .. 0.7."""
import sys

import numpy as np


def main():
    n, n_region = int(sys.argv[1]), int(sys.argv[2])
    n_sector = n // n_region
    random = np.random.default_rng(n)
    size, place = np.exp(random.normal(0, 1.4, n_region)), random.random((n_region, 2))
    trade = size[:, None] / (np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)) + 0.03) ** 1.2
    np.fill_diagonal(trade, 0)
    home = random.uniform(0.6, 0.9, n_region)
    trade = trade / trade.sum(0) * (1 - home) + np.diag(home)
    technology = random.gamma(0.35, 1, (n_sector, n_sector)) + 1e-3
    Z = np.empty((n, n))
    for j in range(n_region):
        block = trade[:, j][:, None, None] * technology * random.gamma(0.6, 1, (n_region, n_sector, n_sector))
        Z[:, j * n_sector:(j + 1) * n_sector] = block.reshape(n, n_sector)
    Z *= random.uniform(0.35, 0.7, n) / Z.sum(0)
    Y = 1e3 * np.exp(random.normal(0, 1, (n, 1))) * np.repeat(trade, n_sector, axis=0) * size \
        * random.gamma(1, 1, (n, n_region))
    x = Y.sum(1)
    for _ in range(80):
        x = Y.sum(1) + Z @ x
    Z *= x
    Z.tofile(sys.argv[3])
    Y.tofile(sys.argv[4])


if __name__ == "__main__":
    main()
