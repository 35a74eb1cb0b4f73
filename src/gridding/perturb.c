/* perturb.c - draws of E: all factors of a draw, and forms of what they make of E */
#include "gridding/factors.h"
#include <assert.h>
#include <hotgrid/perturb.h>
#include <hotgrid/rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of factors, for their random numbers. */
enum family { OF_SECTOR = 1, OF_REGION, OF_INDUSTRY, OF_POINT, OF_PROXY };

void hg_active_destroy(struct hg_active *active)
{
    if (!active)
        return;
    for (size_t p = 0; active->of_panel && p < active->n_panel; p++)
        free(active->of_panel[p]);
    free(active->of_panel);
    free(active->of_point);
    free(active->cell);
    free(active);
}

/* Numbers the marked cells from 0 on. */
static bool number_cells(struct hg_active *active, size_t n_cell, uint32_t *index)
{
    for (size_t cell = 0; cell < n_cell; cell++)
        active->n += index[cell];
    active->cell = malloc((active->n + 1) * sizeof(*active->cell));
    uint32_t n = 0;
    for (size_t cell = 0; active->cell && cell < n_cell; cell++)
        if (index[cell]) {
            active->cell[n] = (uint32_t)cell;
            index[cell] = n++;
        }
    return active->cell;
}

static bool index_parts(const struct hg_emissions *e, const uint32_t *index,
                        struct hg_active *active)
{
    active->n_panel = e->n_panel;
    active->of_point = malloc((e->n_point + 1) * sizeof(*active->of_point));
    active->of_panel = calloc(e->n_panel + 1, sizeof(*active->of_panel));
    if (!active->of_point || !active->of_panel)
        return false;
    for (size_t k = 0; k < e->n_point; k++)
        active->of_point[k] = index[e->point[k].cell];
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        uint32_t *of_panel = malloc((panel->n_cell + 1) * sizeof(*of_panel));
        if (!of_panel)
            return false;
        for (size_t i = 0; i < panel->n_cell; i++)
            of_panel[i] = index[panel->cell[i]];
        active->of_panel[p] = of_panel;
    }
    return true;
}

enum hg_status hg_active_create(const struct hg_emissions *emissions,
                                struct hg_active **out, struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(emissions->grid);
    enum hg_status status = HG_OK;
    struct hg_active *active = calloc(1, sizeof(*active));
    uint32_t *index = calloc(n_cell + 1, sizeof(*index));
    if (active && index) {
        for (size_t k = 0; k < emissions->n_point; k++)
            index[emissions->point[k].cell] = 1;
        for (size_t p = 0; p < emissions->n_panel; p++)
            for (size_t i = 0; i < emissions->panel[p].n_cell; i++)
                index[emissions->panel[p].cell[i]] = 1;
    }
    if (!active || !index || !number_cells(active, n_cell, index) ||
        !index_parts(emissions, index, active)) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the cells of a draw");
        hg_active_destroy(active);
    } else {
        *out = active;
    }
    free(index);
    return status;
}

struct hg_draw {
    const struct hg_uncertainty *u;
    const struct hg_active *active;
    bool none; /* all factors are 1 */
    struct hg_rng rng;
    double *sector, *region; /* A, B */
    double *point;           /* [point]: m_k P_k, kg */
    double *factor;          /* [industry]: F, over the held sum of shares */
    double *total;           /* [industry]: kg */
    double *sum;             /* [industry]: of parts, kg */
    double held_error;
    double *z;    /* [cells of the largest panel]: w Z of a column */
    double *form; /* [column of a panel * HG_DRAW_FORMS] */
};

void hg_draw_destroy(struct hg_draw *draw)
{
    if (!draw)
        return;
    free(draw->sector);
    free(draw->region);
    free(draw->point);
    free(draw->factor);
    free(draw->total);
    free(draw->sum);
    free(draw->z);
    free(draw->form);
    free(draw);
}

