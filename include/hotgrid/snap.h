/*
 * snap.h - what happens to points that lie outside the polygon of their region
 *
 * Without a distance nothing moves.  With one, a point that lies not farther from its
 * region stays where the region has any part of its cell, and else moves to the cell of
 * the nearest point of the region's border: the cell that holds it where the region has a
 * part of that; else, as the border runs along its edge, the one of its neighbours with a
 * part whose centre is nearest to that point in the crs of the grid (the first of equal
 * ones).
 */
#ifndef HG_SNAP_H
#define HG_SNAP_H

/* What happens to points that lie too far from their region to be moved. */
enum hg_snap_beyond { HG_SNAP_KEEP, HG_SNAP_DIFFUSE, HG_SNAP_REFUSE };

struct hg_snap {
    double within_km; /* 0: no point is moved */
    enum hg_snap_beyond beyond;
};

/* What was done. */
enum hg_remedy {
    HG_REMEDY_KEPT,    /* it is placed where it lies */
    HG_REMEDY_IN_CELL, /* so too: its region has a part of its cell */
    HG_REMEDY_MOVED,   /* to the nearest cell of its region */
    HG_REMEDY_DIFFUSE, /* its mass goes to the proxies of its region and sector */
    HG_REMEDY_REFUSED,
};

#endif
