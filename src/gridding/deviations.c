/* deviations.c - standard deviations of linear forms of E, a strip of rows at a time */
#include "gridding/factors.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hg_deviations {
    const struct hg_uncertainty *u;
    size_t n_form;
    const double *coefficient; /* [industry * n_form + form], borrowed */
    double *column; /* [column * n_form + form]: E (sum of forms)^2 for weight 1, kg^2 */
};

static double squared(double x)
{
    return x * x;
}

/* What Z of a column is multiplied by: the mean square of all that the column spreads.
 * Sectors of a column share its Z and their region. */
static void take_panel(struct hg_deviations *d, size_t p, double *sum)
{
    const struct hg_uncertainty *u = d->u;
    const struct hg_panel *panel = &u->emissions->panel[p];
    const struct panel_factors *factors = &u->panel[p];
    double *square = d->column + factors->first_column * d->n_form;
    memset(sum, 0, panel->n_column * d->n_form * sizeof(*sum));
    for (size_t k = 0; k < factors->n_diffuse; k++) {
        const struct diffuse *diffuse = &factors->diffuse[k];
        const size_t i = panel->region * u->n_sector + diffuse->sector;
        const double alone =
            (1 + squared(u->sector[diffuse->sector])) * (1 + squared(u->industry[i].own));
        for (size_t f = 0; f < d->n_form; f++) {
            const double form = d->coefficient[i * d->n_form + f] * diffuse->kg;
            sum[diffuse->column * d->n_form + f] += form;
            square[diffuse->column * d->n_form + f] += squared(form) * (alone - 1);
        }
    }
    const double shared = 1 + squared(u->region[panel->region]);
    for (size_t k = 0; k < panel->n_column * d->n_form; k++)
        square[k] = shared * (square[k] + squared(sum[k]));
}

static size_t most_columns(const struct hg_emissions *e)
{
    size_t n = 0;
    for (size_t p = 0; p < e->n_panel; p++)
        n = e->panel[p].n_column > n ? e->panel[p].n_column : n;
    return n;
}

enum hg_status hg_deviations_create(const struct hg_uncertainty *uncertainty,
                                    size_t n_form, const double *coefficient,
                                    struct hg_deviations **out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    double *sum = NULL;
    struct hg_deviations *d = calloc(1, sizeof(*d));
    if (d) {
        *d = (struct hg_deviations){uncertainty, n_form, coefficient, NULL};
        d->column = calloc(uncertainty->n_column * n_form + 1, sizeof(*d->column));
        sum = calloc(most_columns(uncertainty->emissions) * n_form + 1, sizeof(*sum));
    }
    if (!d || !d->column || !sum) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the deviations of %zu layers",
                         n_form);
        goto done;
    }
    for (size_t p = 0; p < uncertainty->emissions->n_panel; p++)
        take_panel(d, p, sum);

    *out = d;
    d = NULL; /* now the caller's */
done:
    free(sum);
    hg_deviations_destroy(d);
    return status;
}

void hg_deviations_destroy(struct hg_deviations *deviations)
{
    if (!deviations)
        return;
    free(deviations->column);
    free(deviations);
}

/* A cell of a panel. */
struct place {
    size_t panel, index;
};

/* One strip: the panels of each cell, and sums of the cell at hand. */
struct strip {
    const struct hg_deviations *d;
    uint64_t first, end;       /* cells */
    const size_t *place_of;    /* [cell - first, and one more]: first of its places */
    const struct place *place; /* by cell, then panel */
    double *kg;                /* [sector]: of the region at hand */
    double *point_square;      /* [sector]: sum of (m_k p_k)^2 there */
    double *sector_sum;        /* [sector * n_form + form]: U_s */
    double *region_sum;        /* [form]: U_r */
};

/* First index of rising cells that is not below `cell`. */
/* Puts each place of a panel where the next one of its cell goes; with place NULL, only
 * counts them there. */
