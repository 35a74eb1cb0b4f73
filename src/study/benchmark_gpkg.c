/* benchmark_gpkg.c - plants with their scores as points, and how QGIS draws them */
#include "study/benchmark_places.h"
#include "study/vectors.h"
#include <hotgrid/features_write.h>
#include <math.h>
#include <stdlib.h>

enum {
    PLANT,
    NAME,
    PRODUCT,
    REGION,
    RANK,
    SCORE,
    POLLUTANTS,
    ENERGY,
    WATER,
    CARBON,
    OUTPUT,
    GATE,
    VALUES,
    STANDARDS,
    ABOVE,
    EXCESS,
    LON,
    LAT,
    N_COLUMN
};

static const struct hg_column columns[N_COLUMN] = {
    [PLANT] = {"plant", HG_COLUMN_TEXT},
    [NAME] = {"name", HG_COLUMN_TEXT},
    [PRODUCT] = {"product", HG_COLUMN_TEXT},
    [REGION] = {"region", HG_COLUMN_TEXT},
    [RANK] = {"rank", HG_COLUMN_REAL}, /* a number that may be unknown */
    [SCORE] = {"score", HG_COLUMN_REAL},
    [POLLUTANTS] = {"pollutants", HG_COLUMN_REAL},
    [ENERGY] = {"energy", HG_COLUMN_REAL},
    [WATER] = {"water", HG_COLUMN_REAL},
    [CARBON] = {"carbon", HG_COLUMN_REAL},
    [OUTPUT] = {"output_t", HG_COLUMN_REAL},
    [GATE] = {"gate", HG_COLUMN_TEXT},
    [VALUES] = {"n_values", HG_COLUMN_INTEGER}, /* `values` is a word of SQL */
    [STANDARDS] = {"standards", HG_COLUMN_INTEGER},
    [ABOVE] = {"above_limit", HG_COLUMN_INTEGER},
    [EXCESS] = {"carbon_excess_t", HG_COLUMN_REAL},
    [LON] = {"lon", HG_COLUMN_REAL},
    [LAT] = {"lat", HG_COLUMN_REAL},
};

static void tell(const struct benchmark *b, const struct plant_place *place,
                 union hg_column_value *value)
{
    const struct hg_plant_row *row = &b->tables->plant[place->plant];
    const struct hg_plant_score *score = &b->score[place->plant];
    value[PLANT].text = row->id;
    value[NAME].text = row->name;
    value[PRODUCT].text = row->product;
    value[REGION].text = *row->region ? row->region : NULL;
    value[RANK].real = place->rank ? (double)place->rank : NAN;
    value[SCORE].real = score->total;
    for (size_t k = 0; k < HG_PILLARS; k++)
        value[POLLUTANTS + k].real = score->pillar[k];
    value[OUTPUT].real = row->output_t;
    value[GATE].text = row->gate ? "yes" : "no";
    value[VALUES].integer = (int64_t)score->n_value;
    value[STANDARDS].integer = (int64_t)score->n_standard;
    value[ABOVE].integer = (int64_t)score->n_above;
    value[EXCESS].real = b->excess_kg[place->plant] / 1000;
    value[LON].real = row->lon;
    value[LAT].real = row->lat;
}

bool benchmark_has_plants(const struct job *job)
{
    return job->levers && job->levers->benchmark && job->levers->benchmark->n_place > 0;
}

/* Areas in proportion, as on the map; small ones can still be seen. */
static void add_size(const struct job *job, struct hg_text *xml)
{
    const double largest_mm = 6.5, least_mm = 1.7;
    const struct benchmark_finding *f = job->levers->benchmark;
    hg_text_print(xml,
                  "<data_defined_properties>\n<Option type=\"Map\">\n"
                  "<Option type=\"QString\" name=\"name\" value=\"\"/>\n"
                  "<Option type=\"Map\" name=\"properties\">\n"
                  "<Option type=\"Map\" name=\"size\">\n"
                  "<Option type=\"bool\" name=\"active\" value=\"true\"/>\n"
                  "<Option type=\"QString\" name=\"expression\" value=\"max(%g, %g * "
                  "sqrt(coalesce(&quot;%s&quot;, 0) / %.10g))\"/>\n"
                  "<Option type=\"int\" name=\"type\" value=\"3\"/>\n"
                  "</Option>\n</Option>\n"
                  "<Option type=\"QString\" name=\"type\" value=\"collection\"/>\n"
                  "</Option>\n</data_defined_properties>\n",
                  least_mm, largest_mm,
                  columns[job->study->benchmark.by_excess ? EXCESS : OUTPUT].name,
                  f->largest_kg > 0 ? f->largest_kg / 1000 : 1);
}