enum hg_status hg_draw_create(const struct hg_uncertainty *uncertainty,
                              const struct hg_active *active, struct hg_draw **out,
                              struct hg_error *err)
{
    const struct hg_emissions *e = uncertainty->emissions;
    const size_t n_industry = uncertainty->n_region * uncertainty->n_sector;
    size_t most_cells = 0, most_columns = 0;
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        most_cells = panel->n_cell > most_cells ? panel->n_cell : most_cells;
        most_columns = panel->n_column > most_columns ? panel->n_column : most_columns;
    }
    struct hg_draw *draw = calloc(1, sizeof(*draw));
    if (!draw)
        return hg_fail(err, HG_E_MEMORY, "no memory for a draw");
    draw->u = uncertainty;
    draw->active = active;
    draw->sector = calloc(uncertainty->n_sector + 1, sizeof(*draw->sector));
    draw->region = calloc(uncertainty->n_region + 1, sizeof(*draw->region));
    draw->point = calloc(e->n_point + 1, sizeof(*draw->point));
    draw->factor = calloc(n_industry + 1, sizeof(*draw->factor));
    draw->total = calloc(n_industry + 1, sizeof(*draw->total));
    draw->sum = calloc(n_industry + 1, sizeof(*draw->sum));
    draw->z = calloc(most_cells + 1, sizeof(*draw->z));
    draw->form = calloc(most_columns * HG_DRAW_FORMS + 1, sizeof(*draw->form));
    if (!draw->sector || !draw->region || !draw->point || !draw->factor || !draw->total ||
        !draw->sum || !draw->z || !draw->form) {
        hg_draw_destroy(draw);
        return hg_fail(err, HG_E_MEMORY, "no memory for a draw");
    }
    *out = draw;
    return HG_OK;
}

/* exp(t z - t^2 / 2) with t^2 = ln(1 + s^2): mean 1, relative standard deviation s. */
static double lognormal(double log_sigma, double z)
{
    return exp(log_sigma * z - 0.5 * log_sigma * log_sigma);
}

static double log_sigma(double sigma)
{
    return sqrt(log1p(sigma * sigma));
}

/* The factor of a thing by its number: exactly 1 where it is sure. */
static double factor(const struct hg_draw *draw, enum family family, uint64_t id,
                     double sigma)
{
    struct hg_rng rng = draw->rng;
    rng.family = family;
    return sigma > 0 && !draw->none
               ? lognormal(log_sigma(sigma), hg_random_normal(&rng, id))
               : 1;
}

/* Factors of the industries; before, sum holds what their points add up to. */
static void take_industries(struct hg_draw *draw)
{
    const struct hg_uncertainty *u = draw->u;
    for (size_t i = 0; i < u->n_region * u->n_sector; i++) {
        const struct industry_factors *in = &u->industry[i];
        const double common = draw->sector[i % u->n_sector] *
                              draw->region[i / u->n_sector] *
                              factor(draw, OF_INDUSTRY, i, in->own);
        const double parts = draw->sum[i] + in->diffuse;
        draw->factor[i] = in->held ? common * (in->kg / parts) : common;
        draw->total[i] = (in->held ? in->kg : parts) * common;
    }
}

/* What the parts of each held industry add up to, against its total. */
static double held_error(struct hg_draw *draw)
{
    const struct hg_uncertainty *u = draw->u;
    const struct hg_emissions *e = u->emissions;
    const size_t n = u->n_region * u->n_sector;
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        draw->sum[i] = u->industry[i].diffuse * draw->factor[i];
    for (size_t k = 0; k < e->n_point; k++)
        draw->sum[e->point[k].industry] +=
            draw->point[k] * draw->factor[e->point[k].industry];
    for (size_t i = 0; i < n; i++)
        if (u->industry[i].held)
            worst = fmax(worst, fabs(draw->sum[i] / draw->total[i] - 1));
    return worst;
}