static void visit_panel(const struct strip *s, size_t p, struct place *place,
                        size_t *next)
{
    const struct hg_panel *panel = &s->d->u->emissions->panel[p];
    for (size_t i =
             hg_find_cell(panel->cell, panel->n_cell, sizeof(*panel->cell), s->first);
         i < panel->n_cell && panel->cell[i] < s->end; i++) {
        size_t *at = &next[panel->cell[i] - s->first];
        if (place)
            place[*at] = (struct place){p, i};
        (*at)++;
    }
}

/* The places of the strip by cell, to be freed; place_of has zeros, and gets where those
 * of each cell start.  NULL without memory. */
static struct place *find_places(const struct strip *s, size_t *place_of)
{
    const size_t n = s->end - s->first, n_panel = s->d->u->emissions->n_panel;
    for (size_t p = 0; p < n_panel; p++)
        visit_panel(s, p, NULL, place_of + 2);
    for (size_t i = 2; i < n + 2; i++)
        place_of[i] += place_of[i - 1];
    struct place *place = calloc(place_of[n + 1] + 1, sizeof(*place));
    /* The starts stand one too far, and end where they belong: each moves on to the start
     * of the next cell. */
    for (size_t p = 0; place && p < n_panel; p++)
        visit_panel(s, p, place, place_of + 1);
    return place;
}

/* The diffuse mass of a region in a cell; adds what Z does to the forms. */
static void add_place(struct strip *s, const struct place *place, double *variance)
{
    const struct hg_deviations *d = s->d;
    const struct hg_panel *panel = &d->u->emissions->panel[place->panel];
    const struct panel_factors *factors = &d->u->panel[place->panel];
    for (size_t k = 0; k < factors->n_diffuse; k++) {
        const struct diffuse *diffuse = &factors->diffuse[k];
        s->kg[diffuse->sector] +=
            panel->weight[diffuse->column * panel->n_cell + place->index] * diffuse->kg;
    }
    for (uint32_t c = 0; c < panel->n_column; c++) {
        const struct column_factors *column = &d->u->column[factors->first_column + c];
        if (!(column->sigma > 0))
            continue;
        /* Of w Z / (sum of w Z), to first order: w (Z - sum of w Z). */
        const double w = panel->weight[c * panel->n_cell + place->index];
        const double share =
            fmax(0, 1 - 2 * w + column->squares) * squared(w * column->sigma);
        const double *square = d->column + (factors->first_column + c) * d->n_form;
        for (size_t f = 0; f < d->n_form; f++)
            variance[f] += share * square[f];
    }
}

static void add_point(struct strip *s, size_t k)
{
    const struct hg_point_mass *point = &s->d->u->emissions->point[k];
    const size_t sector = point->industry % s->d->u->n_sector;
    const double kg = hg_mass_kg(point->mass);
    s->kg[sector] += kg;
    s->point_square[sector] += squared(kg * point_sigma(s->d->u, k));
}

/* v of the formula. */
static double point_variance(const struct industry_factors *in, double kg,
                             double point_square)
{
    if (!in->held)
        return point_square;
    return fmax(0, point_square * (1 - 2 * kg / in->kg) + squared(kg) * in->q);
}

/* Closes a region in a cell: all it has there is known. */
static void take_region(struct strip *s, size_t region, double *variance)
{
    const struct hg_deviations *d = s->d;
    const struct hg_uncertainty *u = d->u;
    memset(s->region_sum, 0, d->n_form * sizeof(*s->region_sum));
    for (size_t sector = 0; sector < u->n_sector; sector++) {
        const size_t i = region * u->n_sector + sector;
        const double kg = s->kg[sector];
        if (kg == 0)
            continue;
        const struct industry_factors *in = &u->industry[i];
        const double v = in->g * point_variance(in, kg, s->point_square[sector]);
        const double *coefficient = d->coefficient + i * d->n_form;
        for (size_t f = 0; f < d->n_form; f++) {
            const double form = coefficient[f] * kg;
            s->region_sum[f] += form;
            s->sector_sum[sector * d->n_form + f] += form;
            variance[f] += in->k * squared(form) + v * squared(coefficient[f]);
        }
        s->kg[sector] = s->point_square[sector] = 0;
    }
    for (size_t f = 0; f < d->n_form; f++)
        variance[f] += squared(u->region[region] * s->region_sum[f]);
}

