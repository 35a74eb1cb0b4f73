/* site_blocks.c - rows gathered into blocks, their codes into pairs */
#include "io/site_blocks.h"
#include <stdlib.h>
#include <string.h>

enum hg_status site_blocks_flush(struct site_blocks *b, struct hg_error *err)
{
    const struct hg_site_block block = {.n = b->n,
                                        .lon = b->lon,
                                        .lat = b->lat,
                                        .mass = b->mass,
                                        .kg = b->kg,
                                        .sigma = b->sigma,
                                        .pair = b->pair,
                                        .place = b->place,
                                        .id = b->id,
                                        .name = b->name};
    enum hg_status status = HG_OK;
    if (b->n > 0 && b->ids)
        status = site_ids_rise(b->ids, b->part, &block, err);
    if (status == HG_OK && b->n > 0 && b->take)
        status = b->take(b->context, b->worker, &block, err);
    b->n = b->used = 0;
    return status;
}

static bool same(struct hg_span text, const char *code, size_t length)
{
    return text.length == length && code && memcmp(text.text, code, length) == 0;
}

/* Length and last bytes tell most codes apart; codes are not empty. */
static uint64_t mark_of(struct hg_span code)
{
    const unsigned char *text = (const unsigned char *)code.text;
    const size_t last = code.length - 1;
    return (code.length << 24) + (uint64_t)(text[last] << 16) +
           (uint64_t)(text[last > 0 ? last - 1 : 0] << 8) + text[last > 1 ? last - 2 : 0];
}

static size_t shelf_of(struct hg_span region, struct hg_span sector)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    return (mark_of(region) * odd + mark_of(sector)) * odd >> 54;
}

static enum hg_status find_pair(struct site_blocks *b, const struct site_row *row,
                                uint32_t *out, struct hg_error *err)
{
    const struct hg_span region = row->region, sector = row->sector;
    const size_t i = shelf_of(region, sector);
    const struct hg_pair *known = &b->shelf[i].pair;
    if (same(region, known->region, known->region_length) &&
        same(sector, known->sector, known->sector_length)) {
        *out = b->shelf[i].number;
        return HG_OK;
    }
    const enum hg_status status = hg_pairs_number(b->pairs, region.text, region.length,
                                                  sector.text, sector.length, out, err);
    if (status == HG_OK) {
        b->shelf[i].pair = hg_pairs_at(b->pairs, *out);
        b->shelf[i].number = *out;
    }
    return status;
}

static struct hg_span keep(struct site_blocks *b, struct hg_span text)
{
    char *place = b->text + b->used;
    memcpy(place, text.text, text.length);
    b->used += text.length;
    return (struct hg_span){place, text.length};
}

/* The text of a row must not move while the block is filled: a full room is emptied. */
static enum hg_status keep_text(struct site_blocks *b, struct hg_span *id,
                                struct hg_span *name, struct hg_error *err)
{
    const size_t need = id->length + name->length;
    enum hg_status status = HG_OK;
    if (b->used + need > b->room) {
        status = site_blocks_flush(b, err);
        if (status != HG_OK)
            return status;
    }
    if (need > b->room || !b->text) {
        const size_t room = 2 * need + ((size_t)64 << 10);
        free(b->text);
        b->room = 0;
        b->text = malloc(room);
        if (!b->text)
            return hg_fail(err, HG_E_MEMORY, "no memory for the names of points");
        b->room = room;
    }
    *id = keep(b, *id);
    *name = keep(b, *name);
    return HG_OK;
}

enum hg_status site_blocks_add(struct site_blocks *b, const struct site_row *row,
                               uint64_t place, bool text_stays, struct hg_error *err)
{
    struct hg_span id = row->id, name = row->name;
    enum hg_status status = HG_OK;
    if (!text_stays || row->region.text != b->region || row->sector.text != b->sector) {
        status = find_pair(b, row, &b->last, err);
        b->region =
            text_stays ? row->region.text : NULL; /* of constants: again and again */
        b->sector = row->sector.text;
    }
    if (status == HG_OK && !text_stays)
        status = keep_text(b, &id, &name, err);
    if (status != HG_OK)
        return status;
    const size_t i = b->n++;
    b->lon[i] = row->lon;
    b->lat[i] = row->lat;
    b->kg[i] = row->weight;
    b->sigma[i] = row->sigma;
    b->mass[i] = row->mass;
    b->pair[i] = b->last;
    b->place[i] = place;
    b->id[i] = id;
    b->name[i] = name;
    return b->n == HG_SITES_OF_A_BLOCK ? site_blocks_flush(b, err) : HG_OK;
}
