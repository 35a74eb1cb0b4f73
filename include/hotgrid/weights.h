/*
 * weights.h - which part of each cell belongs to which region
 *
 * The fractions of shape s are entries first[s] .. first[s + 1] - 1, by rising cell.
 */
#ifndef HG_WEIGHTS_H
#define HG_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

struct hg_weights {
    size_t n_shape;
    size_t *first;    /* n_shape + 1 */
    uint32_t *cell;   /* of the grid */
    double *fraction; /* of the cell's area covered by the shape, 1e-12 .. 1 */
    size_t *n_odd;    /* [n_shape]: cells whose parts added up to more than 1 or less than
                         0, as those of shapes that cover places twice do */
};

void hg_weights_destroy(struct hg_weights *weights); /* NULL is fine */

#endif
