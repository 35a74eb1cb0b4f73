/* columns.h - fields of the tables that a study writes */
#ifndef HG_STUDY_COLUMNS_H
#define HG_STUDY_COLUMNS_H

#include <hotgrid/text.h>

/* Each adds one field, with the comma before it. */
void add_number(struct hg_text *text, double value); /* empty: NAN, not known */
void add_tonnes(struct hg_text *text, double kg);    /* empty: NAN, not known */
void add_percent(struct hg_text *text, double part, double whole); /* empty: of nothing */
void add_code(struct hg_text *text, const char *code);

/* The head of a column of a region's tonnes: "to_CHN_t" of "to_" and CHN. */
void add_region_head(struct hg_text *text, const char *what, const char *code);

/* The same without a comma before it, and a second field. */
void add_code_and_name(struct hg_text *text, const char *code, const char *name);

#endif
