/* emissions_file.c - E and what belongs to it as the bytes of one file */
#include "io/emissions_layout.h"
#include <stdlib.h>
#include <string.h>

/* The high bit and the line ends show what a transfer as text would do (as in PNG). */
const char layout_magic[LAYOUT_MAGIC + 1] = "\x89HGE\r\n\x1a\n";

#define OF_POINT  sizeof(struct hg_point_mass)
#define OF_PANEL  sizeof(struct hg_panel)
#define OF_PLACED sizeof(struct hg_placement)

const struct layout_type layout_types[LAYOUT_ARRAYS] = {
    [LAYOUT_ABOUT] = {"about", 1, 1, "u1", false},
    [LAYOUT_TOTAL] = {"total", 8, 8, "i8", false},
    [LAYOUT_GIVEN] = {"given", 1, 1, "u1", false},
    [LAYOUT_OUTSIDE] = {"outside", 8, 8, "i8", false},
    [LAYOUT_POINT_CELL] = {"point_cell", OF_POINT, 4, "u4", true},
    [LAYOUT_POINT_INDUSTRY] = {"point_industry", OF_POINT, 4, "u4", false},
    [LAYOUT_POINT_MASS] = {"point_mass", OF_POINT, 8, "i8", false},
    [LAYOUT_PANEL_REGION] = {"panel_region", OF_PANEL, 8, "u8", false},
    [LAYOUT_PANEL_CELLS] = {"panel_cells", OF_PANEL, 8, "u8", false},
    [LAYOUT_PANEL_COLUMNS] = {"panel_columns", OF_PANEL, 4, "u4", false},
    [LAYOUT_PANEL_COLUMN_OF] = {"panel_column_of", 4, 4, "u4", false},
    [LAYOUT_PANEL_MASS] = {"panel_mass", 8, 8, "i8", false},
    [LAYOUT_PANEL_SOURCE] = {"panel_source", 4, 4, "u4", false},
    [LAYOUT_CELL] = {"cell", 4, 4, "u4", true},
    [LAYOUT_WEIGHT] = {"weight", 8, 8, "f8", false},
    [LAYOUT_PLACED_REGION] = {"placed_region", OF_PLACED, 8, "u8", false},
    [LAYOUT_PLACED_SECTOR] = {"placed_sector", OF_PLACED, 8, "u8", false},
    [LAYOUT_PLACED_KIND] = {"placed_kind", OF_PLACED, 4, "u4", false},
    [LAYOUT_PLACED_SOURCE] = {"placed_source", OF_PLACED, 4, "u4", false},
    [LAYOUT_PLACED_TIER] = {"placed_tier", OF_PLACED, 4, "u4", false},
    [LAYOUT_PLACED_COUNT] = {"placed_count", OF_PLACED, 8, "u8", false},
    [LAYOUT_PLACED_MASS] = {"placed_mass", OF_PLACED, 8, "i8", false},
};
_Static_assert(sizeof(size_t) == 8 && sizeof(enum hg_placement_kind) == 4 &&
                   sizeof(bool) == 1,
               "the arrays of the file are those in memory");

void layout_panel_parts(enum layout_array array, const struct hg_emissions *e,
                        struct planes_part *part)
{
    const size_t n_sector = hg_axis_size(e->inventory->sectors);
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        if (array == LAYOUT_PANEL_COLUMN_OF)
            part[p] = (struct planes_part){{panel->column_of}, n_sector};
        else if (array == LAYOUT_PANEL_MASS)
            part[p] = (struct planes_part){{panel->mass}, n_sector};
        else if (array == LAYOUT_PANEL_SOURCE)
            part[p] = (struct planes_part){{panel->source_of}, panel->n_column};
        else if (array == LAYOUT_CELL)
            part[p] = (struct planes_part){{panel->cell}, panel->n_cell};
        else
            part[p] =
                (struct planes_part){{panel->weight}, panel->n_cell * panel->n_column};
    }
}

/* A file on its way. */
struct writing {
    const struct hg_emissions *emissions;
    const struct hg_emissions_facts *facts;
    const char *about;
    struct planes_part *of_panels; /* [panel] */
    struct hg_text out;
};

