/*
 * map_contact.h - many maps small on one page, with the names of their files
 */
#ifndef HG_MAP_CONTACT_H
#define HG_MAP_CONTACT_H

#include <hotgrid/error.h>
#include <hotgrid/style.h>
#include <stdint.h>

/* On a page at most; columns of it. */
enum { HG_CONTACT_MOST = 60, HG_CONTACT_COLUMNS = 5 };

/* What the frame of a map shows, small: hg_draw_map() fills it where the map has one and
 * the format is PNG. */
struct hg_thumbnail {
    size_t width;    /* in: pixels; 0: hg_contact_width() */
    size_t height;   /* out */
    uint32_t *pixel; /* out: 0xffrrggbb, [height * width]; the caller frees */
};

/* Pixels across a thumbnail on the pages of a style. */
size_t hg_contact_width(const struct hg_style *style);

struct hg_contact {
    const char *name;
    const struct hg_thumbnail *thumbnail; /* pixel NULL: not drawn */
};

/* A page of n thumbnails, at most HG_CONTACT_MOST, in rows.  The caller frees *png. */
HG_MUST_CHECK enum hg_status hg_draw_contacts(const struct hg_style *style,
                                              const char *title, size_t n,
                                              const struct hg_contact *contact,
                                              uint8_t **png, size_t *length,
                                              struct hg_error *err);

#endif
