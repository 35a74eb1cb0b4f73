/* values.h - values bound to members, for schemas (private to schema.c and values.c) */
#ifndef HG_STUDY_VALUES_H
#define HG_STUDY_VALUES_H

#include "study/schema.h"

/* Binds a field that is neither a map, a list of maps nor a map of columns. */
void hg_bind_value(struct hg_binding *b, const struct hg_field *field,
                   const struct hg_yaml *node, char *member, char *count);

/* Memory of the tree's arena; NULL after a failure, which b remembers. */
void *hg_bind_memory(struct hg_binding *b, size_t count, size_t size);

/* Tells "`key` is ..., must be ...". */
void hg_bind_wrong(struct hg_binding *b, const struct hg_field *field,
                   const struct hg_yaml *node);

/* The text of a word on one line that is not empty; NULL after a fault. */
const char *hg_bind_line(struct hg_binding *b, const struct hg_field *field,
                         const struct hg_yaml *node);

/* Names of the choices of a field; NULL without memory. */
const char **hg_bind_choices(struct hg_binding *b, const struct hg_field *field);

/* Is node a list of at most so many entries?  False after a fault. */
bool hg_bind_is_list(struct hg_binding *b, const struct hg_field *field,
                     const struct hg_yaml *node, size_t most);

#endif
