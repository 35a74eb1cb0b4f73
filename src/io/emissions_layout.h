/* emissions_layout.h - the order and the types of what stands in a file of emissions */
#ifndef HG_IO_EMISSIONS_LAYOUT_H
#define HG_IO_EMISSIONS_LAYOUT_H

#include "io/planes.h"
#include <hotgrid/emissions_file.h>

/* Magic, version, number of arrays, length of the file. */
enum { LAYOUT_MAGIC = 8, LAYOUT_HEAD = 24, LAYOUT_VERSION = 1 };

/* An entry of the table of arrays: name[20], type ("u4"), elements, first byte, bytes. */
enum { LAYOUT_NAME = 20, LAYOUT_ENTRY = 48 };

/* At the end: SHA-256 of all bytes before, as 64 hexadecimal digits. */
enum { LAYOUT_DIGEST = HG_DIGEST_TEXT - 1 };

extern const char layout_magic[LAYOUT_MAGIC + 1];

enum layout_array {
    LAYOUT_ABOUT, /* JSON, UTF-8 */
    LAYOUT_TOTAL,
    LAYOUT_GIVEN,
    LAYOUT_OUTSIDE,
    LAYOUT_POINT_CELL,
    LAYOUT_POINT_INDUSTRY,
    LAYOUT_POINT_MASS,
    LAYOUT_PANEL_REGION,
    LAYOUT_PANEL_CELLS,
    LAYOUT_PANEL_COLUMNS,
    LAYOUT_PANEL_COLUMN_OF,
    LAYOUT_PANEL_MASS,
    LAYOUT_PANEL_SOURCE,
    LAYOUT_CELL,
    LAYOUT_WEIGHT,
    LAYOUT_PLACED_REGION,
    LAYOUT_PLACED_SECTOR,
    LAYOUT_PLACED_KIND,
    LAYOUT_PLACED_SOURCE,
    LAYOUT_PLACED_TIER,
    LAYOUT_PLACED_COUNT,
    LAYOUT_PLACED_MASS,
    LAYOUT_ARRAYS,
};

struct layout_type {
    const char *name;
    size_t stride; /* of the elements in memory */
    unsigned width;
    char type[3]; /* as NumPy says it: u1 u4 u8 i8 f8 */
    bool rising;
};
extern const struct layout_type layout_types[LAYOUT_ARRAYS];

/* The arrays that are parts of each panel, a part for each. */
#define LAYOUT_OF_PANELS(array)                                                          \
    ((array) >= LAYOUT_PANEL_COLUMN_OF && (array) <= LAYOUT_WEIGHT)

/* The parts of such an array, one for each panel: from is what is in memory. */
void layout_panel_parts(enum layout_array array, const struct hg_emissions *emissions,
                        struct planes_part *part);

/* `about` as JSON; free() it. */
HG_MUST_CHECK enum hg_status layout_about(const struct hg_emissions *emissions,
                                          const struct hg_emissions_facts *facts,
                                          char **out, struct hg_error *err);

/* The reverse: facts (but for its arrays), and an inventory whose totals and given flags
 * are still 0.  grid must be that of the file. */
HG_MUST_CHECK enum hg_status layout_parse(const char *path, const char *json,
                                          size_t length, const struct hg_grid *grid,
                                          struct hg_emissions_file *file,
                                          struct hg_error *err);

/* HG_E_INPUT with a cure: "PATH: is damaged (WHAT); make it anew with `hotgrid grid`". */
enum hg_status layout_damaged(const char *path, const char *what, struct hg_error *err);

/* Does all that was read make sense?  HG_E_INPUT where it does not. */
HG_MUST_CHECK enum hg_status layout_check(const char *path,
                                          const struct hg_emissions_file *file,
                                          struct hg_error *err);

#endif
