/*
 * schema.h - what a file may say, as tables, and how it gets into a struct
 *
 * A schema is a table of fields {key, type, where it goes, range or choices, default,
 * help}.  Binding walks a tree and fills the struct; every fault is told, none stops it.
 * The reference in docs/ is printed from the same tables.
 */
#ifndef HG_STUDY_SCHEMA_H
#define HG_STUDY_SCHEMA_H

#include "study/yaml.h"

enum hg_field_type {
    HG_FIELD_WORD,    /* const char *: one line, not empty; choices restrict it */
    HG_FIELD_TEXT,    /* const char *: may be empty, may have lines */
    HG_FIELD_CODE,    /* const char *: hg_text_is_code() */
    HG_FIELD_FILE,    /* const char *: a word that is kept in hg_binding.uses */
    HG_FIELD_FOLDER,  /* the same, of a folder, or of a .zip or a file in its place */
    HG_FIELD_BUFFER,  /* char[size]: one line, not empty */
    HG_FIELD_INTEGER, /* int64_t, or uint32_t with a range that fits */
    HG_FIELD_NUMBER,  /* double */
    HG_FIELD_BOOL,    /* bool */
    HG_FIELD_CHOICE,  /* an enum or a bool: the value of a choice */
    HG_FIELD_COLOUR,  /* struct hg_colour */
    HG_FIELD_CODES,   /* struct hg_words: codes, none twice */
    HG_FIELD_WORDS,   /* struct hg_words: lines, none twice */
    HG_FIELD_NUMBERS, /* double *, their number at `count` */
    HG_FIELD_COLUMNS, /* struct hg_columns: the choices are the standard names */
    HG_FIELD_MAP,     /* the struct of `of` */
    HG_FIELD_LIST,    /* an array of the struct of `of`, their number at `count` */
};

#define HG_LIST_MAX  1000 /* maps in a list */
#define HG_WORDS_MAX 5000 /* codes or numbers in a list */

struct hg_choice {
    const char *name;
    int value;
};

struct hg_field {
    const char *key;
    enum hg_field_type type;
    bool required;
    size_t offset, size;
    size_t count;    /* offset of a size_t */
    size_t spot;     /* offset of a struct hg_spot: where the value stands; 0: not kept */
    double min, max; /* both 0: any */
    size_t n_choice;
    const struct hg_choice *choice;
    const struct hg_schema *of;
    const char *standard; /* what stands for a missing key, as YAML; NULL: nothing */
    const char *help;     /* one line */
};

struct hg_schema {
    const char *name; /* "inventory", for messages and the reference */
    const char *help; /* one sentence */
    size_t size;
    const char *short_key; /* a word instead of the map gives this key alone; or NULL */
    size_t line;           /* offset of a size_t for the line of the map; 0: none */
    size_t n;
    const struct hg_field *field;
};

/* Offset and size of a member, for tables. */
#define HG_AT(type, member)                                                              \
    .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)

/* Offsets of an array and of its number. */
#define HG_LIST_AT(type, member, number)                                                 \
    .offset = offsetof(type, member), .count = offsetof(type, number)

#define HG_TABLE(array) .n = sizeof(array) / sizeof((array)[0]), .field = (array)

#define HG_CHOICES(array)                                                                \
    .n_choice = sizeof(array) / sizeof((array)[0]), .choice = (array)

/* A file or folder that was named, for whoever makes the paths whole. */
struct hg_file_use {
    const struct hg_field *field;
    const struct hg_yaml *word;
    const char **slot;
    struct hg_file_use *next;
};

struct hg_binding {
    struct hg_yaml_file file;
    struct hg_file_use *uses; /* in the order of the file */
    struct hg_file_use **end;
    bool standard; /* a default is being bound */
    bool no_memory;
};

/* Fills *target, which is as large as schema->size, from node.  Missing keys without a
 * default leave their member as it was.  Strings live in the arena of the tree.  Fails
 * with HG_E_MEMORY only. */
HG_MUST_CHECK enum hg_status hg_schema_bind(struct hg_binding *binding,
                                            const struct hg_schema *schema,
                                            const struct hg_yaml *node, void *target,
                                            struct hg_error *err);

/* What a field may hold, in words: "a whole number from 2 to 12", "one of a, b or c". */
struct hg_text;
void hg_field_describe(const struct hg_field *field, struct hg_text *text);

#endif
