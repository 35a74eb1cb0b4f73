/*
 * domain.h - what a map has to show: where its cells have data, and what kinds of them
 */
#ifndef MAP_DOMAIN_H
#define MAP_DOMAIN_H

#include <hotgrid/map.h>

struct domain {
    struct hg_box box; /* to be drawn: the cells with data and a margin */
    bool values;       /* some cell has a value other than "no emission" */
    bool no_emission;  /* some cell has none */
    bool no_data;      /* some cells in the regions and the box have none, to be seen */
    bool sparse;       /* so few cells have values that they are drawn larger */
    double min, max;   /* of the values, when there are any */
    size_t
        count[256]; /* cells of each class of a class map; of values: [0] of 0, [1] not */
};

HG_MUST_CHECK enum hg_status domain_of(const struct hg_map *map, struct domain *out,
                                       struct hg_error *err);

#endif
