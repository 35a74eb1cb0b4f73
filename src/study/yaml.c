/* yaml.c - libyaml's events, made into a tree */
#include "study/yaml.h"
#include <assert.h>
#include <errno.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct reader {
    const struct hg_yaml_file *file;
    struct hg_error *err;
    struct hg_yaml *root;
    size_t n_node, n_document;
    size_t depth;
    struct {
        struct hg_yaml *node; /* a list or a map */
        struct hg_yaml *key;  /* of a map: waits for its value */
    } stack[HG_YAML_MAX_DEPTH];
};

/* The largest number of bytes up to n that ends with a whole character of UTF-8. */
static size_t whole_characters(const char *text, size_t n)
{
    size_t start = n;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    return start > 0 && (unsigned char)text[start - 1] >= 0xc0 ? start - 1 : n;
}

void hg_yaml_fault(const struct hg_yaml_file *file, const struct hg_yaml *at,
                   enum hg_status status, const char *kind, const char *fmt, ...)
{
    char message[900], whole_kind[256];
    va_list args;
    va_start(args, fmt);
    const int n = vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    if (n >= (int)sizeof(message))
        message[whole_characters(message, sizeof(message) - 1)] = '\0';
    snprintf(whole_kind, sizeof(whole_kind), "%s: %s", file->path, kind);
    hg_fault(file->faults, status, whole_kind, "%s:%zu:%zu: %s", file->path, at->line,
             at->column, message);
}

const char *hg_yaml_kind_name(enum hg_yaml_kind kind)
{
    static const char *const names[] = {"a word", "a list", "a map", "broken"};
    return names[kind];
}

const char *hg_yaml_shown(const char *text, char buffer[HG_SHOWN_TEXT])
{
    size_t n = strlen(text);
    const bool cut = n > 60;
    if (cut)
        for (n = 60; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    snprintf(buffer, HG_SHOWN_TEXT, "%.*s%s", (int)n, text, cut ? "..." : "");
    for (char *p = buffer; (p = strpbrk(p, "\n\t"));)
        *p = ' ';
    return buffer;
}

const struct hg_yaml *hg_yaml_get(const struct hg_yaml *map, const char *key)
{
    if (!map || map->kind != HG_YAML_MAP)
        return NULL;
    for (const struct hg_yaml *value = map->first; value; value = value->next)
        if (strcmp(value->key->text, key) == 0)
            return value;
    return NULL;
}

const struct hg_yaml *hg_yaml_item(const struct hg_yaml *list, size_t i)
{
    if (!list || list->kind != HG_YAML_LIST)
        return NULL;
    const struct hg_yaml *item = list->first;
    while (item && i-- > 0)
        item = item->next;
    return item;
}

const struct hg_yaml *hg_yaml_word(const struct hg_yaml *list, const char *word)
{
    for (const struct hg_yaml *item = list ? list->first : NULL; item; item = item->next)
        if (item->kind == HG_YAML_WORD && strcmp(item->text, word) == 0)
            return item;
    return list;
}

enum hg_status hg_yaml_load(const char *path, char **bytes, size_t *length,
                            struct hg_error *err)
{
    enum hg_status status = HG_OK;
    char *read = NULL;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return hg_fail(err, HG_E_STUDY, "%s: cannot be opened: %s", path,
                       strerror(errno));

    read = malloc(HG_YAML_MAX_BYTES + 1);
    if (!read) {
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
        goto done;
    }
    const size_t n = fread(read, 1, HG_YAML_MAX_BYTES + 1, stream);
    if (ferror(stream)) {
        status =
            hg_fail(err, HG_E_STUDY, "%s: cannot be read: %s", path, strerror(errno));
        goto done;
    }
    *length = n;
    *bytes = read;
    read = NULL;
done:
    free(read);
    fclose(stream);
    return status;
}

/* Control characters have no business in codes, titles and paths, and would reach the
 * user's terminal with the first message.  "\e" in double quotes makes them. */
static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            return true;
        if (c == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] < 0xa0)
            return true; /* U+0080 .. U+009F */
    }
    return false;
}

static enum hg_status out_of_memory(struct reader *r)
{
    return hg_fail(r->err, HG_E_MEMORY, "%s: no memory for its contents", r->file->path);
}

static enum hg_status at_line(struct reader *r, const yaml_mark_t *mark, const char *what)
{
    return hg_fail(r->err, HG_E_STUDY, "%s:%zu:%zu: %s", r->file->path, mark->line + 1,
                   mark->column + 1, what);
}

