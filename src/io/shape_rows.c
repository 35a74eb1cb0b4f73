/* shape_rows.c - the rows of a layer together with their lines or polygons */
#include "io/shape_rows.h"
#include "io/layer.h"
#include "io/path.h"
#include <stdio.h>

bool shape_rows_planar(const struct shape_rows *s)
{
    return s->geometry.is_grids && s->geometry.projected;
}

enum hg_status shape_rows_open(struct shape_rows *s, const struct hg_table_source *source,
                               const struct rows_column *columns, size_t n,
                               struct hg_error *err)
{
    const bool lines = s->kind == HG_LINES;
    if (io_path_ends(source->path, "csv"))
        return hg_fail(err, HG_E_INPUT,
                       "%s: a CSV file has no %s; save it with its geometry, as "
                       "GeoPackage or another format of GDAL",
                       source->path, lines ? "lines" : "polygons");
    enum hg_status status = rows_open(source, columns, n, s->faults, &s->rows, err);
    struct layer *layer = status == HG_OK ? rows_layer(s->rows) : NULL;
    if (!layer)
        return status;
    (void)snprintf(s->where, sizeof(s->where), "%s, layer %.60s", source->path,
                   layer_name(layer));
    s->geometry.wanted = lines ? IO_LINES : IO_POLYGONS;
    s->geometry.exact = true;
    status = io_geometry_open(&s->geometry, layer_ogr(layer), s->grid, s->where, err);
    /* Lengths and areas on other projections are measured in degrees. */
    s->geometry.unless_torn = !lines && shape_rows_planar(s) &&
                              hg_grid_params(s->grid)->kind == HG_GRID_EQUAL_AREA;
    return status;
}

void shape_rows_close(struct shape_rows *s)
{
    rows_close(s->rows);
    io_geometry_finish(&s->geometry);
    io_features_finish(&s->features);
}

static void refuse(struct shape_rows *s, const char *code, const char *text)
{
    hg_fault(s->faults, HG_E_INPUT, s->where, "%s, feature %zu (%.64s): %s", s->where,
             rows_line(s->rows), code, text);
}

/* Is there a vertex that is not where the first one is? */
static bool has_length(const struct io_pieces *pieces, size_t first)
{
    for (size_t k = first; k < pieces->n_piece; k++) {
        const size_t v = pieces->piece[k].first;
        for (size_t i = v + 1; i < v + pieces->piece[k].count; i++)
            if (pieces->lon[i] != pieces->lon[v] || pieces->lat[i] != pieces->lat[v])
                return true;
    }
    return false;
}

enum io_reading shape_rows_add(struct shape_rows *s, const char *code, bool needed,
                               double place[2])
{
    struct io_pieces *pieces = &s->features.pieces;
    const size_t n_piece = pieces->n_piece, n_vertex = pieces->n_vertex;
    OGRFeatureH feature = layer_ogr_feature(rows_layer(s->rows));
    enum io_reading reading = io_geometry_read(&s->geometry, feature, NULL, pieces);
    if (reading == IO_FAULTY) {
        refuse(s, code, s->geometry.fault);
    } else if (reading == IO_READ && !has_length(pieces, n_piece)) {
        reading = IO_FAULTY;
        if (needed)
            refuse(s, code,
                   s->kind == HG_LINES
                       ? "the line has no length, so what it emits has no place; give it "
                         "one or take it out"
                       : "the polygon has no area, so what it emits has no place; give "
                         "it one or take it out");
    }
    if (reading != IO_READ) {
        pieces->n_piece = n_piece;
        pieces->n_vertex = n_vertex;
        return reading;
    }
    const size_t v = pieces->piece[n_piece].first;
    place[0] = pieces->lon[v];
    place[1] = pieces->lat[v];
    return io_features_add(&s->features, code, "", n_piece) ? IO_READ : IO_NO_MEMORY;
}

enum hg_status shape_rows_finish(struct shape_rows *s, struct hg_shapes **out,
                                 struct hg_error *err)
{
    return io_features_shapes(&s->features, s->grid, &s->geometry.seams, s->where, 1,
                              s->faults, out, err);
}
