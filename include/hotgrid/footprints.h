/*
 * footprints.h - emissions of the industries of a table, and the final demand behind them
 *
 * With f = e / x (0 where x = 0), L = (I - A)^-1 and f_r the part of f in region r, one
 * adjoint solve a region that emits, (I - A)' w_r = f_r, tells all of this:
 *
 *     e of r -> d by category k, product j    w_r(j) Y(j, d, k)
 *     the same with last seller q             sum over rows j of region q
 *     tiers of production                     g_0 = f, g_t = A' g_t-1:  g_t' Y_d
 *
 * (Miller and Blair 2009, Input-Output Analysis, chapters 2 and 10; tiers: Lenzen 2007,
 * Kitzes 2013; routes: Yang et al. 2020.)  All results have the unit of e, kg CO2 a year.
 * Nothing is clipped: inventories that are drawn down serve a negative part.
 */
#ifndef HG_FOOTPRINTS_H
#define HG_FOOTPRINTS_H

#include <hotgrid/error.h>
#include <hotgrid/leontief.h>
#include <hotgrid/mrio.h>

/* Where the last seller of the final good is: the industry that emits exports the good of
 * its own region, or works for another region's. */
enum hg_route {
    HG_ROUTE_OWN,         /* the emitter's region sells to final demand */
    HG_ROUTE_DESTINATION, /* industries of the destination do */
    HG_ROUTE_OTHERS,      /* those of a third region */
    HG_N_ROUTE,
};

struct hg_footprint_params {
    const struct hg_mrio *mrio;
    const struct hg_leontief *leontief; /* of it */
    const struct hg_shares *shares;     /* of it */
    const double *e;                    /* [n]: by industry, without households */
    size_t n_tier;                      /* tiers told apart; the rest is one more */
    unsigned threads;
};

struct hg_footprints {
    size_t n_region, n_sector, n_category, n_tier;
    double *production;  /* [region]: PBA */
    double *consumption; /* [destination]: CBA = sum of e_i S_id */
    double *flow;        /* [region * D + destination] */
    double *intensity;   /* [industry]: f, kg a unit of money of its output */
    double *multiplier;  /* [industry]: f' L, kg in all the world a unit of its goods */
    double *idle; /* [region]: of industries without output, at home; they serve the parts
                     of all that their region demands, on no route and in no tier */
    double
        *product;  /* [(destination * K + category) * n_sector + sector of the product] */
    double *route; /* [(region * D + destination) * HG_N_ROUTE + route] */
    double *tier;  /* [tier * D + destination]: n_tier of them, and the remainder */
    double total;
    double residual; /* of the adjoint solve */
};

/* Fails with HG_E_INPUT as hg_leontief_solve_adjoint() does, or with HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status
hg_footprints_create(const struct hg_footprint_params *params, struct hg_footprints **out,
                     struct hg_error *err);
void hg_footprints_destroy(struct hg_footprints *footprints); /* NULL is fine */

/* Category k of destination d: the sum over its products. */
double hg_footprint_category(const struct hg_footprints *footprints, size_t destination,
                             size_t category);

/* Tiers of production: out[t * D + d] = f' A^t Y_d for t < n, and total[d] less their sum
 * in out[n * D + d].  No more memory than a few vectors. */
HG_MUST_CHECK enum hg_status hg_tiers(const struct hg_mrio *mrio, const double *x,
                                      const double *f, const double *total, size_t n,
                                      unsigned threads, double *out,
                                      struct hg_error *err);

/*
 * Emissions embodied in bilateral trade, a system of its own (Peters 2008; Kanemoto et
 * al. 2012): flow[r * D + s] = f_r' (I - A^rr)^-1 ex^rs, where ex^rs is all that r sells
 * s, for its industries and its final demand: who buys, not who consumes.  flow[r * D +
 * r] is what r emits for its own final demand and, without output, for none.  Rows sum to
 * PBA. Its sums by destination are no footprints: never in one table with those above.
 */
HG_MUST_CHECK enum hg_status hg_bilateral(const struct hg_mrio *mrio, const double *x,
                                          const double *e, unsigned threads, double *flow,
                                          struct hg_error *err);

/* What the world's average intensity of a sector is the average of. */
enum hg_average {
    HG_AVERAGE_OF_OUTPUT,  /* sum of e / sum of x */
    HG_AVERAGE_OF_EXPORTS, /* the same of the parts that serve other regions: the accounts
                              of all regions then add up to the world's emissions */
};

/* Technology-adjusted consumption-based accounts (Kander et al. 2015): out[r] = PBA +
 * imports at the intensities of those who make them - exports at the world's average
 * intensity of each sector, exports being the output X_id that other regions' demand
 * drives.  Sectors whose average has no denominator count as they are. */
HG_MUST_CHECK enum hg_status hg_technology_adjusted(const struct hg_mrio *mrio,
                                                    const struct hg_shares *shares,
                                                    const double *x, const double *e,
                                                    enum hg_average average, double *out,
                                                    struct hg_error *err);

#endif