/* The parts of an array that is none of the panels'. */
static struct planes_part single_part(const struct writing *w, enum layout_array array)
{
    const struct hg_emissions *e = w->emissions;
    const struct hg_inventory *v = e->inventory;
    const struct hg_placement *placed = w->facts->placement;
    const struct hg_point_mass *point = e->point;
    const struct hg_panel *panel = e->panel;
    const size_t n = hg_axis_size(v->regions) * hg_axis_size(v->sectors);
    const size_t n_placed = w->facts->n_placement;
    const struct planes_part parts[LAYOUT_ARRAYS] = {
        [LAYOUT_ABOUT] = {{w->about}, strlen(w->about)},
        [LAYOUT_TOTAL] = {{v->total}, n},
        [LAYOUT_GIVEN] = {{v->given}, n},
        [LAYOUT_OUTSIDE] = {{w->facts->outside}, n},
        [LAYOUT_POINT_CELL] = {{point ? &point->cell : NULL}, e->n_point},
        [LAYOUT_POINT_INDUSTRY] = {{point ? &point->industry : NULL}, e->n_point},
        [LAYOUT_POINT_MASS] = {{point ? &point->mass : NULL}, e->n_point},
        [LAYOUT_PANEL_REGION] = {{panel ? &panel->region : NULL}, e->n_panel},
        [LAYOUT_PANEL_CELLS] = {{panel ? &panel->n_cell : NULL}, e->n_panel},
        [LAYOUT_PANEL_COLUMNS] = {{panel ? &panel->n_column : NULL}, e->n_panel},
        [LAYOUT_PLACED_REGION] = {{placed ? &placed->region : NULL}, n_placed},
        [LAYOUT_PLACED_SECTOR] = {{placed ? &placed->sector : NULL}, n_placed},
        [LAYOUT_PLACED_KIND] = {{placed ? &placed->kind : NULL}, n_placed},
        [LAYOUT_PLACED_SOURCE] = {{placed ? &placed->blend : NULL}, n_placed},
        [LAYOUT_PLACED_TIER] = {{placed ? &placed->tier : NULL}, n_placed},
        [LAYOUT_PLACED_COUNT] = {{placed ? &placed->n : NULL}, n_placed},
        [LAYOUT_PLACED_MASS] = {{placed ? &placed->mass : NULL}, n_placed},
    };
    return parts[array];
}

static void put(uint8_t *at, uint64_t value, unsigned width)
{
    for (unsigned b = 0; b < width; b++)
        at[b] = (uint8_t)(value >> (8 * b));
}

static uint8_t *bytes_at(const struct writing *w, size_t at)
{
    return (uint8_t *)w->out.bytes + at;
}

static enum hg_status write_array(struct writing *w, enum layout_array array,
                                  unsigned threads, struct hg_error *err)
{
    const struct layout_type *type = &layout_types[array];
    struct planes_part single;
    struct planes_array planes = {.width = type->width,
                                  .stride = type->stride,
                                  .rising = type->rising,
                                  .n_part = 1,
                                  .part = &single};
    if (LAYOUT_OF_PANELS(array)) {
        layout_panel_parts(array, w->emissions, w->of_panels);
        planes.n_part = w->emissions->n_panel;
        planes.part = w->of_panels;
    } else {
        single = single_part(w, array);
    }
    for (size_t p = 0; p < planes.n_part; p++)
        planes.n += planes.part[p].n;
    const size_t first = w->out.length;
    const enum hg_status status = planes_write(&planes, threads, &w->out, err);
    if (status != HG_OK)
        return status;
    uint8_t *entry = bytes_at(w, LAYOUT_HEAD + (size_t)array * LAYOUT_ENTRY);
    memcpy(entry, type->name, strlen(type->name));
    memcpy(entry + LAYOUT_NAME, type->type, strlen(type->type));
    put(entry + LAYOUT_NAME + 4, planes.n, 8);
    put(entry + LAYOUT_NAME + 12, first, 8);
    put(entry + LAYOUT_NAME + 20, w->out.length - first, 8);
    return HG_OK;
}

/* Room for the head and the table, which are filled in as the arrays come. */
static bool open_head(struct writing *w)
{
    static const char nothing[LAYOUT_HEAD + LAYOUT_ARRAYS * LAYOUT_ENTRY];
    hg_text_add(&w->out, nothing, sizeof(nothing));
    if (w->out.failed)
        return false;
    memcpy(w->out.bytes, layout_magic, LAYOUT_MAGIC);
    put(bytes_at(w, LAYOUT_MAGIC), LAYOUT_VERSION, 4);
    put(bytes_at(w, LAYOUT_MAGIC + 4), LAYOUT_ARRAYS, 4);
    return true;
}

static bool close_file(struct writing *w)
{
    char digest[HG_DIGEST_TEXT];
    put(bytes_at(w, LAYOUT_MAGIC + 8), w->out.length + LAYOUT_DIGEST, 8);
    hg_digest_bytes(w->out.bytes, w->out.length, digest);
    hg_text_add(&w->out, digest, LAYOUT_DIGEST);
    return !w->out.failed;
}

enum hg_status hg_encode_emissions(const struct hg_emissions *emissions,
                                   const struct hg_emissions_facts *facts,
                                   unsigned threads, uint8_t **bytes, size_t *length,
                                   struct hg_error *err)
{
    struct writing w = {.emissions = emissions, .facts = facts};
    char *about = NULL;
    enum hg_status status = layout_about(emissions, facts, &about, err);
    w.about = about;
    w.of_panels = calloc(emissions->n_panel + 1, sizeof(*w.of_panels));
    if (status == HG_OK && (!w.of_panels || !open_head(&w)))
        status = hg_fail(err, HG_E_MEMORY, "no memory for a file of emissions");
    for (int i = 0; status == HG_OK && i < LAYOUT_ARRAYS; i++)
        status = write_array(&w, (enum layout_array)i, threads, err);
    if (status == HG_OK && !close_file(&w))
        status = hg_fail(err, HG_E_MEMORY, "no memory for a file of emissions");
    free(w.of_panels);
    free(about);
    if (status != HG_OK) {
        free(w.out.bytes);
        return status;
    }
    *bytes = (uint8_t *)w.out.bytes;
    *length = w.out.length;
    return HG_OK;
}
