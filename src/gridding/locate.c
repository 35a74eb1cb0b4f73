/* locate.c - points in memory: are they in the polygon of their region? */
#include "gridding/survey.h"
#include <hotgrid/parallel.h>
#include <hotgrid/pieces.h>
#include <math.h>
#include <stdlib.h>

/* Points of one task. */
enum { BLOCK = 1024 };

struct locating {
    struct hg_survey *survey;
    const struct hg_inventory *inventory;
    struct hg_points *points;
    struct hg_transform *to_grid; /* [threads]; apply NULL: not used yet */
};

static enum hg_status look_at(struct locating *l, const struct hg_transform *to_grid,
                              struct hg_point *point, struct hg_error *err)
{
    const struct hg_grid *grid = survey_params(l->survey)->grid;
    const char *region = hg_axis_code(l->inventory->regions, point->region);
    const struct hg_border *border = NULL;
    enum hg_status status = survey_region(l->survey, region, &border, err);
    if (status != HG_OK)
        return status;
    uint32_t cell = hg_grid_cell_at(grid, point->x, point->y);
    if (border && hg_border_contains(border, point->x, point->y, cell))
        return HG_OK;
    struct hg_misplaced found = {.site = point->site};
    status = survey_judge(l->survey, to_grid, region, point->site, point->x, point->y,
                          &cell, &found, err);
    if (status != HG_OK)
        return status;
    point->diffuse = found.remedy == HG_REMEDY_DIFFUSE;
    if (found.remedy == HG_REMEDY_MOVED) {
        point->x = point->y = NAN;
        if (cell != HG_NO_CELL)
            hg_grid_centre(grid, cell, &point->x, &point->y);
    }
    return survey_keep(l->survey, &found, err);
}

/* Moves points to the crs of the grid. */
static void place(const struct hg_transform *to_grid, size_t n, struct hg_point *point)
{
    double x[BLOCK], y[BLOCK];
    for (size_t i = 0; i < n; i++) {
        x[i] = point[i].site->lon;
        y[i] = point[i].site->lat;
        if (x[i] >= 180)
            x[i] -= 360;
    }
    hg_transform_apply(to_grid, n, x, y);
    for (size_t i = 0; i < n; i++) {
        point[i].x = x[i];
        point[i].y = y[i];
    }
}

static enum hg_status look_at_block(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    struct locating *l = context;
    struct hg_transform *to_grid = &l->to_grid[worker];
    const size_t first = index * BLOCK, left = l->points->n - first;
    const size_t n = left < BLOCK ? left : BLOCK;
    struct hg_point *point = l->points->point + first;
    enum hg_status status = HG_OK;
    if (!to_grid->apply && !to_grid->identity)
        status = hg_transform_copy(survey_params(l->survey)->to_grid, to_grid, err);
    if (status != HG_OK)
        return status;
    place(to_grid, n, point);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = look_at(l, to_grid, &point[i], err);
    return status;
}

enum hg_status hg_survey_points(struct hg_survey *survey,
                                const struct hg_inventory *inventory,
                                struct hg_points *points, struct hg_error *err)
{
    const unsigned asked = survey_params(survey)->threads;
    const unsigned threads = asked > 0 ? asked : 1;
    struct locating l = {survey, inventory, points, NULL};
    l.to_grid = calloc(threads, sizeof(*l.to_grid));
    if (!l.to_grid)
        return hg_fail(err, HG_E_MEMORY, "no memory to check where the points lie");
    const enum hg_status status =
        hg_parallel(threads, (points->n + BLOCK - 1) / BLOCK, look_at_block, &l, err);
    for (unsigned i = 0; i < threads; i++)
        hg_transform_finish(&l.to_grid[i]);
    free(l.to_grid);
    return status;
}
