/* bench-maps.c - many maps or GeoTIFFs of one layer, each with other values and a title
 *
 * bench-maps maps GRID LAYER.tif K THREADS FOLDER BORDERS [NEIGHBOURS CITIES.csv]
 * bench-maps bare|deflate|zstd GRID LAYER.tif K THREADS FOLDER
 * GRID is china-10km or world-0.1deg; layer k has the values of the file times 1 + k/100.
 */
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/map_bare.h>
#include <hotgrid/parallel.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/tables.h>
#include <hotgrid/vector.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hg_grid_params GRIDS[] = {
    {.name = "china-10km",
     .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m",
     .kind = HG_GRID_EQUAL_AREA,
     .box = {-2650000, 1850000, 2250000, 5950000},
     .ncol = 490,
     .nrow = 410},
    {.name = "world-0.1deg",
     .crs = "EPSG:4326",
     .kind = HG_GRID_LONLAT,
     .box = {-180, -90, 180, 90},
     .ncol = 3600,
     .nrow = 1800}};

enum { CITIES = 31 };

struct bench {
    const char *what, *folder;
    struct hg_grid *grid;
    float *value;
    float **scaled; /* [worker][cell] */
    struct hg_style style;
    struct hg_frame *frame;
    struct hg_shapes *regions, *neighbours;
    struct hg_places *places;
    size_t n_label;
    struct hg_map_label label[CITIES];
    struct hg_sheets *sheets;
    struct hg_classes classes;
};

static enum hg_status write_bytes(const struct bench *b, size_t k, const char *suffix,
                                  const uint8_t *bytes, size_t length,
                                  struct hg_error *err)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/layer%zu.%s", b->folder, k, suffix);
    FILE *file = fopen(path, "wb");
    const bool whole = file && fwrite(bytes, 1, length, file) == length;
    if (file && fclose(file) == 0 && whole)
        return HG_OK;
    return hg_fail(err, HG_E_OUTPUT, "%s cannot be written", path);
}

static enum hg_status draw(const struct bench *b, size_t k, const float *value,
                           struct hg_error *err)
{
    char title[64], subtitle[96];
    snprintf(title, sizeof(title), "Emissions for destination %zu", k + 1);
    snprintf(subtitle, sizeof(subtitle), "The values of a layer, times %.2f.",
             1 + 0.01 * (double)k);
    const struct hg_map map = {.style = &b->style,
                               .grid = b->grid,
                               .value = value,
                               .classes = b->classes,
                               .average = true,
                               .title = title,
                               .subtitle = subtitle,
                               .legend_title = "t CO₂ per km² and year",
                               .source = "A bench. Boundaries: Natural Earth.",
                               .regions = b->regions,
                               .context = b->neighbours,
                               .graticule = b->frame->graticule,
                               .scale_min = b->frame->scale_min,
                               .scale_max = b->frame->scale_max,
                               .north_max_deg = b->frame->north_max_deg,
                               .n_label = b->n_label,
                               .label = b->label};
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status =
        hg_draw_map(&map, HG_MAP_PNG, b->sheets, &bytes, &length, NULL, err);
    if (status == HG_OK)
        status = write_bytes(b, k, "png", bytes, length, err);
    free(bytes);
    return status;
}

static enum hg_status draw_bare(const struct bench *b, size_t k, const float *value,
                                struct hg_error *err)
{
    const struct hg_map map = {
        .style = &b->style, .grid = b->grid, .value = value, .classes = b->classes};
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = hg_draw_bare(&map, 0, &bytes, &length, err);
    if (status == HG_OK)
        status = write_bytes(b, k, "png", bytes, length, err);
    free(bytes);
    return status;
}

static enum hg_status encode(const struct bench *b, size_t k, const float *value,
                             struct hg_error *err)
{
    const struct hg_layer_file layer = {.grid = b->grid,
                                        .value = value,
                                        .description = "bench",
                                        .unit = "t km-2 yr-1",
                                        .average = true,
                                        .zstd = strcmp(b->what, "zstd") == 0};
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = hg_encode_geotiff(&layer, &bytes, &length, err);
    if (status == HG_OK)
        status = write_bytes(b, k, "tif", bytes, length, err);
    free(bytes);
    return status;
}

static enum hg_status make(void *context, size_t k, unsigned worker, struct hg_error *err)
{
    const struct bench *b = context;
    const size_t n = hg_grid_cells(b->grid);
    float *scaled = b->scaled[worker];
    for (size_t i = 0; i < n && k > 0; i++)
        scaled[i] = b->value[i] * (1 + 0.01F * (float)k);
    const float *value = k > 0 ? scaled : b->value; /* 0 is the file as it is */
    if (strcmp(b->what, "maps") == 0)
        return draw(b, k, value, err);
    return strcmp(b->what, "bare") == 0 ? draw_bare(b, k, value, err)
                                        : encode(b, k, value, err);
}

