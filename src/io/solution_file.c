/* solution_file.c - the solution of a trade table, kept in a folder for later runs */
#include "io/kept.h"
#include <config.h>
#include <hotgrid/solution_file.h>
#include <stdlib.h>
#include <string.h>

/* Files of another version of the program are not used: its arithmetic may differ. */
static const char PROGRAM[] = "hotgrid " HG_VERSION ", solution 1";

/* 96 bytes, without holes. */
struct about {
    uint64_t precision, n_refinement, max_column;
    uint64_t n_zero_output, n_negative_output, n_outside_unit, n_negative_demand;
    double condition, residual, max_row_error, max_column_sum, nothing;
};

_Static_assert(sizeof(struct about) == 96, "no holes");

static void add_text(struct hg_digest *digest, const char *text)
{
    hg_digest_add(digest, text, strlen(text) + 1);
}

static void add_axis(struct hg_digest *digest, const struct hg_axis *axis)
{
    const uint64_t n = hg_axis_size(axis);
    hg_digest_add(digest, &n, sizeof(n));
    for (size_t i = 0; i < n; i++)
        add_text(digest, hg_axis_code(axis, i));
}

enum hg_status hg_solution_key(const struct hg_mrio *mrio, const char *algebra,
                               char key[HG_DIGEST_TEXT], struct hg_error *err)
{
    const uint64_t n = mrio->n;
    const size_t n_demand = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return hg_fail(err, HG_E_MEMORY, "no memory for the key of a solution");
    add_text(digest, PROGRAM);
    add_text(digest, algebra);
    add_axis(digest, mrio->regions);
    add_axis(digest, mrio->sectors);
    add_axis(digest, mrio->categories);
    hg_digest_add(digest, &n, sizeof(n));
    hg_digest_add(digest, mrio->region_of, n * sizeof(*mrio->region_of));
    hg_digest_add(digest, mrio->sector_of, n * sizeof(*mrio->sector_of));
    hg_digest_add(digest, mrio->Z, n * n * sizeof(*mrio->Z));
    hg_digest_add(digest, mrio->Y, n * n_demand * sizeof(*mrio->Y));
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return HG_OK;
}

enum { N_BLOCK = 7 };

static size_t real_size(enum hg_precision precision)
{
    return precision == HG_PRECISION_SINGLE ? sizeof(float) : sizeof(double);
}

/* The arrays of both, as they follow each other. */
static void list_blocks(const struct hg_factors *f, const struct hg_shares *s,
                        struct hg_bytes block[N_BLOCK])
{
    const size_t n = f->n, column = n * sizeof(double);
    block[0] = (struct hg_bytes){f->row, column};
    block[1] = (struct hg_bytes){f->column, column};
    block[2] = (struct hg_bytes){s->share, s->n_destination * column};
    block[3] = (struct hg_bytes){s->served, column};
    block[4] = (struct hg_bytes){f->M, n * n * real_size(f->precision)};
    block[5] = (struct hg_bytes){f->pivot, n * sizeof(*f->pivot)};
    block[6] = (struct hg_bytes){s->zero_output, n * sizeof(*s->zero_output)};
}

enum hg_status hg_save_solution(const char *folder, const char *key,
                                const struct hg_factors *f, const struct hg_shares *s,
                                struct hg_error *err)
{
    const struct kept_header header =
        kept_header(HG_KEPT_FACTORS, key, s->n, s->n_destination);
    const struct about about = {
        .precision = f->precision,
        .n_refinement = s->n_refinement,
        .max_column = s->max_column,
        .n_zero_output = s->n_zero_output,
        .n_negative_output = s->n_negative_output,
        .n_outside_unit = s->n_outside_unit,
        .n_negative_demand = s->n_negative_demand,
        .condition = f->condition,
        .residual = s->residual,
        .max_row_error = s->max_row_error,
        .max_column_sum = s->max_column_sum,
    };
    struct hg_bytes part[N_BLOCK + 3] = {{&header, sizeof(header)},
                                         {&about, sizeof(about)}};
    list_blocks(f, s, part + 2);
    return kept_write(folder, HG_KEPT_FACTORS, key, N_BLOCK + 3, part, err);
}

