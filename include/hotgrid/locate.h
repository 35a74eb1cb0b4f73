/*
 * locate.h - do points lie where their records say, and what happens to those that do
 * not?
 *
 * A survey knows the polygons of the regions.  Points in memory and points that are
 * streamed (deposit.h) go through the same one; it keeps only those that lie outside the
 * polygon of their region, and tells of them in the end.  What happens to them: snap.h.
 *
 * Threads: hg_survey_points() runs its own; the others are for one.
 */
#ifndef HG_LOCATE_H
#define HG_LOCATE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>
#include <hotgrid/snap.h>

/* A point that does not lie in the polygon of its region; it keeps its region. */
struct hg_misplaced {
    const struct hg_site *site;
    bool streamed;       /* line of the site is a place of site_block.h */
    double km;           /* to the polygon of its region; INFINITY where that has none */
    size_t inside_shape; /* shape that contains it, HG_NOT_FOUND for none */
    bool swapped_inside; /* it would lie in its region with lon and lat swapped */
    enum hg_remedy remedy;
};

struct hg_location_report {
    size_t n_checked, n_misplaced;
    size_t n_swapped_inside, n_moved, n_diffuse, n_refused;
    struct hg_misplaced *misplaced; /* by falling distance, then id, file, line */
};

struct hg_survey_params {
    const struct hg_grid *grid;         /* of the cells that points are moved to */
    const struct hg_shapes *shapes;     /* of regions, in the crs of the grid */
    const struct hg_transform *to_grid; /* from lon, lat; copied for each thread */
    struct hg_snap snap;
    unsigned threads;
};

struct hg_survey;

/* Borrows grid, shapes and transform. */
HG_MUST_CHECK enum hg_status hg_survey_create(const struct hg_survey_params *params,
                                              struct hg_survey **out,
                                              struct hg_error *err);
void hg_survey_destroy(struct hg_survey *survey); /* NULL is fine */

/* Places points (x, y from lon, lat) and looks where they lie.  Those that are moved get
 * x, y of the centre of their new cell, NaN where that is beyond the grid; those that
 * give up their place are marked diffuse. */
HG_MUST_CHECK enum hg_status hg_survey_points(struct hg_survey *survey,
                                              const struct hg_inventory *inventory,
                                              struct hg_points *points,
                                              struct hg_error *err);

/* What was found of the points that have a total in the inventory; n_checked were looked
 * at.  Lives as long as the survey and the sites. */
HG_MUST_CHECK enum hg_status
hg_survey_report(const struct hg_survey *survey, const struct hg_inventory *inventory,
                 size_t n_checked, struct hg_location_report **out, struct hg_error *err);
void hg_location_report_destroy(struct hg_location_report *report); /* NULL is fine */

#endif
