/* region_codes.c - countries by the codes they go by (codes/regions.csv) */
#include "study/region_codes.h"
#include "study/share.h"
#include <hotgrid/tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 8 };

enum hg_status region_codes_read(struct hg_faults *faults, struct region_codes *codes,
                                 struct hg_error *err)
{
    *codes = (struct region_codes){0};
    const struct {
        const char *column;
        struct hg_axis **axis;
    } table[] = {{"alpha2", &codes->alpha2},
                 {"numeric", &codes->numeric},
                 {"exiobase", &codes->exiobase},
                 {"other", &codes->other},
                 {"name", &codes->name}};
    struct hg_arena *arena = hg_arena_create();
    const char *share = hg_share_folder();
    const char *path =
        arena ? hg_path_join(arena, share ? share : ".", "codes/regions.csv") : NULL;
    enum hg_status status =
        path ? HG_OK : hg_fail(err, HG_E_MEMORY, "no memory for the codes of regions");
    for (size_t i = 0; status == HG_OK && i < sizeof(table) / sizeof(table[0]); i++)
        status =
            hg_read_names(path, "alpha3", table[i].column, faults, table[i].axis, err);
    hg_arena_destroy(arena);
    if (status != HG_OK)
        region_codes_finish(codes);
    return status;
}

void region_codes_finish(struct region_codes *codes)
{
    hg_axis_destroy(codes->alpha2);
    hg_axis_destroy(codes->numeric);
    hg_axis_destroy(codes->exiobase);
    hg_axis_destroy(codes->other);
    hg_axis_destroy(codes->name);
    *codes = (struct region_codes){0};
}

static size_t find_name(const struct hg_axis *axis, const char *name)
{
    for (size_t i = 0; i < hg_axis_size(axis); i++)
        if (strcasecmp(hg_axis_name(axis, i), name) == 0)
            return i;
    return HG_NOT_FOUND;
}

/* 4, 04 and 004 are one number. */
static size_t find_number(const struct hg_axis *axis, const char *code)
{
    if (*code == '\0' || strspn(code, "0123456789") != strlen(code))
        return HG_NOT_FOUND;
    for (size_t i = 0; i < hg_axis_size(axis); i++)
        if (strtoul(hg_axis_name(axis, i), NULL, 10) == strtoul(code, NULL, 10))
            return i;
    return HG_NOT_FOUND;
}

static size_t find_whole(const struct region_codes *codes, const char *code)
{
    char upper[LONGEST] = "";
    for (size_t i = 0; code[i] && i + 1 < sizeof(upper); i++)
        upper[i] =
            (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 'a' + 'A' : code[i]);
    size_t country = hg_axis_find(codes->alpha2, upper);
    if (country == HG_NOT_FOUND)
        country = find_name(codes->alpha2, code);
    if (country == HG_NOT_FOUND)
        country = find_number(codes->numeric, code);
    return country == HG_NOT_FOUND ? find_name(codes->other, code) : country;
}

/* The country of a code; of "CN-GD" that of "CN". */
static size_t find_country(const struct region_codes *codes, const char *code)
{
    const char *dash = strchr(code, '-');
    char prefix[LONGEST] = "";
    const size_t n = dash ? (size_t)(dash - code) : 0;
    if (!dash)
        return strlen(code) < sizeof(prefix) ? find_whole(codes, code) : HG_NOT_FOUND;
    if (n != 2 && n != 3)
        return HG_NOT_FOUND;
    memcpy(prefix, code, n);
    return find_whole(codes, prefix);
}

/* EXIOBASE calls Africa WF, which ISO calls Wallis and Futuna. */
static bool is_exiobase(const struct hg_axis *table)
{
    static const char *const rest[] = {"WA", "WL", "WE", "WF", "WM"};
    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
        if (hg_axis_find(table, rest[i]) == HG_NOT_FOUND)
            return false;
    return true;
}

static size_t find_any_case(const struct hg_axis *table, const char *code)
{
    for (size_t i = 0; i < hg_axis_size(table); i++)
        if (strcasecmp(hg_axis_code(table, i), code) == 0)
            return i;
    return HG_NOT_FOUND;
}

static size_t find_own(const struct region_codes *codes, const struct hg_axis *table,
                       size_t country)
{
    const char *const code[] = {
        hg_axis_code(codes->alpha2, country), hg_axis_name(codes->other, country),
        hg_axis_name(codes->alpha2, country), hg_axis_name(codes->numeric, country)};
    for (size_t i = 0; i < sizeof(code) / sizeof(code[0]); i++) {
        const size_t region = find_any_case(table, code[i]);
        if (region != HG_NOT_FOUND)
            return region;
    }
    return HG_NOT_FOUND;
}

size_t region_codes_find(const struct region_codes *codes, const struct hg_axis *table,
                         const char *code, bool *rest)
{
    const size_t same = hg_axis_find(table, code);
    *rest = false;
    if (same != HG_NOT_FOUND)
        return same;
    const size_t country = find_country(codes, code);
    if (country == HG_NOT_FOUND)
        return HG_NOT_FOUND;
    if (is_exiobase(table)) {
        const char *region = hg_axis_name(codes->exiobase, country);
        *rest = strcmp(region, hg_axis_name(codes->alpha2, country)) != 0;
        return hg_axis_find(table, region);
    }
    const size_t own = find_own(codes, table, country);
    *rest = own == HG_NOT_FOUND;
    return *rest ? find_any_case(table, "ROW") : own;
}

const char *region_codes_name(const struct region_codes *codes, const char *code)
{
    static const struct {
        const char *code, *name;
    } rest[] = {{"ROW", "rest of the world"}, {"WA", "rest of Asia and the Pacific"},
                {"WL", "rest of America"},    {"WE", "rest of Europe"},
                {"WF", "rest of Africa"},     {"WM", "rest of the Middle East"}};
    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
        if (strcasecmp(code, rest[i].code) == 0)
            return rest[i].name;
    const bool letters = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(code);
    const size_t country = codes->name && letters && strlen(code) < LONGEST
                               ? find_whole(codes, code)
                               : HG_NOT_FOUND;
    return country == HG_NOT_FOUND ? NULL : hg_axis_name(codes->name, country);
}
