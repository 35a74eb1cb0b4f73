/*
 * features_write.h - points and polygons with their facts as a GeoPackage
 *
 * OGC 12-128r19, as GDAL writes it: one table for each set of features, a spatial index,
 * the crs of the grid; styles lie in the table layer_styles, where QGIS looks for them.
 * Same input, same bytes: features are numbered from 1 in the order given, and the file
 * is dated 1980-01-01, as archives are.
 */
#ifndef HG_FEATURES_WRITE_H
#define HG_FEATURES_WRITE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>
#include <stdint.h>

enum hg_column_kind { HG_COLUMN_TEXT, HG_COLUMN_INTEGER, HG_COLUMN_REAL };

struct hg_column {
    const char *name; /* with its unit: "foreign_t" */
    enum hg_column_kind kind;
};

/* What stands in a column; a text NULL and a real that is not finite are unknown. */
union hg_column_value {
    const char *text; /* UTF-8 */
    int64_t integer;
    double real;
};

/* A set of features: either shapes (closed rings; each feature becomes a multipolygon,
 * empty shapes one without parts) or points in the crs of the grid. */
struct hg_feature_table {
    const char *name;  /* of the table: unique in the file, not "layer_styles" */
    const char *title; /* for people */
    size_t n;
    const struct hg_shapes *shapes; /* feature i is shape of_shape[i], NULL: shape i */
    const size_t *of_shape;
    const double *x, *y; /* [n], where there are no shapes */
    size_t n_column;
    const struct hg_column *column;
    const union hg_column_value *value; /* [feature * n_column + column] */
    const char *qml;                    /* style for QGIS, or NULL */
};

/*
 * Encodes n tables as one GeoPackage in memory and reads back how many features each one
 * has.  The caller frees *bytes.  Any number of threads may call it at once.  HG_E_OUTPUT
 * with GDAL's reason where it cannot be written, HG_E_MEMORY.
 */
HG_MUST_CHECK enum hg_status hg_encode_geopackage(const struct hg_grid *grid, size_t n,
                                                  const struct hg_feature_table *table,
                                                  uint8_t **bytes, size_t *length,
                                                  struct hg_error *err);

#endif
