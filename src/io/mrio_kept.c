/* mrio_kept.c - tables kept in binary for later runs */
#include "io/mrio_kept.h"
#include "io/kept.h"
#include <config.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

/* Tables of another version of the program are not used: its readers may differ. */
static const char PROGRAM[] = "hotgrid " HG_VERSION ", table 1";

enum { HAS_UNIT = 1, HAS_VALUE_ADDED = 2, HAS_EMISSIONS = 4 };

struct about {
    uint64_t n_region, n_sector, n_category, text, has;
};

static void add_text(struct hg_digest *digest, const char *text)
{
    hg_digest_add(digest, text ? "+" : "-", 1);
    if (text)
        hg_digest_add(digest, text, strlen(text) + 1);
}

static void add_table(struct hg_digest *digest, const struct hg_table_source *table)
{
    add_text(digest, table->path ? "file" : NULL);
    add_text(digest, table->layer);
    for (size_t i = 0; i < table->columns.n; i++) {
        add_text(digest, table->columns.standard[i]);
        add_text(digest, table->columns.actual[i]);
    }
    add_text(digest, NULL);
}

static void add_question(struct hg_digest *digest, const struct mrio_reading *reading)
{
    const struct hg_mrio_source *source = reading->source;
    /* A path may go on inside a .zip. */
    const size_t base = reading->n_file > 0 ? strlen(reading->file[0]) : 0;
    const bool inside = strlen(reading->place.path) > base && base > 0 &&
                        strncmp(reading->place.path, reading->file[0], base) == 0;
    add_text(digest, PROGRAM);
    add_text(digest, source->format);
    add_text(digest, inside ? reading->place.path + base : NULL);
    add_text(digest, source->z);
    add_text(digest, source->y);
    add_text(digest, source->version);
    add_text(digest, source->value_added ? "value added" : NULL);
    for (size_t i = 0; i < source->n_buyer; i++)
        add_text(digest, source->buyer[i]);
    add_text(digest, NULL);
    for (size_t i = 0; i < source->n_account; i++) {
        const struct hg_mrio_account *account = &source->account[i];
        const unsigned char gwp = (unsigned char)account->gwp;
        add_text(digest, account->name);
        add_text(digest, account->unit);
        add_text(digest, account->gas);
        hg_digest_add(digest, &gwp, 1);
        add_table(digest, &account->file);
        add_table(digest, &account->household);
    }
}

enum hg_status mrio_key(const struct mrio_reading *reading, char key[HG_DIGEST_TEXT],
                        struct hg_error *err)
{
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return hg_fail(err, HG_E_MEMORY, "no memory for the key of a kept table");
    enum hg_status status = HG_OK;
    add_question(digest, reading);
    for (size_t i = 0; i < reading->n_file && status == HG_OK; i++) {
        char file[HG_DIGEST_TEXT];
        const char *slash = strrchr(reading->file[i], '/');
        status = hg_digest_file(reading->file[i], file, err);
        add_text(digest, slash ? slash + 1 : reading->file[i]);
        if (status == HG_OK)
            add_text(digest, file);
    }
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return status;
}

/* The blocks of a table behind its texts, in their order; NULL: not there. */
enum { N_BLOCK = 7 };

struct block {
    void *bytes;
    size_t length;
};

static void list_blocks(const struct hg_mrio *mrio, const struct about *about,
                        struct block block[N_BLOCK])
{
    const struct hg_mrio_emissions *e = mrio->emissions;
    const size_t n = mrio->n, row = n * sizeof(double);
    const size_t columns = about->n_region * about->n_category;
    const bool added = about->has & HAS_VALUE_ADDED, told = about->has & HAS_EMISSIONS;
    const struct block list[N_BLOCK] = {
        {mrio->region_of, n * sizeof(size_t)},
        {mrio->sector_of, n * sizeof(size_t)},
        {mrio->Z, row * n},
        {mrio->Y, row * columns},
        {mrio->value_added, added ? row : 0},
        {e ? e->industry : NULL, told ? row : 0},
        {e ? e->household : NULL, told ? about->n_region * sizeof(double) : 0},
    };
    memcpy(block, list, sizeof(list));
}

