/*
 * class_table.h - the classes of many values, each by a look into a table
 *
 * The first bits of a double, its sign, exponent and three bits of its mantissa, tell
 * which limits it surely has reached; the few between the values that begin alike are
 * compared with.
 */
#ifndef MAP_CLASS_TABLE_H
#define MAP_CLASS_TABLE_H

#include "map/sample.h"

#define CLASS_TABLE_BITS 15

struct class_table {
    uint8_t first, zero; /* CELL_... below all limits, and of 0 */
    double limit[256];   /* rising, NAN after the last: where the next class begins */
    uint8_t reached[1u << CLASS_TABLE_BITS]; /* limits below all that begin so */
};

/* Of the classes or shades that a picture of values has. */
void class_table_fill(struct class_table *table, const struct cell_picture *picture);

/* CELL_... of n values. */
void class_table_find(const struct class_table *table, size_t n, const double *value,
                      uint8_t *out);

#endif