static void take_sectors(struct strip *s, double *variance)
{
    const size_t n_form = s->d->n_form;
    for (size_t sector = 0; sector < s->d->u->n_sector; sector++)
        for (size_t f = 0; f < n_form; f++) {
            double *sum = &s->sector_sum[sector * n_form + f];
            variance[f] += squared(s->d->u->sector[sector] * *sum);
            *sum = 0;
        }
}

/* Points and places of a cell come by region; *point moves past those of the cell. */
static void take_cell(struct strip *s, uint64_t cell, size_t *point, double *variance)
{
    const struct hg_emissions *e = s->d->u->emissions;
    size_t next = s->place_of[cell - s->first];
    const size_t end = s->place_of[cell - s->first + 1];
    bool any = false;
    for (;;) {
        const bool has_point = *point < e->n_point && e->point[*point].cell == cell;
        const bool has_place = next < end;
        if (!has_point && !has_place)
            break;
        const size_t of_point =
            has_point ? e->point[*point].industry / s->d->u->n_sector : SIZE_MAX;
        const size_t of_place =
            has_place ? e->panel[s->place[next].panel].region : SIZE_MAX;
        const size_t region = of_point < of_place ? of_point : of_place;
        if (has_place && of_place == region)
            add_place(s, &s->place[next++], variance);
        while (*point < e->n_point && e->point[*point].cell == cell &&
               e->point[*point].industry / s->d->u->n_sector == region)
            add_point(s, (*point)++);
        take_region(s, region, variance);
        any = true;
    }
    if (any)
        take_sectors(s, variance);
}

enum hg_status hg_deviations_strip(const struct hg_deviations *deviations,
                                   uint32_t first_row, uint32_t last_row, double *out,
                                   struct hg_error *err)
{
    const struct hg_uncertainty *u = deviations->u;
    const size_t n_form = deviations->n_form;
    const uint64_t ncol = hg_grid_params(u->emissions->grid)->ncol;
    struct strip s = {.d = deviations, .first = first_row * ncol, .end = last_row * ncol};
    enum hg_status status = HG_OK;
    size_t *place_of = calloc(s.end - s.first + 2, sizeof(*place_of));
    struct place *place = place_of ? find_places(&s, place_of) : NULL;
    s.place_of = place_of;
    s.place = place;
    s.kg = calloc(u->n_sector + 1, sizeof(*s.kg));
    s.point_square = calloc(u->n_sector + 1, sizeof(*s.point_square));
    s.sector_sum = calloc(u->n_sector * n_form + 1, sizeof(*s.sector_sum));
    s.region_sum = calloc(n_form + 1, sizeof(*s.region_sum));
    if (!place || !s.kg || !s.point_square || !s.sector_sum || !s.region_sum) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the deviations of a strip");
        goto done;
    }
    const size_t n = (size_t)(s.end - s.first) * n_form;
    memset(out, 0, n * sizeof(*out));
    size_t point = hg_find_cell(u->emissions->point, u->emissions->n_point,
                                sizeof(*u->emissions->point), s.first);
    for (uint64_t cell = s.first; cell < s.end; cell++)
        take_cell(&s, cell, &point, out + (cell - s.first) * n_form);
    for (size_t i = 0; i < n; i++)
        out[i] = sqrt(out[i]);
done:
    free(place_of);
    free(place);
    free(s.kg);
    free(s.point_square);
    free(s.sector_sum);
    free(s.region_sum);
    return status;
}
