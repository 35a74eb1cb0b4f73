/* thumbnail.h - a part of a picture, made small */
#ifndef MAP_THUMBNAIL_H
#define MAP_THUMBNAIL_H

#include "map/canvas.h"
#include <hotgrid/map_contact.h>

/* Each pixel is the mean of those of the rectangle that lie under it. */
HG_MUST_CHECK enum hg_status thumbnail_take(struct canvas *canvas,
                                            const struct hg_style *style,
                                            struct rect rect, struct hg_thumbnail *out,
                                            struct hg_error *err);

#endif
