/*
 * colouring.h - how the values of a layer become colours, as its style says
 *
 * Steps rise by value.  In a discrete colouring a value has the colour of the first step
 * it does not exceed, as QGIS has it, the last one being INFINITY where nothing is left
 * out; in an exact one that of the step it equals; in a mixed one its colour lies between
 * those of the two steps about it, linearly.  What has no step has no colour.
 */
#ifndef HG_COLOURING_H
#define HG_COLOURING_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

/* So many tell each other apart in a byte, besides none. */
#define HG_MAX_STEPS 255

struct hg_colour_step {
    double value;
    uint8_t red, green, blue, alpha;
    const char *label; /* "10 – 100 t km⁻² yr⁻¹" */
};

enum hg_colouring_kind { HG_COLOURS_DISCRETE, HG_COLOURS_EXACT, HG_COLOURS_MIXED };

struct hg_colouring {
    enum hg_colouring_kind kind;
    size_t n; /* at most HG_MAX_STEPS */
    struct hg_colour_step *step;
    struct hg_arena *arena; /* holds all of it */
};

/* An empty one with room for HG_MAX_STEPS; NULL without memory. */
HG_MUST_CHECK struct hg_colouring *hg_colouring_create(void);
void hg_colouring_destroy(struct hg_colouring *colouring); /* NULL is fine */

/* Adds a step, with a copy of its label.  HG_E_INPUT for one too many and for a value
 * that does not rise, HG_E_MEMORY.  Steps of exact values may come in any order, each
 * value once. */
HG_MUST_CHECK enum hg_status hg_colouring_add(struct hg_colouring *colouring,
                                              const struct hg_colour_step *step,
                                              struct hg_error *err);

/* A mixed colouring as a discrete one, of as many steps as there may be. */
HG_MUST_CHECK enum hg_status hg_colouring_refine(const struct hg_colouring *mixed,
                                                 struct hg_colouring **out,
                                                 struct hg_error *err);

/* 1 + the step of a value; 0 for none, and for NaN.  Not of a mixed colouring. */
uint8_t hg_colouring_find(const struct hg_colouring *colouring, double value);

#endif
