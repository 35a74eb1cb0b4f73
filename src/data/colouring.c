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
    if (isnan(step->value) ||
        (colouring->n > 0 && !(step->value > colouring->step[colouring->n - 1].value)))
        return hg_fail(err, HG_E_INPUT, "has values that do not rise, at \"%s\"",
                       step->label);
    struct hg_colour_step copy = *step;
    copy.label = hg_arena_copy(colouring->arena, step->label, strlen(step->label));
    if (!copy.label)
        return hg_fail(err, HG_E_MEMORY, "no memory for a style");
    colouring->step[colouring->n++] = copy;
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
    if (low == colouring->n || (colouring->exact && colouring->step[low].value != value))
        return 0;
    return (uint8_t)(low + 1);
}
