/* points.c - sites of a file, looked up on the axes of the inventory and put in order */
#include <hotgrid/inventory.h>
#include <stdlib.h>
#include <string.h>

void hg_points_destroy(struct hg_points *points)
{
    if (!points)
        return;
    free(points->point);
    free(points->orphan);
    free(points);
}

static int rising(double a, double b)
{
    return (a > b) - (a < b);
}

static int rising_index(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_sites(const struct hg_site *a, const struct hg_site *b)
{
    int order = strcmp(a->id, b->id);
    if (!order)
        order = rising(a->lon, b->lon);
    if (!order)
        order = rising(a->lat, b->lat);
    return order ? order : rising(a->weight, b->weight);
}

static int by_industry(const void *a, const void *b)
{
    const struct hg_point *p = a, *q = b;
    int order = rising_index(p->region, q->region);
    if (!order)
        order = rising_index(p->sector, q->sector);
    return order ? order : compare_sites(p->site, q->site);
}

static int by_codes(const void *a, const void *b)
{
    const struct hg_site *p = *(const struct hg_site *const *)a;
    const struct hg_site *q = *(const struct hg_site *const *)b;
    int order = strcmp(p->region, q->region);
    if (!order)
        order = strcmp(p->sector, q->sector);
    return order ? order : compare_sites(p, q);
}

static int by_id(const void *a, const void *b)
{
    const struct hg_site *p = *(const struct hg_site *const *)a;
    const struct hg_site *q = *(const struct hg_site *const *)b;
    const int order = strcmp(p->id, q->id);
    return order ? order : rising_index(p->line, q->line);
}

static enum hg_status check_ids(const struct hg_sites *sites, struct hg_faults *faults,
                                struct hg_error *err)
{
    const struct hg_site **list = calloc(sites->n + 1, sizeof(const struct hg_site *));
    if (!list)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu points", sites->n);
    for (size_t i = 0; i < sites->n; i++)
        list[i] = &sites->site[i];
    if (sites->n > 1)
        qsort(list, sites->n, sizeof(const struct hg_site *), by_id);
    for (size_t i = 1; i < sites->n; i++)
        if (strcmp(list[i - 1]->id, list[i]->id) == 0)
            hg_fault(faults, HG_E_INPUT, "points: id",
                     "%s:%zu: id \"%s\" stands already in record %zu; give each point an "
                     "id of its own",
                     list[i]->file, list[i]->line, list[i]->id, list[i - 1]->line);
    free(list);
    return HG_OK;
}

/* The code of the row before is mostly the code of this one. */
static size_t find_again(const struct hg_axis *axis, const char *code, size_t last)
{
    if (last != HG_NOT_FOUND && strcmp(hg_axis_code(axis, last), code) == 0)
        return last;
    return hg_axis_find(axis, code);
}

static void look_up(const struct hg_inventory *inventory, const struct hg_sites *sites,
                    struct hg_points *points)
{
    const size_t n_sector = hg_axis_size(inventory->sectors);
    size_t region = HG_NOT_FOUND, sector = HG_NOT_FOUND;
    for (size_t i = 0; i < sites->n; i++) {
        const struct hg_site *site = &sites->site[i];
        region = find_again(inventory->regions, site->region, region);
        sector = find_again(inventory->sectors, site->sector, sector);
        if (region == HG_NOT_FOUND || sector == HG_NOT_FOUND ||
            !inventory->given[region * n_sector + sector])
            points->orphan[points->n_orphan++] = site;
        else
            points->point[points->n++] =
                (struct hg_point){site, region, sector, site->lon, site->lat, false};
    }
}

enum hg_status hg_points_create(const struct hg_inventory *inventory,
                                const struct hg_sites *sites, struct hg_faults *faults,
                                struct hg_points **out, struct hg_error *err)
{
    enum hg_status status;
    struct hg_points *points = calloc(1, sizeof(*points));
    if (!points)
        return hg_fail(err, HG_E_MEMORY, "no memory for points");
    points->rule = sites->rule;
    points->point = calloc(sites->n + 1, sizeof(*points->point));
    points->orphan = calloc(sites->n + 1, sizeof(const struct hg_site *));
    if (!points->point || !points->orphan) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu points", sites->n);
        goto done;
    }
    status = check_ids(sites, faults, err);
    if (status != HG_OK)
        goto done;
    look_up(inventory, sites, points);
    if (points->n > 1)
        qsort(points->point, points->n, sizeof(points->point[0]), by_industry);
    if (points->n_orphan > 1)
        qsort(points->orphan, points->n_orphan, sizeof(const struct hg_site *), by_codes);

    *out = points;
    points = NULL; /* now the caller's */
done:
    hg_points_destroy(points);
    return status;
}
