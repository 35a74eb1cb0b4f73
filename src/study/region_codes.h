/* region_codes.h - countries by the codes they go by (codes/regions.csv) */
#ifndef HG_STUDY_REGION_CODES_H
#define HG_STUDY_REGION_CODES_H

#include <hotgrid/axis.h>

struct region_codes { /* axes of alpha-3 codes; names are the other codes, and the name */
    struct hg_axis *alpha2, *numeric, *exiobase, *other, *name;
};

/* Reads the table that comes with hotgrid. */
HG_MUST_CHECK enum hg_status region_codes_read(struct hg_faults *faults,
                                               struct region_codes *codes,
                                               struct hg_error *err);
void region_codes_finish(struct region_codes *codes);

/* The region of a trade table that a code of a country, or of a part of one (ISO 3166-2),
 * belongs to; *rest where it is one for all that have none of their own.  HG_NOT_FOUND
 * where the code or the region is not known.  A code that the table has is that region.
 */
size_t region_codes_find(const struct region_codes *codes, const struct hg_axis *table,
                         const char *code, bool *rest);

/* The name of a country by any of its codes, or of the rest of the world as trade tables
 * call it; NULL for others.  Codes may be all NULL: then no country is known. */
const char *region_codes_name(const struct region_codes *codes, const char *code);

#endif
