/*
 * style.h - how maps look: what a style file says
 */
#ifndef HG_STYLE_H
#define HG_STYLE_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hg_colour {
    uint8_t red, green, blue;
};

struct hg_style {
    char name[64];
    double width_mm, height_mm; /* of the page; height 0: as the map needs */
    double dpi;
    char font[64]; /* family; others stand in for missing glyphs */
    double title_pt, subtitle_pt, text_pt, small_pt;
    char ramp[32];                         /* name of a colour ramp: hg_ramps() */
    struct hg_colour page, ink, faint;     /* paper, text, secondary text */
    struct hg_colour sea, land;            /* outside the domain; neighbours */
    struct hg_colour no_data, no_emission; /* swatches of their own */
    struct hg_colour border, coast, graticule;
    struct hg_colour lake, symbol; /* water within the land; circles of sources */
    double border_pt, coast_pt, graticule_pt;
    double national_pt, neighbour_pt; /* border_pt: between regions of a country */
    double graticule_deg;             /* 0: none */
    double label_pt;                  /* cities */
};

/* The built-in report style: what a style file starts from. */
void hg_style_default(struct hg_style *style);

struct hg_ramp {
    const char *name, *source; /* where the colours come from, with their licence */
    size_t n;
    const struct hg_colour *stop; /* evenly spaced, from low to high */
};

const struct hg_ramp *hg_ramps(size_t *n);
const struct hg_ramp *hg_ramp_find(const char *name); /* NULL when unknown */

/* Is its middle lighter, or darker, than both ends? */
bool hg_ramp_diverges(const struct hg_ramp *ramp);

/* n colours from low to high, evenly spaced along the ramp in CIELAB; of one
 * that diverges each arm for itself, so that its middle stays the middle. */
void hg_ramp_colours(const struct hg_ramp *ramp, size_t n, struct hg_colour *out);

/* Colours for n classes that have no order (markets): well apart, also for colour-blind
 * readers as far as n allows; n <= 64. */
void hg_category_colours(size_t n, struct hg_colour *out);

/* "#rrggbb" */
bool hg_colour_parse(const char *text, struct hg_colour *out);

/* L* of CIE 1976. */
double hg_colour_lightness(struct hg_colour colour);

#endif
