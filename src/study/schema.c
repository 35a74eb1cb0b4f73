/* schema.c - trees bound to structs by tables */
#include "study/schema.h"
#include "study/values.h"
#include <assert.h>
#include <hotgrid/study.h>
#include <hotgrid/tables.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

static void bind_map_node(struct hg_binding *b, const struct hg_schema *schema,
                          const struct hg_yaml *node, char *target);

/* Tells a key that is not among names.  Returns the one that was meant, NULL if none. */
static const char *unknown_key(struct hg_binding *b, const struct hg_yaml *key,
                               const char *const *names, size_t n)
{
    char shown[HG_SHOWN_TEXT];
    struct hg_text known = {0};
    const char *meant = hg_text_nearest(key->text, names, n);
    for (size_t i = 0; i < n; i++)
        hg_text_print(&known, "%s%s", i ? ", " : "", names[i]);
    if (meant)
        hg_yaml_fault(&b->file, key, HG_E_STUDY, "unknown key",
                      "key `%s` is not known here; did you mean `%s`?",
                      hg_yaml_shown(key->text, shown), meant);
    else
        hg_yaml_fault(&b->file, key, HG_E_STUDY, "unknown key",
                      "key `%s` is not known here; known are %s",
                      hg_yaml_shown(key->text, shown), known.bytes ? known.bytes : "");
    free(known.bytes);
    return meant;
}

static void bind_columns(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node, char *member)
{
    struct hg_columns columns = {0};
    if (node->kind != HG_YAML_MAP) {
        hg_bind_wrong(b, field, node);
        return;
    }
    const char **names = hg_bind_choices(b, field);
    const char **standard = hg_bind_memory(b, node->n, sizeof(*standard));
    const char **actual = hg_bind_memory(b, node->n, sizeof(*actual));
    if (!names || !standard || !actual)
        return;
    for (const struct hg_yaml *value = node->first; value; value = value->next) {
        size_t i = 0;
        while (i < field->n_choice && strcmp(names[i], value->key->text) != 0)
            i++;
        const struct hg_field column = {.key = value->key->text};
        const char *word = hg_bind_line(b, &column, value);
        if (i == field->n_choice)
            unknown_key(b, value->key, names, field->n_choice);
        if (i == field->n_choice || !word)
            continue;
        standard[columns.n] = names[i];
        actual[columns.n++] = word;
    }
    columns.standard = standard;
    columns.actual = actual;
    memcpy(member, &columns, sizeof(columns));
}

/* What follows calls itself as deep as the tables are nested, whatever a file holds.
 * NOLINTBEGIN(misc-no-recursion) */
static void bind_map(struct hg_binding *b, const struct hg_field *field,
                     const struct hg_yaml *node, char *member)
{
    const bool is_short =
        field->of->short_key && node->kind == HG_YAML_WORD && node->length > 0;
    if (node->kind == HG_YAML_MAP || is_short)
        bind_map_node(b, field->of, node, member);
    else
        hg_bind_wrong(b, field, node);
}

static void bind_list(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    if (!hg_bind_is_list(b, field, node, HG_LIST_MAX))
        return;
    char *array = hg_bind_memory(b, node->n, field->of->size);
    if (!array)
        return;
    memcpy(member, &array, sizeof(array));
    memcpy(count, &node->n, sizeof(node->n));
    const struct hg_field entry = {
        .key = field->key, .type = HG_FIELD_MAP, .of = field->of};
    for (const struct hg_yaml *item = node->first; item; item = item->next) {
        bind_map(b, &entry, item, array);
        array += field->of->size;
    }
}

static void bind_field(struct hg_binding *b, const struct hg_field *field,
                       const struct hg_yaml *node, char *target)
{
    char *member = target + field->offset, *count = target + field->count;
    if (node->kind == HG_YAML_BROKEN)
        return;
    const struct hg_spot spot = {b->standard ? 0 : node->line, node->column};
    if (field->spot)
        memcpy(target + field->spot, &spot, sizeof(spot));
    if (field->type == HG_FIELD_MAP)
        bind_map(b, field, node, member);
    else if (field->type == HG_FIELD_LIST)
        bind_list(b, field, node, member, count);
    else if (field->type == HG_FIELD_COLUMNS)
        bind_columns(b, field, node, member);
    else
        hg_bind_value(b, field, node, member, count);
}

