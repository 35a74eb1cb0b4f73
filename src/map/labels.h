/*
 * labels.h - where the names of places go: beside their dots, and clear of each other
 */
#ifndef MAP_LABELS_H
#define MAP_LABELS_H

#include "map/arrows.h"
#include <hotgrid/map.h>

struct label_place {
    double x, y;      /* of the dot */
    struct size size; /* of the text */
    bool kept;        /* out: it has found room */
    struct rect box;  /* out: of the text */
};

/* Where names may go: within the frame, off what is taken already (insets, signs), and,
 * where they have a choice, off marks. */
struct label_room {
    struct rect frame;
    size_t n_taken;
    const struct rect *taken;
    size_t n_mark;
    const struct rect *mark;
};

/* In order of importance: each takes, of sixteen positions about its dot, the one in
 * the room and clear of the boxes and dots placed before that leaves most room to those
 * still to come; without any it is dropped, dot and all. */
void labels_place(size_t n, struct label_place *place, const struct label_room *room,
                  double dot);

/* For maps of arrows, where each place is the end of one and wants its name.  Each takes,
 * in the room and clear of the names placed before, of eight positions at three
 * distances the one that covers least of the arrows and of others' dots, the nearest
 * among equals.  Without any it has no name. */
void labels_place_on_arrows(size_t n, struct label_place *place,
                            const struct label_room *room, double dot, size_t n_disc,
                            const struct disc *disc);

HG_MUST_CHECK enum hg_status labels_draw(struct canvas *canvas, const struct hg_map *map,
                                         const struct view *view, struct hg_error *err);

#endif
