/*
 * classes.h - class breaks for maps
 */
#ifndef HG_CLASSES_H
#define HG_CLASSES_H

#include <hotgrid/error.h>
#include <stddef.h>

#define HG_MAX_CLASSES 12

/* Classes of one colour each; or colours that run on, over values or their logarithms. */
enum hg_scale { HG_SCALE_CLASSES, HG_SCALE_LINEAR, HG_SCALE_LOG };

/* Class i holds edge[i] <= value < edge[i + 1]; the last one its upper edge too.  Values
 * of exactly 0 are "no emission", a swatch of their own, unless zero_is_data. */
struct hg_classes {
    size_t n;
    double edge[HG_MAX_CLASSES + 1];
    enum hg_scale scale;
};

/* Of continuous colours, the edges are the round numbers beside the colour bar; values
 * beyond the outermost have the outermost colours. */
double hg_class_part(const struct hg_classes *classes, double value); /* 0..1 of it */
double hg_class_value(const struct hg_classes *classes, double part);

struct hg_class_method {
    const char *name; /* "log", "quantile", "equal", "jenks", ... */
    const char *what; /* one line for help */
    /* value: n finite numbers > 0, sorted; count: classes wanted, 2..HG_MAX_CLASSES */
    enum hg_status (*make)(size_t n, const double *value, size_t count,
                           struct hg_classes *out, struct hg_error *err);
};

/* The known methods; n is their number. */
const struct hg_class_method *hg_class_methods(size_t *n);

/* Breaks by a method's name; HG_E_STUDY with "did you mean" for an unknown one.  log
 * gives round 1-2-5 (or decade) edges that cover the values; jenks natural breaks (Fisher
 * 1958, J. Am. Stat. Assoc. 53:789; Jenks 1977); all methods cover min..max (the low end
 * of continuous is open).  Fewer classes come out where the values do not fill more, none
 * (n 0) where there are no values.  The lowest edge of log is 0 when its first class
 * takes in a long tail of small values. */
HG_MUST_CHECK enum hg_status hg_classes_make(const char *method, size_t n,
                                             const double *sorted_value, size_t count,
                                             struct hg_classes *out,
                                             struct hg_error *err);

/* Class of a value, clamped to 0..n-1. */
size_t hg_class_of(const struct hg_classes *classes, double value);

/* Edges as a legend prints them ("0.5", "2", "10", "1 000"), with thin spaces between
 * thousands; as many digits as tell neighbouring edges apart. */
#define HG_EDGE_TEXT 32
void hg_class_edge_text(double edge, char text[HG_EDGE_TEXT]);

#endif
