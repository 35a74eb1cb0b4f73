/* report_assets.h - the parts of report.html that no study changes, made of report/ */
#ifndef HG_STUDY_REPORT_ASSETS_H
#define HG_STUDY_REPORT_ASSETS_H

#include <stddef.h>

struct report_asset {
    const unsigned char *bytes;
    size_t length;
};

/* The page is: before_title, the title, before_data, the data, after_data. */
extern const struct report_asset report_before_title, report_before_data,
    report_after_data;

#endif
