/* places_tables.c - accounts of places as tables and as JSON */
#include "study/columns.h"
#include "study/hotspots.h"
#include "study/zone_accounts.h"
#include <stdlib.h>

/* How a row counts in the sum of its set: what places count again is taken off. */
static double sign(const struct place_set *set, size_t row)
{
    return row == set->n + 1 ? -1 : 1;
}

bool places_overlap(const struct place_set *set)
{
    const struct place *again = &set->place[set->n + 1];
    return fabs(again->kg) > 1e-12 * set->gridded_kg || again->land_km2 > 1e-9;
}

static const char *kind(const struct place_set *set, size_t row)
{
    return row < set->n ? "place" : row == set->n ? "outside" : "counted again";
}

static void add_rank(struct hg_text *text, size_t rank)
{
    hg_text_print(text, rank > 0 ? ",%zu" : ",", rank);
}

void places_csv_head(const struct job *job, struct hg_text *text)
{
    hg_text_print(text, "set,by,row,rank,place,name,lon,lat,t,share_percent");
    if (job->markets)
        hg_text_print(text, ",foreign_t,foreign_percent");
    hg_text_print(text, ",km2,km2_on_grid,land_km2,t_per_km2_of_land");
    if (job->markets)
        hg_text_print(text, ",foreign_t_per_km2_of_land,rank_foreign");
    hg_text_print(text, ",rank_per_km2\n");
}

static void add_begin(const struct place_set *set, struct hg_text *text)
{
    add_code_and_name(text, set->entry->name, set->by);
}

static void add_row(const struct job *job, const struct place_set *set, size_t row,
                    struct hg_text *text)
{
    const struct place *p = &set->place[row];
    const bool is_place = row < set->n;
    const double kg = sign(set, row) * p->kg;
    add_begin(set, text);
    hg_text_print(text, ",%s", kind(set, row));
    add_rank(text, p->rank[BY_TOTAL]);
    add_code(text, is_place ? p->code : "");
    add_code(text, p->name);
    add_number(text, is_place ? p->lon : NAN);
    add_number(text, is_place ? p->lat : NAN);
    add_tonnes(text, kg);
    add_percent(text, kg, set->gridded_kg);
    if (job->markets) {
        add_tonnes(text, sign(set, row) * p->foreign_kg);
        add_percent(text, p->foreign_kg, p->kg);
    }
    add_number(text, is_place ? p->km2 : NAN);
    add_number(text, is_place ? p->km2_on : NAN);
    add_number(text, row == set->n ? NAN : sign(set, row) * p->land_km2);
    add_number(text, is_place ? p->density : NAN);
    if (job->markets) {
        add_number(text, is_place ? p->foreign_density : NAN);
        add_rank(text, p->rank[BY_FOREIGN]);
    }
    add_rank(text, p->rank[BY_DENSITY]);
    hg_text_print(text, "\n");
}

void places_csv(const struct job *job, const struct place_set *set,
                enum place_order order, size_t top, struct hg_text *text)
{
    for (size_t k = 0; k < set->n && k < top; k++)
        add_row(job, set, set->order[order][k], text);
    add_row(job, set, set->n, text);
    if (places_overlap(set))
        add_row(job, set, set->n + 1, text);
}

static enum hg_status write_places(struct job *job, struct hg_error *err)
{
    const struct zone_accounts *zones = job->levers->places;
    struct hg_text text = {0};
    places_csv_head(job, &text);
    for (size_t i = 0; i < zones->n; i++)
        places_csv(job, &zones->set[i], BY_TOTAL, SIZE_MAX, &text);
    return job_commit_text(job, "tables/places.csv", &text, err);
}

static void add_place(const struct place_set *set, size_t row, struct hg_text *text)
{
    hg_text_add_csv(text, set->entry->name);
    hg_text_print(text, ",%s", kind(set, row));
    add_code(text, row < set->n ? set->place[row].code : "");
    add_code(text, set->place[row].name);
}

/* Places, what lies outside, and what counts again where something does. */
static size_t n_rows(const struct place_set *set)
{
    return set->n + 1 + places_overlap(set);
}

/* The row of a set that comes k-th in the tables. */
static size_t row_at(const struct place_set *set, size_t k)
{
    return k < set->n ? set->order[BY_TOTAL][k] : k;
}

/* What a place has of a destination or a sector, and which part of all it has that is. */
static void add_part(const struct place_set *set, size_t row, const char *code,
                     const char *name, double kg, struct hg_text *text)
{
    add_place(set, row, text);
    add_code(text, code);
    add_code(text, name);
    add_tonnes(text, sign(set, row) * kg);
    add_percent(text, kg, set->place[row].kg);
}

static enum hg_status write_destinations(struct job *job, struct hg_error *err)
{
    const struct zone_accounts *zones = job->levers->places;
    struct hg_text text = {0};
    hg_text_print(&text, "set,row,place,name,destination,destination_name,t,"
                         "share_percent\n");
    for (size_t i = 0; i < zones->n; i++) {
        const struct place_set *set = &zones->set[i];
        const size_t n_d = set->n_destination;
        for (size_t k = 0; k < n_rows(set) * n_d; k++) {
            const size_t row = row_at(set, k / n_d), d = k % n_d;
            const double kg = set->destination[row * n_d + d];
            if (kg == 0)
                continue;
            add_part(set, row, hg_axis_code(job->mrio->regions, d),
                     job_market_name(job, d), kg, &text);
            hg_text_print(&text, "\n");
        }
    }
    return job_commit_text(job, "tables/places_destinations.csv", &text, err);
}

