/* rows.h - sums of scaled rows of coefficients, as wide as the processor's vectors
 *
 * A slice holds as many vectors of forms as a sum can keep in registers.  All
 * kernels give the same bits: forms do not mix, and products and sums are rounded one by
 * one (-ffp-contract=off: fused ones would differ between machines).
 */
#ifndef HG_MRIO_ROWS_H
#define HG_MRIO_ROWS_H

#include <hotgrid/emissions.h>

enum { MOST_VECTORS = 14, MOST_FORMS = 112, RUN = 256 /* most cells at once */ };

/* Where sums go: that of cell c to kg + place[c - first] * stride. */
struct sums {
    uint64_t first;
    const uint16_t *place; /* [RUN] */
    size_t stride;
    double *kg;
};

/* Sums of n points, by cell, times rows of shares / HG_MASS_PER_KG: row[industry * width
 * + form]. */
typedef void sum_points(const struct hg_point_mass *point, size_t n, const double *row,
                        unsigned n_vector, const struct sums *to);

/* Cells of a panel from the from-th on: weights times rows, row[column * width + form].
 * Adds to the sums, but starts those of which this panel is the owner. */
struct panel_run {
    const struct hg_panel *panel;
    size_t from, n;
    uint32_t self;
    const uint32_t *owner; /* [RUN] */
};
typedef void sum_panel(const struct panel_run *run, const double *row, unsigned n_vector,
                       const struct sums *to);

struct row_kernel {
    const char *name;
    unsigned lanes, most; /* numbers in a vector; vectors in a slice, to MOST_VECTORS */
    bool (*runs_here)(void);
    sum_points *points;
    sum_panel *panel;
};

/* The widest that runs here comes first; ends with a NULL name. */
extern const struct row_kernel row_kernels[];

#endif
