/* relocate.c - capacity that moves: domestic, abroad, transport, global, leakage */
#include <hotgrid/relocate.h>
#include <math.h>

/* The figures of a move in a fixed order, so that ends can be tried one by one. */
enum {
    CAPACITY,
    UTILISATION,
    DISPLACED,
    ORIGIN_DIRECT,
    ORIGIN_ELECTRICITY,
    ORIGIN_GRID,
    DESTINATION_DIRECT,
    DESTINATION_ELECTRICITY,
    DESTINATION_GRID,
    TRANSPORT,
    DISTANCE,
    FIGURES
};

enum { MOVED, DOMESTIC, ABROAD, CARRIED, GLOBAL, LEAKAGE, BREAK_EVEN, EFFECTS };

struct figure {
    const char *name;
    double most;
};

static const struct figure figures[FIGURES] = {
    [CAPACITY] = {"capacity", INFINITY},
    [UTILISATION] = {"utilisation", 1},
    [DISPLACED] = {"displaced fraction", 1},
    [ORIGIN_DIRECT] = {"direct intensity of the origin", INFINITY},
    [ORIGIN_ELECTRICITY] = {"electricity at the origin", INFINITY},
    [ORIGIN_GRID] = {"grid factor of the origin", INFINITY},
    [DESTINATION_DIRECT] = {"direct intensity of the destination", INFINITY},
    [DESTINATION_ELECTRICITY] = {"electricity at the destination", INFINITY},
    [DESTINATION_GRID] = {"grid factor of the destination", INFINITY},
    [TRANSPORT] = {"intensity of transport", INFINITY},
    [DISTANCE] = {"distance", INFINITY},
};

static void list_figures(const struct hg_move *m, struct hg_range out[FIGURES])
{
    out[CAPACITY] = m->capacity;
    out[UTILISATION] = m->utilisation;
    out[DISPLACED] = m->displaced;
    out[ORIGIN_DIRECT] = m->origin.direct;
    out[ORIGIN_ELECTRICITY] = m->origin.electricity;
    out[ORIGIN_GRID] = m->origin.grid;
    out[DESTINATION_DIRECT] = m->destination.direct;
    out[DESTINATION_ELECTRICITY] = m->destination.electricity;
    out[DESTINATION_GRID] = m->destination.grid;
    out[TRANSPORT] = m->transport;
    out[DISTANCE] = m->distance;
}

static enum hg_status check(const struct hg_range range[FIGURES], struct hg_error *err)
{
    for (int i = 0; i < FIGURES; i++) {
        const struct hg_range *r = &range[i];
        if (!(r->low >= 0 && r->low <= r->value && r->value <= r->high &&
              r->high <= figures[i].most && isfinite(r->high)))
            return hg_fail(err, HG_E_ARG,
                           "%s is %g (%g to %g); must be %s, from low to "
                           "high",
                           figures[i].name, r->value, r->low, r->high,
                           isfinite(figures[i].most) ? "within 0 to 1" : "0 or more");
    }
    return HG_OK;
}

static void compute(const double f[FIGURES], double out[EFFECTS])
{
    const double here = f[ORIGIN_DIRECT] + f[ORIGIN_ELECTRICITY] * f[ORIGIN_GRID];
    const double there =
        f[DESTINATION_DIRECT] + f[DESTINATION_ELECTRICITY] * f[DESTINATION_GRID];
    const double carried = f[TRANSPORT] * f[DISTANCE];
    const double moved = f[CAPACITY] * f[UTILISATION];
    out[MOVED] = moved;
    out[DOMESTIC] = -f[DISPLACED] * moved * here;
    out[ABROAD] = moved * there;
    out[CARRIED] = moved * carried;
    out[GLOBAL] = moved * (there + carried - f[DISPLACED] * here);
    out[LEAKAGE] = f[DISPLACED] * here > 0 ? there / (f[DISPLACED] * here) : NAN;
    out[BREAK_EVEN] = f[DISPLACED] * here - carried;
}

/* All ends of all figures: each effect is monotone in each figure while the others stand.
 */
static void try_ends(const struct hg_range range[FIGURES], struct hg_range out[EFFECTS])
{
    for (unsigned corner = 0; corner < 1U << FIGURES; corner++) {
        double figure[FIGURES], effect[EFFECTS];
        for (int i = 0; i < FIGURES; i++)
            figure[i] = corner >> i & 1 ? range[i].high : range[i].low;
        compute(figure, effect);
        for (int k = 0; k < EFFECTS; k++) {
            out[k].low = fmin(out[k].low, effect[k]); /* NAN gives way */
            out[k].high = fmax(out[k].high, effect[k]);
        }
    }
}

enum hg_status hg_move_effect(const struct hg_move *move, struct hg_move_effect *out,
                              struct hg_error *err)
{
    struct hg_range range[FIGURES], effect[EFFECTS];
    double figure[FIGURES], value[EFFECTS];
    list_figures(move, range);
    const enum hg_status status = check(range, err);
    if (status != HG_OK)
        return status;
    for (int i = 0; i < FIGURES; i++)
        figure[i] = range[i].value;
    compute(figure, value);
    for (int k = 0; k < EFFECTS; k++)
        effect[k] = (struct hg_range){value[k], value[k], value[k]};
    try_ends(range, effect);
    *out = (struct hg_move_effect){
        .moved = effect[MOVED],
        .domestic = effect[DOMESTIC],
        .abroad = effect[ABROAD],
        .transport = effect[CARRIED],
        .global = effect[GLOBAL],
        .leakage = effect[LEAKAGE],
        .break_even = effect[BREAK_EVEN],
    };
    return HG_OK;
}

static void add(struct hg_range *sum, const struct hg_range *range)
{
    sum->value += range->value;
    sum->low += range->low;
    sum->high += range->high;
}

static double ratio(double abroad, double domestic)
{
    return domestic < 0 ? abroad / -domestic : NAN;
}

void hg_move_effect_sum(size_t n, const struct hg_move_effect *effect,
                        struct hg_move_effect *out)
{
    struct hg_move_effect sum = {.break_even = {NAN, NAN, NAN}};
    for (size_t i = 0; i < n; i++) {
        add(&sum.moved, &effect[i].moved);
        add(&sum.domestic, &effect[i].domestic);
        add(&sum.abroad, &effect[i].abroad);
        add(&sum.transport, &effect[i].transport);
        add(&sum.global, &effect[i].global);
    }
    sum.leakage = (struct hg_range){
        .value = ratio(sum.abroad.value, sum.domestic.value),
        .low = ratio(sum.abroad.low, sum.domestic.low),
        .high = ratio(sum.abroad.high, sum.domestic.high),
    };
    *out = sum;
}
