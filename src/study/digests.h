/* digests.h - SHA-256 of the files of a study, made while they are read */
#ifndef HG_STUDY_DIGESTS_H
#define HG_STUDY_DIGESTS_H

#include "study/job.h"

struct digests {
    size_t n;
    struct file_digest {
        const char *path;            /* of the study, or static */
        char sha256[HG_DIGEST_TEXT]; /* "": it could not be read */
    } * file;
};

/* Files that may be large: regions, sources, proxies, ready grids and what maps show. */
HG_MUST_CHECK enum hg_status digests_create(const struct hg_study *study,
                                            struct digests **out, struct hg_error *err);
void digests_destroy(struct digests *digests); /* NULL is fine */

/* Reads all of them; a file that cannot be read is left to who tells of it. */
HG_MUST_CHECK enum hg_status digests_make(struct digests *digests, struct hg_error *err);

/* The digest of a file, NULL where it is none of them or could not be read. */
const char *digests_find(const struct digests *digests, const char *path);

#endif
