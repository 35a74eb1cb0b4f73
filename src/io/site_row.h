/*
 * site_row.h - one row of a points file: what is asked of it, and what it says
 *
 * A column that is added here is read for all rules; the quick way of site_quick.c leaves
 * files that have it to the careful one, until it knows it too.
 */
#ifndef HG_IO_SITE_ROW_H
#define HG_IO_SITE_ROW_H

#include "io/rows.h"
#include <hotgrid/inventory.h>
#include <hotgrid/site_block.h>

enum site_column {
    SITE_ID,
    SITE_REGION,
    SITE_SECTOR,
    SITE_LON,
    SITE_LAT,
    SITE_NAME,
    SITE_UNCERTAINTY,
    SITE_WEIGHT, /* of HG_POINTS_SCALE, in place of those below */
    SITE_VALUE = SITE_WEIGHT,
    SITE_UNIT,
    SITE_BASIS,
    SITE_GAS,
};

struct site_row {
    struct hg_span id, region, sector, name; /* terminated; valid until the next row */
    double lon, lat;
    double weight; /* kg for the rules other than HG_POINTS_SCALE */
    hg_mass mass;  /* of these rules */
    double sigma;  /* relative standard deviation; NaN: none is given */
};

/* The columns of a rule, for rows_open(). */
const struct rows_column *site_columns(enum hg_point_rule rule, size_t *n);

/* The same for lines and areas, whose place is their geometry. */
const struct rows_column *site_shape_columns(enum hg_point_rule rule, size_t *n);

/* Reads all of a row but its place; false after a fault. */
bool site_row_record(const struct rows *rows, enum hg_point_rule rule,
                     struct hg_faults *faults, struct site_row *out);

/* Reads the row that rows stand at; false after a fault. */
bool site_row_read(const struct rows *rows, enum hg_point_rule rule,
                   struct hg_faults *faults, struct site_row *out);

#endif
