/*
 * sources.h - lines and areas that emit: a record and a geometry each
 */
#ifndef HG_SOURCES_H
#define HG_SOURCES_H

#include <hotgrid/inventory.h>
#include <hotgrid/shapes.h>

enum hg_feature_kind { HG_LINES, HG_AREAS };

struct hg_features {
    enum hg_feature_kind kind;
    bool planar; /* edges are straight in the crs of the grid; else in lon and lat */
    struct hg_sites *sites;   /* in the order of the file; a place is its first vertex */
    struct hg_shapes *shapes; /* code = id of the site; lines are open rings */
};

void hg_features_destroy(struct hg_features *features); /* NULL is fine */

/* What a proxy is made from: lines or polygons (shapes), or points (x, y). */
struct hg_proxy_features {
    size_t n;
    double *weight; /* [n] >= 0; NULL: each counts 1 */
    double *x, *y;  /* [n]: points in the crs of the grid; NULL for shapes */
    bool planar;
    struct hg_shapes *shapes; /* [n] in the order of the file; NULL for points */
};

void hg_proxy_features_destroy(struct hg_proxy_features *features); /* NULL is fine */

#endif
