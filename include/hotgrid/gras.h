/*
 * gras.h - a matrix brought to given row and column sums, signs kept
 *
 * GRAS (Junius and Oosterhaven 2003, Economic Systems Research 15(1)), with the objective
 * of Lenzen, Wood and Gallego (2007, 19(4)) and, for rows and columns without positive
 * entries, Temurshoev, Miller and Bouwmeester (2013, 25(3), eq. 12-13):
 *
 *     A = P - N (its entries above 0, and the others without their sign)
 *     X = diag(r) P diag(s) - diag(1/r) N diag(1/s)
 *     s_j = (v_j + sqrt(v_j^2 + 4 p_j n_j)) / (2 p_j),  p_j = sum r_i P_ij,
 *     n_j = sum N_ij / r_i;   s_j = -n_j / v_j where p_j = 0;   r_i in the same way
 *
 * Without negative entries this is RAS (Stone 1961).  Entries of 0 stay 0.
 */
#ifndef HG_GRAS_H
#define HG_GRAS_H

#include <hotgrid/error.h>
#include <stddef.h>

struct hg_gras_report {
    size_t rounds;
    double error; /* largest |sum - margin| beside the sum of all |margins| of rows */
};

/*
 * X is [n_row * n_column], row-major, and changed in place; rows and columns are their
 * sums to be.  Stops when every sum is within 1e-13 of the sum of all |rows|.  Fails with
 * HG_E_INPUT, X in an unknown state, where rows and columns do not have one sum (to
 * 1e-9), where a line cannot have its margin because its entries are all 0 or of the
 * other sign, and where 10,000 rounds do not bring sums within 1e-9; says which line.
 */
HG_MUST_CHECK enum hg_status hg_gras(size_t n_row, size_t n_column, double *X,
                                     const double *rows, const double *columns,
                                     struct hg_gras_report *report, struct hg_error *err);

#endif
