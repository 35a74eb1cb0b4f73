/* emissions.c - sums of E over its cells, and E on a smaller grid */
#include <assert.h>
#include <hotgrid/emissions.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool hg_panel_alloc(struct hg_panel *panel, size_t n_cell, size_t n_column,
                    size_t n_sector)
{
    panel->cell = calloc(n_cell + 1, sizeof(*panel->cell));
    panel->weight = calloc(n_cell * n_column + 1, sizeof(*panel->weight));
    panel->column_of = calloc(n_sector + 1, sizeof(*panel->column_of));
    panel->source_of = calloc(n_column + 1, sizeof(*panel->source_of));
    panel->mass = calloc(n_sector + 1, sizeof(*panel->mass));
    return panel->cell && panel->weight && panel->column_of && panel->source_of &&
           panel->mass;
}

void hg_panel_finish(struct hg_panel *panel)
{
    free(panel->cell);
    free(panel->weight);
    free(panel->column_of);
    free(panel->source_of);
    free(panel->mass);
    *panel = (struct hg_panel){0};
}

void hg_emissions_destroy(struct hg_emissions *emissions)
{
    if (!emissions)
        return;
    for (size_t i = 0; i < emissions->n_panel; i++)
        hg_panel_finish(&emissions->panel[i]);
    free(emissions->panel);
    free(emissions->point);
    free(emissions->square);
    free(emissions);
}

void hg_panel_cumulative(const struct hg_panel *panel, uint32_t column,
                         double *cumulative)
{
    assert(column < panel->n_column);
    const double *weight = panel->weight + (size_t)column * panel->n_cell;
    double sum = 0;
    size_t last = panel->n_cell;
    for (size_t i = 0; i < panel->n_cell; i++) {
        sum += weight[i];
        cumulative[i] = sum < 1 ? sum : 1;
        if (weight[i] > 0)
            last = i;
    }
    for (size_t i = last; i < panel->n_cell; i++)
        cumulative[i] = 1;
}

static size_t sector_count(const struct hg_emissions *emissions)
{
    return hg_axis_size(emissions->inventory->sectors);
}

struct summing {
    const struct hg_emissions *emissions;
    size_t n_sector, max_cell;
    double *cumulative;   /* [worker * max_cell]: a buffer for each worker */
    hg_mass_sum *diffuse; /* [panel * n_sector + sector] */
};

/* One sector of one panel, cell by cell. */
static enum hg_status sum_sector(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)err;
    const struct summing *s = context;
    const struct hg_panel *panel = &s->emissions->panel[index / s->n_sector];
    const size_t sector = index % s->n_sector;
    double *cumulative = s->cumulative + worker * s->max_cell;
    if (panel->column_of[sector] == HG_NO_COLUMN)
        return HG_OK;

    hg_panel_cumulative(panel, panel->column_of[sector], cumulative);
    const hg_mass mass = panel->mass[sector];
    hg_mass_sum sum = 0;
    hg_mass before = 0;
    for (size_t i = 0; i < panel->n_cell; i++) {
        const hg_mass upto = hg_mass_upto(mass, cumulative[i]);
        sum += upto - before;
        before = upto;
    }
    s->diffuse[index] = sum;
    return HG_OK;
}

static size_t largest_panel(const struct hg_emissions *emissions)
{
    size_t n = 0;
    for (size_t i = 0; i < emissions->n_panel; i++)
        n = emissions->panel[i].n_cell > n ? emissions->panel[i].n_cell : n;
    return n;
}

static void add_up(const struct summing *s, hg_mass_sum *sum)
{
    const struct hg_emissions *e = s->emissions;
    const size_t n_region = hg_axis_size(e->inventory->regions);
    for (size_t i = 0; i < n_region * s->n_sector; i++)
        sum[i] = 0;
    for (size_t i = 0; i < e->n_point; i++)
        sum[e->point[i].industry] += e->point[i].mass;
    for (size_t i = 0; i < e->n_panel * s->n_sector; i++)
        sum[e->panel[i / s->n_sector].region * s->n_sector + i % s->n_sector] +=
            s->diffuse[i];
}