/* Bytes behind the header; false where no file can have as many. */
static bool size_of(uint64_t n, const struct about *about, uint64_t *out)
{
    const double most = 1e15,
                 columns = (double)about->n_region * (double)about->n_category;
    const double size = ((double)n + columns + 5) * ((double)n + 1) * 8;
    if (!(size < most) || about->text > (UINT64_C(1) << 40) || about->n_region > n ||
        about->n_sector > n || columns * 8 >= most)
        return false;
    const uint64_t rows = 2 + n + about->n_region * about->n_category;
    const uint64_t added = about->has & HAS_VALUE_ADDED ? n : 0;
    const uint64_t told = about->has & HAS_EMISSIONS ? n + about->n_region : 0;
    *out = sizeof(*about) + about->text + 8 * (n * rows + added + told);
    return true;
}

static void add_codes(struct hg_text *text, const struct hg_axis *axis)
{
    for (size_t i = 0; i < hg_axis_size(axis); i++)
        hg_text_add(text, hg_axis_code(axis, i), strlen(hg_axis_code(axis, i)) + 1);
}

/* The next n texts as an axis; *at moves behind them. */
static bool take_codes(const char **at, const char *end, uint64_t n, struct hg_axis **out)
{
    const char **code = calloc(n + 1, sizeof(*code));
    struct hg_error ignored;
    bool good = code != NULL;
    for (uint64_t i = 0; i < n && good; i++) {
        const char *zero = *at < end ? memchr(*at, '\0', (size_t)(end - *at)) : NULL;
        good = zero != NULL;
        code[i] = *at;
        *at = zero ? zero + 1 : end;
    }
    good = good && hg_axis_create(n, code, NULL, out, &ignored) == HG_OK;
    free(code);
    return good;
}

static bool take_texts(struct kept_reader *r, const struct about *about,
                       struct hg_mrio *mrio)
{
    char *text = malloc(about->text + 1);
    const char *at = text, *const end = text ? text + about->text : NULL;
    bool good = text && kept_take(r, text, about->text) && about->text > 0 &&
                text[about->text - 1] == '\0' &&
                take_codes(&at, end, about->n_region, &mrio->regions) &&
                take_codes(&at, end, about->n_sector, &mrio->sectors) &&
                take_codes(&at, end, about->n_category, &mrio->categories);
    if (good && (about->has & HAS_UNIT))
        good = at < end && (mrio->unit = strdup(at));
    free(text);
    return good;
}

static bool make_blocks(struct hg_mrio *mrio, const struct about *about)
{
    const size_t n = mrio->n, columns = about->n_region * about->n_category;
    mrio->region_of = malloc((n + 1) * sizeof(size_t));
    mrio->sector_of = malloc((n + 1) * sizeof(size_t));
    mrio->Z = malloc((n * n + 1) * sizeof(double));
    mrio->Y = malloc((n * columns + 1) * sizeof(double));
    if (about->has & HAS_VALUE_ADDED)
        mrio->value_added = malloc((n + 1) * sizeof(double));
    if (about->has & HAS_EMISSIONS) {
        mrio->emissions = calloc(1, sizeof(*mrio->emissions));
        if (!mrio->emissions)
            return false;
        mrio->emissions->industry = malloc((n + 1) * sizeof(double));
        mrio->emissions->household = malloc((about->n_region + 1) * sizeof(double));
    }
    struct block block[N_BLOCK];
    list_blocks(mrio, about, block);
    bool good = true;
    for (size_t i = 0; i < N_BLOCK; i++)
        good &= block[i].length == 0 || block[i].bytes;
    return good;
}

