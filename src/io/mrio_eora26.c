/* mrio_eora26.c - Eora26: 189 countries x 26 sectors, matrices apart from their labels
 *
 * Eora26_2015_bp_T.txt (flows), _FD.txt (final demand), _Q.txt and _QY.txt (satellite
 * accounts of industries and of final demand) are tab-separated numbers without labels;
 * these stand in labels_T.txt, labels_FD.txt (country, code, kind, name) and labels_Q.txt
 * (indicator with its unit, source).  bp are basic, pp purchasers' prices.
 *
 * Region ROW has one industry, TOTAL: the statistical discrepancies that are left after
 * all of Eora's balancing (Lenzen et al. 2013, Economic Systems Research 25, 20-49). What
 * is sold to it says nothing of inputs, and its output may be near zero or negative,
 * which would make any multiplier.  So what is sold to that industry is final demand of
 * ROW, of the category below, and nothing is left out: each industry keeps its output.
 */
#include "io/mrio_pick.h"
#include "io/mrio_raw.h"
#include <assert.h>
#include <hotgrid/axis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISCREPANCIES "statistical discrepancies"

/* Columns of labels_T.txt and labels_FD.txt. */
enum { REGION_AT = 1, NAME_AT = 3 };

struct eora {
    const char *t, *fd, *labels_t, *labels_fd; /* paths */
    const char *q, *qy, *labels_q;             /* NULL: there are no accounts */
};

struct reading {
    struct hg_mrio *mrio;
    size_t m;    /* columns of Y in the table */
    size_t n_fd; /* and in the file */
    size_t *to;  /* [n_fd] and behind them [region]: place of the discrepancies */
    size_t rest; /* industry of ROW; HG_NOT_FOUND */
};

static bool is_table(const char *name)
{
    return mrio_starts(name, "Eora26_") && mrio_ends(name, "_T.txt");
}

static bool is_download(const char *name)
{
    return is_table(name) || (mrio_starts(name, "Eora26_") && mrio_ends(name, ".zip"));
}

static bool fits(const struct mrio_place *place)
{
    return mrio_any_fits(place, is_download);
}

/* Eora26_2015_bp_FD.txt for Eora26_2015_bp_T.txt. */
static enum hg_status find_part(const struct mrio_reading *reading,
                                const struct mrio_files *files, const char *table,
                                const char *ending, bool needed, const char **path,
                                struct hg_error *err)
{
    char name[256];
    const char *base = mrio_base_name(table), *end = strstr(base, "_T.");
    if (!end)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is not the name of a table of Eora26, such as "
                       "Eora26_2015_bp_T.txt; give the folder or .zip it came in",
                       table);
    snprintf(name, sizeof(name), "%.*s%s", (int)(end - base), base, ending);
    return mrio_pick_beside(reading, files, table, name, needed, path, err);
}

static enum hg_status find_accounts(const struct mrio_reading *reading,
                                    const struct mrio_files *files, struct eora *eora,
                                    struct hg_error *err)
{
    enum hg_status status =
        find_part(reading, files, eora->t, "_Q.txt", false, &eora->q, err);
    if (status != HG_OK || !eora->q)
        return status;
    status = find_part(reading, files, eora->t, "_QY.txt", true, &eora->qy, err);
    if (status == HG_OK)
        status = mrio_pick_beside(reading, files, eora->t, "labels_Q.txt", true,
                                  &eora->labels_q, err);
    return status;
}

static enum hg_status use_files(struct mrio_reading *reading, const struct eora *eora,
                                struct hg_error *err)
{
    const char *const path[] = {eora->t, eora->fd, eora->labels_t, eora->labels_fd,
                                eora->q, eora->qy, eora->labels_q};
    const size_t n = reading->source->n_account > 0 && eora->q ? 7 : 4;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = mrio_use(reading, path[i], err);
    return status;
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    struct mrio_files files = {0};
    struct eora *eora = hg_arena_alloc(reading->arena, 1, sizeof(*eora));
    if (!eora)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    enum hg_status status = mrio_all_files(reading, &files, err);
    if (status == HG_OK)
        status =
            mrio_pick(reading, &files, is_table, reading->source->version,
                      "table of Eora26 (such as Eora26_2015_bp_T.txt)", &eora->t, err);
    if (status == HG_OK)
        status = find_part(reading, &files, eora->t, "_FD.txt", true, &eora->fd, err);
    if (status == HG_OK)
        status = mrio_pick_beside(reading, &files, eora->t, "labels_T.txt", true,
                                  &eora->labels_t, err);
    if (status == HG_OK)
        status = mrio_pick_beside(reading, &files, eora->t, "labels_FD.txt", true,
                                  &eora->labels_fd, err);
    if (status == HG_OK)
        status = find_accounts(reading, &files, eora, err);
    reading->found = eora;
    return status == HG_OK ? use_files(reading, eora, err) : status;
}