/* NULL after a failure, which goes to *status. */
static struct hg_yaml *make_node(struct reader *r, enum hg_yaml_kind kind,
                                 const yaml_mark_t *mark, enum hg_status *status)
{
    struct hg_yaml *node = NULL;
    if (++r->n_node > HG_YAML_MAX_NODES) {
        *status = at_line(r, mark, "more than 20000 words; is this the right file?");
        return NULL;
    }
    node = hg_arena_alloc(r->file->arena, 1, sizeof(*node));
    if (!node) {
        *status = out_of_memory(r);
        return NULL;
    }
    node->kind = kind;
    node->text = "";
    node->line = mark->line + 1;
    node->column = mark->column + 1;
    return node;
}

static void refuse(struct reader *r, const struct hg_yaml *at, const char *what)
{
    hg_yaml_fault(r->file, at, HG_E_STUDY, "not read here", "%s", what);
}

static void take_key(struct reader *r, struct hg_yaml *key)
{
    if (key->kind == HG_YAML_LIST || key->kind == HG_YAML_MAP) {
        refuse(r, key, "a key must be a word, not a list or a map");
    } else if (key->kind == HG_YAML_WORD && key->plain && strcmp(key->text, "<<") == 0) {
        refuse(r, key, "merge keys (<<) are not read here; write the keys out");
        key->kind = HG_YAML_BROKEN;
    } else if (key->kind == HG_YAML_WORD && key->length == 0) {
        refuse(r, key, "a key is missing before the colon");
        key->kind = HG_YAML_BROKEN;
    }
    r->stack[r->depth - 1].key = key;
}

static void append(struct hg_yaml *parent, struct hg_yaml *node)
{
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->n++;
}

static enum hg_status take_value(struct reader *r, struct hg_yaml *map,
                                 struct hg_yaml *value)
{
    char shown[HG_SHOWN_TEXT];
    const struct hg_yaml *key = r->stack[r->depth - 1].key;
    r->stack[r->depth - 1].key = NULL;
    if (key->kind != HG_YAML_WORD)
        return HG_OK;

    const struct hg_yaml *other = hg_yaml_get(map, key->text);
    if (other) {
        hg_yaml_fault(r->file, key, HG_E_STUDY, "key twice",
                      "key `%s` stands here again, first in line %zu; keep one of them",
                      hg_yaml_shown(key->text, shown), other->key->line);
        return HG_OK;
    }
    if (map->n == HG_YAML_MAX_KEYS)
        return hg_fail(r->err, HG_E_STUDY, "%s:%zu:%zu: more than %d keys in one map",
                       r->file->path, key->line, key->column, HG_YAML_MAX_KEYS);
    value->key = key;
    append(map, value);
    return HG_OK;
}

static enum hg_status take(struct reader *r, struct hg_yaml *node)
{
    if (r->depth == 0) {
        r->root = node;
        return HG_OK;
    }
    struct hg_yaml *parent = r->stack[r->depth - 1].node;
    if (parent->kind == HG_YAML_LIST)
        append(parent, node);
    else if (!r->stack[r->depth - 1].key)
        take_key(r, node);
    else
        return take_value(r, parent, node);
    return HG_OK;
}

static enum hg_status take_word(struct reader *r, const yaml_event_t *event)
{
    enum hg_status status = HG_OK;
    struct hg_yaml *node = make_node(r, HG_YAML_WORD, &event->start_mark, &status);
    if (!node)
        return status;
    const char *text = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (has_control(text, length)) {
        refuse(r, node, "a text holds control characters; write it without them");
        node->kind = HG_YAML_BROKEN;
        return take(r, node);
    }
    node->length = length;
    node->text = hg_arena_copy(r->file->arena, text, length);
    if (!node->text)
        return out_of_memory(r);
    return take(r, node);
}

static enum hg_status open_node(struct reader *r, enum hg_yaml_kind kind,
                                const yaml_event_t *event)
{
    if (r->depth == HG_YAML_MAX_DEPTH)
        return at_line(r, &event->start_mark, "lists and maps are nested too deeply");
    enum hg_status status = HG_OK;
    struct hg_yaml *node = make_node(r, kind, &event->start_mark, &status);
    if (node)
        status = take(r, node);
    if (status != HG_OK)
        return status;
    r->stack[r->depth].key = NULL;
    r->stack[r->depth++].node = node;
    return HG_OK;
}

