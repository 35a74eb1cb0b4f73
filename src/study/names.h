/* names.h - how the files of layers are called: a pattern with placeholders */
#ifndef HG_STUDY_NAMES_H
#define HG_STUDY_NAMES_H

#include "study/job.h"

/* The longest stem: with the longest ending of a file (".tif.aux.xml") 128 bytes. */
enum { NAMES_LONGEST = 116 };

/* What stands for the placeholders. */
struct names_words {
    const char *gas, *study, *year, *layer, *account, *destination, *sector, *region,
        *quantity;
};

/* HG_E_STUDY with a sentence when a pattern is none: unknown placeholders, letters that
 * file names cannot have everywhere. */
HG_MUST_CHECK enum hg_status names_check(const char *pattern, struct hg_error *err);

/* The pattern with the words in their places; text->failed without memory. */
void names_fill(const char *pattern, const struct names_words *words,
                struct hg_text *text);

/* Does the pattern have that placeholder ("region")? */
bool names_has(const char *pattern, const char *placeholder);

/* An account as the study file has it. */
const char *names_account(enum hg_account account);

/* The stem of a layer; `whole` is its name without the study's pattern ("to-USA_share");
 * region: of a page of the atlas, or NULL.  NULL without memory. */
char *names_stem(struct job *job, const struct layer *layer, const char *whole,
                 const char *region);

/* Tells faults of the stems of all layers: too long, or alike but for case. */
void names_check_layers(struct job *job);

#endif