static void take_all(struct hg_draw *draw)
{
    const struct hg_uncertainty *u = draw->u;
    const struct hg_emissions *e = u->emissions;
    for (size_t s = 0; s < u->n_sector; s++)
        draw->sector[s] = factor(draw, OF_SECTOR, s, u->sector[s]);
    for (size_t r = 0; r < u->n_region; r++)
        draw->region[r] = factor(draw, OF_REGION, r, u->region[r]);
    memset(draw->sum, 0, u->n_region * u->n_sector * sizeof(*draw->sum));
    for (size_t k = 0; k < e->n_point; k++) {
        const uint32_t i = e->point[k].industry;
        draw->point[k] =
            hg_mass_kg(e->point[k].mass) * factor(draw, OF_POINT, k, point_sigma(u, k));
        draw->sum[i] += draw->point[k];
    }
    take_industries(draw);
    draw->held_error = held_error(draw);
}

void hg_draw_take(struct hg_draw *draw, uint64_t seed, uint32_t number)
{
    draw->rng = (struct hg_rng){.seed = seed, .draw = number};
    draw->none = false;
    take_all(draw);
}

void hg_draw_take_none(struct hg_draw *draw)
{
    draw->none = true;
    take_all(draw);
}

const double *hg_draw_totals(const struct hg_draw *draw)
{
    return draw->total;
}

double hg_draw_held_error(const struct hg_draw *draw)
{
    return draw->held_error;
}

/* The weights of a column in this draw: they add up to 1 again. */
static const double *draw_weights(struct hg_draw *draw, size_t p, uint32_t c)
{
    const struct hg_panel *panel = &draw->u->emissions->panel[p];
    const struct column_factors *column =
        &draw->u->column[draw->u->panel[p].first_column + c];
    const double *weight = panel->weight + (size_t)c * panel->n_cell;
    if (!(column->sigma > 0) || draw->none)
        return weight;
    struct hg_rng rng = draw->rng;
    rng.family = OF_PROXY;
    const double t = log_sigma(column->sigma);
    double sum = 0;
    hg_random_normals(&rng, column->first, panel->n_cell, draw->z);
    for (size_t i = 0; i < panel->n_cell; i++) {
        draw->z[i] = weight[i] > 0 ? weight[i] * lognormal(t, draw->z[i]) : 0;
        sum += draw->z[i];
    }
    for (size_t i = 0; i < panel->n_cell; i++)
        draw->z[i] /= sum;
    return draw->z;
}

static void add_panel(struct hg_draw *draw, size_t p, size_t n_form,
                      const double *coefficient, double *out)
{
    const struct hg_uncertainty *u = draw->u;
    const struct hg_panel *panel = &u->emissions->panel[p];
    const struct panel_factors *factors = &u->panel[p];
    const uint32_t *at = draw->active->of_panel[p];
    memset(draw->form, 0, panel->n_column * n_form * sizeof(*draw->form));
    for (size_t k = 0; k < factors->n_diffuse; k++) {
        const struct diffuse *diffuse = &factors->diffuse[k];
        const size_t i = panel->region * u->n_sector + diffuse->sector;
        const double kg = diffuse->kg * draw->factor[i];
        for (size_t f = 0; f < n_form; f++)
            draw->form[diffuse->column * n_form + f] += kg * coefficient[i * n_form + f];
    }
    for (uint32_t c = 0; c < panel->n_column; c++) {
        const double *weight = draw_weights(draw, p, c);
        for (size_t f = 0; f < n_form; f++) {
            const double kg = draw->form[c * n_form + f];
            double *to = out + f * draw->active->n;
            for (size_t i = 0; i < panel->n_cell; i++)
                to[at[i]] += weight[i] * kg;
        }
    }
}

void hg_draw_forms(struct hg_draw *draw, size_t n_form, const double *coefficient,
                   double *out)
{
    assert(n_form <= HG_DRAW_FORMS);
    const struct hg_emissions *e = draw->u->emissions;
    const size_t n = draw->active->n;
    memset(out, 0, n_form * n * sizeof(*out));
    for (size_t k = 0; k < e->n_point; k++) {
        const uint32_t i = e->point[k].industry;
        const double kg = draw->point[k] * draw->factor[i];
        for (size_t f = 0; f < n_form; f++)
            out[f * n + draw->active->of_point[k]] += kg * coefficient[i * n_form + f];
    }
    for (size_t p = 0; p < e->n_panel; p++)
        add_panel(draw, p, n_form, coefficient, out);
}
