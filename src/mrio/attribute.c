/* attribute.c - linear forms of E, a block of cells at a time */
#include "mrio/attribute.h"
#include <hotgrid/attribute.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUND = 8,           /* forms are rounded up to: the widest vector */
    NOBODY = UINT16_MAX, /* the place of a cell without emissions */
};
static const uint32_t POINTS = UINT32_MAX; /* owner of cells with points */

/* The cells of a panel in a run of cells: from the from-th on, n. */
struct part {
    uint32_t panel, n;
    size_t from;
};

struct hg_forms {
    const struct hg_emissions *emissions;
    size_t n_form, stride;
    const struct row_kernel *kernel;
    double *coefficient; /* of points, by slice: rows of industries, / HG_MASS_PER_KG */
    double **column;     /* [panel], by slice: kg of each column */
    size_t n_run;
    size_t *first; /* [run + 1]: parts of cells run * RUN .. run * RUN + RUN - 1 */
    struct part *part;
};

void hg_forms_destroy(struct hg_forms *forms)
{
    if (!forms)
        return;
    for (size_t p = 0; forms->column && p < forms->emissions->n_panel; p++)
        free(forms->column[p]);
    free(forms->column);
    free(forms->coefficient);
    free(forms->first);
    free(forms->part);
    free(forms);
}

size_t hg_forms_stride(size_t n_form)
{
    return (n_form + ROUND - 1) / ROUND * ROUND;
}

/* Slices of nearly the same width, each as many forms as a kernel takes. */
static size_t count_slices(const struct hg_forms *forms)
{
    const size_t most = (size_t)forms->kernel->lanes * forms->kernel->most;
    return (forms->stride + most - 1) / most;
}

static size_t slice_start(const struct hg_forms *forms, size_t slice)
{
    const size_t n_vector = forms->stride / forms->kernel->lanes;
    return slice * n_vector / count_slices(forms) * forms->kernel->lanes;
}

/* Rows of forms cut into slices, each slice together: zeroed room for n rows. */
static double *make_rows(const struct hg_forms *forms, size_t n)
{
    const size_t bytes = (n * forms->stride + ROUND) * sizeof(double);
    double *row = aligned_alloc(ROUND * sizeof(double), bytes);
    if (row)
        memset(row, 0, bytes);
    return row;
}

/* Row i of n. */
static void put_row(const struct hg_forms *forms, size_t n, size_t i, const double *from,
                    double *row)
{
    for (size_t s = 0; s < count_slices(forms); s++) {
        const size_t start = slice_start(forms, s), end = slice_start(forms, s + 1);
        const size_t last = end < forms->n_form ? end : forms->n_form;
        memcpy(row + start * n + i * (end - start), from + start,
               (last - start) * sizeof(*row));
    }
}

static enum hg_status take_coefficients(struct hg_forms *forms, const double *coefficient)
{
    const struct hg_inventory *inventory = forms->emissions->inventory;
    const size_t n = hg_axis_size(inventory->regions) * hg_axis_size(inventory->sectors);
    forms->coefficient = make_rows(forms, n);
    if (!forms->coefficient)
        return HG_E_MEMORY;
    for (size_t i = 0; i < n; i++)
        put_row(forms, n, i, coefficient + i * forms->n_form, forms->coefficient);
    for (size_t k = 0; k < n * forms->stride; k++)
        forms->coefficient[k] /=
            HG_MASS_PER_KG; /* a power of 2: no sum changes its bits */
    return HG_OK;
}

/* kg[column * n_form + form] of a panel. */
static void sum_columns(const struct hg_forms *forms, const struct hg_panel *panel,
                        const double *coefficient, double *kg)
{
    const size_t n_sector = hg_axis_size(forms->emissions->inventory->sectors);
    const size_t n_form = forms->n_form;
    for (size_t s = 0; s < n_sector; s++) {
        if (panel->column_of[s] == HG_NO_COLUMN || panel->mass[s] == 0)
            continue; /* what has no mass may have no destinations either (NaN) */
        const double *of = coefficient + (panel->region * n_sector + s) * n_form;
        double *column = kg + panel->column_of[s] * n_form;
        const double sector_kg = hg_mass_kg(panel->mass[s]);
        for (size_t k = 0; k < n_form; k++)
            column[k] += sector_kg * of[k];
    }
}

