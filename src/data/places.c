/* places.c - named places in the order of their importance */
#include <hotgrid/arena.h>
#include <hotgrid/places.h>
#include <stdlib.h>
#include <string.h>

static int rising(double a, double b)
{
    return (a > b) - (a < b);
}

/* Position comes last: any order of rows gives the same list. */
static int by_rank(const void *a, const void *b)
{
    const struct hg_place *p = a, *q = b;
    int order = rising(q->rank, p->rank);
    if (!order)
        order = strcmp(p->name, q->name);
    if (!order)
        order = rising(p->lon, q->lon);
    return order ? order : rising(p->lat, q->lat);
}

void hg_places_sort(struct hg_places *places)
{
    if (places->n > 1)
        qsort(places->place, places->n, sizeof(places->place[0]), by_rank);
}

void hg_places_destroy(struct hg_places *places)
{
    if (!places)
        return;
    hg_arena_destroy(places->arena);
    free(places);
}
