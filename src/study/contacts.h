/* contacts.h - index pages of all maps, made while these are drawn */
#ifndef HG_STUDY_CONTACTS_H
#define HG_STUDY_CONTACTS_H

#include "study/job.h"
#include <hotgrid/map_contact.h>

struct contacts;

/* The maps of a layer, in their order on the pages: its own, sources as circles, the
 * classes of local statistics. */
enum contact_kind {
    CONTACT_LAYER,
    CONTACT_PLANTS,
    CONTACT_GISTAR,
    CONTACT_MORAN,
    CONTACT_KINDS
};

enum { CONTACT_NAME = 192 };

/* job->contacts, where the study asks for them. */
stage_run contacts_create;
void contacts_destroy(struct contacts *contacts); /* NULL is fine */

/* The thumbnail that a map fills; NULL where none is wanted. */
struct hg_thumbnail *contacts_slot(const struct job *job, const struct layer *layer,
                                   enum contact_kind kind);

/* The map is drawn: writes its page where that is complete.  Pages come in the order of
 * the layers, so that few thumbnails are held at a time. */
HG_MUST_CHECK enum hg_status contacts_done(struct job *job, const struct layer *layer,
                                           enum contact_kind kind, struct hg_error *err);

/* Writes the pages that maps are missing from; once all are drawn. */
stage_run contacts_finish;

#endif
