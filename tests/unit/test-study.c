/* test-study.c - study files: what they become, and each fault with its place */
#include "alloc.h"
#include "scratch.h"
#include "study/parse.h"
#include <hotgrid/classes.h>
#include <hotgrid/study.h>
#include <hotgrid/text.h>

/* Every path names a file of the scratch folder. */
static const char full[] = "name: toy-2012\n"                              /* 1 */
                           "year: 2012\n"                                  /* 2 */
                           "grid: china-10km\n"                            /* 3 */
                           "regions: {file: r.gpkg, layer: l, id: code}\n" /* 4 */
                           "inventory:\n"                                  /* 5 */
                           "  totals:\n"                                   /* 6 */
                           "    - {file: i.csv, columns: {value: kt, unit: =kt}}\n"
                           "  points:\n"                                          /* 8 */
                           "    - {file: p.csv, total: remainder}\n"              /* 9 */
                           "  sectors: s.csv\n"                                   /* 10 */
                           "  proxies:\n"                                         /* 11 */
                           "    - {sectors: [transport], use: [people, area]}\n"  /* 12 */
                           "    - {use: [people]}\n"                              /* 13 */
                           "  proxy_files:\n"                                     /* 14 */
                           "    - {name: people, file: p.tif, quantity: count}\n" /* 15 */
                           "  household: [hh]\n"                                  /* 16 */
                           "  not_gridded: [air]\n"                               /* 17 */
                           "  unmapped: allow\n"                                  /* 18 */
                           "trade:\n"                                             /* 19 */
                           "  format: pymrio\n"                                   /* 20 */
                           "  path: .\n"                                          /* 21 */
                           "  z: Z.csv\n"                                         /* 22 */
                           "  regions: m.csv\n"                                   /* 23 */
                           "  sectors: {file: m.csv, columns: {sector: s}}\n"     /* 24 */
                           "  names: s.csv\n"                                     /* 25 */
                           "groups:\n"                                            /* 26 */
                           "  - {name: EU, members: [NO, DEU]}\n"                 /* 27 */
                           "layers:\n"                                            /* 28 */
                           "  - {account: total}\n"                               /* 29 */
                           "  - {account: foreign, quantity: share}\n"            /* 30 */
                           "  - {destination: [all, EU]}\n"                       /* 31 */
                           "  - {account: dominant, region: [CN-HE]}\n"           /* 32 */
                           "maps:\n"                                              /* 33 */
                           "  style: report\n"                                    /* 34 */
                           "  classes: {method: manual, breaks: [0.1, 1, 10]}\n"  /* 35 */
                           "  borders: {file: r.gpkg, layer: b}\n"                /* 36 */
                           "  context: r.gpkg\n"                                  /* 37 */
                           "  cities: {file: s.csv, name: city, top: 3}\n"        /* 38 */
                           "  text: {title: 'A: b', approval: \"\"}\n"            /* 39 */
                           "compress: zstd\n"                                     /* 40 */
                           "output: results\n";                                   /* 41 */

static const char least[] = "name: toy\n"
                            "year: 2012\n"
                            "grid: world-0.1deg\n"
                            "regions: {file: r.gpkg, id: code}\n"
                            "inventory: {totals: [{file: i.csv}]}\n"
                            "trade: {format: pymrio, path: ., regions: m.csv, sectors: "
                            "m.csv}\n";

static int make_files(void **state)
{
    static const char *const names[] = {"r.gpkg", "i.csv", "p.csv", "s.csv",
                                        "p.tif",  "m.csv", "Z.csv"};
    if (scratch_setup(state) != 0)
        return -1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        scratch_text(names[i], "x\n");
    return 0;
}

/* A copy of text with its first `old` replaced; the caller frees it. */
static char *with(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    assert_non_null(at);
    char *out = malloc(strlen(text) + strlen(new) + 1);
    assert_non_null(out);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return out;
}

static enum hg_status parse(const char *text, struct hg_faults *faults,
                            struct hg_study **out, struct hg_error *err)
{
    return hg_study_parse(scratch_path("study.yaml"), text, strlen(text), faults, out,
                          err);
}