static enum hg_status read_values(struct bench *b, const char *path, struct hg_error *err)
{
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    enum hg_status status =
        hg_open_raster(path, NULL, HG_DENSITY, b->grid, &raster, &to_grid, err);
    const struct hg_grid_params *p = hg_grid_params(b->grid);
    if (status == HG_OK && (raster->ncol != p->ncol || raster->nrow != p->nrow))
        status = hg_fail(err, HG_E_INPUT, "%s is not of the grid %s", path, p->name);
    const size_t size = hg_grid_cells(b->grid) * sizeof(*b->value);
    b->value = hg_large(calloc(size, 1), size);
    if (status == HG_OK && !b->value)
        status = hg_fail(err, HG_E_MEMORY, "no memory for %s", path);
    const struct hg_pixels all = {0, 0, p->ncol, p->nrow};
    if (status == HG_OK)
        status = hg_raster_read(raster, &all, b->value, err);
    hg_transform_finish(&to_grid);
    hg_raster_destroy(raster);
    return status;
}

static enum hg_status read_cities(struct bench *b, const char *path, struct hg_error *err)
{
    struct hg_faults *faults = NULL;
    struct hg_transform from = {0};
    const struct hg_table_source file = {.path = path};
    enum hg_status status = hg_faults_create(&faults, err);
    if (status == HG_OK)
        status = hg_read_places(&file, "city", NULL, "capital", faults, &b->places, err);
    if (status == HG_OK)
        status = hg_crs_from_lonlat(b->grid, &from, err);
    for (size_t i = 0; status == HG_OK && i < b->places->n && b->n_label < CITIES; i++) {
        const struct hg_place *place = &b->places->place[i];
        struct hg_map_label *label = &b->label[b->n_label++];
        *label =
            (struct hg_map_label){.text = place->name, .x = place->lon, .y = place->lat};
        hg_transform_apply(&from, 1, &label->x, &label->y);
    }
    hg_faults_destroy(faults);
    return status;
}

static enum hg_status prepare_maps(struct bench *b, int n, char **file,
                                   struct hg_error *err)
{
    const bool world = hg_grid_params(b->grid)->kind == HG_GRID_LONLAT;
    if (world) /* one pixel for each cell */
        b->style.dpi = 1.06 * 3600 / (b->style.width_mm / 25.4);
    enum hg_status status =
        hg_frame_create(b->grid, b->style.graticule_deg, &b->frame, err);
    for (int i = 0; status == HG_OK && i < n && i < 2; i++) {
        const struct hg_vector_source source = {.path = file[i]};
        status =
            hg_read_outlines(&source, b->grid, i ? &b->neighbours : &b->regions, err);
    }
    if (status == HG_OK && n > 2)
        status = read_cities(b, file[2], err);
    if (status == HG_OK)
        status = hg_sheets_create(&b->sheets, err);
    return status;
}

static enum hg_status run(struct bench *b, int argc, char **argv, struct hg_error *err)
{
    const size_t k = strtoul(argv[4], NULL, 10);
    const unsigned threads = (unsigned)strtoul(argv[5], NULL, 10);
    b->what = argv[1];
    b->folder = argv[6];
    hg_style_default(&b->style);
    b->classes = (struct hg_classes){
        .n = 12, .edge = {0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000, 1e7}};
    enum hg_status status =
        hg_grid_create(&GRIDS[strcmp(argv[2], GRIDS[0].name) != 0], &b->grid, err);
    if (status == HG_OK)
        status = read_values(b, argv[3], err);
    if (status == HG_OK && strcmp(b->what, "maps") == 0)
        status = prepare_maps(b, argc - 7, argv + 7, err);
    b->scaled = calloc(threads + 1, sizeof(*b->scaled));
    for (unsigned i = 0; status == HG_OK && i <= threads; i++)
        if (!b->scaled ||
            !(b->scaled[i] = malloc(hg_grid_cells(b->grid) * sizeof(float))))
            status = hg_fail(err, HG_E_MEMORY, "no memory for %u layers", threads);
    if (status == HG_OK)
        status = hg_parallel(threads, k, make, b, err);
    for (unsigned i = 0; b->scaled && i <= threads; i++)
        free(b->scaled[i]);
    free(b->scaled);
    return status;
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct hg_error err = {0};
    if (argc < 7 || (strcmp(argv[1], "maps") == 0 && argc < 8)) {
        fputs("bench-maps maps|bare|deflate|zstd GRID LAYER.tif K THREADS FOLDER "
              "[BORDERS [NEIGHBOURS CITIES.csv]]\n",
              stderr);
        return 2;
    }
    hg_large_start();
    hg_blas_start();
    hg_io_start();
    const enum hg_status status = run(&b, argc, argv, &err);
    if (status != HG_OK)
        fprintf(stderr, "%s\n", err.message);
    hg_sheets_destroy(b.sheets);
    hg_places_destroy(b.places);
    hg_shapes_destroy(b.regions);
    hg_shapes_destroy(b.neighbours);
    hg_frame_destroy(b.frame);
    hg_grid_destroy(b.grid);
    free(b.value);
    hg_io_finish();
    return status != HG_OK;
}
