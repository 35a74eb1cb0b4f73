/* schema.c - trees bound to structs by tables */
#include "study/schema.h"
#include <assert.h>
#include <hotgrid/study.h>
#include <hotgrid/style.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef void bind_function(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node, char *member, char *count);

static void bind_map_node(struct hg_binding *b, const struct hg_schema *schema,
                          const struct hg_yaml *node, char *target);

static const char *const kind_name[] = {"a word", "a list", "a map", "broken"};

static void *take_memory(struct hg_binding *b, size_t count, size_t size)
{
    void *memory = hg_arena_alloc(b->file.arena, count ? count : 1, size);
    b->no_memory = b->no_memory || !memory;
    return memory;
}

/* "`key` is ..., must be ..." */
static void wrong_type(struct hg_binding *b, const struct hg_field *field,
                       const struct hg_yaml *node)
{
    const bool nothing = node->kind == HG_YAML_WORD && node->length == 0;
    const bool word = node->kind == HG_YAML_WORD && !nothing;
    char shown[HG_SHOWN_TEXT];
    struct hg_text must = {0};
    if (node->kind == HG_YAML_BROKEN)
        return;
    hg_field_describe(field, &must);
    hg_yaml_fault(&b->file, node, HG_E_STUDY, "wrong value", "`%s` is %s%s%s, must be %s",
                  field->key, word ? "`" : "",
                  word      ? hg_yaml_shown(node->text, shown)
                  : nothing ? "empty"
                            : kind_name[node->kind],
                  word ? "`" : "", must.bytes ? must.bytes : "something else");
    free(must.bytes);
}

/* The text of a word on one line that is not empty; NULL after a fault. */
static const char *word_of(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node)
{
    if (node->kind != HG_YAML_WORD || node->length == 0) {
        wrong_type(b, field, node);
        return NULL;
    }
    if (strpbrk(node->text, "\n\t")) {
        hg_yaml_fault(&b->file, node, HG_E_STUDY, "line break",
                      "`%s` holds a line break or a tab; write it on one line",
                      field->key);
        return NULL;
    }
    return node->text;
}

static const char **choice_names(struct hg_binding *b, const struct hg_field *field)
{
    const char **names = take_memory(b, field->n_choice, sizeof(*names));
    for (size_t i = 0; names && i < field->n_choice; i++)
        names[i] = field->choice[i].name;
    return names;
}