static struct hg_study *parse_well(const char *text)
{
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_ok(parse(text, faults, &study, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
    return study;
}

/* `full` with one change has exactly this fault. */
static void fault_of(enum hg_status status, const char *old, const char *new,
                     const char *line)
{
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    struct hg_faults *faults = scratch_faults();
    char *text = with(full, old, new);
    assert_int_equal(parse(text, faults, &study, &err), status);
    assert_null(study);
    for (size_t i = 1; i < hg_faults_kept(faults); i++)
        fail_msg("one more: %s", hg_faults_line(faults, i));
    assert_fault(faults, 0, line);
    assert_string_equal(err.message, hg_faults_line(faults, 0));
    hg_faults_destroy(faults);
    free(text);
}

static void fault(const char *old, const char *new, const char *line)
{
    fault_of(HG_E_STUDY, old, new, line);
}

static void check_inventory(const struct hg_study *s)
{
    assert_int_equal(s->inventory.n_totals, 1);
    assert_string_equal(s->inventory.totals[0].path, scratch_path("i.csv"));
    assert_int_equal(s->inventory.totals[0].columns.n, 2);
    assert_string_equal(s->inventory.totals[0].columns.actual[1], "=kt");
    assert_int_equal(s->inventory.points[0].rule, HG_POINTS_REMAINDER);
    assert_string_equal(s->inventory.sectors, scratch_path("s.csv"));
    assert_int_equal(s->inventory.n_rules, 2);
    assert_string_equal(s->inventory.rules[0].sectors.word[0], "transport");
    assert_string_equal(s->inventory.rules[0].use.word[1], "area");
    assert_int_equal(s->inventory.rules[1].sectors.n, 0);
    assert_int_equal(s->inventory.files[0].kind, HG_PROXY_COUNT);
    assert_string_equal(s->inventory.household.word[0], "hh");
    assert_string_equal(s->inventory.not_gridded.word[0], "air");
    assert_true(s->inventory.allow_unmapped);
}

static void check_trade_and_layers(const struct hg_study *s)
{
    assert_string_equal(s->trade.format, "pymrio");
    assert_string_equal(s->trade.path, scratch_path("."));
    assert_string_equal(s->trade.z, "Z.csv"); /* stays a name in that folder */
    assert_null(s->trade.y);
    assert_string_equal(s->trade.regions.path, scratch_path("m.csv"));
    assert_string_equal(s->trade.sectors.table.columns.standard[0], "sector");
    assert_string_equal(s->trade.region_names, scratch_path("s.csv"));
    assert_string_equal(s->groups[0].members.word[0], "NO"); /* Norway */
    assert_int_equal(s->n_layers, 4);
    assert_int_equal(s->layers[0].account, HG_ACCOUNT_TOTAL);
    assert_int_equal(s->layers[0].quantity, HG_LAYER_DENSITY);
    assert_int_equal(s->layers[1].quantity, HG_LAYER_SHARE);
    assert_int_equal(s->layers[2].account, HG_ACCOUNT_DESTINATION); /* implied */
    assert_int_equal(s->layers[2].line, 31);
    assert_string_equal(s->layers[3].region.word[0], "CN-HE");
}

static void a_full_study_reaches_the_struct(void **state)
{
    (void)state;
    struct hg_study *s = parse_well(full);
    assert_string_equal(s->path, scratch_path("study.yaml"));
    assert_string_equal(s->folder, scratch_folder);
    assert_string_equal(s->data, scratch_folder);
    assert_string_equal(s->name, "toy-2012");
    assert_true(s->year == 2012);
    assert_string_equal(s->grid, "china-10km");
    assert_string_equal(s->regions.path, scratch_path("r.gpkg"));
    assert_string_equal(s->regions.layer, "l");
    assert_string_equal(s->regions.code, "code");
    assert_null(s->regions.name);
    check_inventory(s);
    check_trade_and_layers(s);
    assert_string_equal(s->maps.method, "manual");
    assert_int_equal(s->maps.n_break, 3);
    assert_true(s->maps.breaks[0] == 0.1 && s->maps.breaks[2] == 10);
    assert_string_equal(s->maps.borders.layer, "b");
    assert_string_equal(s->maps.context.path, scratch_path("r.gpkg"));
    assert_string_equal(s->maps.cities.path, scratch_path("s.csv"));
    assert_string_equal(s->maps.city_name, "city");
    assert_null(s->maps.city_rank);
    assert_true(s->maps.city_top == 3);
    assert_string_equal(s->maps.title, "A: b");
    assert_string_equal(s->maps.source, "");
    assert_true(s->zstd);
    assert_string_equal(s->output, scratch_path("results"));
    hg_study_destroy(s);
}

static void what_is_left_out_has_its_default(void **state)
{
    (void)state;
    struct hg_study *s = parse_well(least);
    static const enum hg_account accounts[] = {HG_ACCOUNT_TOTAL, HG_ACCOUNT_FOREIGN,
                                               HG_ACCOUNT_FOREIGN, HG_ACCOUNT_DOMINANT};
    assert_int_equal(s->n_layers, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s->layers[i].account, accounts[i]);
        assert_int_equal(s->layers[i].line, 0);
    }
    assert_int_equal(s->layers[1].quantity, HG_LAYER_DENSITY);
    assert_int_equal(s->layers[2].quantity, HG_LAYER_SHARE);
    assert_int_equal(s->inventory.n_rules, 1);
    assert_int_equal(s->inventory.rules[0].sectors.n, 0);
    assert_string_equal(s->inventory.rules[0].use.word[0], "area");
    assert_false(s->inventory.allow_unmapped);
    assert_string_equal(s->maps.style, "report");
    assert_string_equal(s->maps.method, "log");
    assert_true(s->maps.count == 7);
    assert_true(s->maps.shared);
    assert_int_equal(s->maps.n_break, 0);
    assert_null(s->maps.borders.path);
    assert_null(s->maps.cities.path);
    assert_string_equal(s->maps.disclaimer, "");
    assert_false(s->zstd);
    assert_string_equal(s->output, scratch_path("out"));
    hg_study_destroy(s);
}

static void a_study_is_read_from_its_file(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_ok(hg_study_read(scratch_text("study.yaml", least), faults, &study, &err),
              err);
    assert_string_equal(study->name, "toy");
    hg_study_destroy(study);
    study = NULL;
    assert_int_equal(hg_study_read(scratch_path("missing.yaml"), faults, &study, &err),
                     HG_E_STUDY);
    assert_non_null(strstr(err.message, "missing.yaml: cannot be opened"));
    assert_int_equal(hg_study_read(scratch_text("empty.yaml", ""), faults, &study, &err),
                     HG_E_STUDY);
    assert_non_null(strstr(err.message, "empty.yaml: the file is empty"));
    assert_null(study);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
}

static void keys_and_values_are_told_where_they_stand(void **state)
{
    (void)state;
    fault("compress:", "compres:",
          "study.yaml:40:1: key `compres` is not known here; did you mean `compress`?");
    fault("compress:", "elephants:",
          "study.yaml:40:1: key `elephants` is not known here; known are name, year, "
          "data, grid, regions, inventory, trade, groups, layers, each, names, maps, "
          "uncertainty, hotspots, places, targets, relocate, benchmark, decompose, "
          "cache, compress, "
          "report, "
          "publish, output");
    fault("total: remainder", "totl: add, total: add",
          "study.yaml:9:21: key `totl` is not known here; did you mean `total`?");
    fault("output: results", "year: 2013",
          "study.yaml:41:1: key `year` stands here again, first in line 2; keep one of "
          "them");
    fault("top: 3", "top: 1.5abc",
          "study.yaml:38:42: `top` is `1.5abc`, must be a whole number from 0 to 1000");
    fault("0.1, 1, 10", "0.1, \"1,5\", 10, 20",
          "study.yaml:35:43: `breaks`: `1,5` is not a number; write 1234.5 with a point "
          "and without separators");
    fault("year: 2012", "year: 02012",
          "study.yaml:2:7: `year` is `02012`, which opens with a zero (octal to some "
          "readers); write the number without it");
    fault("year: 2012", "year: 20122",
          "study.yaml:2:7: `year` is 20122, must be from 1750 to 2200");
    fault("compress: zstd", "compress: [zstd]",
          "study.yaml:40:11: `compress` is a list, must be `deflate` or `zstd`");
    fault("total: remainder", "total: scal",
          "study.yaml:9:28: `total` is `scal`, must be `scale`, `remainder` or `add`; "
          "did you mean `scale`?");
    fault("format: pymrio", "format: eora27",
          "study.yaml:20:11: `format` is `eora27`, must be `pymrio`, `exiobase3`, `csv`, "
          "`icio`, `eora26`, `gloria`, `wiod2013` or `wiod2016`; did you mean `eora26`?");
    fault("year: 2012\n", "",
          "study.yaml:1:1: key `year` is missing in the study file: year of the "
          "emissions");
    fault(", id: code", "",
          "study.yaml:4:10: key `id` is missing in regions: field of the file with the "
          "codes of the regions");
    fault("value: kt", "velue: kt",
          "study.yaml:7:31: key `velue` is not known here; did you mean `value`?");
    fault("[hh]", "[a b]",
          "study.yaml:16:15: `household` is `a b`, must be a code: 1 to 64 letters of "
          "ASCII, digits, `-` or `_`, the first a letter or a digit, and no device name "
          "of Windows");
    fault("name: toy-2012", "name: &n toy",
          "study.yaml:1:7: anchors (&name) are not read here; write the value out");
    fault("output: results\n", "output: results\n---\nname: b\n",
          "study.yaml:42:1: a second document (---) is not read; use a file for each");
}

static void files_that_do_not_exist_are_told(void **state)
{
    (void)state;
    char line[300];
    sprintf(line, "study.yaml:10:12: `sectors`: there is no file %s",
            scratch_path("S.csv"));
    fault_of(HG_E_INPUT, "sectors: s.csv", "sectors: S.csv", line);
    sprintf(line, "study.yaml:21:9: `path`: there is no folder %s", scratch_path("none"));
    fault_of(HG_E_INPUT, "path: .", "path: none", line);
    sprintf(line, "study.yaml:22:6: `z`: there is no file %s", scratch_path("./Q.csv"));
    fault_of(HG_E_INPUT, "Z.csv", "Q.csv", line);
    sprintf(line,
            "study.yaml:37:12: `file`: there is no file %s; ${...} is expanded in `data` "
            "alone",
            scratch_path("${HOME}/r.gpkg"));
    fault_of(HG_E_INPUT, "context: r.gpkg", "context: ${HOME}/r.gpkg", line);
    fault("z: Z.csv", "z: ../Z.csv",
          "study.yaml:22:6: `z` must be the name of a file in the folder of the table");
    fault("{file: i.csv,", "{file: /vsicurl/http://a/i.csv,",
          "study.yaml:7:14: `file` is `/vsicurl/http://a/i.csv`, must be a plain path: "
          "paths that begin with /vsi or have a colon before the first slash are "
          "refused");
}

static void grids_and_styles_are_found_by_name_or_path(void **state)
{
    (void)state;
    fault("china-10km", "china-10kn",
          "study.yaml:3:7: `grid`: `china-10kn` is not known; known are africa-10km, "
          "brazil-10km, "
          "china-10km, conus-10km, europe-10km, india-10km, world-0.1deg, world-10km, "
          "or write the path of a file; did you mean `china-10km`?");
    fault("china-10km", "nowhere",
          "study.yaml:3:7: `grid`: `nowhere` is not known; known are africa-10km, "
          "brazil-10km, china-10km, conus-10km, europe-10km, india-10km, world-0.1deg, "
          "world-10km, or write the path of a file");
    fault("style: report", "style: reprot",
          "study.yaml:34:10: `style`: `reprot` is not known; known are dark, difference, "
          "presentation, print, report, or write the path of a file; did you mean "
          "`report`?");
    char line[300];
    sprintf(line, "study.yaml:3:7: `grid`: `g.yaml` does not exist (looked for %s)",
            scratch_path("g.yaml"));
    fault("china-10km", "g.yaml", line);
    char *text =
        with(least, "world-0.1deg", "./r.gpkg"); /* a path need only exist here */
    struct hg_study *study = parse_well(text);
    assert_string_equal(study->grid, scratch_path("r.gpkg"));
    hg_study_destroy(study);
    free(text);
}

static void a_grid_may_be_fitted_to_the_regions(void **state)
{
    (void)state;
    char *text = with(least, "world-0.1deg", "auto");
    struct hg_study *study = parse_well(text);
    assert_string_equal(study->grid, "auto");
    assert_true(study->fit.cell_km == 10);
    assert_int_equal(study->fit.projection, HG_FIT_BEST);
    assert_int_equal(study->fit.regions.n, 0);
    hg_study_destroy(study);
    free(text);
    text = with(least, "world-0.1deg",
                "{name: auto, cell_km: 2.5, projection: laea, regions: [A, NO]}");
    study = parse_well(text);
    assert_true(study->fit.cell_km == 2.5);
    assert_int_equal(study->fit.projection, HG_FIT_LAEA);
    assert_string_equal(study->fit.regions.word[1], "NO");
    hg_study_destroy(study);
    free(text);
    text = with(least, "world-0.1deg", "{name: world-10km}");
    study = parse_well(text);
    assert_string_equal(study->grid, "world-10km");
    hg_study_destroy(study);
    free(text);
    fault("china-10km", "{name: china-10km, cell_km: 5}",
          "study.yaml:3:26: `cell_km` is for the grid `auto` alone; a grid file says it "
          "itself");
    fault("china-10km", "{name: china-10kn}",
          "study.yaml:3:14: `grid`: `china-10kn` is not known; known are africa-10km, "
          "brazil-10km, "
          "china-10km, conus-10km, europe-10km, india-10km, world-0.1deg, world-10km, "
          "or write the path of a file; did you mean `china-10km`?");
    fault("china-10km", "{name: auto, cell_km: 0}",
          "study.yaml:3:29: `cell_km` is 0, must be from 0.01 to 1000");
}

static void data_names_the_folder_of_all_paths_but_output(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_study *s = NULL;
    struct hg_faults *faults = scratch_faults();
    char *text = with(least, "grid:", "data: ${HOTGRID_TEST_FOLDER}\ngrid:");
    char *slash = strrchr(scratch_folder, '/');
    setenv("HOTGRID_TEST_FOLDER", slash + 1, 1);
    assert_ok(hg_study_parse("/tmp/study.yaml", text, strlen(text), faults, &s, &err),
              err);
    assert_string_equal(s->data, scratch_folder);
    assert_string_equal(s->folder, "/tmp");
    assert_string_equal(s->regions.path, scratch_path("r.gpkg"));
    assert_string_equal(s->output, "/tmp/out");
    hg_study_destroy(s);
    hg_faults_destroy(faults);
    free(text);

    setenv("HOTGRID_TEST_FOLDER", "/tmp", 1); /* a whole path stays whole */
    fault_of(HG_E_INPUT, "grid:", "data: /tmp/a$b{c}\ngrid:", /* no variable */
             "study.yaml:3:7: `data`: there is no folder /tmp/a$b{c}");
    fault_of(HG_E_INPUT, "grid:", "data: ${HOTGRID_TEST_FOLDER}/none\ngrid:",
             "study.yaml:3:7: `data`: there is no folder /tmp/none");
}

static void a_variable_that_is_not_set_is_told_once(void **state)
{
    (void)state;
    unsetenv("HOTGRID_TEST_FOLDER");
    fault("grid:", "data: ${HOTGRID_TEST_FOLDER}/x\ngrid:",
          "study.yaml:3:7: `data` needs the environment variable HOTGRID_TEST_FOLDER, "
          "which is not set; set it to the folder of the data");
    setenv("HOTGRID_TEST_FOLDER", "", 1);
    fault("grid:", "data: ${HOTGRID_TEST_FOLDER}/x\ngrid:",
          "study.yaml:3:7: `data` needs the environment variable HOTGRID_TEST_FOLDER, "
          "which is not set; set it to the folder of the data");
    fault("grid:", "data: a${HOME\ngrid:",
          "study.yaml:3:7: `data` opens a variable but does not name one; write ${NAME}");
}

static void proxies_make_sense(void **state)
{
    (void)state;
    fault(
        "[transport], use: [people, area]", "[a b, transport], use: [people]",
        "study.yaml:12:18: `sectors` is `a b`, must be a code: 1 to 64 letters of ASCII, "
        "digits, `-` or `_`, the first a letter or a digit, and no device name of "
        "Windows");
    fault("use: [people, area]", "use: [peple, area]",
          "study.yaml:12:36: there is no proxy file `peple`; did you mean `people`?");
    fault("use: [people]", "use: [aera]",
          "study.yaml:13:14: there is no proxy file `aera`; did you mean `area`?");
    fault("use: [people]", "use: [roads]",
          "study.yaml:13:14: there is no proxy file `roads`; name one in `proxy_files`, "
          "or `area`");
    fault("{use: [people]}", "{sectors: [power, transport], use: [people]}",
          "study.yaml:13:25: sector `transport` has a rule already; keep one of them");
    fault("sectors: [transport], ", "",
          "study.yaml:13:7: a second rule for all other sectors; keep one of them");
    fault("use: [people]}", "use: []}",
          "study.yaml:13:13: `use` is empty; name a proxy file, or `area`");
    fault("sectors: [transport]", "sectors: []",
          "study.yaml:12:17: `sectors` is empty; name sectors, or leave the key out for "
          "all others");
    fault("quantity: count}\n",
          "quantity: count}\n    - {name: people, file: p.tif, quantity: density}\n",
          "study.yaml:16:14: two proxy files have the name `people`; rename one");
    fault("quantity: count}\n",
          "quantity: count}\n    - {name: area, file: p.tif, quantity: density}\n",
          "study.yaml:16:14: `area` is the area of the cells, no name for a file; choose "
          "another");
}

static void blends_make_sense(void **state)
{
    (void)state;
    fault("quantity: count}\n",
          "quantity: count}\n  blends:\n"
          "    - {name: people, of: [{proxy: people, share: 1}]}\n",
          "study.yaml:17:14: `people` is a proxy already; choose another name for the "
          "blend");
    fault("quantity: count}\n",
          "quantity: count}\n  blends:\n"
          "    - {name: mixed, of: [{proxy: peeple, share: 1}]}\n",
          "study.yaml:17:34: there is no proxy file `peeple`; did you mean `people`?");
    fault("quantity: count}\n",
          "quantity: count}\n  blends:\n"
          "    - {name: mixed, of: [{proxy: people, share: 1}], within: cities}\n",
          "study.yaml:17:62: there is no proxy file `cities`; name one in `proxy_files`");
    fault("quantity: count}\n", "quantity: count}\n  blends:\n    - {name: m, of: []}\n",
          "study.yaml:17:21: `of` is empty; name a proxy file and its share");
}

static void totals_are_needed_unless_points_are_added(void **state)
{
    (void)state;
    static const char totals[] = "  totals:\n"
                                 "    - {file: i.csv, columns: {value: kt, unit: =kt}}\n";
    fault(totals, "",
          "study.yaml:6:3: key `totals` is missing in inventory: only sources that are "
          "added can do without");
    char *without = with(full, totals, "");
    char *text = with(without, "remainder", "add");
    hg_study_destroy(parse_well(text));
    free(text);
    free(without);
}

static void groups_make_sense(void **state)
{
    (void)state;
    fault("DEU]}\n", "DEU]}\n  - {name: All, members: [FRA]}\n",
          "study.yaml:28:12: `All` means all destinations; choose another name");
    fault("DEU]}\n", "DEU]}\n  - {name: eu, members: [FRA]}\n",
          "study.yaml:28:12: two groups have the name `eu` (case does not tell them "
          "apart); rename one");
    fault("DEU]}\n", "DEU]}\n  - {name: deu, members: [FRA]}\n",
          "study.yaml:28:12: `deu` is both a group and a member of a group; rename the "
          "group (groups do not nest)");
    fault("[NO, DEU]", "[]",
          "study.yaml:27:25: `members` is empty; name the destinations of the group");
    fault("[NO, DEU]", "[NO, NO]",
          "study.yaml:27:30: `NO` stands twice in `members`; keep one of them");
}

static void layers_make_sense(void **state)
{
    (void)state;
    fault("{account: total}", "{sector: [power]}",
          "study.yaml:29:5: the layer needs `account` or `destination`");
    fault("{account: total}", "{account: destination}",
          "study.yaml:29:5: account `destination` needs the key `destination`, a list");
    fault("{account: total}", "{account: total, destination: [USA]}",
          "study.yaml:29:35: `destination` goes with account `destination` alone");
    fault("{account: total}", "{account: total, quantity: share}",
          "study.yaml:29:32: the share of the total is 100 percent everywhere; map the "
          "share of `foreign` or of a `destination`");
    fault("dominant, region", "dominant, quantity: density, region",
          "study.yaml:32:35: a layer of largest markets has no `quantity`; leave it out");
    fault("[all, EU]", "[all, USA]",
          "study.yaml:31:25: destination `USA` is among `all` already; leave it out");
    fault("{account: total}", "{account: total, sector: []}",
          "study.yaml:29:30: `sector` is empty; name something, or leave the key out");
    fault("{account: total}", "total",
          "study.yaml:29:5: `layers` is `total`, must be a map");
    fault(
        "{account: total}", "{account: totl}",
        "study.yaml:29:15: `account` is `totl`, must be `total`, `foreign`, "
        "`destination`, `dominant`, `tier`, `excess`, `after` or `change`; did you mean "
        "`total`?");
}

static void a_layer_stands_once(void **state)
{
    (void)state;
    fault("{account: total}", "{account: foreign, quantity: share}",
          "study.yaml:30:5: this layer stands in line 29 already; keep one of them");
    fault("{account: total}", "{destination: [USA]}",
          "study.yaml:31:5: this layer (destination `all`) stands in line 29 already; "
          "keep one of them");
    fault("{account: total}", "{destination: [EU]}",
          "study.yaml:31:5: this layer (destination `EU`) stands in line 29 already; "
          "keep one of them");
    fault("{account: total}\n",
          "{account: total, sector: [a, b]}\n  - {account: total, sector: [b, a]}\n",
          "study.yaml:30:5: this layer stands in line 29 already; keep one of them");
    fault(
        "[all, EU]}\n", "[EU, USA]}\n  - {destination: [all]}\n",
        "study.yaml:32:5: this layer (destination `all`) stands in line 31 already; keep "
        "one of them");
    fault(
        "[all, EU]}\n", "[EU, USA]}\n  - {destination: [JPN, USA]}\n",
        "study.yaml:32:5: this layer (destination `USA`) stands in line 31 already; keep "
        "one of them");
}

static void layers_that_differ_stand_beside_each_other(void **state)
{
    (void)state;
    static const char *const layers[] = {
        "{account: total, sector: [a, b]}\n  - {account: total, sector: [a, c]}\n",
        "{account: total, sector: [a, b]}\n  - {account: total, sector: [a]}\n",
        "{account: total}\n  - {account: total, region: [a]}\n",
        "{destination: [USA], quantity: total}\n",
    };
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        char *text = with(full, "{account: total}\n", layers[i]);
        hg_study_destroy(parse_well(text));
        free(text);
    }
    char *text = with(full, "[all, EU]}\n", "[all]}\n  - {destination: [EU]}\n");
    hg_study_destroy(parse_well(text));
    free(text);
    text = with(full, "[all, EU]}\n", "[USA, EU]}\n  - {destination: [JPN]}\n");
    hg_study_destroy(parse_well(text));
    free(text);
}