static void add_symbol(const struct job *job, const struct hg_map_symbol_kind *kind,
                       size_t name, struct hg_text *xml)
{
    const bool ring = kind->shape == HG_MAP_RING;
    const struct hg_colour fill = kind->colour, line = ring ? fill : job->style.ink;
    hg_text_print(xml,
                  "<symbol type=\"marker\" name=\"%zu\" alpha=\"1\" clip_to_extent=\"1\" "
                  "force_rhr=\"0\">\n"
                  "<layer class=\"SimpleMarker\" pass=\"0\" enabled=\"1\" locked=\"0\">\n"
                  "<prop k=\"name\" v=\"%s\"/>\n"
                  "<prop k=\"color\" v=\"%u,%u,%u,%d\"/>\n"
                  "<prop k=\"outline_color\" v=\"%u,%u,%u,255\"/>\n"
                  "<prop k=\"outline_style\" v=\"solid\"/>\n"
                  "<prop k=\"outline_width\" v=\"%g\"/>\n"
                  "<prop k=\"outline_width_unit\" v=\"MM\"/>\n"
                  "<prop k=\"size\" v=\"3\"/>\n"
                  "<prop k=\"size_unit\" v=\"MM\"/>\n"
                  "<prop k=\"scale_method\" v=\"diameter\"/>\n",
                  name, kind->shape == HG_MAP_DIAMOND ? "diamond" : "circle", fill.red,
                  fill.green, fill.blue, ring ? 0 : 255, line.red, line.green, line.blue,
                  ring ? 0.5 : 0.2);
    add_size(job, xml);
    hg_text_print(xml, "</layer>\n</symbol>\n");
}

static void add_rule(size_t kind, const char *label, struct hg_text *xml)
{
    char filter[128];
    const double from = kind < SCORE_CLASSES ? score_class_from(kind) : 0;
    if (kind == SCORE_GATE)
        (void)snprintf(filter, sizeof(filter), "\"gate\" = 'no'");
    else if (kind == SCORE_NONE)
        (void)snprintf(filter, sizeof(filter), "\"gate\" = 'yes' AND \"score\" IS NULL");
    else if (kind == 0)
        (void)snprintf(filter, sizeof(filter), "\"gate\" = 'yes' AND \"score\" >= %g",
                       from);
    else
        (void)snprintf(filter, sizeof(filter),
                       "\"gate\" = 'yes' AND \"score\" >= %g AND \"score\" < %g", from,
                       score_class_from(kind - 1));
    hg_text_print(xml,
                  "<rule key=\"{00000000-0000-4000-8000-0000000000b%zu}\" "
                  "symbol=\"%zu\" filter=\"",
                  kind + 1, kind);
    hg_text_add_xml(xml, filter);
    hg_text_print(xml, "\" label=\"");
    hg_text_add_xml(xml, label);
    hg_text_print(xml, "\"/>\n");
}

void benchmark_style(const struct job *job, struct hg_text *xml)
{
    struct hg_map_symbol_kind kind[SCORE_KINDS];
    score_kinds(job, kind);
    hg_text_print(xml, "<renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" "
                       "enableorderby=\"0\" forceraster=\"0\">\n"
                       "<rules key=\"{00000000-0000-4000-8000-0000000000b0}\">\n");
    for (size_t k = 0; k < SCORE_KINDS; k++)
        add_rule(k, kind[k].name, xml);
    hg_text_print(xml, "</rules>\n<symbols>\n");
    for (size_t k = 0; k < SCORE_KINDS; k++)
        add_symbol(job, &kind[k], k, xml);
    hg_text_print(xml, "</symbols>\n</renderer-v2>\n<blendMode>0</blendMode>\n");
}

static enum hg_status commit(struct job *job, const struct hg_feature_table *table,
                             struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status =
        hg_encode_geopackage(job->grid, 1, table, &bytes, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, BENCHMARK_GPKG, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status benchmark_gpkg(struct job *job, const struct plant_places *places,
                              struct hg_error *err)
{
    const size_t n = places->n;
    double *xy = calloc(2 * n + 1, sizeof(*xy));
    union hg_column_value *value = calloc(n * N_COLUMN + 1, sizeof(*value));
    char *qml = vectors_qml(job, benchmark_style);
    enum hg_status status = HG_OK;
    if (xy && value && qml) {
        for (size_t i = 0; i < n; i++) {
            xy[i] = places->place[i].x;
            xy[n + i] = places->place[i].y;
            tell(&job->levers->benchmark->benchmark, &places->place[i],
                 value + i * N_COLUMN);
        }
        const struct hg_feature_table table = {.name = BENCHMARK_TABLE,
                                               .title = "Plants by their score",
                                               .n = n,
                                               .x = xy,
                                               .y = xy + n,
                                               .n_column = N_COLUMN,
                                               .column = columns,
                                               .value = value,
                                               .qml = qml};
        status = commit(job, &table, err);
    } else {
        status = no_memory(err, "the plants");
    }
    free(qml);
    free(value);
    free(xy);
    return status;
}
