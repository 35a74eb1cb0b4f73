/* values.c - words, numbers, choices and lists of them, bound to members */
#include "study/values.h"
#include <assert.h>
#include <hotgrid/study.h>
#include <hotgrid/style.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

typedef void bind_function(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node, char *member, char *count);

void *hg_bind_memory(struct hg_binding *b, size_t count, size_t size)
{
    void *memory = hg_arena_alloc(b->file.arena, count ? count : 1, size);
    b->no_memory = b->no_memory || !memory;
    return memory;
}

void hg_bind_wrong(struct hg_binding *b, const struct hg_field *field,
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
                            : hg_yaml_kind_name(node->kind),
                  word ? "`" : "", must.bytes ? must.bytes : "something else");
    free(must.bytes);
}

const char *hg_bind_line(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node)
{
    if (node->kind != HG_YAML_WORD || node->length == 0) {
        hg_bind_wrong(b, field, node);
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

const char **hg_bind_choices(struct hg_binding *b, const struct hg_field *field)
{
    const char **names = hg_bind_memory(b, field->n_choice, sizeof(*names));
    for (size_t i = 0; names && i < field->n_choice; i++)
        names[i] = field->choice[i].name;
    return names;
}

/* The choice that was written; NULL after a fault, which prints all choices. */
static const struct hg_choice *
choice_of(struct hg_binding *b, const struct hg_field *field, const struct hg_yaml *node)
{
    char shown[HG_SHOWN_TEXT];
    const char *word = hg_bind_line(b, field, node);
    if (!word)
        return NULL;
    for (size_t i = 0; i < field->n_choice; i++)
        if (strcmp(field->choice[i].name, word) == 0)
            return &field->choice[i];

    const char **names = hg_bind_choices(b, field);
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

/* A line, or one of the choices where there are some; NULL after a fault. */
static const char *word_of(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node)
{
    if (field->n_choice == 0)
        return hg_bind_line(b, field, node);
    const struct hg_choice *choice = choice_of(b, field, node);
    return choice ? choice->name : NULL;
}

static void bind_word(struct hg_binding *b, const struct hg_field *field,
                      const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    const char *word = word_of(b, field, node);
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
        hg_bind_wrong(b, field, node);
}

static const char *code_of(struct hg_binding *b, const struct hg_field *field,
                           const struct hg_yaml *node)
{
    char shown[HG_SHOWN_TEXT];
    const char *word = hg_bind_line(b, field, node);
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
    const char *word = hg_bind_line(b, field, node);
    if (!word)
        return;
    memcpy(member, &word, sizeof(word));
    struct hg_file_use *use = hg_bind_memory(b, 1, sizeof(*use));
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
    const char *word = hg_bind_line(b, field, node);
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
    const char *word = hg_bind_line(b, field, node);
    if (!word || !number_is_clear(b, field, node))
        return;
    if (hg_text_integer(word, node->length, &value) != HG_NUMBER_OK) {
        hg_bind_wrong(b, field, node);
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
    const char *word = hg_bind_line(b, field, node);
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
        hg_bind_wrong(b, field, node);
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
        hg_bind_wrong(b, field, node);
}

bool hg_bind_is_list(struct hg_binding *b, const struct hg_field *field,
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
        hg_bind_wrong(b, field, node);
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

static void bind_words(struct hg_binding *b, const struct hg_field *field,
                       const struct hg_yaml *node, char *member, char *count)
{
    (void)count;
    struct hg_words words = {0};
    if (!hg_bind_is_list(b, field, node, HG_WORDS_MAX))
        return;
    words.word = hg_bind_memory(b, node->n, sizeof(*words.word));
    const struct hg_yaml **nodes = hg_bind_memory(b, node->n, sizeof(struct hg_yaml *));
    struct hg_spot *at = hg_bind_memory(b, node->n, sizeof(*at));
    if (!words.word || !nodes || !at)
        return;
    words.at = at;
    for (const struct hg_yaml *item = node->first; item; item = item->next) {
        const char *word = field->type == HG_FIELD_WORDS ? word_of(b, field, item)
                                                         : code_of(b, field, item);
        if (!word)
            continue;
        nodes[words.n] = item;
        at[words.n] = (struct hg_spot){b->standard ? 0 : item->line, item->column};
        words.word[words.n++] = word;
    }
    refuse_twice(b, field, nodes, words.n);
    memcpy(member, &words, sizeof(words));
}

static void bind_numbers(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node, char *member, char *count)
{
    size_t n = 0;
    if (!hg_bind_is_list(b, field, node, HG_WORDS_MAX))
        return;
    double *values = hg_bind_memory(b, node->n, sizeof(*values));
    if (!values)
        return;
    for (const struct hg_yaml *item = node->first; item; item = item->next)
        n += number_of(b, field, item, &values[n]) ? 1 : 0;
    memcpy(member, &values, sizeof(values));
    memcpy(count, &n, sizeof(n));
}

static const struct {
    const char *what;    /* for "must be ..." and the reference */
    bind_function *bind; /* NULL: the schema's own affair */
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
    [HG_FIELD_CODES] = {"a list of codes", bind_words},
    [HG_FIELD_WORDS] = {"a list of words", bind_words},
    [HG_FIELD_NUMBERS] = {"a list of numbers", bind_numbers},
    [HG_FIELD_COLUMNS] = {"a map from column names to those of the file", NULL},
    [HG_FIELD_MAP] = {"a map", NULL},
    [HG_FIELD_LIST] = {"a list of maps", NULL},
};

void hg_bind_value(struct hg_binding *b, const struct hg_field *field,
                   const struct hg_yaml *node, char *member, char *count)
{
    types[field->type].bind(b, field, node, member, count);
}

void hg_field_describe(const struct hg_field *field, struct hg_text *text)
{
    if (field->n_choice > 0 && field->type != HG_FIELD_COLUMNS) {
        if (field->type == HG_FIELD_WORDS)
            hg_text_print(text, "a list of ");
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