static void a_set_of_places_is_a_file_or_the_regions(void **state)
{
    (void)state;
    fault("groups:\n", "places: [{name: a}]\ngroups:\n",
          "study.yaml:26:10: a set of places has either a `file` or `of: regions`");
    fault("groups:\n", "places: [{name: a, of: regions, file: s.csv}]\ngroups:\n",
          "study.yaml:26:10: a set of places has either a `file` or `of: regions`");
    fault(
        "groups:\n", "places: [{name: a, file: r.gpkg}]\ngroups:\n",
        "study.yaml:26:10: key `id` is missing: the field with the codes of the places");
    fault("groups:\n",
          "places:\n  - {name: a, of: regions}\n  - {name: A, of: regions}\ngroups:\n",
          "study.yaml:28:5: there is a set of places `a` already");
}

static void classes_make_sense(void **state)
{
    (void)state;
    fault(", breaks: [0.1, 1, 10]", "",
          "study.yaml:35:21: method `manual` needs `breaks`");
    fault("method: manual", "method: equal",
          "study.yaml:35:36: `breaks` go with method `manual` alone");
    fault("method: manual", "method: manual, count: 3",
          "study.yaml:35:36: `count` does not go with method `manual`: the breaks tell "
          "it");
    fault("[0.1, 1, 10]", "[0.1, 1, 1]",
          "study.yaml:35:37: `breaks` must rise: number 3 is not above the one before "
          "it");
    fault("[0.1, 1, 10]", "[0.1, 1]",
          "study.yaml:35:37: `breaks` has 2 numbers, must have 3 to 13");
    fault("[0.1, 1, 10]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]",
          "study.yaml:35:37: `breaks` has 14 numbers, must have 3 to 13");
    char *most =
        with(full, "[0.1, 1, 10]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]");
    hg_study_destroy(parse_well(most));
    free(most);
    fault("method: manual", "method: pretty",
          "study.yaml:35:21: `method` is `pretty`, must be `log`, `quantile`, `equal`, "
          "`jenks`, `deviation`, `continuous` or `manual`");
}

