/*
 * plant_moves.h - plants of a trade table that move to another region, and the accounts
 *
 * A move takes the share s of the output of industry o to region d.  Whoever bought from
 * o then buys the part s of it from the moved plants: other industries and, in each
 * destination and category, final demand, whose sum Y is held.  So are all technical
 * coefficients but those of the moved plants: their inputs are the column of o, bought
 * where o buys (its own technique), or that of the same sector at the destination.  The
 * moved plants stay an industry of their own: of region d, with an intensity of their
 * own; those that were there before keep their buyers.  Prices are held: a unit of money
 * from the one replaces a unit from the other.
 *
 * With w_i all that is bought of the goods that i made before, o then makes (1 - s) w_o
 * and the moved plants s w_o, and
 *
 *     w = B w + Y,     B = A + sum over moves of s (c - a_o) i_o'
 *
 * where c is the column of the moved plants, a_o that of o, and i_o the unit vector: only
 * the column of o changes (Miller and Blair 2009, Input-Output Analysis, eq. 2.11).  With
 * X = (I - A)^-1 Y, G = (I - A)^-1 U, U of columns s (c - a_o), V of rows i_o',
 *
 *     W = X + G (I - V G)^-1 V X
 *
 * (Sherman, Morrison and Woodbury; Golub and Van Loan 2013, eq. 2.1.4): one solution a
 * move with the factors that are there.  Of the emissions e of an industry, those of the
 * plants that leave go, those of the moved plants come; all are told at the output of the
 * table, and follow the output:
 *
 *     e'_i = (e_i - leaves) w_i / x_i,      moved plants: arrives w_o / x_o
 *
 * PBA' sums them by where they are made, CBA' by the destinations of W.  Industries
 * without output keep their e at home.  Direct emissions of households are no part of it.
 */
#ifndef HG_PLANT_MOVES_H
#define HG_PLANT_MOVES_H

#include <hotgrid/error.h>
#include <hotgrid/leontief.h>
#include <hotgrid/mrio.h>

struct hg_plant_move {
    size_t origin;      /* industry */
    size_t destination; /* region of the table */
    size_t technique;   /* industry whose inputs the moved plants take: origin's, or other
                         */
    double share;       /* of the origin's output, 0..1 */
    double leaves;      /* part of the origin's e, 0..e */
    double arrives;     /* >= 0 */
};

/* Accounts after all moves together, pba and cba [region], in the unit of e; *residual as
 * of hg_leontief_solve(), 0 where no inputs change.  leontief and shares are of mrio.
 * HG_E_ARG: shares of an origin above 1 together, more that leaves than there is;
 * HG_E_INPUT: an industry of the moves without output, a table that cannot serve its
 * final demand so. */
HG_MUST_CHECK enum hg_status
hg_move_plants(const struct hg_leontief *leontief, const struct hg_mrio *mrio,
               const struct hg_shares *shares, const double *e, size_t n,
               const struct hg_plant_move *move, double *pba, double *cba,
               double *residual, struct hg_error *err);

#endif
