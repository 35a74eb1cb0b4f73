/* features.c - features of a vector file, one after another */
#include "io/features.h"
#include <stdlib.h>
#include <string.h>

void io_features_finish(struct io_features *features)
{
    free(features->feature);
    io_pieces_finish(&features->pieces);
    hg_arena_destroy(features->arena);
    *features = (struct io_features){0};
}

bool io_features_add(struct io_features *features, const char *code, const char *name,
                     size_t first_piece)
{
    if (!features->arena && !(features->arena = hg_arena_create()))
        return false;
    if (features->n == features->capacity) {
        const size_t wanted = features->n > 0 ? 2 * features->n : 64;
        struct io_feature *more = realloc(features->feature, wanted * sizeof(*more));
        if (!more)
            return false;
        features->feature = more;
        features->capacity = wanted;
    }
    struct io_feature f = {
        .code = hg_arena_copy(features->arena, code, strlen(code)),
        .name = hg_arena_copy(features->arena, name, strlen(name)),
        .first_piece = first_piece,
        .n_piece = features->pieces.n_piece - first_piece,
        .number = features->n,
    };
    if (!f.code || !f.name)
        return false;
    features->feature[features->n++] = f;
    return true;
}
