/* site_row.c - one row of a points file, read carefully */
#include "io/site_row.h"
#include "io/cells.h"

#define COMMON_COLUMNS(place)                                                            \
    [SITE_ID] = {"id", ROWS_NEEDED}, [SITE_REGION] = {"region", ROWS_NEEDED},            \
    [SITE_SECTOR] = {"sector", ROWS_NEEDED}, [SITE_LON] = {"lon", place},                \
    [SITE_LAT] = {"lat", place}, [SITE_NAME] = {"name", ROWS_OPTIONAL},                  \
    [SITE_UNCERTAINTY] = {"uncertainty", ROWS_OPTIONAL}

#define MASS_COLUMNS                                                                     \
    [SITE_VALUE] = {"value", ROWS_NEEDED}, [SITE_UNIT] = {"unit", ROWS_NEEDED},          \
    [SITE_BASIS] = {"basis", ROWS_OPTIONAL}, [SITE_GAS] = {"gas", ROWS_OPTIONAL}

static const struct rows_column weight_columns[] = {
    COMMON_COLUMNS(ROWS_PLACE), [SITE_WEIGHT] = {"weight", ROWS_NEEDED}};
static const struct rows_column mass_columns[] = {COMMON_COLUMNS(ROWS_PLACE),
                                                  MASS_COLUMNS};

/* Their columns lon and lat, if they have any, are not read. */
static const struct rows_column shape_weight_columns[] = {
    COMMON_COLUMNS(ROWS_OPTIONAL), [SITE_WEIGHT] = {"weight", ROWS_NEEDED}};
static const struct rows_column shape_mass_columns[] = {COMMON_COLUMNS(ROWS_OPTIONAL),
                                                        MASS_COLUMNS};

const struct rows_column *site_columns(enum hg_point_rule rule, size_t *n)
{
    const bool scale = rule == HG_POINTS_SCALE;
    *n = scale ? sizeof(weight_columns) / sizeof(weight_columns[0])
               : sizeof(mass_columns) / sizeof(mass_columns[0]);
    return scale ? weight_columns : mass_columns;
}

const struct rows_column *site_shape_columns(enum hg_point_rule rule, size_t *n)
{
    (void)site_columns(rule, n);
    return rule == HG_POINTS_SCALE ? shape_weight_columns : shape_mass_columns;
}

static bool read_code(const struct rows *rows, struct hg_faults *faults, size_t column,
                      struct hg_span *out)
{
    out->text = rows_code(rows, faults, column, &out->length);
    return out->text != NULL;
}

/* In the order of the columns, which is that of the faults. */
static bool read_row(const struct rows *rows, enum hg_point_rule rule, bool has_place,
                     struct hg_faults *faults, struct site_row *out)
{
    struct site_row row = {0};
    bool good = read_code(rows, faults, SITE_ID, &row.id);
    good &= read_code(rows, faults, SITE_REGION, &row.region);
    good &= read_code(rows, faults, SITE_SECTOR, &row.sector);
    row.name.text = rows_text(rows, SITE_NAME, &row.name.length);
    if (has_place)
        good &= rows_place(rows, faults, SITE_LON, &row.lon, &row.lat);
    if (rule == HG_POINTS_SCALE)
        good &= cells_amount(rows, faults, SITE_WEIGHT, &row.weight);
    else
        good &= cells_mass(rows, faults, (struct cells_mass){SITE_VALUE, SITE_UNIT},
                           &row.weight, &row.mass);
    good &= cells_sigma(rows, faults, SITE_UNCERTAINTY, &row.sigma);
    *out = row;
    return good;
}

bool site_row_record(const struct rows *rows, enum hg_point_rule rule,
                     struct hg_faults *faults, struct site_row *out)
{
    return read_row(rows, rule, false, faults, out);
}

bool site_row_read(const struct rows *rows, enum hg_point_rule rule,
                   struct hg_faults *faults, struct site_row *out)
{
    return read_row(rows, rule, true, faults, out);
}