/* The labels of a file, each with a region and a name. */
static enum hg_status read_labels(struct mrio_reading *reading, const char *path,
                                  size_t more, size_t *n, struct mrio_label **out,
                                  struct hg_error *err)
{
    const struct book *book = NULL;
    const enum hg_status status = book_read(path, NULL, reading->arena, &book, err);
    if (status != HG_OK)
        return status;
    struct mrio_label *label =
        hg_arena_alloc(reading->arena, book->n_row + more + 1, sizeof(*label));
    if (!label)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
    *n = 0;
    for (size_t row = 0; row < book->n_row; row++) {
        const char *region = book_text(book, row, REGION_AT),
                   *name = book_text(book, row, NAME_AT);
        if (region[0] != '\0' && name[0] != '\0')
            label[(*n)++] = mrio_book_label(book, row, REGION_AT, NAME_AT);
        else if (book->row[row].n > 1)
            return book_fail(book, row, region[0] ? NAME_AT : REGION_AT, err,
                             "an empty label; a line is country, code, kind and name, "
                             "with tabs between them");
    }
    *out = label;
    return HG_OK;
}

/* The industry of the statistical discrepancies: the only one of region ROW. */
static size_t find_rest(const struct hg_mrio *mrio)
{
    const size_t region = hg_axis_find(mrio->regions, "ROW");
    size_t found = HG_NOT_FOUND;
    for (size_t i = 0; region != HG_NOT_FOUND && i < mrio->n; i++) {
        if (mrio->region_of[i] != region)
            continue;
        if (found != HG_NOT_FOUND)
            return HG_NOT_FOUND; /* a rest of the world with sectors */
        found = i;
    }
    return found;
}

static enum hg_status set_demands(struct mrio_reading *reading, struct reading *r,
                                  struct hg_error *err)
{
    const struct eora *eora = reading->found;
    struct hg_mrio *mrio = r->mrio;
    const size_t n_region = hg_axis_size(mrio->regions);
    struct mrio_label *label = NULL;
    enum hg_status status =
        read_labels(reading, eora->labels_fd, n_region, &r->n_fd, &label, err);
    if (status != HG_OK)
        return status;
    size_t n = r->n_fd;
    r->rest = find_rest(mrio);
    for (size_t i = 0; r->rest != HG_NOT_FOUND && i < n_region; i++)
        label[n++] =
            (struct mrio_label){.text = {hg_axis_code(mrio->regions, i), DISCREPANCIES},
                                .path = eora->labels_fd};
    r->to = hg_arena_alloc(reading->arena, n + 1, sizeof(*r->to));
    if (!r->to)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", eora->labels_fd);
    if (n == 0)
        return hg_fail(err, HG_E_INPUT, "%s: names no final demand", eora->labels_fd);
    status = mrio_set_demands(mrio, n, label, r->to, err);
    if (status == HG_OK)
        r->m = n_region * hg_axis_size(mrio->categories);
    return status;
}

static void take_flows(void *context, size_t i, const double *values)
{
    struct reading *r = context;
    double *z = r->mrio->Z + i * r->mrio->n;
    memcpy(z, values, r->mrio->n * sizeof(*z));
    if (r->rest != HG_NOT_FOUND) {
        const size_t region = r->mrio->region_of[r->rest];
        r->mrio->Y[i * r->m + r->to[r->n_fd + region]] = z[r->rest];
        z[r->rest] = 0;
    }
}

static void take_demand(void *context, size_t i, const double *values)
{
    struct reading *r = context;
    for (size_t k = 0; k < r->n_fd; k++)
        r->mrio->Y[i * r->m + r->to[k]] = values[k];
}