enum hg_status hg_emissions_sums(const struct hg_emissions *emissions, unsigned threads,
                                 hg_mass_sum *sum, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct summing s = {emissions, sector_count(emissions), largest_panel(emissions),
                        NULL, NULL};
    const size_t n_task = emissions->n_panel * s.n_sector;
    threads = threads > 0 ? threads : 1;
    s.cumulative = calloc(threads * s.max_cell + 1, sizeof(*s.cumulative));
    s.diffuse = calloc(n_task + 1, sizeof(*s.diffuse));
    if (!s.cumulative || !s.diffuse)
        status = hg_fail(err, HG_E_MEMORY, "no memory to add up emissions");
    else if (n_task > 0)
        status = hg_parallel(threads, n_task, sum_sector, &s, err);
    if (status == HG_OK)
        add_up(&s, sum);
    free(s.cumulative);
    free(s.diffuse);
    return status;
}

/* The steps of both grids are the same, and so are the edges between them. */
static bool same_steps(const struct hg_grid *a, const struct hg_grid *b)
{
    const struct hg_grid_params *p = hg_grid_params(a), *q = hg_grid_params(b);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    double col, row, far_col, far_row;
    hg_grid_steps(b, p->box.west, p->box.north, &col, &row);
    hg_grid_steps(b, p->box.east, p->box.south, &far_col, &far_row);
    return p->kind == q->kind && dx > 0 && dy > 0 && fabs(col - round(col)) < 1e-6 &&
           fabs(row - round(row)) < 1e-6 && fabs(far_col - col - p->ncol) < 1e-6 &&
           fabs(far_row - row - p->nrow) < 1e-6;
}

static enum hg_status crop_points(const struct hg_emissions *from,
                                  struct hg_emissions *to, hg_mass_sum *outside,
                                  struct hg_error *err)
{
    to->point = calloc(from->n_point + 1, sizeof(*to->point));
    if (from->square)
        to->square = calloc(from->n_point + 1, sizeof(*to->square));
    if (!to->point || (from->square && !to->square))
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu points", from->n_point);
    for (size_t i = 0; i < from->n_point; i++) {
        struct hg_point_mass p = from->point[i];
        p.cell = hg_grid_cell_in(to->grid, from->grid, p.cell);
        if (p.cell == HG_NO_CELL) {
            outside[p.industry] += p.mass;
            continue;
        }
        if (from->square)
            to->square[to->n_point] = from->square[i];
        to->point[to->n_point++] = p;
    }
    return HG_OK;
}

/* A panel on its way to the smaller grid. */
struct cropping {
    const struct hg_panel *from;
    size_t n_sector;
    uint32_t *cell;     /* [from->n_cell] on the new grid, HG_NO_CELL outside */
    double *cumulative; /* [from->n_cell] */
    size_t n_kept;      /* cells */
};

/* Weights of a column inside the grid, so that they sum to 1 again.  False when there is
 * none. */
static bool crop_column(const struct cropping *c, uint32_t column, double *weight)
{
    const double *old = c->from->weight + (size_t)column * c->from->n_cell;
    double inside = 0;
    for (size_t i = 0; i < c->from->n_cell; i++)
        inside += c->cell[i] == HG_NO_CELL ? 0 : old[i];
    if (c->n_kept == c->from->n_cell)
        inside = 1; /* as they were, to the last bit */
    size_t n = 0;
    for (size_t i = 0; i < c->from->n_cell; i++)
        if (c->cell[i] != HG_NO_CELL)
            weight[n++] = old[i] / inside;
    return inside > 0;
}

/* What the cells inside have of a sector. */
static hg_mass inside_mass(const struct cropping *c, hg_mass mass)
{
    hg_mass sum = 0, before = 0;
    for (size_t i = 0; i < c->from->n_cell; i++) {
        const hg_mass upto = hg_mass_upto(mass, c->cumulative[i]);
        sum += c->cell[i] == HG_NO_CELL ? 0 : upto - before;
        before = upto;
    }
    return sum;
}