static enum hg_status make_columns(struct hg_forms *forms, const double *coefficient)
{
    const struct hg_emissions *e = forms->emissions;
    forms->column = calloc(e->n_panel + 1, sizeof(*forms->column));
    if (!forms->column)
        return HG_E_MEMORY;
    for (size_t p = 0; p < e->n_panel; p++) {
        const size_t n = e->panel[p].n_column;
        double *kg = calloc(n * forms->n_form + 1, sizeof(*kg));
        forms->column[p] = make_rows(forms, n);
        if (kg && forms->column[p]) {
            sum_columns(forms, &e->panel[p], coefficient, kg);
            for (size_t c = 0; c < n; c++)
                put_row(forms, n, c, kg + c * forms->n_form, forms->column[p]);
        }
        free(kg);
        if (!kg || !forms->column[p])
            return HG_E_MEMORY;
    }
    return HG_OK;
}

/* Cuts the cells of a panel into parts, one for each run that it reaches; with part NULL
 * only counts them. */
static void cut_panel(const struct hg_panel *panel, uint32_t index, size_t *next,
                      struct part *part)
{
    for (size_t i = 0; i < panel->n_cell;) {
        const uint64_t run = panel->cell[i] / RUN, left = panel->n_cell - i;
        const size_t n = hg_find_cell(panel->cell + i, left < RUN ? left : RUN,
                                      sizeof(*panel->cell), (run + 1) * RUN);
        if (part)
            part[next[run]] = (struct part){index, (uint32_t)n, i};
        next[run]++;
        i += n;
    }
}

static enum hg_status cut_panels(struct hg_forms *forms)
{
    const struct hg_emissions *e = forms->emissions;
    forms->n_run = (hg_grid_cells(e->grid) + RUN - 1) / RUN;
    forms->first = calloc(forms->n_run + 2, sizeof(*forms->first));
    if (!forms->first)
        return HG_E_MEMORY;
    size_t *const next = forms->first + 1; /* what ends up where the next run starts */
    for (size_t p = 0; p < e->n_panel; p++)
        cut_panel(&e->panel[p], (uint32_t)p, next, NULL);
    size_t n = 0;
    for (size_t run = 0; run < forms->n_run; run++) {
        const size_t of_run = next[run];
        next[run] = n;
        n += of_run;
    }
    forms->part = malloc((n + 1) * sizeof(*forms->part));
    if (!forms->part)
        return HG_E_MEMORY;
    for (size_t p = 0; p < e->n_panel; p++)
        cut_panel(&e->panel[p], (uint32_t)p, next, forms->part);
    return HG_OK;
}

enum hg_status forms_create_by(const struct row_kernel *kernel,
                               const struct hg_emissions *emissions, size_t n_form,
                               const double *coefficient, const double *diffuse,
                               struct hg_forms **out, struct hg_error *err)
{
    struct hg_forms *forms = calloc(1, sizeof *forms);
    if (!forms)
        goto no_memory;
    forms->emissions = emissions;
    forms->n_form = n_form;
    forms->stride = hg_forms_stride(n_form);
    forms->kernel = kernel;
    if (take_coefficients(forms, coefficient) != HG_OK ||
        make_columns(forms, diffuse) != HG_OK || cut_panels(forms) != HG_OK)
        goto no_memory;

    *out = forms;
    return HG_OK;
no_memory:
    hg_forms_destroy(forms);
    return hg_fail(err, HG_E_MEMORY, "no memory for %zu layers of %zu panels", n_form,
                   emissions->n_panel);
}

enum hg_status hg_forms_create(const struct hg_emissions *emissions, size_t n_form,
                               const double *coefficient, const double *diffuse,
                               struct hg_forms **out, struct hg_error *err)
{
    const struct row_kernel *kernel = row_kernels;
    while (!kernel->runs_here())
        kernel++;
    return forms_create_by(kernel, emissions, n_form, coefficient, diffuse, out, err);
}

/* Cells of one run, as asked for. */
struct asked {
    uint64_t first, end;
    size_t point, n_point;
    const struct part *part, *last_part;
    uint16_t place[RUN]; /* among the cells with emissions; NOBODY */
    uint32_t owner[RUN]; /* the panel, or POINTS, that sums start with */
};