/* The choice that was written; NULL after a fault, which prints all choices. */
static const struct hg_choice *
choice_of(struct hg_binding *b, const struct hg_field *field, const struct hg_yaml *node)
{
    char shown[HG_SHOWN_TEXT];
    const char *word = word_of(b, field, node);
    if (!word)
        return NULL;
    for (size_t i = 0; i < field->n_choice; i++)
        if (strcmp(field->choice[i].name, word) == 0)
            return &field->choice[i];

    const char **names = choice_names(b, field);
    if (!names)
        return NULL;
    const char *near = hg_text_nearest(word, names, field->n_choice);
    struct hg_text must = {0};
    hg_field_describe(field, &must);
    hg_yaml_fault(&b->file, node, HG_E_STUDY, "unknown choice",
                  "`%s` is `%s`, must be %s%s%s%s", field->key,
                  hg_yaml_shown(word, shown), must.bytes ? must.bytes : "another",
                  near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    free(must.bytes);
    return NULL;
}

static void bind_word(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const char *word = NULL;
    if (field->n_choice > 0) {
        const struct hg_choice *choice = choice_of(b, field, node);
        word = choice ? choice->name : NULL;
    } else {
        word = word_of(b, field, node);
    }
    if (word)
        memcpy(member, &word, sizeof(word));
}

static void bind_text(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    if (node->kind == HG_YAML_WORD)
        memcpy(member, &node->text, sizeof(node->text));
    else
        wrong_type(b, field, node);
}

static const char *code_of(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node)
{
    char shown[HG_SHOWN_TEXT];
    const char *word = word_of(b, field, node);
    if (!word || hg_text_is_code(word))
        return word;
    hg_yaml_fault(
        &b->file, node, HG_E_STUDY, "not a code",
        "`%s` is `%s`, must be a code: 1 to 64 letters of ASCII, digits, `-` or "
        "`_`, the first a letter or a digit, and no device name of Windows",
        field->key, hg_yaml_shown(word, shown));
    return NULL;
}

static void bind_code(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const char *word = code_of(b, field, node);
    if (word)
        memcpy(member, &word, sizeof(word));
}

static void bind_path(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const char *word = word_of(b, field, node);
    if (!word)
        return;
    memcpy(member, &word, sizeof(word));
    struct hg_file_use *use = take_memory(b, 1, sizeof(*use));
    if (!use)
        return;
    *use = (struct hg_file_use){field, node, (const char **)(void *)member, NULL};
    *b->end = use;
    b->end = &use->next;
}

static void bind_buffer(struct hg_binding *b, const struct hg_field *field,
                        const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const char *word = word_of(b, field, node);
    if (!word)
        return;
    if (node->length >= field->size) {
        hg_yaml_fault(&b->file, node, HG_E_STUDY, "too long",
                      "`%s` has %zu bytes, must have at most %zu", field->key,
                      node->length, field->size - 1);
        return;
    }
    memcpy(member, word, node->length + 1);
}

/* YAML 1.1 reads 010 as 8, YAML 1.2 as 10: nobody shall have to guess. */
static bool opens_with_zero(const char *text)
{
    text += *text == '-' || *text == '+';
    return text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

static bool number_is_clear(struct hg_binding *b, const struct hg_field *field,
                            const struct hg_yaml *node)
{
    char shown[HG_SHOWN_TEXT];
    if (!opens_with_zero(node->text))
        return true;
    hg_yaml_fault(&b->file, node, HG_E_STUDY, "number",
                  "`%s` is `%s`, which opens with a zero (octal to some readers); write "
                  "the number without it",
                  field->key, hg_yaml_shown(node->text, shown));
    return false;
}

static bool number_is_within(struct hg_binding *b, const struct hg_field *field,
                             const struct hg_yaml *node, double value)
{
    char shown[HG_SHOWN_TEXT];
    if ((field->min == 0 && field->max == 0) ||
        (value >= field->min && value <= field->max))
        return true;
    char low[HG_DOUBLE_TEXT], high[HG_DOUBLE_TEXT];
    hg_yaml_fault(&b->file, node, HG_E_STUDY, "out of range",
                  "`%s` is %s, must be from %s to %s", field->key,
                  hg_yaml_shown(node->text, shown), hg_text_double(field->min, low),
                  hg_text_double(field->max, high));
    return false;
}

static void bind_integer(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    int64_t value = 0;
    const char *word = word_of(b, field, node);
    if (!word || !number_is_clear(b, field, node))
        return;
    if (hg_text_integer(word, node->length, &value) != HG_NUMBER_OK) {
        wrong_type(b, field, node);
        return;
    }
    if (!number_is_within(b, field, node, (double)value))
        return;
    const uint32_t small = (uint32_t)value;
    assert(field->size == sizeof(value) || field->size == sizeof(small));
    if (field->size == sizeof(value))
        memcpy(member, &value, sizeof(value));
    else
        memcpy(member, &small, sizeof(small));
}

static bool number_of(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, double *out)
{
    char shown[HG_SHOWN_TEXT];
    const char *word = word_of(b, field, node);
    if (!word || !number_is_clear(b, field, node))
        return false;
    const enum hg_number fault = hg_text_number(word, node->length, out);
    if (fault != HG_NUMBER_OK) {
        hg_yaml_fault(&b->file, node, HG_E_STUDY, "number", "`%s`: `%s` %s", field->key,
                      hg_yaml_shown(word, shown), hg_number_cure(fault));
        return false;
    }
    return number_is_within(b, field, node, *out);
}

static void bind_number(struct hg_binding *b, const struct hg_field *field,
                        const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    double value = 0;
    if (number_of(b, field, node, &value))
        memcpy(member, &value, sizeof(value));
}

static void bind_bool(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const bool is_word = node->kind == HG_YAML_WORD;
    const bool value = is_word && strcmp(node->text, "true") == 0;
    if (value || (is_word && strcmp(node->text, "false") == 0))
        memcpy(member, &value, sizeof(value));
    else
        wrong_type(b, field, node);
}

static void bind_choice(struct hg_binding *b, const struct hg_field *field,
                        const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const struct hg_choice *choice = choice_of(b, field, node);
    if (!choice)
        return;
    const bool yes = choice->value != 0;
    assert(field->size == sizeof(yes) || field->size == sizeof(choice->value));
    if (field->size == sizeof(yes))
        memcpy(member, &yes, sizeof(yes));
    else
        memcpy(member, &choice->value, sizeof(choice->value));
}

static void bind_colour(struct hg_binding *b, const struct hg_field *field,
                        const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    struct hg_colour colour;
    if (node->kind == HG_YAML_WORD && hg_colour_parse(node->text, &colour))
        memcpy(member, &colour, sizeof(colour));
    else
        wrong_type(b, field, node);
}

/* Is node a list that is not absurdly long? */
static bool is_list(struct hg_binding *b, const struct hg_field *field,
                    const struct hg_yaml *node, size_t most)
{
    char shown[HG_SHOWN_TEXT];
    if (node->kind == HG_YAML_WORD && node->length > 0) {
        hg_yaml_fault(&b->file, node, HG_E_STUDY, "wrong value",
                      "`%s` is the word `%s`, must be a list; write [%s]", field->key,
                      hg_yaml_shown(node->text, shown), shown);
        return false;
    }
    if (node->kind != HG_YAML_LIST) {
        wrong_type(b, field, node);
        return false;
    }
    if (node->n > most) {
        hg_yaml_fault(&b->file, node, HG_E_STUDY, "too long",
                      "`%s` has %zu entries, must have at most %zu", field->key, node->n,
                      most);
        return false;
    }
    return true;
}

static int compare_words(const void *a, const void *b)
{
    const struct hg_yaml *const *x = a, *const *y = b;
    const int order = strcmp((*x)->text, (*y)->text);
    if (order != 0)
        return order;
    if ((*x)->line != (*y)->line)
        return (*x)->line < (*y)->line ? -1 : 1;
    return ((*x)->column > (*y)->column) - ((*x)->column < (*y)->column);
}

static void refuse_twice(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml **words, size_t n)
{
    char shown[HG_SHOWN_TEXT];
    if (n < 2)
        return;
    qsort(words, n, sizeof(struct hg_yaml *), compare_words);
    for (size_t i = 1; i < n; i++)
        if (strcmp(words[i - 1]->text, words[i]->text) == 0)
            hg_yaml_fault(&b->file, words[i], HG_E_STUDY, "word twice",
                          "`%s` stands twice in `%s`; keep one of them",
                          hg_yaml_shown(words[i]->text, shown), field->key);
}

static void bind_codes(struct hg_binding *b, const struct hg_field *field,
                       const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    struct hg_words words = {0};
    if (!is_list(b, field, node, HG_WORDS_MAX))
        return;
    words.word = take_memory(b, node->n, sizeof(*words.word));
    const struct hg_yaml **nodes = take_memory(b, node->n, sizeof(struct hg_yaml *));
    if (!words.word || !nodes)
        return;
    for (const struct hg_yaml *item = node->first; item; item = item->next) {
        const char *word = code_of(b, field, item);
        if (!word)
            continue;
        nodes[words.n] = item;
        words.word[words.n++] = word;
    }
    refuse_twice(b, field, nodes, words.n);
    memcpy(member, &words, sizeof(words));
}

static void bind_numbers(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node, char *member, char *count)
{
    size_t n = 0;
    if (!is_list(b, field, node, HG_WORDS_MAX))
        return;
    double *values = take_memory(b, node->n, sizeof(*values));
    if (!values)
        return;
    for (const struct hg_yaml *item = node->first; item; item = item->next)
        n += number_of(b, field, item, &values[n]) ? 1 : 0;
    memcpy(member, &values, sizeof(values));
    memcpy(count, &n, sizeof(n));
}

/* Tells a key that is not among names. */
static void unknown_key(struct hg_binding *b, const struct hg_yaml *key,
                        const char *const *names, size_t n)
{
    char shown[HG_SHOWN_TEXT];
    struct hg_text known = {0};
    const char *near = hg_text_nearest(key->text, names, n);
    for (size_t i = 0; i < n; i++)
        hg_text_print(&known, "%s%s", i ? ", " : "", names[i]);
    if (near)
        hg_yaml_fault(&b->file, key, HG_E_STUDY, "unknown key",
                      "key `%s` is not known here; did you mean `%s`?",
                      hg_yaml_shown(key->text, shown), near);
    else
        hg_yaml_fault(&b->file, key, HG_E_STUDY, "unknown key",
                      "key `%s` is not known here; known are %s",
                      hg_yaml_shown(key->text, shown), known.bytes ? known.bytes : "");
    free(known.bytes);
}

static void bind_columns(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    struct hg_columns columns = {0};
    if (node->kind != HG_YAML_MAP) {
        wrong_type(b, field, node);
        return;
    }
    const char **names = choice_names(b, field);
    const char **standard = take_memory(b, node->n, sizeof(*standard));
    const char **actual = take_memory(b, node->n, sizeof(*actual));
    if (!names || !standard || !actual)
        return;
    for (const struct hg_yaml *value = node->first; value; value = value->next) {
        size_t i = 0;
        while (i < field->n_choice && strcmp(names[i], value->key->text) != 0)
            i++;
        const struct hg_field column = {.key = value->key->text};
        const char *word = word_of(b, &column, value);
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

static void bind_map(struct hg_binding *b, const struct hg_field *field,
                     const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const bool is_short =
        field->of->short_key && node->kind == HG_YAML_WORD && node->length > 0;
    if (node->kind == HG_YAML_MAP || is_short)
        bind_map_node(b, field->of, node, member);
    else
        wrong_type(b, field, node);
}

static void bind_list(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    if (!is_list(b, field, node, HG_LIST_MAX))
        return;
    char *array = take_memory(b, node->n, field->of->size);
    if (!array)
        return;
    memcpy(member, &array, sizeof(array));
    memcpy(count, &node->n, sizeof(node->n));
    const struct hg_field entry = {
        .key = field->key, .type = HG_FIELD_MAP, .of = field->of};
    for (const struct hg_yaml *item = node->first; item; item = item->next) {
        bind_map(b, &entry, item, array, NULL);
        array += field->of->size;
    }
}

static const struct {
    const char *what; /* for "must be ..." and the reference */
    bind_function *bind;
} types[] = {
    [HG_FIELD_WORD] = {"a word", bind_word},
    [HG_FIELD_TEXT] = {"a text", bind_text},
    [HG_FIELD_CODE] = {"a code", bind_code},
    [HG_FIELD_FILE] = {"the path of a file", bind_path},
    [HG_FIELD_FOLDER] = {"the path of a folder", bind_path},
    [HG_FIELD_BUFFER] = {"a word", bind_buffer},
    [HG_FIELD_INTEGER] = {"a whole number", bind_integer},
    [HG_FIELD_NUMBER] = {"a number", bind_number},
    [HG_FIELD_BOOL] = {"true or false", bind_bool},
    [HG_FIELD_CHOICE] = {"a word", bind_choice},
    [HG_FIELD_COLOUR] = {"a colour in quotes: \"#rrggbb\"", bind_colour},
    [HG_FIELD_CODES] = {"a list of codes", bind_codes},
    [HG_FIELD_NUMBERS] = {"a list of numbers", bind_numbers},
    [HG_FIELD_COLUMNS] = {"a map from column names to those of the file", bind_columns},
    [HG_FIELD_MAP] = {"a map", bind_map},
    [HG_FIELD_LIST] = {"a list of maps", bind_list},
};

static void bind_field(struct hg_binding *b, const struct hg_field *field,
                       const struct hg_yaml *node, char *target)
{
    if (node->kind != HG_YAML_BROKEN)
        types[field->type].bind(b, field, node, target + field->offset,
                                target + field->count);
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

static void refuse_key(struct hg_binding *b, const struct hg_schema *schema,
                       const struct hg_yaml *key)
{
    const char **names = take_memory(b, schema->n, sizeof(*names));
    for (size_t i = 0; names && i < schema->n; i++)
        names[i] = schema->field[i].key;
    if (names)
        unknown_key(b, key, names, schema->n);
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
            refuse_key(b, schema, value->key);
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
                      kind_name[node->kind]);
    if (binding->no_memory)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its contents",
                       binding->file.path);
    return HG_OK;
}

void hg_field_describe(const struct hg_field *field, struct hg_text *text)
{
    if (field->n_choice > 0 && field->type != HG_FIELD_COLUMNS) {
        for (size_t i = 0; i < field->n_choice; i++)
            hg_text_print(text, "%s`%s`",
                          i == 0                    ? ""
                          : i + 1 < field->n_choice ? ", "
                                                    : " or ",
                          field->choice[i].name);
        return;
    }
    if (field->type == HG_FIELD_MAP && field->of->short_key)
        hg_text_print(text, "a word or ");
    hg_text_print(text, "%s", types[field->type].what);
    if (field->min != 0 || field->max != 0) {
        char low[HG_DOUBLE_TEXT], high[HG_DOUBLE_TEXT];
        hg_text_print(text, " from %s to %s", hg_text_double(field->min, low),
                      hg_text_double(field->max, high));
    }
}
