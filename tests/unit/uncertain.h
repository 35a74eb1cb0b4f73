/* uncertain.h - a small world with two regions and three sectors, and its sigmas */
#ifndef HG_TEST_UNCERTAIN_H
#define HG_TEST_UNCERTAIN_H

#include "table.h"
#include <hotgrid/uncertainty.h>

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS, REGIONS = 2, SECTORS = 3 };
enum { INDUSTRIES = REGIONS * SECTORS };

struct world {
    struct hg_grid *grid;
    struct hg_inventory *inventory;
    struct hg_emissions *e;
    /* What sigmas points at. */
    double sector[SECTORS], region[REGIONS], own[INDUSTRIES], point[SECTORS], source[1];
    bool held[INDUSTRIES];
    struct hg_sigmas sigmas;
};

static inline void *copy_of(const void *from, size_t size)
{
    void *to = malloc(size);
    assert_non_null(to);
    memcpy(to, from, size);
    return to;
}

static inline hg_mass mass(double kg)
{
    return (hg_mass)(kg * HG_MASS_PER_KG);
}

/* A panel with one column (proxy 0) for power and one (area) for transport; steel has
 * points only. */
static inline struct hg_panel make_panel(size_t region, size_t n_cell,
                                         const uint32_t *cell, const double *weight,
                                         double power_kg, double transport_kg)
{
    const uint32_t column_of[] = {0, HG_NO_COLUMN, 1}, source_of[] = {0, HG_BY_AREA};
    const hg_mass masses[] = {mass(power_kg), 0, mass(transport_kg)};
    return (struct hg_panel){.region = region,
                             .n_cell = n_cell,
                             .cell = copy_of(cell, n_cell * sizeof *cell),
                             .n_column = 2,
                             .weight = copy_of(weight, 2 * n_cell * sizeof *weight),
                             .column_of = copy_of(column_of, sizeof column_of),
                             .source_of = copy_of(source_of, sizeof source_of),
                             .mass = copy_of(masses, sizeof masses)};
}

/* Region a holds the west, b the east; columns 1 and 2 of row 1 belong to both.
 *
 *     a  a  b  b       0  1  2  3       steel of a: 16 in cell 0, 32 in cell 5
 *     a ab ab  b       4  5  6  7       steel of b: 8 in cell 5
 *     a  a  b  b       8  9 10 11       power of b: 64 in cell 11
 */
static inline struct world *make_world(void)
{
    static const char *const regions[] = {"a", "b"};
    static const char *const sectors[] = {"power", "steel", "transport"};
    static const double nothing[INDUSTRIES] = {0};
    const uint32_t west[] = {0, 1, 4, 5, 6, 8, 9}, east[] = {2, 3, 5, 6, 7, 10, 11};
    const double west_weight[] = {
        0.5,  0,    0.125, 0.125,  0,      0,     0.25, /* power */
        0.25, 0.25, 0.125, 0.0625, 0.0625, 0.125, 0.125};
    const double east_weight[] = {0,     0.25,  0.25,  0.25,  0,     0,     0.25,
                                  0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.25};
    const struct hg_point_mass points[] = {
        {0, 1, mass(16)}, {5, 1, mass(32)}, {5, 4, mass(8)}, {11, 3, mass(64)}};
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, COLUMNS, ROWS},
                                          .ncol = COLUMNS,
                                          .nrow = ROWS};
    struct hg_error err = {0};
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    assert_ok(hg_grid_create(&params, &w->grid, &err), err);
    w->inventory = make_inventory(REGIONS, regions, SECTORS, sectors, nothing, 0);
    w->e = calloc(1, sizeof *w->e);
    assert_non_null(w->e);
    w->e->grid = w->grid;
    w->e->inventory = w->inventory;
    w->e->n_point = 4;
    w->e->point = copy_of(points, sizeof points);
    w->e->n_panel = 2;
    w->e->panel = calloc(2, sizeof *w->e->panel);
    assert_non_null(w->e->panel);
    w->e->panel[0] = make_panel(0, 7, west, west_weight, 128, 1024);
    w->e->panel[1] = make_panel(1, 7, east, east_weight, 256, 512);
    w->sigmas = (struct hg_sigmas){.sector = w->sector,
                                   .region = w->region,
                                   .own = w->own,
                                   .point = w->point,
                                   .n_source = 1,
                                   .source = w->source,
                                   .held = w->held};
    return w;
}

static inline int begin(void **state)
{
    *state = make_world();
    return 0;
}

static inline int end(void **state)
{
    struct world *w = *state;
    hg_emissions_destroy(w->e);
    hg_inventory_destroy(w->inventory);
    hg_grid_destroy(w->grid);
    free(w);
    return 0;
}

/* The industries with points and no diffuse mass but what is left to them here. */
static inline void drop_diffuse(struct world *w)
{
    for (size_t p = 0; p < 2; p++)
        for (size_t s = 0; s < SECTORS; s++)
            w->e->panel[p].mass[s] = 0;
}

static inline void hold_all(struct world *w)
{
    for (size_t i = 0; i < INDUSTRIES; i++)
        w->held[i] = true;
}

static inline struct hg_uncertainty *make_uncertainty(const struct world *w)
{
    struct hg_uncertainty *u = NULL;
    struct hg_error err = {0};
    assert_ok(hg_uncertainty_create(w->e, &w->sigmas, &u, &err), err);
    return u;
}

/* The standard deviation of the sum of one form over all cells. */
static inline double sum_sigma(const struct world *w, const double *coefficient)
{
    struct hg_uncertainty *u = make_uncertainty(w);
    double sigma = 0;
    hg_uncertainty_sums(u, 1, coefficient, &sigma);
    hg_uncertainty_destroy(u);
    return sigma;
}

#endif