/* What a part has of the cells asked for. */
static struct panel_run clip(const struct hg_forms *forms, const struct asked *a,
                             const struct part *part)
{
    const struct hg_panel *panel = &forms->emissions->panel[part->panel];
    const uint32_t *cell = panel->cell + part->from;
    size_t from = 0, end = part->n;
    if (cell[0] < a->first)
        from = hg_find_cell(cell, part->n, sizeof(*cell), a->first);
    if (cell[part->n - 1] >= a->end)
        end = hg_find_cell(cell, part->n, sizeof(*cell), a->end);
    return (struct panel_run){panel, part->from + from, end - from, part->panel,
                              a->owner};
}

/* Who has emissions there, and who is the first to have them. */
static void find_owners(const struct hg_forms *forms, struct asked *a)
{
    const struct hg_emissions *e = forms->emissions;
    memset(a->place, 0xff, sizeof(a->place));
    a->point = hg_find_cell(e->point, e->n_point, sizeof(*e->point), a->first);
    a->n_point = 0;
    for (size_t i = a->point; i < e->n_point && e->point[i].cell < a->end; i++) {
        a->owner[e->point[i].cell - a->first] = POINTS;
        a->place[e->point[i].cell - a->first] = 0;
        a->n_point++;
    }
    for (const struct part *part = a->part; part < a->last_part; part++) {
        const struct panel_run run = clip(forms, a, part);
        for (size_t i = run.from; i < run.from + run.n; i++) {
            const uint64_t at = run.panel->cell[i] - a->first;
            if (a->place[at] == NOBODY)
                a->owner[at] = part->panel;
            a->place[at] = 0;
        }
    }
}

static size_t number_places(struct asked *a, uint32_t *cell)
{
    size_t n = 0;
    for (uint64_t at = 0; at < a->end - a->first; at++)
        if (a->place[at] != NOBODY) {
            cell[n] = (uint32_t)(a->first + at);
            a->place[at] = (uint16_t)n++;
        }
    return n;
}

/* Finds the cells of a run that have emissions. */
static size_t ask(const struct hg_forms *forms, uint64_t first, uint64_t end,
                  struct asked *a, uint32_t *cell)
{
    const size_t run = first / RUN;
    a->first = first;
    a->end = end;
    a->part = forms->part + forms->first[run];
    a->last_part = forms->part + forms->first[run + 1];
    find_owners(forms, a);
    return number_places(a, cell);
}

/* Sums of a slice of the forms. */
static void sum_slice(const struct hg_forms *forms, const struct asked *a, size_t slice,
                      double *kg, size_t stride)
{
    const struct hg_emissions *e = forms->emissions;
    const struct row_kernel *kernel = forms->kernel;
    const struct hg_inventory *inventory = e->inventory;
    const size_t n = hg_axis_size(inventory->regions) * hg_axis_size(inventory->sectors);
    const size_t start = slice_start(forms, slice);
    const unsigned n_vector =
        (unsigned)((slice_start(forms, slice + 1) - start) / kernel->lanes);
    const struct sums to = {a->first, a->place, stride, kg};
    if (a->n_point)
        kernel->points(e->point + a->point, a->n_point, forms->coefficient + start * n,
                       n_vector, &to);
    for (const struct part *part = a->part; part < a->last_part; part++) {
        const struct panel_run run = clip(forms, a, part);
        kernel->panel(&run, forms->column[part->panel] + start * run.panel->n_column,
                      n_vector, &to);
    }
}

static uint64_t end_of_run(uint64_t first, uint64_t end)
{
    const uint64_t next = (first / RUN + 1) * RUN;
    return next < end ? next : end;
}

size_t hg_forms_block(const struct hg_forms *forms, uint64_t first, uint64_t end,
                      uint32_t *cell, double *kg)
{
    struct asked a;
    size_t n = 0;
    for (uint64_t at = first; at < end; at = end_of_run(at, end)) {
        const size_t found = ask(forms, at, end_of_run(at, end), &a, cell + n);
        for (size_t s = 0; found && s < count_slices(forms); s++)
            sum_slice(forms, &a, s, kg + n * forms->stride + slice_start(forms, s),
                      forms->stride);
        n += found;
    }
    return n;
}
