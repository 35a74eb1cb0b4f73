/*
 * shape_rows.h - the rows of a layer together with their lines or polygons
 */
#ifndef HG_IO_SHAPE_ROWS_H
#define HG_IO_SHAPE_ROWS_H

#include "io/features.h"
#include "io/geometry.h"
#include "io/rows.h"
#include <hotgrid/sources.h>

/* Zero-initialise it. */
struct shape_rows {
    enum hg_feature_kind kind;
    const struct hg_grid *grid;
    struct hg_faults *faults;
    struct rows *rows;
    struct io_geometry geometry;
    struct io_features features;
    char where[256]; /* "file, layer NAME" */
};

/* Opens the rows and their layer.  Where columns are missing (faults) there are no rows.
 */
HG_MUST_CHECK enum hg_status shape_rows_open(struct shape_rows *shapes,
                                             const struct hg_table_source *source,
                                             const struct rows_column *columns, size_t n,
                                             struct hg_error *err);
void shape_rows_close(struct shape_rows *shapes);

/* Adds the geometry of the row the rows stand at.  *place is its first vertex in degrees.
 * IO_FAULTY after a fault, and for what has no length, which is a fault where `needed`.
 */
HG_MUST_CHECK enum io_reading shape_rows_add(struct shape_rows *shapes, const char *code,
                                             bool needed, double place[2]);

/* The shapes of all rows added. */
HG_MUST_CHECK enum hg_status shape_rows_finish(struct shape_rows *shapes,
                                               struct hg_shapes **out,
                                               struct hg_error *err);

/* Are the edges of the shapes straight in the crs of the grid? */
bool shape_rows_planar(const struct shape_rows *shapes);

#endif
