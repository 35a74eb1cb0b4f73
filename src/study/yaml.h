/*
 * yaml.h - a YAML document as a small tree that remembers where everything stood
 *
 * What study, grid and style files need and no more: words, lists and maps, in block or
 * flow style.  A word is text; what it means is the schema's business (NO stays Norway).
 * Anchors, aliases, tags, merge keys, repeated keys and second documents are faults.
 */
#ifndef HG_STUDY_YAML_H
#define HG_STUDY_YAML_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>

enum hg_yaml_kind {
    HG_YAML_WORD,
    HG_YAML_LIST,
    HG_YAML_MAP,
    HG_YAML_BROKEN, /* a fault was told already: pass over it */
};

struct hg_yaml {
    enum hg_yaml_kind kind;
    bool plain;          /* a word without quotes */
    size_t line, column; /* from 1; columns count characters */
    const char *text;    /* of a word: UTF-8, no control characters but \n and \t */
    size_t length;
    const struct hg_yaml *key; /* of a value in a map */
    size_t n;                  /* items of a list, pairs of a map */
    struct hg_yaml *first, *last, *next;
};

/* Where a tree comes from, where its faults go and its memory lives. */
struct hg_yaml_file {
    const char *path;
    struct hg_faults *faults;
    struct hg_arena *arena;
};

#define HG_YAML_MAX_BYTES ((size_t)4 << 20)
#define HG_YAML_MAX_DEPTH 32
#define HG_YAML_MAX_NODES 20000 /* words, lists and maps of a file */
#define HG_YAML_MAX_KEYS  256   /* keys of a map */

/* Reads a whole file; the caller frees *bytes.  Fails with HG_E_STUDY. */
HG_MUST_CHECK enum hg_status hg_yaml_load(const char *path, char **bytes, size_t *length,
                                          struct hg_error *err);

/* Fails with HG_E_STUDY when the bytes are empty, not YAML or beyond the limits above;
 * faults are told and what is left is returned.  The tree lives in file->arena. */
HG_MUST_CHECK enum hg_status hg_yaml_parse(const struct hg_yaml_file *file,
                                           const char *bytes, size_t length,
                                           const struct hg_yaml **out,
                                           struct hg_error *err);

/* The value of a key, NULL when there is none or map is no map (NULL is fine). */
const struct hg_yaml *hg_yaml_get(const struct hg_yaml *map, const char *key);

/* Item i of a list, NULL when there is none or list is no list (NULL is fine). */
const struct hg_yaml *hg_yaml_item(const struct hg_yaml *list, size_t i);

/* A word itself where it stands in a list of the file, else the list. */
const struct hg_yaml *hg_yaml_word(const struct hg_yaml *list, const char *word);

/* Tells "path:line:column: ..."; kind says which faults are alike. */
void hg_yaml_fault(const struct hg_yaml_file *file, const struct hg_yaml *at,
                   enum hg_status status, const char *kind, const char *fmt, ...)
    HG_PRINTF(5, 6);

/* "a word", "a list", "a map". */
const char *hg_yaml_kind_name(enum hg_yaml_kind kind);

/* Text as messages show it: its first 60 bytes, cut between characters, on one line. */
#define HG_SHOWN_TEXT 64
const char *hg_yaml_shown(const char *text, char buffer[HG_SHOWN_TEXT]);

#endif
