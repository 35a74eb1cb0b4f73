/*
 * local.h - local statistics of a raster with holes: Getis-Ord Gi* and local Moran's I
 *
 * Neighbours of a cell are the cells with data no further than a band of km from it,
 * centre to centre: on the ellipsoid on grids of degrees, on the plane of the grid on
 * others.  Weights are binary.  With n cells with data, x their transformed values, m and
 * s their mean and standard deviation (of n), k neighbours without the cell itself:
 *
 *   Gi*   (Getis and Ord 1992, Geogr. Anal. 24:189-206; Ord and Getis 1995, 27:286-306,
 *         eq. 14) W = k + 1, sum over the cell and its neighbours:
 *         z = (sum - m W) / (s sqrt((n W - W^2) / (n - 1)))
 *         of the whole, General G (1992, eq. 5): pairs of neighbours in all pairs of two
 *         cells, sum x_i x_j, large values together
 *   Moran (Anselin 1995, Geogr. Anal. 27:93-115) rows of weights sum to 1:
 *         I = (n - 1) / n (x - m) / s^2 * (mean of the neighbours - m), as PySAL has it;
 *         z by the moments under conditional randomisation (Sokal, Oden and Thomson 1998,
 *         Geogr. Anal. 30:331-354): the neighbours are k of the n - 1 other cells.
 *
 * Permutations are conditional: the cell stays, its neighbours are k other cells without
 * repetition.  Gi* and I then rise (or fall) with the sum of these, so one count serves
 * both: draws with a sum at least as large, or at least as small, as that of the
 * neighbours, whichever are fewer.  (count + 1) / (permutations + 1) is the one-sided
 * pseudo p-value.  Draws are shared by all cells with the same k, taken from all n cells:
 * the cell itself is among them in a part k / n of draws; `own` draws for each cell from
 * the n - 1 others instead, which takes n times as long.
 *
 * Values become whole numbers (2^-52 of the largest, or of what lets the sum of all fit
 * 62 bits), so that sums are exact and depend neither on their order nor on threads, and
 * ties are ties.
 */
#ifndef HG_LOCAL_H
#define HG_LOCAL_H

#include <hotgrid/grid.h>

enum hg_local_transform {
    HG_LOCAL_LOG,  /* ln(1 + x); of x below 0: -ln(1 - x) */
    HG_LOCAL_RANK, /* of n; ties share the mean of their ranks */
    HG_LOCAL_NONE,
};

struct hg_local_params {
    const struct hg_grid *grid;
    const double *value; /* [cell]; NaN: no data */
    double band_km;      /* above 0 */
    enum hg_local_transform transform;
    unsigned permutations; /* 0: none */
    uint64_t seed;
    bool own; /* draws for each cell */
    unsigned threads;
};

/* Of the cells with data, rising; NaN where a statistic is not defined (no neighbours,
 * all values alike). */
struct hg_local {
    size_t n;
    uint32_t *cell;
    uint32_t *neighbours; /* k */
    double *gi_z;
    double *moran_i, *moran_z;
    int8_t *side;      /* 1 above the mean, -1 below, 0 on it: of the cell */
    int8_t *lag_side;  /* of the mean of its neighbours */
    uint32_t *extreme; /* draws; NULL without permutations */
    unsigned permutations;
    double global_moran; /* I of the whole: cells without neighbours are left out */
    double general_g;    /* G of the whole; NAN unless values of 0 and above, two of them
                            more than 0 */
};

/* Fails with HG_E_ARG below 3 cells with data, HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_local_create(const struct hg_local_params *params,
                                             struct hg_local **out, struct hg_error *err);
void hg_local_destroy(struct hg_local *local); /* NULL is fine */

/* Two-sided p of a z under the normal distribution; 1 for NaN. */
double hg_local_p(double z);

/* Pseudo p-value of cell i. */
double hg_local_pseudo_p(const struct hg_local *local, size_t i);

#endif
