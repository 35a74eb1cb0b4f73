/*
 * weights.h - which part of each cell belongs to which region
 *
 * Cells of a row side by side of which a shape covers the same part are one run: what it
 * holds grows with the length of its border, not with its area.  The runs of shape s are
 * entries first[s] .. first[s + 1] - 1, by rising cell; no two have a cell in common.
 */
#ifndef HG_WEIGHTS_H
#define HG_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

struct hg_run {
    uint32_t cell, n; /* cells cell .. cell + n - 1 of the grid, of one row; n >= 1 */
    double fraction;  /* of each cell's area covered by the shape, 1e-12 .. 1 */
};

struct hg_weights {
    size_t n_shape;
    size_t *first; /* n_shape + 1 */
    struct hg_run *run;
    size_t *n_odd; /* [n_shape]: cells whose parts added up to more than 1 or less than 0,
                      as those of shapes that cover places twice do */
};

/* Cells that a shape has a part of. */
size_t hg_weights_cells(const struct hg_weights *weights, size_t shape);

void hg_weights_destroy(struct hg_weights *weights); /* NULL is fine */

#endif
