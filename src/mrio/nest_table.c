/* nest_table.c - the regions and rows of a nested table */
#include "mrio/nesting.h"
#include <stdlib.h>
#include <string.h>

double *mrio_numbers(size_t rows, size_t columns)
{
    size_t n;
    return __builtin_mul_overflow(rows, columns, &n) ? NULL
                                                     : calloc(n + 1, sizeof(double));
}

void mrio_nest_check(const struct mrio_nest *nest, struct hg_faults *faults)
{
    const struct hg_mrio *provinces = nest->params->provinces;
    if (nest->pattern.n_province == 0)
        hg_fault(faults, HG_E_INPUT, "nest: regions",
                 "the provincial table has no province: all its regions are `abroad`");
    for (size_t p = 0; p < nest->pattern.n_province; p++) {
        const char *code = hg_axis_code(provinces->regions, nest->pattern.region[p]);
        const size_t r = hg_axis_find(nest->world->regions, code);
        if (r != HG_NOT_FOUND && r != nest->params->parent)
            hg_fault(
                faults, HG_E_INPUT, "nest: regions",
                "province \"%s\" of the provincial table has the code of a region of "
                "the world table; rename it, or say that it is `abroad`",
                code);
    }
}

static size_t add_regions(const struct mrio_nest *nest, const char **code,
                          const char **name)
{
    const struct hg_axis *world = nest->world->regions;
    const struct hg_axis *provinces = nest->params->provinces->regions;
    size_t n = 0;
    for (size_t r = 0; r < hg_axis_size(world); r++) {
        nest->region[r] = n;
        const bool own = r == nest->params->parent;
        for (size_t p = 0; p < (own ? nest->pattern.n_province : 1); p++, n++) {
            const struct hg_axis *axis = own ? provinces : world;
            const size_t at = own ? nest->pattern.region[p] : r;
            code[n] = hg_axis_code(axis, at);
            name[n] = hg_axis_name(axis, at);
        }
    }
    return n;
}

static enum hg_status make_regions(const struct mrio_nest *nest, struct hg_error *err)
{
    const size_t most = hg_axis_size(nest->world->regions) + nest->pattern.n_province;
    const char **code = calloc(2 * most, sizeof(*code));
    if (!code)
        return hg_fail(err, HG_E_MEMORY, "no memory for the nested table");
    const size_t n = add_regions(nest, code, code + most);
    const enum hg_status status =
        hg_axis_create(n, code, code + most, &nest->out->regions, err);
    free(code);
    return status;
}

static enum hg_status copy_axis(const struct hg_axis *axis, struct hg_axis **out,
                                struct hg_error *err)
{
    const size_t n = hg_axis_size(axis);
    const char **name = calloc(n + 1, sizeof(*name));
    if (!name)
        return hg_fail(err, HG_E_MEMORY, "no memory for the nested table");
    for (size_t i = 0; i < n; i++)
        name[i] = hg_axis_name(axis, i);
    const enum hg_status status = hg_axis_create(n, hg_axis_codes(axis), name, out, err);
    free(name);
    return status;
}

static void number_rows(struct mrio_nest *nest)
{
    const struct hg_mrio *w = nest->world;
    struct hg_mrio *out = nest->out;
    size_t row = 0;
    for (size_t r = 0; r < hg_axis_size(w->regions); r++) {
        const bool own = r == nest->params->parent;
        for (size_t p = 0; p < (own ? nest->pattern.n_province : 1); p++)
            for (size_t a = 0; a < w->n; a++) {
                if (w->region_of[a] != r)
                    continue;
                if (p == 0)
                    nest->row[a] = row;
                out->region_of[row] = nest->region[r] + p;
                out->sector_of[row++] = w->sector_of[a];
            }
    }
}

enum hg_status mrio_nest_table(struct mrio_nest *nest, struct hg_error *err)
{
    const struct hg_mrio *w = nest->world;
    const struct mrio_pattern *x = &nest->pattern;
    struct hg_mrio *out = nest->out;
    for (size_t a = 0; a < w->n; a++)
        nest->n_own += w->region_of[a] == nest->params->parent;
    enum hg_status status = make_regions(nest, err);
    if (status == HG_OK)
        status = copy_axis(w->sectors, &out->sectors, err);
    if (status == HG_OK)
        status = copy_axis(w->categories, &out->categories, err);
    if (status != HG_OK)
        return status;
    const size_t n_region = hg_axis_size(out->regions);
    out->n = w->n - nest->n_own + nest->n_own * x->n_province;
    out->region_of = calloc(out->n + 1, sizeof(*out->region_of));
    out->sector_of = calloc(out->n + 1, sizeof(*out->sector_of));
    out->Z = mrio_numbers(out->n, out->n);
    out->Y = mrio_numbers(out->n, n_region * x->n_category);
    out->unit = strdup(w->unit ? w->unit : "");
    bool made = out->region_of && out->sector_of && out->Z && out->Y && out->unit;
    if (made && w->emissions) {
        out->emissions = calloc(1, sizeof(*out->emissions));
        if (out->emissions) {
            out->emissions->industry = mrio_numbers(out->n, 1);
            out->emissions->household = mrio_numbers(n_region, 1);
        }
        made = out->emissions && out->emissions->industry && out->emissions->household;
    }
    if (!made)
        return hg_fail(err, HG_E_MEMORY, "no memory for a nested table of %zu industries",
                       out->n);
    number_rows(nest);
    return HG_OK;
}
