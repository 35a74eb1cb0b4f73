/*
 * mrio_info.h - what is in an input-output table: as text, or as JSON
 */
#ifndef HG_MRIO_INFO_H
#define HG_MRIO_INFO_H

#include <hotgrid/error.h>
#include <hotgrid/run.h>
#include <hotgrid/text.h>
#include <stdbool.h>

struct hg_mrio_info {
    const char *path;
    const char *format;          /* NULL: what the path looks like (hg_guess_mrio) */
    const char *z, *y, *version; /* as in struct hg_mrio_source */
    bool json;
};

/*
 * Reads the table and tells its regions, sectors, categories and unit; the sums of Z, Y
 * and output; value added where the table tells it, and then the largest difference
 * between an industry's row (what it sells) and its column (what it buys and adds);
 * industries with an output of zero or below; negative entries; column sums of A above 1;
 * and the accounts that come with it.  Threads and cache are those of the options.
 */
HG_MUST_CHECK enum hg_status hg_describe_mrio(const struct hg_mrio_info *info,
                                              const struct hg_run_options *options,
                                              struct hg_text *text, struct hg_error *err);

#endif
