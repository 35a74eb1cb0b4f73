/* contacts.h - index pages of all maps, made while these are drawn */
#ifndef HG_STUDY_CONTACTS_H
#define HG_STUDY_CONTACTS_H

#include "study/job.h"
#include <hotgrid/map_contact.h>

struct contacts;

/* job->contacts, where the study asks for them. */
stage_run contacts_create;
void contacts_destroy(struct contacts *contacts); /* NULL is fine */

/* The thumbnail that the map of a layer fills; NULL where none is wanted. */
struct hg_thumbnail *contacts_slot(const struct job *job, const struct layer *layer);

/* The map of the layer is drawn: writes its page where that is complete.  Pages come in
 * the order of the layers, so that few thumbnails are held at a time. */
HG_MUST_CHECK enum hg_status contacts_done(struct job *job, const struct layer *layer,
                                           struct hg_error *err);

/* Writes the pages that layers are missing from. */
stage_run contacts_finish;

#endif
