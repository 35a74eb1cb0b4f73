/* mbtiles.c - map tiles in an SQLite database, in memory */
#include <assert.h>
#include <hotgrid/mbtiles.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct hg_mbtiles {
    sqlite3 *db;
    sqlite3_stmt *say, *add;
};

/* The application_id is "MPBX", as tools that write MBTiles have it. */
static const char schema[] =
    "PRAGMA page_size = 4096;"
    "PRAGMA application_id = 1297105496;"
    "BEGIN;"
    "CREATE TABLE metadata (name text, value text);"
    "CREATE UNIQUE INDEX metadata_index ON metadata (name);"
    "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, "
    "tile_data blob);"
    "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);";

static enum hg_status fail(const struct hg_mbtiles *tiles, struct hg_error *err)
{
    const int code = tiles->db ? sqlite3_errcode(tiles->db) : SQLITE_NOMEM;
    if (code == SQLITE_FULL)
        return hg_fail(
            err, HG_E_LIMIT,
            "the tiles take more than the 1 GiB that are made in memory; end at "
            "a lower zoom, or write a folder");
    return code == SQLITE_NOMEM
               ? hg_fail(err, HG_E_MEMORY, "no memory for map tiles")
               : hg_fail(err, HG_E_OUTPUT, "MBTiles cannot be written: %s",
                         sqlite3_errmsg(tiles->db));
}

void hg_mbtiles_destroy(struct hg_mbtiles *tiles)
{
    if (!tiles)
        return;
    sqlite3_finalize(tiles->say);
    sqlite3_finalize(tiles->add);
    sqlite3_close(tiles->db);
    free(tiles);
}

/* In a piece of memory that is the file to be; a name without a slash is this
 * connection's own. */
static bool open_database(struct hg_mbtiles *tiles)
{
    return sqlite3_open_v2("file:tiles?vfs=memdb", &tiles->db,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
                           NULL) == SQLITE_OK &&
           sqlite3_exec(tiles->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(tiles->db, "INSERT INTO metadata VALUES (?, ?)", -1,
                              &tiles->say, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(tiles->db, "INSERT INTO tiles VALUES (?, ?, ?, ?)", -1,
                              &tiles->add, NULL) == SQLITE_OK;
}

enum hg_status hg_mbtiles_create(struct hg_mbtiles **out, struct hg_error *err)
{
    struct hg_mbtiles *tiles = calloc(1, sizeof(*tiles));
    if (!tiles)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    if (!open_database(tiles)) {
        const enum hg_status status = fail(tiles, err);
        hg_mbtiles_destroy(tiles);
        return status;
    }
    *out = tiles;
    return HG_OK;
}

/* Runs a statement whose values are bound. */
static enum hg_status step(const struct hg_mbtiles *tiles, sqlite3_stmt *statement,
                           bool bound, struct hg_error *err)
{
    const enum hg_status status =
        bound && sqlite3_step(statement) == SQLITE_DONE ? HG_OK : fail(tiles, err);
    (void)sqlite3_reset(statement); /* repeats the error that was told */
    return status;
}

enum hg_status hg_mbtiles_say(struct hg_mbtiles *tiles, const char *name,
                              const char *value, struct hg_error *err)
{
    const bool bound =
        sqlite3_bind_text(tiles->say, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_text(tiles->say, 2, value, -1, SQLITE_STATIC) == SQLITE_OK;
    return step(tiles, tiles->say, bound, err);
}

enum hg_status hg_mbtiles_add(struct hg_mbtiles *tiles, unsigned zoom, uint32_t x,
                              uint32_t y, const void *bytes, size_t length,
                              struct hg_error *err)
{
    assert(zoom < 32 && x < 1u << zoom && y < 1u << zoom);
    const uint32_t from_south = (1u << zoom) - 1 - y;
    const bool bound =
        sqlite3_bind_int(tiles->add, 1, (int)zoom) == SQLITE_OK &&
        sqlite3_bind_int64(tiles->add, 2, x) == SQLITE_OK &&
        sqlite3_bind_int64(tiles->add, 3, from_south) == SQLITE_OK &&
        sqlite3_bind_blob64(tiles->add, 4, bytes, length, SQLITE_STATIC) == SQLITE_OK;
    return step(tiles, tiles->add, bound, err);
}

enum hg_status hg_mbtiles_finish(struct hg_mbtiles *tiles, uint8_t **bytes,
                                 size_t *length, struct hg_error *err)
{
    if (sqlite3_exec(tiles->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        return fail(tiles, err);
    sqlite3_int64 size = 0;
    const unsigned char *image =
        sqlite3_serialize(tiles->db, "main", &size, SQLITE_SERIALIZE_NOCOPY);
    uint8_t *copy = image ? malloc((size_t)size) : NULL;
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles of %lld bytes",
                       (long long)size);
    memcpy(copy, image, (size_t)size);
    *bytes = copy;
    *length = (size_t)size;
    return HG_OK;
}
