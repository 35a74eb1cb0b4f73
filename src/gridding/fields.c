/* fields.c - ready grids: what each region has of them */
#include <hotgrid/fields.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>

/* All fields while they are split. */
struct splitting {
    const struct hg_weights *weights;
    size_t n_cell;
    const double *const *field;
    const char *const *field_name;
    const double *covered;
    struct hg_field_totals *totals;
};

/* The cells of one field: what was given away so far, and to which part of the cell. */
struct cells {
    hg_mass *mass, *given;
    double *upto;
};

void hg_field_covered(const struct hg_weights *weights, size_t n_cell, double *covered)
{
    for (size_t i = 0; i < n_cell; i++)
        covered[i] = 0;
    for (size_t i = 0; i < weights->first[weights->n_shape]; i++)
        for (uint32_t k = 0; k < weights->run[i].n; k++)
            covered[weights->run[i].cell + k] += weights->run[i].fraction;
}

static bool cells_alloc(struct cells *cells, size_t n)
{
    cells->mass = malloc((n + 1) * sizeof(*cells->mass));
    cells->given = calloc(n + 1, sizeof(*cells->given));
    cells->upto = calloc(n + 1, sizeof(*cells->upto));
    return cells->mass && cells->given && cells->upto;
}

static void cells_finish(struct cells *cells)
{
    free(cells->mass);
    free(cells->given);
    free(cells->upto);
}

static enum hg_status round_cells(const struct splitting *s, size_t field,
                                  struct cells *cells, struct hg_error *err)
{
    hg_mass_sum none = 0;
    for (size_t i = 0; i < s->n_cell; i++) {
        struct hg_error why = {0};
        const double kg = s->field[field][i];
        if (hg_mass_from_kg(kg, &cells->mass[i], &why) != HG_OK || kg < 0)
            return hg_fail(err, HG_E_INPUT,
                           "%s: a cell emits %g kg a year, must be 0 to 8.79e12; is the "
                           "unit right?",
                           s->field_name[field], kg);
        if (!(s->covered[i] > 0))
            none += cells->mass[i];
    }
    s->totals->in_none[field] = none;
    return HG_OK;
}

/* The fractions are added up as for covered: with the last shape their sum is the same
 * double, and all of the cell is given away. */
static hg_mass give(const struct splitting *s, struct cells *cells, uint32_t cell,
                    double fraction)
{
    cells->upto[cell] += fraction;
    const hg_mass upto =
        hg_mass_upto(cells->mass[cell], cells->upto[cell] / s->covered[cell]);
    const hg_mass part = upto - cells->given[cell];
    cells->given[cell] = upto;
    return part;
}

static hg_mass_sum give_to_shape(const struct splitting *s, size_t shape,
                                 struct cells *cells)
{
    const struct hg_weights *w = s->weights;
    hg_mass_sum total = 0;
    for (size_t i = w->first[shape]; i < w->first[shape + 1]; i++)
        for (uint32_t k = 0; k < w->run[i].n; k++)
            total += give(s, cells, w->run[i].cell + k, w->run[i].fraction);
    return total;
}

static enum hg_status split_field(void *context, size_t field, unsigned worker,
                                  struct hg_error *err)
{
    (void)worker;
    const struct splitting *s = context;
    struct cells cells = {0};
    enum hg_status status =
        cells_alloc(&cells, s->n_cell)
            ? round_cells(s, field, &cells, err)
            : hg_fail(err, HG_E_MEMORY, "no memory to split %s", s->field_name[field]);
    hg_mass_sum in_regions = 0;
    for (size_t shape = 0; status == HG_OK && shape < s->weights->n_shape; shape++) {
        const hg_mass_sum total = give_to_shape(s, shape, &cells);
        if (total > INT64_MAX)
            status = hg_fail(err, HG_E_INPUT,
                             "%s: a region emits %g kg a year, must be at most 8.79e12; "
                             "is the unit right?",
                             s->field_name[field], hg_mass_kg(total));
        else
            s->totals->total[shape * s->totals->n_field + field] = (hg_mass)total;
        in_regions += total;
    }
    s->totals->in_regions[field] = in_regions;
    cells_finish(&cells);
    return status;
}

static struct hg_field_totals *totals_create(size_t n_shape, size_t n_field)
{
    struct hg_field_totals *totals = calloc(1, sizeof(*totals));
    if (!totals)
        return NULL;
    totals->n_shape = n_shape;
    totals->n_field = n_field;
    totals->total = calloc(n_shape * n_field + 1, sizeof(*totals->total));
    totals->in_regions = calloc(n_field + 1, sizeof(*totals->in_regions));
    totals->in_none = calloc(n_field + 1, sizeof(*totals->in_none));
    if (totals->total && totals->in_regions && totals->in_none)
        return totals;
    hg_field_totals_destroy(totals);
    return NULL;
}

enum hg_status hg_field_totals(const struct hg_weights *weights, size_t n_cell,
                               size_t n_field, const double *const *field,
                               const char *const *field_name, unsigned threads,
                               struct hg_field_totals **out, struct hg_error *err)
{
    double *covered = calloc(n_cell + 1, sizeof(*covered));
    struct hg_field_totals *totals = totals_create(weights->n_shape, n_field);
    enum hg_status status = HG_E_MEMORY;
    if (!covered || !totals) {
        (void)hg_fail(err, status, "no memory for the totals of ready grids");
        goto done;
    }
    hg_field_covered(weights, n_cell, covered);
    struct splitting s = {weights, n_cell, field, field_name, covered, totals};
    status = hg_parallel(threads, n_field, split_field, &s, err);
    if (status != HG_OK)
        goto done;
    *out = totals;
    totals = NULL;
done:
    free(covered);
    hg_field_totals_destroy(totals);
    return status;
}

void hg_field_totals_destroy(struct hg_field_totals *totals)
{
    if (!totals)
        return;
    free(totals->total);
    free(totals->in_regions);
    free(totals->in_none);
    free(totals);
}
