/* axis.c - codes in their order, found by a sorted index */
#include <assert.h>
#include <hotgrid/axis.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *code;
    size_t index;
};

/* One block of memory holds the axis, its tables and its strings. */
struct hg_axis {
    size_t n;
    const char **code, **name;
    struct entry *sorted; /* by code */
};

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->code, ((const struct entry *)b)->code);
}

static const char *name_of(const char *const *codes, const char *const *names, size_t i)
{
    return names && names[i] ? names[i] : codes[i];
}

static const char *put(char **end, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = memcpy(*end, text, size);
    *end += size;
    return copy;
}

/* Like put(), in one line. */
static const char *put_name(char **end, const char *text)
{
    unsigned char *c = (unsigned char *)*end;
    const char *name = put(end, text);
    for (; *c; c++)
        if (*c < 0x20 || *c == 0x7F)
            *c = ' ';
        else if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F) /* U+0080..U+009F */
            c[0] = c[1] = ' ';
    return name;
}

static struct hg_axis *axis_alloc(size_t n, const char *const *codes,
                                  const char *const *names, char **strings)
{
    const size_t tables = 2 * sizeof(char *) + sizeof(struct entry);
    size_t size = sizeof(struct hg_axis);
    if (n > (SIZE_MAX - size) / tables)
        return NULL;
    size += n * tables;
    for (size_t i = 0; i < n; i++)
        size += strlen(codes[i]) + strlen(name_of(codes, names, i)) + 2;

    struct hg_axis *axis = calloc(1, size);
    if (!axis)
        return NULL;
    axis->n = n;
    axis->sorted = (struct entry *)(axis + 1);
    axis->code = (const char **)(axis->sorted + n);
    axis->name = axis->code + n;
    *strings = (char *)(axis->name + n);
    return axis;
}

enum hg_status hg_axis_create(size_t n, const char *const *codes,
                              const char *const *names, struct hg_axis **out,
                              struct hg_error *err)
{
    char *end;
    struct hg_axis *axis = axis_alloc(n, codes, names, &end);
    if (!axis)
        return hg_fail(err, HG_E_MEMORY, "no memory for a list of %zu codes", n);
    for (size_t i = 0; i < n; i++) {
        axis->code[i] = put(&end, codes[i]);
        axis->name[i] = put_name(&end, name_of(codes, names, i));
        axis->sorted[i] = (struct entry){axis->code[i], i};
    }
    qsort(axis->sorted, n, sizeof(axis->sorted[0]), by_code);

    for (size_t i = 1; i < n; i++) {
        if (by_code(&axis->sorted[i - 1], &axis->sorted[i]) == 0) {
            const enum hg_status status =
                hg_fail(err, HG_E_ARG, "code %s occurs twice", axis->sorted[i].code);
            hg_axis_destroy(axis);
            return status;
        }
    }
    *out = axis;
    return HG_OK;
}

void hg_axis_destroy(struct hg_axis *axis)
{
    free(axis);
}

size_t hg_axis_size(const struct hg_axis *axis)
{
    return axis->n;
}

const char *hg_axis_code(const struct hg_axis *axis, size_t i)
{
    assert(i < axis->n);
    return axis->code[i];
}

const char *hg_axis_name(const struct hg_axis *axis, size_t i)
{
    assert(i < axis->n);
    return axis->name[i];
}

const char *const *hg_axis_codes(const struct hg_axis *axis)
{
    return axis->code;
}

size_t hg_axis_find(const struct hg_axis *axis, const char *code)
{
    const struct entry key = {code, 0};
    const struct entry *found =
        axis->n ? bsearch(&key, axis->sorted, axis->n, sizeof(key), by_code) : NULL;
    return found ? found->index : HG_NOT_FOUND;
}