static enum hg_status read_matrices(struct mrio_reading *reading, struct reading *r,
                                    struct hg_error *err)
{
    const struct eora *eora = reading->found;
    const size_t n = r->mrio->n;
    struct mrio_raw raw = {.path = eora->t,
                           .n_row = n,
                           .n_column = n,
                           .context = r,
                           .rows = "labels_T.txt",
                           .columns = "labels_T.txt",
                           .take = take_flows};
    enum hg_status status = mrio_make_z(r->mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(r->mrio, err);
    if (status == HG_OK)
        status = mrio_read_raw(reading, &raw, err);
    raw.path = eora->fd;
    raw.n_column = r->n_fd;
    raw.columns = "labels_FD.txt";
    raw.take = take_demand;
    return status == HG_OK ? mrio_read_raw(reading, &raw, err) : status;
}

static void tell_rest(const struct mrio_reading *reading, const struct reading *r)
{
    double sum = 0;
    for (size_t i = 0; r->rest != HG_NOT_FOUND && i < r->mrio->n; i++)
        sum += r->mrio->Y[i * r->m + r->to[r->n_fd + r->mrio->region_of[r->rest]]];
    if (r->rest != HG_NOT_FOUND)
        hg_log_print(reading->source->log, HG_LOG_INFO,
                     "%s: %.6g of flows to industry %s of region ROW count as its final "
                     "demand (%s)",
                     reading->place.path, sum,
                     hg_axis_code(r->mrio->sectors, r->mrio->sector_of[r->rest]),
                     DISCREPANCIES);
}

static enum hg_status read_table(struct mrio_reading *reading, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    const struct eora *eora = reading->found;
    struct reading r = {.mrio = mrio};
    struct mrio_label *label = NULL;
    size_t n = 0;
    enum hg_status status = read_labels(reading, eora->labels_t, 0, &n, &label, err);
    if (status == HG_OK && n == 0)
        status = hg_fail(err, HG_E_INPUT, "%s: names no industry", eora->labels_t);
    if (status == HG_OK)
        status = mrio_set_industries(mrio, n, label, err);
    if (status == HG_OK)
        status = set_demands(reading, &r, err);
    if (status == HG_OK)
        status = read_matrices(reading, &r, err);
    if (status == HG_OK && !(mrio->unit = strdup("")))
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", eora->t);
    if (status == HG_OK)
        tell_rest(reading, &r);
    return status;
}

/* What stands in the last brackets: "Gg" of "CO2 emissions (Gg)"; NULL for none. */
static const char *unit_of(struct hg_arena *arena, const char *text)
{
    const char *open = strrchr(text, '('), *close = open ? strchr(open, ')') : NULL;
    return close ? hg_arena_copy(arena, open + 1, (size_t)(close - open) - 1) : NULL;
}

static enum hg_status list(struct mrio_reading *reading, size_t *n,
                           const struct hg_mrio_offer **out, struct hg_error *err)
{
    const struct eora *eora = reading->found;
    const struct book *book = NULL;
    *n = 0;
    *out = NULL;
    if (!eora->q)
        return HG_OK;
    enum hg_status status = book_read(eora->labels_q, NULL, reading->arena, &book, err);
    if (status != HG_OK)
        return status;
    struct hg_mrio_offer *offer =
        hg_arena_alloc(reading->arena, book->n_row + 1, sizeof(*offer));
    for (size_t row = 0; offer && row < book->n_row; row++) {
        const char *what = book_text(book, row, 0), *source = book_text(book, row, 1);
        const size_t size = strlen(what) + strlen(source) + sizeof("Q/, ");
        char *name = hg_arena_alloc(reading->arena, size, 1);
        if (name)
            snprintf(name, size, source[0] ? "Q/%s, %s" : "Q/%s", what, source);
        if (!name)
            offer = NULL;
        else if (what[0] != '\0')
            offer[(*n)++] = (struct hg_mrio_offer){name, unit_of(reading->arena, what)};
    }
    *out = offer;
    return offer ? HG_OK
                 : hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", eora->labels_q);
}

/* Rows of Q or QY into industries, or regions. */
struct sums {
    size_t n, width;  /* columns of the file, of a row of out */
    const size_t *to; /* [n] */
    double *out;
};

static void take_sums(void *context, size_t k, const double *values)
{
    const struct sums *sums = context;
    for (size_t i = 0; i < sums->n; i++)
        sums->out[k * sums->width + sums->to[i]] += values[i];
}

static enum hg_status load_sums(struct mrio_reading *reading, const char *path,
                                const char *columns, struct sums *sums, size_t n_row,
                                size_t n, const size_t *which, struct hg_error *err)
{
    const struct mrio_raw raw = {.path = path,
                                 .n_row = n_row,
                                 .n_column = sums->n,
                                 .rows = "labels_Q.txt",
                                 .columns = columns,
                                 .n_which = n,
                                 .which = which,
                                 .take = take_sums,
                                 .context = sums};
    return mrio_read_raw(reading, &raw, err);
}

static enum hg_status load(struct mrio_reading *reading, const struct hg_mrio *mrio,
                           size_t n, const size_t *which, double *industry,
                           double *household, struct hg_error *err)
{
    const struct eora *eora = reading->found;
    const struct hg_mrio_offer *offer = NULL;
    struct mrio_label *label = NULL;
    size_t n_row = 0, n_fd = 0;
    enum hg_status status = list(reading, &n_row, &offer, err);
    if (status == HG_OK)
        status = read_labels(reading, eora->labels_fd, 0, &n_fd, &label, err);
    const size_t most = mrio->n > n_fd ? mrio->n : n_fd;
    size_t *to = hg_arena_alloc(reading->arena, most + 1, sizeof(*to));
    if (status == HG_OK && !to)
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", eora->q);
    assert(status != HG_OK || (to && label));
    for (size_t i = 0; status == HG_OK && i < mrio->n; i++)
        to[i] = i;
    struct sums sums = {mrio->n, mrio->n, to, industry};
    if (status == HG_OK)
        status = load_sums(reading, eora->q, "labels_T.txt", &sums, n_row, n, which, err);
    for (size_t i = 0; status == HG_OK && i < n_fd; i++)
        to[i] = hg_axis_find(mrio->regions, label[i].text[0]);
    sums = (struct sums){n_fd, hg_axis_size(mrio->regions), to, household};
    if (status == HG_OK)
        status =
            load_sums(reading, eora->qy, "labels_FD.txt", &sums, n_row, n, which, err);
    return status;
}

const struct mrio_layout mrio_eora26 = {
    .format = {"eora26", "Eora26: Eora26_2015_bp_T.txt, _FD.txt and labels_T.txt"},
    .fits = fits,
    .find = find,
    .read = read_table,
    .list = list,
    .load = load,
};