static enum hg_status write_sectors(struct job *job, struct hg_error *err)
{
    const struct zone_accounts *zones = job->levers->places;
    const struct hg_axis *sectors = job->inventory->sectors;
    struct hg_text text = {0};
    hg_text_print(&text, "set,row,place,name,sector,sector_name,t,share_percent%s\n",
                  job->markets ? ",foreign_t" : "");
    for (size_t i = 0; i < zones->n; i++) {
        const struct place_set *set = &zones->set[i];
        const size_t n_s = set->n_sector;
        for (size_t k = 0; k < n_rows(set) * n_s; k++) {
            const size_t row = row_at(set, k / n_s), s = k % n_s;
            const double kg = set->sector[row * n_s + s];
            if (kg == 0)
                continue;
            add_part(set, row, hg_axis_code(sectors, s), hg_axis_name(sectors, s), kg,
                     &text);
            if (job->markets)
                add_tonnes(&text, sign(set, row) * set->sector_foreign[row * n_s + s]);
            hg_text_print(&text, "\n");
        }
    }
    return job_commit_text(job, "tables/places_sectors.csv", &text, err);
}

enum hg_status places_tables(struct job *job, struct hg_error *err)
{
    enum hg_status status = write_places(job, err);
    if (status == HG_OK && job->markets)
        status = write_destinations(job, err);
    return status == HG_OK ? write_sectors(job, err) : status;
}

/* Of sectors and markets as many as a place tells. */
enum { TOLD = 5 };

static const char *sector_code(const struct job *job, size_t sector)
{
    return hg_axis_code(job->inventory->sectors, sector);
}

static const char *market_code(const struct job *job, size_t market)
{
    return hg_axis_code(job->mrio->regions, market);
}

static json_t *rank_or_null(size_t rank)
{
    return rank > 0 ? json_integer((json_int_t)rank) : json_null();
}

static json_t *place_facts(const struct job *job, const struct place_set *set, size_t i,
                           bool *ok)
{
    const struct place *p = &set->place[i];
    json_t *object = json_object();
    put(object, "rank", rank_or_null(p->rank[BY_TOTAL]), ok);
    put(object, "code", json_string(p->code), ok);
    put(object, "name", json_string(p->name), ok);
    put(object, "t", json_real(p->kg / 1000), ok);
    put(object, "km2", number_or_null(p->km2), ok);
    put(object, "land_km2", number_or_null(p->land_km2), ok);
    put(object, "t_per_km2", number_or_null(p->density), ok);
    put(object, "rank_per_km2", rank_or_null(p->rank[BY_DENSITY]), ok);
    put(object, "lon", number_or_null(p->lon), ok);
    put(object, "lat", number_or_null(p->lat), ok);
    put(object, "top_sectors",
        largest_parts(job, "code", sector_code, TOLD, set->n_sector,
                      set->sector + i * set->n_sector, ok),
        ok);
    if (!job->markets)
        return object;
    put(object, "foreign_t", json_real(p->foreign_kg / 1000), ok);
    put(object, "foreign_t_per_km2", number_or_null(p->foreign_density), ok);
    put(object, "rank_foreign", rank_or_null(p->rank[BY_FOREIGN]), ok);
    put(object, "top_destinations",
        largest_parts(job, "code", market_code, TOLD, set->n_destination,
                      set->destination + i * set->n_destination, ok),
        ok);
    return object;
}

json_t *places_facts(const struct job *job, const struct zone_accounts *zones, size_t top,
                     bool *ok)
{
    json_t *facts = json_object(), *sets = json_array();
    for (size_t i = 0; i < zones->n; i++) {
        const struct place_set *set = &zones->set[i];
        json_t *object = json_object(), *places = json_array();
        put(object, "name", json_string(set->entry->name), ok);
        put(object, "by", json_string(set->by), ok);
        put(object, "n_places", json_integer((json_int_t)set->n), ok);
        put(object, "gridded_t", json_real(set->gridded_kg / 1000), ok);
        put(object, "outside_t", json_real(set->place[set->n].kg / 1000), ok);
        put(object, "counted_again_t", json_real(set->place[set->n + 1].kg / 1000), ok);
        put(object, "overlap_km2", json_real(set->place[set->n + 1].land_km2), ok);
        put(object, "sources_by_their_place_t", json_real(set->by_place_kg / 1000), ok);
        put(object, "sources_by_their_cell_t", json_real(set->by_cell_kg / 1000), ok);
        for (size_t k = 0; k < set->n && k < top; k++)
            append(places, place_facts(job, set, set->order[zones->order][k], ok), ok);
        put(object, "places", places, ok);
        append(sets, object, ok);
    }
    put(facts, "sets", sets, ok);
    return facts;
}