static bool make_blocks(const struct about *about, size_t n, size_t n_destination,
                        struct hg_factors *f, struct hg_shares *s)
{
    *f = (struct hg_factors){.n = n, .condition = about->condition};
    f->precision = (enum hg_precision)about->precision;
    f->row = malloc(n * sizeof(*f->row));
    f->column = malloc(n * sizeof(*f->column));
    f->pivot = malloc(n * sizeof(*f->pivot));
    f->M = malloc(n * n * real_size(f->precision));
    *s = (struct hg_shares){
        .n = n,
        .n_destination = n_destination,
        .residual = about->residual,
        .precision = f->precision,
        .n_refinement = about->n_refinement,
        .condition = about->condition,
        .max_row_error = about->max_row_error,
        .max_column_sum = about->max_column_sum,
        .max_column = about->max_column,
        .n_zero_output = about->n_zero_output,
        .n_negative_output = about->n_negative_output,
        .n_negative_demand = about->n_negative_demand,
        .n_outside_unit = about->n_outside_unit,
    };
    s->share = malloc(n * n_destination * sizeof(*s->share));
    s->served = malloc(n * sizeof(*s->served));
    s->zero_output = malloc(n * sizeof(*s->zero_output));
    return f->row && f->column && f->pivot && f->M && s->share && s->served &&
           s->zero_output;
}

/* Are the counts those of the table, and the length that of its arrays? */
static bool is_sound(const struct kept_reader *r, const struct about *about,
                     const struct hg_mrio *mrio)
{
    const uint64_t n = mrio->n, D = hg_axis_size(mrio->regions);
    return r->header.count[0] == n && r->header.count[1] == D &&
           (about->precision == HG_PRECISION_SINGLE ||
            about->precision == HG_PRECISION_DOUBLE) &&
           about->max_column < n &&
           r->left == n * (n * real_size((enum hg_precision)about->precision) +
                           (3 + D) * sizeof(double) + sizeof(int32_t) + sizeof(bool));
}

static bool take_blocks(struct kept_reader *r, const struct hg_factors *f,
                        const struct hg_shares *s)
{
    struct hg_bytes block[N_BLOCK];
    list_blocks(f, s, block);
    void *const to[N_BLOCK] = {f->row, f->column, s->share,      s->served,
                               f->M,   f->pivot,  s->zero_output};
    bool good = true;
    for (size_t i = 0; i < N_BLOCK && good; i++)
        good = kept_take(r, to[i], block[i].length);
    good = good && kept_is_whole(r);
    for (size_t i = 0; i < f->n && good; i++)
        good = f->pivot[i] > 0 && (size_t)f->pivot[i] <= f->n;
    return good;
}

static enum hg_status take_solution(struct kept_reader *r, const struct hg_mrio *mrio,
                                    struct hg_factors **factors,
                                    struct hg_shares **shares, enum hg_kept *kept,
                                    struct hg_error *err)
{
    struct about about;
    *kept = HG_KEPT_DAMAGED;
    if (!kept_take(r, &about, sizeof(about)) || !is_sound(r, &about, mrio))
        return HG_OK;
    enum hg_status status = HG_OK;
    struct hg_factors *f = calloc(1, sizeof(*f));
    struct hg_shares *s = calloc(1, sizeof(*s));
    if (!f || !s || !make_blocks(&about, mrio->n, r->header.count[1], f, s)) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the solution of %zu industries",
                         mrio->n);
    } else if (take_blocks(r, f, s)) {
        *kept = HG_KEPT_FOUND;
        *factors = f;
        *shares = s;
        f = NULL; /* now the caller's */
        s = NULL;
    }
    hg_factors_destroy(f);
    hg_shares_destroy(s);
    return status;
}

enum hg_status hg_load_solution(const char *folder, const char *key,
                                const struct hg_mrio *mrio, struct hg_factors **factors,
                                struct hg_shares **shares, enum hg_kept *kept,
                                struct hg_error *err)
{
    struct kept_reader r;
    enum hg_status status = kept_open(&r, folder, HG_KEPT_FACTORS, key, kept, err);
    if (status == HG_OK && *kept == HG_KEPT_FOUND)
        status = take_solution(&r, mrio, factors, shares, kept, err);
    kept_close(&r);
    return status;
}
