/* factors.h - inside of struct hg_uncertainty, for those who compute with it */
#ifndef HG_GRIDDING_FACTORS_H
#define HG_GRIDDING_FACTORS_H

#include <hotgrid/uncertainty.h>

/* Diffuse mass of a sector in a panel. */
struct diffuse {
    size_t sector;
    uint32_t column;
    double kg;
};

struct panel_factors {
    size_t first_column; /* of this panel among the columns of all */
    size_t n_diffuse;
    struct diffuse *diffuse; /* sectors that have any, rising */
};

struct column_factors {
    double sigma;   /* of Z, 0 where one cell has all */
    double squares; /* sum of squared weights */
    uint64_t first; /* number of the Z of its first cell */
};

struct industry_factors {
    double own;      /* sigma of C */
    double point;    /* sigma of P for sources without one of their own */
    bool held;       /* and P counts */
    double kg;       /* T: on the grid, at points and diffuse */
    double diffuse;  /* D */
    double variance; /* sum over points of (m_k p_k)^2, kg^2 */
    double q;        /* that over T^2, where held; else 0 */
    double g, k;     /* of the formula */
};

struct hg_uncertainty {
    const struct hg_emissions *emissions;
    size_t n_region, n_sector, n_column, n_column_cell;
    double *sector, *region; /* sigmas of A and B */
    struct industry_factors *industry;
    struct panel_factors *panel;   /* [n_panel] */
    struct column_factors *column; /* [n_column]: panel after panel */
};

/* The sigma of P of a point: that of all its sources together. */
static inline double point_sigma(const struct hg_uncertainty *u, size_t k)
{
    const struct hg_emissions *e = u->emissions;
    const double other = u->industry[e->point[k].industry].point;
    return e->square ? hg_squares_sigma(e->square[k], other) : other;
}

#endif
