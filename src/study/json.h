/* json.h - JSON objects that remember whether memory was short
 *
 * Jansson's objects of a failed allocation are NULL, and setting NULL fails: *ok tells.
 */
#ifndef HG_STUDY_JSON_H
#define HG_STUDY_JSON_H

#include <hotgrid/text.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static inline void put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new(object, key, value) != 0)
        *ok = false;
}

static inline void append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0)
        *ok = false;
}

/* Of names of files, which may be no UTF-8. */
static inline json_t *any_string(const char *text)
{
    struct hg_text known = {0};
    hg_text_add_utf8(&known, text);
    json_t *string = known.failed ? NULL : json_string(known.bytes ? known.bytes : "");
    free(known.bytes);
    return string;
}

static inline json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* The object, which goes, as text that ends its line; text->failed without memory. */
static inline void json_finish(json_t *object, bool ok, struct hg_text *text)
{
    char *bytes = ok ? json_dumps(object, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    json_decref(object);
    if (bytes)
        hg_text_print(text, "%s\n", bytes);
    else
        text->failed = true;
    free(bytes);
}

#endif
