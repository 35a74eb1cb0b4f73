/*
 * concentration.h - how much of the emissions stands on how little of the land
 *
 * Cells by falling density; areas are full cell areas; the base is the land area; linear
 * inside the last cell (Lorenz 1905; METHODS of Yang et al. 2020, Nat. Commun. 11:2237).
 */
#ifndef HG_CONCENTRATION_H
#define HG_CONCENTRATION_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

struct hg_concentration; /* the sorted curve */

/* kg and km2 of n cells (NaN or negative kg: HG_E_ARG); land_km2 >= the sum of km2 of
 * cells with kg > 0 is not required.  Ties go by cell number. */
HG_MUST_CHECK enum hg_status hg_concentration_create(size_t n, const double *kg,
                                                     const double *km2, double land_km2,
                                                     struct hg_concentration **out,
                                                     struct hg_error *err);
void hg_concentration_destroy(struct hg_concentration *curve); /* NULL is fine */

/* S(a): share of all mass (0..1) in the densest fraction a (0..1) of the land; NaN when
 * there is no mass. */
double hg_concentration_share(const struct hg_concentration *curve, double area);

/* A(q): smallest fraction of the land that holds the share q (0..1) of all mass; NaN when
 * there is no mass.  Above 1 where the cells it takes reach beyond the land. */
double hg_concentration_area(const struct hg_concentration *curve, double share);

/* Gini coefficient over the land, zero cells included (over the cells with mass where
 * they are larger than the land); NaN when there is no mass. */
double hg_concentration_gini(const struct hg_concentration *curve);

#endif
