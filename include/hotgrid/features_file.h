/*
 * features_file.h - files of lines and areas that emit, and of vectors that are proxies
 *
 * Any format of OGR and any crs; a layer without one is refused.  Edges are straight in
 * the crs of the file: exactly where that is in degrees or is the crs of the grid; edges
 * of other projections get vertices in between, so that lengths are right to 3e-10 and
 * the edges of areas to 1e-7 of their length.  What crosses the antimeridian is cut at
 * it.  Multi-geometries are one feature.
 */
#ifndef HG_FEATURES_FILE_H
#define HG_FEATURES_FILE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/sources.h>
#include <hotgrid/tables.h>

/*
 * Fields: id, region, sector[, name] and weight for HG_POINTS_SCALE; value, unit[,
 * basis][, gas] for the other rules; renamed and constant as in tables.h.  Faults: as for
 * points, and no geometry or one of another kind, a line without length, a polygon that
 * is not valid, a place that has no image in the crs of the grid.  An id twice is found
 * by hg_points_create().  A CSV file is refused: it has no geometry.
 */
HG_MUST_CHECK enum hg_status
hg_read_features(const struct hg_table_source *file, enum hg_feature_kind kind,
                 enum hg_point_rule rule, const struct hg_grid *grid,
                 struct hg_faults *faults, struct hg_features **out,
                 struct hg_error *err);

/* Lines or polygons to be counted by their length or area, times the field `weight`
 * (NULL: 1), which must be 0 or more.  Lines without length are left out. */
HG_MUST_CHECK enum hg_status
hg_read_proxy_shapes(const char *path, const char *layer, const char *weight,
                     enum hg_feature_kind kind, const struct hg_grid *grid,
                     struct hg_faults *faults, struct hg_proxy_features **out,
                     struct hg_error *err);

/* Points to be counted, times the field `weight`; also from CSV (lon, lat). */
HG_MUST_CHECK enum hg_status
hg_read_proxy_points(const char *path, const char *layer, const char *weight,
                     const struct hg_grid *grid, struct hg_faults *faults,
                     struct hg_proxy_features **out, struct hg_error *err);

#endif
