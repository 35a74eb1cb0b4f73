/* links.c - maps of codes, sorted so that they can be looked up */
#include <hotgrid/arena.h>
#include <hotgrid/axis.h>
#include <hotgrid/links.h>
#include <stdlib.h>
#include <string.h>

static const char *region_text(const struct hg_link *link)
{
    return link->region ? link->region : "";
}

/* Weight and place come last: any order of rows gives the same table. */
static int by_codes(const void *a, const void *b)
{
    const struct hg_link *p = a, *q = b;
    const int from = strcmp(p->from, q->from);
    const int region = from ? from : strcmp(region_text(p), region_text(q));
    const int to = region ? region : strcmp(p->to, q->to);
    if (to)
        return to;
    if (p->weight != q->weight)
        return p->weight < q->weight ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

void hg_links_sort(struct hg_links *links)
{
    if (links->n > 1)
        qsort(links->link, links->n, sizeof(links->link[0]), by_codes);
}

void hg_links_destroy(struct hg_links *links)
{
    if (!links)
        return;
    hg_arena_destroy(links->arena);
    free(links);
}

size_t hg_links_find(const struct hg_links *links, const char *from)
{
    size_t low = 0, high = links->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(links->link[middle].from, from) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < links->n && strcmp(links->link[low].from, from) == 0 ? low
                                                                      : HG_NOT_FOUND;
}