/* The table behind a header; NULL where it is damaged, or there is no memory. */
static struct hg_mrio *take_table(struct kept_reader *r)
{
    struct about about;
    uint64_t size = 0;
    struct hg_mrio *mrio = calloc(1, sizeof(*mrio));
    bool good = mrio && r->left == r->header.count[1] &&
                kept_take(r, &about, sizeof(about)) &&
                size_of(r->header.count[0], &about, &size) && size == r->header.count[1];
    if (good) {
        mrio->n = r->header.count[0];
        good = take_texts(r, &about, mrio) && make_blocks(mrio, &about);
    }
    struct block block[N_BLOCK] = {{0}};
    if (good)
        list_blocks(mrio, &about, block);
    for (size_t i = 0; i < N_BLOCK && good; i++)
        good = kept_take(r, block[i].bytes, block[i].length);
    good = good && kept_is_whole(r);
    for (size_t i = 0; good && i < mrio->n; i++)
        good = mrio->region_of[i] < about.n_region && mrio->sector_of[i] < about.n_sector;
    if (good)
        return mrio;
    hg_mrio_destroy(mrio);
    return NULL;
}

static void tell(const struct hg_mrio_source *source, enum hg_log_level level,
                 const char *what, const char *key)
{
    char path[1200];
    hg_log_print(source->log, level, "cache: %s %s", what,
                 hg_kept_path(source->cache, HG_KEPT_TABLE, key, path, sizeof(path)));
}

enum hg_status mrio_load_kept(const struct hg_mrio_source *source, const char *key,
                              struct hg_mrio **out, struct hg_error *err)
{
    struct kept_reader r;
    enum hg_kept kept = HG_KEPT_NOT;
    const enum hg_status status =
        kept_open(&r, source->cache, HG_KEPT_TABLE, key, &kept, err);
    if (status == HG_OK && kept == HG_KEPT_FOUND)
        *out = take_table(&r);
    kept_close(&r);
    if (status != HG_OK)
        return status;
    if (*out)
        tell(source, HG_LOG_DEBUG, "read", key);
    else if (kept != HG_KEPT_NOT)
        tell(source, HG_LOG_WARNING, "a damaged or foreign file is made anew:", key);
    return HG_OK;
}

static enum hg_status write_table(const struct hg_mrio_source *source, const char *key,
                                  const struct hg_mrio *mrio, const struct hg_text *text,
                                  struct hg_error *err)
{
    const struct about about = {hg_axis_size(mrio->regions), hg_axis_size(mrio->sectors),
                                hg_axis_size(mrio->categories), text->length,
                                (mrio->unit ? HAS_UNIT : 0U) |
                                    (mrio->value_added ? HAS_VALUE_ADDED : 0U) |
                                    (mrio->emissions ? HAS_EMISSIONS : 0U)};
    uint64_t size = 0;
    if (!size_of(mrio->n, &about, &size))
        return hg_fail(err, HG_E_OUTPUT, "a table of %zu industries is not kept",
                       mrio->n);
    const struct kept_header header = kept_header(HG_KEPT_TABLE, key, mrio->n, size);
    struct block block[N_BLOCK];
    struct hg_bytes part[N_BLOCK + 4] = {
        {&header, sizeof(header)}, {&about, sizeof(about)}, {text->bytes, text->length}};
    list_blocks(mrio, &about, block);
    for (size_t i = 0; i < N_BLOCK; i++)
        part[3 + i] = (struct hg_bytes){block[i].bytes, block[i].length};
    return kept_write(source->cache, HG_KEPT_TABLE, key, N_BLOCK + 4, part, err);
}

void mrio_keep(const struct hg_mrio_source *source, const char *key,
               const struct hg_mrio *mrio)
{
    struct hg_error err = {0};
    struct hg_text text = {0};
    add_codes(&text, mrio->regions);
    add_codes(&text, mrio->sectors);
    add_codes(&text, mrio->categories);
    if (mrio->unit)
        hg_text_add(&text, mrio->unit, strlen(mrio->unit) + 1);
    const enum hg_status status =
        text.failed ? hg_fail(&err, HG_E_MEMORY, "no memory to keep a table")
                    : write_table(source, key, mrio, &text, &err);
    free(text.bytes);
    if (status == HG_OK)
        tell(source, HG_LOG_DEBUG, "wrote", key);
    else
        hg_log_print(source->log, HG_LOG_WARNING, "cache: %s; the run goes on without it",
                     err.message);
}
