/*
 * mrio_sut.h - from a use table by products to a table by industries
 *
 * Published supply and use tables tell what industries make (V, industry x product) and
 * what industries and final demand use of each product (U and Y, products as rows).  This
 * is model D of the Eurostat Manual of Supply, Use and Input-Output Tables (2008, chapter
 * 11, "fixed product sales structure": each product is sold in the same way whichever
 * industry made it):
 *
 *     q = V' 1             supply of each product
 *     D = V diag(q)^-1     market shares: columns sum to 1
 *     Z = D U,  Y_ind = D Y
 *
 * Model B (industry technology, product by product: A = U diag(g)^-1 D with g = V 1) has
 * the same footprints: (I - D B)^-1 D = D (I - B D)^-1 for B = U diag(g)^-1.  Model D is
 * taken because emissions are known by industry; it needs no inverse of V, makes no
 * negative entry of its own and leaves the column sums of U and Y as they are.
 *
 * In GLORIA's tables (Lenzen et al. 2022, Nature Sustainability 5, 157-166) an
 * industry makes products of its own region only, so V is a block of sectors x sectors
 * for each region.  A product that nobody supplies and somebody uses is taken for one of
 * the industry of the same number.
 */
#ifndef HG_IO_MRIO_SUT_H
#define HG_IO_MRIO_SUT_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>

struct mrio_supply {
    size_t n_region, n_sector;
    double *V; /* [(region * n_sector + industry) * n_sector + product] */
};

/* Turns V into D; unsupplied[region * n_sector + product] (zeroed) tells which q are 0.
 */
void mrio_market_shares(const struct mrio_supply *supply, bool *unsupplied);

/* Turns use [(region * n_sector + product) * n_column + column] into that of industries,
 * in its place.  supply holds D. */
HG_MUST_CHECK enum hg_status mrio_use_by_industry(const struct mrio_supply *supply,
                                                  size_t n_column, double *use,
                                                  unsigned threads, struct hg_error *err);

#endif
