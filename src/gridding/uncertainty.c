/* uncertainty.c - the factors of all masses, and how far sums over all cells may be off
 */
#include "gridding/factors.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void hg_uncertainty_destroy(struct hg_uncertainty *u)
{
    if (!u)
        return;
    for (size_t p = 0; u->panel && p < u->emissions->n_panel; p++)
        free(u->panel[p].diffuse);
    free(u->panel);
    free(u->column);
    free(u->industry);
    free(u->sector);
    free(u->region);
    free(u);
}

static double squared(double x)
{
    return x * x;
}

static enum hg_status check(size_t n, const double *sigma, const char *what,
                            struct hg_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(sigma[i] >= 0 && isfinite(sigma[i])))
            return hg_fail(err, HG_E_ARG,
                           "a relative deviation of %g for %s %zu, must be 0 or more",
                           sigma[i], what, i);
    return HG_OK;
}

static enum hg_status check_all(const struct hg_uncertainty *u,
                                const struct hg_sigmas *sigmas, struct hg_error *err)
{
    enum hg_status status = check(u->n_sector, sigmas->sector, "sector", err);
    if (status == HG_OK)
        status = check(u->n_region, sigmas->region, "region", err);
    if (status == HG_OK)
        status = check(u->n_region * u->n_sector, sigmas->own, "industry", err);
    if (status == HG_OK)
        status = check(u->n_sector, sigmas->point, "points of sector", err);
    if (status == HG_OK)
        status = check(sigmas->n_source, sigmas->source, "proxy", err);
    return status == HG_OK ? check(1, &sigmas->area, "area", err) : status;
}

static double source_sigma(const struct hg_sigmas *sigmas, uint32_t source)
{
    if (source == HG_BY_AREA)
        return sigmas->area;
    return source < sigmas->n_source ? sigmas->source[source] : 0;
}

/* The columns of a panel, and its sectors with diffuse mass. */
static bool take_panel(struct hg_uncertainty *u, const struct hg_sigmas *sigmas, size_t p)
{
    const struct hg_panel *panel = &u->emissions->panel[p];
    struct panel_factors *to = &u->panel[p];
    to->first_column = u->n_column;
    for (uint32_t c = 0; c < panel->n_column; c++) {
        struct column_factors *column = &u->column[u->n_column++];
        const double *weight = panel->weight + (size_t)c * panel->n_cell;
        for (size_t i = 0; i < panel->n_cell; i++)
            column->squares += squared(weight[i]);
        column->sigma = panel->n_cell > 1 ? source_sigma(sigmas, panel->source_of[c]) : 0;
        column->first = u->n_column_cell;
        u->n_column_cell += panel->n_cell;
    }
    to->diffuse = calloc(u->n_sector + 1, sizeof(*to->diffuse));
    for (size_t s = 0; to->diffuse && s < u->n_sector; s++) {
        if (panel->column_of[s] == HG_NO_COLUMN || panel->mass[s] == 0)
            continue;
        const double kg = hg_mass_kg(panel->mass[s]);
        to->diffuse[to->n_diffuse++] = (struct diffuse){s, panel->column_of[s], kg};
        struct industry_factors *i = &u->industry[panel->region * u->n_sector + s];
        i->diffuse += kg;
        i->kg += kg;
    }
    return to->diffuse != NULL;
}

static void take_points(struct hg_uncertainty *u, const struct hg_sigmas *sigmas)
{
    const struct hg_emissions *e = u->emissions;
    for (size_t k = 0; k < e->n_point; k++) {
        struct industry_factors *i = &u->industry[e->point[k].industry];
        const double kg = hg_mass_kg(e->point[k].mass);
        i->kg += kg;
        i->point = sigmas->point[e->point[k].industry % u->n_sector];
        i->variance += squared(kg * point_sigma(u, k));
    }
}