static void bind_standard(struct hg_binding *b, const struct hg_field *field,
                          char *target)
{
    const struct hg_yaml *node = NULL;
    const struct hg_yaml_file file = {field->key, b->file.faults, b->file.arena};
    if (b->no_memory || hg_yaml_parse(&file, field->standard, strlen(field->standard),
                                      &node, NULL) != HG_OK) {
        b->no_memory = true; /* the tables hold no other fault: a test reads them all */
        return;
    }
    const bool before = b->standard;
    b->standard = true;
    bind_field(b, field, node, target);
    b->standard = before;
}

/* What stands for a key that is missing. */
static void bind_missing(struct hg_binding *b, const struct hg_field *field, char *target)
{
    if (field->standard) {
        bind_standard(b, field, target);
    } else if (field->type == HG_FIELD_MAP) {
        for (size_t i = 0; i < field->of->n; i++)
            bind_missing(b, &field->of->field[i], target + field->offset);
    }
}

static const struct hg_field *find_field(const struct hg_schema *schema, const char *key,
                                         size_t *index)
{
    for (*index = 0; *index < schema->n; ++*index)
        if (strcmp(schema->field[*index].key, key) == 0)
            return &schema->field[*index];
    return NULL;
}

/* Tells an unknown key.  Returns the bit of a required key that was meant by it: that it
 * is missing need not be told as well. */
static uint64_t refuse_key(struct hg_binding *b, const struct hg_schema *schema,
                           const struct hg_yaml *key)
{
    size_t i = 0;
    const char **names = hg_bind_memory(b, schema->n, sizeof(*names));
    for (i = 0; names && i < schema->n; i++)
        names[i] = schema->field[i].key;
    const char *meant = names ? unknown_key(b, key, names, schema->n) : NULL;
    const struct hg_field *field = meant ? find_field(schema, meant, &i) : NULL;
    return field && field->required ? UINT64_C(1) << i : 0;
}

static uint64_t bind_keys(struct hg_binding *b, const struct hg_schema *schema,
                          const struct hg_yaml *node, char *target)
{
    uint64_t seen = 0;
    size_t i = 0;
    assert(schema->n <= 64);
    if (node->kind == HG_YAML_WORD) { /* short for one key */
        const struct hg_field *field = find_field(schema, schema->short_key, &i);
        bind_field(b, field, node, target);
        return UINT64_C(1) << i;
    }
    for (const struct hg_yaml *value = node->first; value; value = value->next) {
        const struct hg_field *field = find_field(schema, value->key->text, &i);
        if (!field) {
            seen |= refuse_key(b, schema, value->key);
            continue;
        }
        seen |= UINT64_C(1) << i;
        bind_field(b, field, value, target);
    }
    return seen;
}

static void bind_map_node(struct hg_binding *b, const struct hg_schema *schema,
                          const struct hg_yaml *node, char *target)
{
    const size_t line = b->standard ? 0 : node->line;
    if (schema->line)
        memcpy(target + schema->line, &line, sizeof(line));
    const uint64_t seen = bind_keys(b, schema, node, target);
    for (size_t i = 0; i < schema->n; i++) {
        const struct hg_field *field = &schema->field[i];
        if (seen >> i & 1)
            continue;
        if (field->required)
            hg_yaml_fault(&b->file, node, HG_E_STUDY, "missing key",
                          "key `%s` is missing in %s: %s", field->key, schema->name,
                          field->help);
        else
            bind_missing(b, field, target);
    }
}

/* NOLINTEND(misc-no-recursion) */

enum hg_status hg_schema_bind(struct hg_binding *binding, const struct hg_schema *schema,
                              const struct hg_yaml *node, void *target,
                              struct hg_error *err)
{
    binding->end = &binding->uses;
    if (node->kind == HG_YAML_MAP)
        bind_map_node(binding, schema, node, target);
    else
        hg_yaml_fault(&binding->file, node, HG_E_STUDY, "wrong value",
                      "%s is %s, must be a map of keys: `key: value`", schema->name,
                      hg_yaml_kind_name(node->kind));
    if (binding->no_memory)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its contents",
                       binding->file.path);
    return HG_OK;
}