static void pseudo_p_need_permutations(void **state)
{
    (void)state;
    fault("\nmaps:",
          "\nhotspots: {local: {band_km: 30, permutations: 0, p: permutations}}\nmaps:",
          "study.yaml:33:19: `p: permutations` needs `permutations` above 0; leave out "
          "one of them");
    char *normal = with(
        full, "\nmaps:", "\nhotspots: {local: {band_km: 30, permutations: 0}}\nmaps:");
    hg_study_destroy(parse_well(normal));
    free(normal);
}

static void twenty_faults_are_told_at_once(void **state)
{
    (void)state;
    static const char text[] = "name: a b\n"                          /* 1 */
                               "year: 1.5\n"                          /* 2 */
                               "yaer: 2012\n"                         /* 3 */
                               "grid: nowhere\n"                      /* 4 */
                               "regions: {file: none.gpkg, nam: x}\n" /* 5-7 */
                               "inventory:\n"
                               "  totals: i.csv\n"                            /* 8 */
                               "  points: [{file: p.csv, total: most}]\n"     /* 9 */
                               "  proxies: [{use: [roads]}, {use: [area]}]\n" /* 10-11 */
                               "  household: hh\n"                            /* 12 */
                               "  household: [hh]\n"                          /* 13 */
                               "  unmapped: &a allow\n"                       /* 14 */
                               "trade: [pymrio]\n"                            /* 15 */
                               "groups: [{name: all, members: [A, A]}]\n"     /* 16-17 */
                               "layers: [{account: dominant, quantity: total}]\n" /* 18 */
                               "maps: {classes: {count: 99}}\n"                   /* 19 */
                               "compress: *a\n"                                   /* 20 */
                               "output: 'a\n\n  b'\n";                            /* 21 */
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(parse(text, faults, &study, &err), HG_E_STUDY);
    assert_null(study);
    static const char *const expected[] = {
        ":1:7: `name` is `a b`",
        ":2:7: `year` is `1.5`",
        ":3:1: key `yaer`",
        ":4:7: `grid`: `nowhere`",
        ":5:17: `file`",
        ":5:28: key `nam`",
        ":5:10: key `id`",
        ":7:11: `totals`",
        ":8:33: `total`",
        ":9:20: there is no proxy file `roads`",
        ":9:29: a second rule",
        ":10:14: `household` is the word",
        ":11:3: key `household`",
        ":12:13: anchors",
        ":13:8: `trade` is a list",
        ":14:17: `all` means",
        ":14:35: `A` stands twice",
        ":15:40: a layer of largest",
        ":16:25: `count` is 99",
        ":17:11: aliases",
        ":18:9: `output` holds a line break",
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        size_t found = 0;
        for (size_t k = 0; k < hg_faults_kept(faults); k++)
            found += strstr(hg_faults_line(faults, k), expected[i]) != NULL;
        if (found != 1)
            fail_msg("%s: told %zu times", expected[i], found);
    }
    assert_int_equal(hg_faults_count(faults), 21);
    hg_faults_destroy(faults);
}