static void refuse_extras(struct reader *r, const yaml_event_t *event,
                          const yaml_char_t *anchor, const yaml_char_t *tag)
{
    const struct hg_yaml at = {.line = event->start_mark.line + 1,
                               .column = event->start_mark.column + 1};
    if (anchor)
        refuse(r, &at, "anchors (&name) are not read here; write the value out");
    if (tag)
        refuse(r, &at, "tags (!name) are not read here; the key decides the type");
}

static enum hg_status take_alias(struct reader *r, const yaml_event_t *event)
{
    enum hg_status status = HG_OK;
    struct hg_yaml *node = make_node(r, HG_YAML_BROKEN, &event->start_mark, &status);
    if (!node)
        return status;
    refuse(r, node, "aliases (*name) are not read here; write the value out");
    return take(r, node);
}

static enum hg_status take_event(struct reader *r, const yaml_event_t *event)
{
    const struct hg_yaml at = {.line = event->start_mark.line + 1,
                               .column = event->start_mark.column + 1};
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++r->n_document == 2)
            refuse(r, &at, "a second document (---) is not read; use a file for each");
        return HG_OK;
    case YAML_ALIAS_EVENT:
        return take_alias(r, event);
    case YAML_SCALAR_EVENT:
        refuse_extras(r, event, event->data.scalar.anchor, event->data.scalar.tag);
        return take_word(r, event);
    case YAML_SEQUENCE_START_EVENT:
        refuse_extras(r, event, event->data.sequence_start.anchor,
                      event->data.sequence_start.tag);
        return open_node(r, HG_YAML_LIST, event);
    case YAML_MAPPING_START_EVENT:
        refuse_extras(r, event, event->data.mapping_start.anchor,
                      event->data.mapping_start.tag);
        return open_node(r, HG_YAML_MAP, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        assert(r->depth > 0);
        r->depth--;
        return HG_OK;
    default: /* start and end of the stream, end of the document, nothing */
        return HG_OK;
    }
}

/* Is there a tab in the white space that opens the line with this number (from 0)? */
static bool tab_indents(const char *bytes, size_t length, size_t line)
{
    const char *p = bytes, *end = bytes + length;
    while (line > 0 && p < end)
        line -= *p++ == '\n';
    while (p < end && *p == ' ')
        p++;
    return p < end && *p == '\t';
}

static enum hg_status not_yaml(struct reader *r, const yaml_parser_t *parser,
                               const char *bytes, size_t length)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return out_of_memory(r);
    const char *problem = parser->problem ? parser->problem : "it cannot be read";
    if (parser->error == YAML_READER_ERROR) {
        size_t line = 1;
        for (size_t i = 0; i < parser->problem_offset && i < length; i++)
            line += bytes[i] == '\n';
        return hg_fail(r->err, HG_E_STUDY, "%s:%zu: not a text in UTF-8: %s",
                       r->file->path, line, problem);
    }
    const yaml_mark_t *mark = &parser->problem_mark;
    if (tab_indents(bytes, length, mark->line))
        return at_line(r, mark, "a tab opens the line; indent with spaces");
    return hg_fail(r->err, HG_E_STUDY, "%s:%zu:%zu: not YAML: %s%s%s", r->file->path,
                   mark->line + 1, mark->column + 1,
                   parser->context ? parser->context : "", parser->context ? ", " : "",
                   problem);
}

static enum hg_status read_events(struct reader *r, yaml_parser_t *parser,
                                  const char *bytes, size_t length)
{
    enum hg_status status = HG_OK;
    for (bool more = true; more && status == HG_OK;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return not_yaml(r, parser, bytes, length);
        status = take_event(r, &event);
        more = event.type != YAML_STREAM_END_EVENT && r->n_document < 2;
        yaml_event_delete(&event);
    }
    return status;
}

enum hg_status hg_yaml_parse(const struct hg_yaml_file *file, const char *bytes,
                             size_t length, const struct hg_yaml **out,
                             struct hg_error *err)
{
    struct reader r = {.file = file, .err = err};
    yaml_parser_t parser;
    if (length > HG_YAML_MAX_BYTES)
        return hg_fail(err, HG_E_STUDY, "%s: larger than 4 MB; is this the right file?",
                       file->path);
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) { /* byte order mark */
        bytes += 3;
        length -= 3;
    }
    if (!yaml_parser_initialize(&parser))
        return out_of_memory(&r);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);

    const enum hg_status status = read_events(&r, &parser, bytes, length);
    yaml_parser_delete(&parser);
    if (status != HG_OK)
        return status;
    if (!r.root)
        return hg_fail(err, HG_E_STUDY, "%s: the file is empty", file->path);
    *out = r.root;
    return HG_OK;
}
