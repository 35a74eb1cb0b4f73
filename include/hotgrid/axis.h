/*
 * axis.h - an ordered set of codes with names: regions, sectors, destinations
 *
 * An axis never changes once created; threads may share it.
 */
#ifndef HG_AXIS_H
#define HG_AXIS_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

#define HG_NOT_FOUND SIZE_MAX

struct hg_axis;

/* Copies n codes and names (names NULL, or names[i] NULL: the code serves).  Keeps the
 * order given.  Names become one line: control characters are spaces.  Fails with
 * HG_E_ARG when a code occurs twice. */
HG_MUST_CHECK enum hg_status hg_axis_create(size_t n, const char *const *codes,
                                            const char *const *names,
                                            struct hg_axis **out, struct hg_error *err);
void hg_axis_destroy(struct hg_axis *axis); /* NULL is fine */

size_t hg_axis_size(const struct hg_axis *axis);
const char *hg_axis_code(const struct hg_axis *axis, size_t i);
const char *hg_axis_name(const struct hg_axis *axis, size_t i);

/* All codes, n of them, for hg_text_nearest(). */
const char *const *hg_axis_codes(const struct hg_axis *axis);

/* HG_NOT_FOUND for an unknown code. */
size_t hg_axis_find(const struct hg_axis *axis, const char *code);

#endif