static void crop_masses(const struct cropping *c, uint32_t column, uint32_t new_column,
                        struct hg_panel *to, hg_mass_sum *outside)
{
    hg_panel_cumulative(c->from, column, c->cumulative);
    for (size_t s = 0; s < c->n_sector; s++) {
        if (c->from->column_of[s] != column)
            continue;
        to->mass[s] = inside_mass(c, c->from->mass[s]);
        to->column_of[s] = to->mass[s] == 0 ? HG_NO_COLUMN : new_column;
        outside[c->from->region * c->n_sector + s] +=
            (hg_mass_sum)c->from->mass[s] - to->mass[s];
    }
}

static enum hg_status crop_columns(const struct cropping *c, struct hg_panel *to,
                                   hg_mass_sum *outside, struct hg_error *err)
{
    const struct hg_panel *from = c->from;
    if (!hg_panel_alloc(to, c->n_kept, from->n_column, c->n_sector))
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu cells", c->n_kept);
    to->region = from->region;
    for (size_t i = 0; i < from->n_cell; i++)
        if (c->cell[i] != HG_NO_CELL)
            to->cell[to->n_cell++] = c->cell[i];
    for (size_t s = 0; s < c->n_sector; s++)
        to->column_of[s] = HG_NO_COLUMN;
    for (uint32_t column = 0; column < from->n_column; column++) {
        const uint32_t at = to->n_column;
        const bool any = crop_column(c, column, to->weight + (size_t)at * to->n_cell);
        crop_masses(c, column, at, to, outside);
        to->source_of[at] = from->source_of[column];
        to->n_column += any ? 1 : 0;
    }
    return HG_OK;
}

static bool has_mass(const struct hg_panel *panel, size_t n_sector)
{
    for (size_t s = 0; s < n_sector; s++)
        if (panel->mass[s] != 0)
            return true;
    return false;
}

static enum hg_status crop_panel(const struct hg_emissions *from, size_t index,
                                 struct hg_emissions *to, hg_mass_sum *outside,
                                 struct hg_error *err)
{
    enum hg_status status;
    struct hg_panel panel = {0};
    struct cropping c = {.from = &from->panel[index], .n_sector = sector_count(from)};
    const size_t n = c.from->n_cell;
    c.cell = calloc(n + 1, sizeof(*c.cell));
    c.cumulative = calloc(n + 1, sizeof(*c.cumulative));
    if (!c.cell || !c.cumulative) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu cells", n);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        c.cell[i] = hg_grid_cell_in(to->grid, from->grid, c.from->cell[i]);
        c.n_kept += c.cell[i] != HG_NO_CELL ? 1 : 0;
    }
    status = crop_columns(&c, &panel, outside, err);
    if (status == HG_OK && has_mass(&panel, c.n_sector)) {
        to->panel[to->n_panel++] = panel;
        panel = (struct hg_panel){0};
    }
done:
    hg_panel_finish(&panel);
    free(c.cell);
    free(c.cumulative);
    return status;
}

enum hg_status hg_emissions_crop(const struct hg_emissions *emissions,
                                 const struct hg_grid *grid, hg_mass_sum *outside,
                                 struct hg_emissions **out, struct hg_error *err)
{
    const size_t n_industry =
        hg_axis_size(emissions->inventory->regions) * sector_count(emissions);
    if (!same_steps(grid, emissions->grid))
        return hg_fail(err, HG_E_ARG,
                       "emissions can only be cropped to a grid of the "
                       "same steps");

    enum hg_status status;
    struct hg_emissions *to = calloc(1, sizeof(*to));
    hg_mass_sum *lost = calloc(n_industry + 1, sizeof(*lost));
    if (to)
        to->panel = calloc(emissions->n_panel + 1, sizeof(*to->panel));
    if (!to || !lost || !to->panel) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for emissions");
        goto done;
    }
    to->grid = grid;
    to->inventory = emissions->inventory;
    status = crop_points(emissions, to, lost, err);
    for (size_t i = 0; status == HG_OK && i < emissions->n_panel; i++)
        status = crop_panel(emissions, i, to, lost, err);
    if (status != HG_OK)
        goto done;

    memcpy(outside, lost, n_industry * sizeof(*lost));
    *out = to;
    to = NULL; /* now the caller's */
done:
    hg_emissions_destroy(to);
    free(lost);
    return status;
}
