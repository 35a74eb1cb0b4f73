/* attribute.c - linear forms of E, a strip of rows at a time */
#include <hotgrid/attribute.h>
#include <stdlib.h>
#include <string.h>

struct hg_forms {
    const struct hg_emissions *emissions;
    size_t n_form;
    const double *coefficient; /* [industry * n_form + form], borrowed: of points */
    const double *diffuse;     /* the same shape: of panels */
    double **column;           /* [panel]: kg of each column, [column * n_form + form] */
};

void hg_forms_destroy(struct hg_forms *forms)
{
    if (!forms)
        return;
    for (size_t p = 0; forms->column && p < forms->emissions->n_panel; p++)
        free(forms->column[p]);
    free(forms->column);
    free(forms);
}

/* kg[form] += mass * coefficient[form] of one industry. */
static void add_mass(const struct hg_forms *forms, const double *coefficients,
                     size_t industry, hg_mass mass, double *kg)
{
    if (mass == 0) /* what has no mass may have no destinations either (NaN) */
        return;
    const double *coefficient = coefficients + industry * forms->n_form;
    const double industry_kg = hg_mass_kg(mass);
    for (size_t k = 0; k < forms->n_form; k++)
        kg[k] += industry_kg * coefficient[k];
}

static double *sum_columns(const struct hg_forms *forms, const struct hg_panel *panel)
{
    const size_t n_sector = hg_axis_size(forms->emissions->inventory->sectors);
    double *column = calloc(panel->n_column * forms->n_form + 1, sizeof(*column));
    if (!column)
        return NULL;
    for (size_t s = 0; s < n_sector; s++)
        if (panel->column_of[s] != HG_NO_COLUMN)
            add_mass(forms, forms->diffuse, panel->region * n_sector + s, panel->mass[s],
                     column + panel->column_of[s] * forms->n_form);
    return column;
}

enum hg_status hg_forms_create_apart(const struct hg_emissions *emissions, size_t n_form,
                                     const double *coefficient, const double *diffuse,
                                     struct hg_forms **out, struct hg_error *err)
{
    struct hg_forms *forms = calloc(1, sizeof *forms);
    if (!forms)
        goto no_memory;
    forms->emissions = emissions;
    forms->n_form = n_form;
    forms->coefficient = coefficient;
    forms->diffuse = diffuse;
    forms->column = calloc(emissions->n_panel + 1, sizeof(*forms->column));
    if (!forms->column)
        goto no_memory;
    for (size_t p = 0; p < emissions->n_panel; p++) {
        forms->column[p] = sum_columns(forms, &emissions->panel[p]);
        if (!forms->column[p])
            goto no_memory;
    }

    *out = forms;
    return HG_OK;
no_memory:
    hg_forms_destroy(forms);
    return hg_fail(err, HG_E_MEMORY, "no memory for %zu layers of %zu panels", n_form,
                   emissions->n_panel);
}

enum hg_status hg_forms_create(const struct hg_emissions *emissions, size_t n_form,
                               const double *coefficient, struct hg_forms **out,
                               struct hg_error *err)
{
    return hg_forms_create_apart(emissions, n_form, coefficient, coefficient, out, err);
}

static void add_panel(const struct hg_forms *forms, size_t index, uint64_t first,
                      uint64_t end, double *out)
{
    const struct hg_panel *panel = &forms->emissions->panel[index];
    const size_t n_form = forms->n_form;
    for (size_t i = hg_find_cell(panel->cell, panel->n_cell, sizeof(*panel->cell), first);
         i < panel->n_cell && panel->cell[i] < end; i++) {
        double *restrict kg = out + (panel->cell[i] - first) * n_form;
        for (uint32_t c = 0; c < panel->n_column; c++) {
            const double weight = panel->weight[c * panel->n_cell + i];
            const double *restrict column = forms->column[index] + c * n_form;
            for (size_t k = 0; k < n_form; k++)
                kg[k] += weight * column[k];
        }
    }
}

void hg_forms_strip(const struct hg_forms *forms, uint32_t first_row, uint32_t last_row,
                    double *out)
{
    const struct hg_emissions *e = forms->emissions;
    const uint64_t ncol = hg_grid_params(e->grid)->ncol;
    const uint64_t first = first_row * ncol, end = last_row * ncol;
    memset(out, 0, (end - first) * forms->n_form * sizeof(*out));
    for (size_t i = hg_find_cell(e->point, e->n_point, sizeof(*e->point), first);
         i < e->n_point && e->point[i].cell < end; i++)
        add_mass(forms, forms->coefficient, e->point[i].industry, e->point[i].mass,
                 out + (e->point[i].cell - first) * forms->n_form);
    for (size_t p = 0; p < e->n_panel; p++)
        add_panel(forms, p, first, end, out);
}
