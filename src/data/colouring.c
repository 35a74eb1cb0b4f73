/* colouring.c - the steps of a style, and the one a value belongs to */
#include <hotgrid/arena.h>
#include <hotgrid/colouring.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hg_colouring *hg_colouring_create(void)
{
    struct hg_colouring *colouring = calloc(1, sizeof(*colouring));
    if (!colouring)
        return NULL;
    colouring->arena = hg_arena_create();
    if (colouring->arena)
        colouring->step =
            hg_arena_alloc(colouring->arena, HG_MAX_STEPS, sizeof(*colouring->step));
    if (colouring->step)
        return colouring;
    hg_colouring_destroy(colouring);
    return NULL;
}

void hg_colouring_destroy(struct hg_colouring *colouring)
{
    if (!colouring)
        return;
    hg_arena_destroy(colouring->arena);
    free(colouring);
}

enum hg_status hg_colouring_add(struct hg_colouring *colouring,
                                const struct hg_colour_step *step, struct hg_error *err)
{
    if (colouring->n == HG_MAX_STEPS)
        return hg_fail(err, HG_E_INPUT, "has more than %d colours", HG_MAX_STEPS);
    /* A palette may tell its values in any order, such as that of a legend. */
    size_t at = colouring->n;
    while (colouring->kind == HG_COLOURS_EXACT && at > 0 &&
           colouring->step[at - 1].value > step->value)
        at--;
    if (isnan(step->value) || (at > 0 && !(step->value > colouring->step[at - 1].value)))
        return hg_fail(err, HG_E_INPUT, "has values that do not rise, at \"%s\"",
                       step->label);
    struct hg_colour_step copy = *step;
    copy.label = hg_arena_copy(colouring->arena, step->label, strlen(step->label));
    if (!copy.label)
        return hg_fail(err, HG_E_MEMORY, "no memory for a style");
    memmove(&colouring->step[at + 1], &colouring->step[at],
            (colouring->n - at) * sizeof(*colouring->step));
    colouring->step[at] = copy;
    colouring->n++;
    return HG_OK;
}

static uint8_t mixed_channel(uint8_t a, uint8_t b, double part)
{
    return (uint8_t)lround(a + (b - a) * part);
}

/* Between steps a and b, `part` of the way. */
static struct hg_colour_step between(const struct hg_colour_step *a,
                                     const struct hg_colour_step *b, double part)
{
    return (struct hg_colour_step){.red = mixed_channel(a->red, b->red, part),
                                   .green = mixed_channel(a->green, b->green, part),
                                   .blue = mixed_channel(a->blue, b->blue, part),
                                   .alpha = mixed_channel(a->alpha, b->alpha, part),
                                   .label = ""};
}

/* Each interval in `per` parts, of the colours in their middles. */
static enum hg_status add_parts(const struct hg_colouring *mixed, size_t per,
                                struct hg_colouring *out, struct hg_error *err)
{
    enum hg_status status = hg_colouring_add(out, &mixed->step[0], err);
    for (size_t i = 1; status == HG_OK && i < mixed->n; i++) {
        const struct hg_colour_step *a = &mixed->step[i - 1], *b = a + 1;
        for (size_t k = 1; status == HG_OK && k <= per; k++) {
            const double n = (double)per;
            struct hg_colour_step step = between(a, b, ((double)k - 0.5) / n);
            step.value =
                k == per ? b->value : a->value + (b->value - a->value) * ((double)k / n);
            step.label = k == per ? b->label : "";
            if (step.value > out->step[out->n - 1].value)
                status = hg_colouring_add(out, &step, err);
        }
    }
    struct hg_colour_step last = mixed->step[mixed->n - 1];
    last.value = INFINITY;
    last.label = "";
    return status == HG_OK && out->step[out->n - 1].value < INFINITY
               ? hg_colouring_add(out, &last, err)
               : status;
}

enum hg_status hg_colouring_refine(const struct hg_colouring *mixed,
                                   struct hg_colouring **out, struct hg_error *err)
{
    struct hg_colouring *steps = hg_colouring_create();
    if (!steps)
        return hg_fail(err, HG_E_MEMORY, "no memory for a style");
    const size_t gaps = mixed->n - 1, room = HG_MAX_STEPS - 2; /* but the outermost */
    enum hg_status status = HG_OK;
    if (gaps > room)
        status = hg_fail(err, HG_E_INPUT, "has more than %zu colours", room);
    else
        status = add_parts(mixed, gaps > 0 ? room / gaps : 1, steps, err);
    if (status != HG_OK) {
        hg_colouring_destroy(steps);
        return status;
    }
    *out = steps;
    return HG_OK;
}

uint8_t hg_colouring_find(const struct hg_colouring *colouring, double value)
{
    size_t low = 0, high = colouring->n;
    if (isnan(value))
        return 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (colouring->step[middle].value < value)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == colouring->n ||
        (colouring->kind == HG_COLOURS_EXACT && colouring->step[low].value != value))
        return 0;
    return (uint8_t)(low + 1);
}