/* All that follows from the sigmas, once masses are known. */
static void finish_industries(struct hg_uncertainty *u, const struct hg_sigmas *sigmas)
{
    for (size_t i = 0; i < u->n_region * u->n_sector; i++) {
        struct industry_factors *in = &u->industry[i];
        const double a = u->sector[i % u->n_sector], b = u->region[i / u->n_sector];
        in->own = sigmas->own[i];
        in->held = sigmas->held[i] && in->variance > 0;
        in->q = in->held ? in->variance / squared(in->kg) : 0;
        in->g = (1 + squared(a)) * (1 + squared(b)) * (1 + squared(in->own));
        in->k = squared(in->own) * (1 + squared(a)) * (1 + squared(b)) +
                squared(a) * squared(b);
    }
}

static enum hg_status make(struct hg_uncertainty *u, const struct hg_sigmas *sigmas,
                           struct hg_error *err)
{
    const struct hg_emissions *e = u->emissions;
    size_t n_column = 0;
    for (size_t p = 0; p < e->n_panel; p++)
        n_column += e->panel[p].n_column;
    u->sector = calloc(u->n_sector + 1, sizeof(*u->sector));
    u->region = calloc(u->n_region + 1, sizeof(*u->region));
    u->industry = calloc(u->n_region * u->n_sector + 1, sizeof(*u->industry));
    u->panel = calloc(e->n_panel + 1, sizeof(*u->panel));
    u->column = calloc(n_column + 1, sizeof(*u->column));
    bool made = u->sector && u->region && u->industry && u->panel && u->column;
    for (size_t p = 0; made && p < e->n_panel; p++)
        made = take_panel(u, sigmas, p);
    if (!made)
        return hg_fail(err, HG_E_MEMORY, "no memory for the uncertainty");
    memcpy(u->sector, sigmas->sector, u->n_sector * sizeof(*u->sector));
    memcpy(u->region, sigmas->region, u->n_region * sizeof(*u->region));
    take_points(u, sigmas);
    finish_industries(u, sigmas);
    return HG_OK;
}

enum hg_status hg_uncertainty_create(const struct hg_emissions *emissions,
                                     const struct hg_sigmas *sigmas,
                                     struct hg_uncertainty **out, struct hg_error *err)
{
    struct hg_uncertainty *u = calloc(1, sizeof(*u));
    if (!u)
        return hg_fail(err, HG_E_MEMORY, "no memory for the uncertainty");
    u->emissions = emissions;
    u->n_region = hg_axis_size(emissions->inventory->regions);
    u->n_sector = hg_axis_size(emissions->inventory->sectors);
    enum hg_status status = check_all(u, sigmas, err);
    if (status == HG_OK)
        status = make(u, sigmas, err);
    if (status != HG_OK) {
        hg_uncertainty_destroy(u);
        return status;
    }
    *out = u;
    return HG_OK;
}

/* What one form of an industry adds: to its region and sector, and by itself. */
static double form_of(const struct industry_factors *in, double coefficient)
{
    return in->kg == 0 ? 0 : coefficient * in->kg; /* without mass NaN is fine */
}

static double sum_variance(const struct hg_uncertainty *u, size_t n_form,
                           const double *coefficient)
{
    double variance = 0;
    for (size_t r = 0; r < u->n_region; r++) {
        double of_region = 0;
        for (size_t s = 0; s < u->n_sector; s++) {
            const size_t i = r * u->n_sector + s;
            const struct industry_factors *in = &u->industry[i];
            const double form = form_of(in, coefficient[i * n_form]);
            of_region += form;
            variance += in->k * squared(form);
            if (form != 0 && !in->held) /* held: P leaves the sum alone */
                variance += in->g * squared(coefficient[i * n_form]) * in->variance;
        }
        variance += squared(u->region[r] * of_region);
    }
    for (size_t s = 0; s < u->n_sector; s++) {
        double of_sector = 0;
        for (size_t r = 0; r < u->n_region; r++) {
            const size_t i = r * u->n_sector + s;
            of_sector += form_of(&u->industry[i], coefficient[i * n_form]);
        }
        variance += squared(u->sector[s] * of_sector);
    }
    return variance;
}

void hg_uncertainty_sums(const struct hg_uncertainty *uncertainty, size_t n_form,
                         const double *coefficient, double *sigma_kg)
{
    for (size_t f = 0; f < n_form; f++)
        sigma_kg[f] = sqrt(sum_variance(uncertainty, n_form, coefficient + f));
}
