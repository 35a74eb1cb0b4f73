/* faults.c - all faults of an input, told at once */
#include "base/message.h"
#include <hotgrid/error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Faults of kinds beyond these are counted only: an input that is wrong in a thousand
 * ways is not told better by more lines. */
#define MAX_KINDS 1000

/* Room for "\n... and 18446744073709551615 more of this kind". */
#define MORE_ROOM 56

struct line {
    char *text;
    size_t length; /* without the line about the others */
};

struct kind {
    char *name;
    size_t count, kept, last; /* last: index of its newest line */
};

struct hg_faults {
    size_t count;
    struct hg_error first;
    struct kind *kinds;
    size_t n_kinds, max_kinds;
    struct line *lines;
    size_t n_lines, max_lines;
};

enum hg_status hg_faults_create(struct hg_faults **out, struct hg_error *err)
{
    struct hg_faults *faults = calloc(1, sizeof(*faults));
    if (!faults)
        return hg_fail(err, HG_E_MEMORY, "no memory for a list of faults");
    *out = faults;
    return HG_OK;
}

void hg_faults_destroy(struct hg_faults *faults)
{
    if (!faults)
        return;
    for (size_t i = 0; i < faults->n_kinds; i++)
        free(faults->kinds[i].name);
    for (size_t i = 0; i < faults->n_lines; i++)
        free(faults->lines[i].text);
    free(faults->kinds);
    free(faults->lines);
    free(faults);
}

/* One more place in an array of n elements; false without memory. */
static bool has_room(void **array, size_t n, size_t *max, size_t size)
{
    if (n < *max)
        return true;
    const size_t wanted = *max ? 2 * *max : 16;
    void *grown = reallocarray(*array, wanted, size);
    if (!grown)
        return false;
    *array = grown;
    *max = wanted;
    return true;
}

static struct kind *kind_of(struct hg_faults *faults, const char *name)
{
    for (size_t i = faults->n_kinds; i-- > 0;) /* faults of a kind come in rows */
        if (strcmp(faults->kinds[i].name, name) == 0)
            return &faults->kinds[i];

    void *kinds = faults->kinds;
    if (faults->n_kinds == MAX_KINDS ||
        !has_room(&kinds, faults->n_kinds, &faults->max_kinds, sizeof(struct kind)))
        return NULL;
    faults->kinds = kinds;
    char *copy = strdup(name);
    if (!copy)
        return NULL;
    struct kind *kind = &faults->kinds[faults->n_kinds++];
    *kind = (struct kind){.name = copy};
    return kind;
}

static void keep(struct hg_faults *faults, struct kind *kind, const char *message)
{
    void *lines = faults->lines;
    if (!has_room(&lines, faults->n_lines, &faults->max_lines, sizeof(struct line)))
        return;
    faults->lines = lines;
    const size_t length = strlen(message);
    char *text = malloc(length + MORE_ROOM);
    if (!text)
        return;
    memcpy(text, message, length + 1);
    if (kind->kept > 0) { /* the line about the others moves behind the new line */
        const struct line *last = &faults->lines[kind->last];
        last->text[last->length] = '\0';
    }
    faults->lines[faults->n_lines] = (struct line){text, length};
    kind->last = faults->n_lines++;
    kind->kept++;
}

void hg_fault(struct hg_faults *faults, enum hg_status status, const char *kind_name,
              const char *fmt, ...)
{
    char message[sizeof(faults->first.message)];
    va_list args;
    va_start(args, fmt);
    base_message(message, sizeof(message), fmt, args);
    va_end(args);

    if (faults->count++ == 0) {
        faults->first.status = status;
        memcpy(faults->first.message, message, sizeof(message));
    }
    struct kind *kind = kind_of(faults, kind_name);
    if (!kind)
        return;
    kind->count++;
    if (kind->kept < HG_FAULTS_OF_A_KIND)
        keep(faults, kind, message);
    if (kind->kept > 0 && kind->count > kind->kept) {
        const struct line *last = &faults->lines[kind->last];
        snprintf(last->text + last->length, MORE_ROOM, "\n... and %zu more of this kind",
                 kind->count - kind->kept);
    }
}

size_t hg_faults_count(const struct hg_faults *faults)
{
    return faults->count;
}

size_t hg_faults_kept(const struct hg_faults *faults)
{
    return faults->n_lines;
}

const char *hg_faults_line(const struct hg_faults *faults, size_t i)
{
    return faults->lines[i].text;
}

enum hg_status hg_faults_status(const struct hg_faults *faults, struct hg_error *err)
{
    if (faults->count == 0)
        return HG_OK;
    return hg_fail(err, faults->first.status, "%s", faults->first.message);
}