static void the_methods_are_those_of_the_maps(void **state)
{
    (void)state;
    size_t n = 0;
    const struct hg_class_method *methods = hg_class_methods(&n);
    assert_int_equal(n, 6); /* and "manual" */
    for (size_t i = 0; i < n; i++) {
        char *text = with(least, "trade:", "maps: {classes: {method: XX}}\ntrade:");
        char *named = with(text, "XX", methods[i].name);
        hg_study_destroy(parse_well(named));
        free(named);
        free(text);
    }
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const char *path = scratch_path("study.yaml");
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_study *study = NULL;
        struct hg_faults *faults = scratch_faults();
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_study_parse(path, full, strlen(full), faults, &study, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (!failed) {
            assert_ok(status, err);
            assert_true(n > 2); /* the arena takes few, large pieces */
            hg_study_destroy(study);
            hg_faults_destroy(faults);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(study);
        assert_int_equal(alloc_live(), before);
        assert_int_equal(hg_faults_count(faults), 0);
        hg_faults_destroy(faults);
    }
}

/* The studies that hotgrid is measured by: their data are not part of it. */
static void the_large_studies_are_understood(void **state)
{
    (void)state;
    static const char *const names[] = {"china-2012-full", "world-2011",
                                        "world-2011-10km"};
    struct hg_error err = {0};
    const char *root = getenv("HOTGRID_SHARE");
    if (!root || !getenv("HOTGRID_DATA")) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[4096];
        struct hg_study *study = NULL;
        struct hg_faults *faults = scratch_faults();
        snprintf(path, sizeof(path), "%s/tests/studies/%s.yaml", root, names[i]);
        assert_ok(hg_study_read(path, faults, &study, &err), err);
        assert_string_equal(study->name, names[i]);
        hg_study_destroy(study);
        hg_faults_destroy(faults);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_study_reaches_the_struct),
        cmocka_unit_test(what_is_left_out_has_its_default),
        cmocka_unit_test(a_study_is_read_from_its_file),
        cmocka_unit_test(keys_and_values_are_told_where_they_stand),
        cmocka_unit_test(files_that_do_not_exist_are_told),
        cmocka_unit_test(grids_and_styles_are_found_by_name_or_path),
        cmocka_unit_test(a_grid_may_be_fitted_to_the_regions),
        cmocka_unit_test(data_names_the_folder_of_all_paths_but_output),
        cmocka_unit_test(a_variable_that_is_not_set_is_told_once),
        cmocka_unit_test(proxies_make_sense),
        cmocka_unit_test(blends_make_sense),
        cmocka_unit_test(totals_are_needed_unless_points_are_added),
        cmocka_unit_test(groups_make_sense),
        cmocka_unit_test(layers_make_sense),
        cmocka_unit_test(a_layer_stands_once),
        cmocka_unit_test(layers_that_differ_stand_beside_each_other),
        cmocka_unit_test(a_set_of_places_is_a_file_or_the_regions),
        cmocka_unit_test(classes_make_sense),
        cmocka_unit_test(pseudo_p_need_permutations),
        cmocka_unit_test(twenty_faults_are_told_at_once),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(the_large_studies_are_understood),
        cmocka_unit_test(the_methods_are_those_of_the_maps),
    };
    return cmocka_run_group_tests(tests, make_files, scratch_teardown);
}
