/* main.c - the command line: options, then a command */
#include "cli/cli.h"
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <hotgrid/commit.h>
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command commands[] = {
    {"run", "STUDY", "make all layers, maps and tables of a study", cmd_run},
    {"grid", "STUDY", "put the emissions of a study on its grid, without markets",
     cmd_grid},
    {"attribute", "STUDY", "serve the cells to their markets: layers and tables, no maps",
     cmd_attribute},
    {"accounts", "STUDY", "production, consumption, trade, ranks: tables without a grid",
     cmd_accounts},
    {"flows", "STUDY", "emissions by where they are made and for whom; a map with -o",
     cmd_flows},
    {"targets", "STUDY", "regions and sectors by what a benchmark would save; ranked",
     cmd_targets},
    {"relocate", "STUDY", "capacity that moves: what falls here, rises there, is left",
     cmd_relocate},
    {"benchmark", "STUDY", "plants against limit, access and leader values; ranked",
     cmd_benchmark},
    {"decompose", "STUDY [STUDY]",
     "what changed emissions: between two years, or --regions A,B", cmd_decompose},
    {"places", "STUDY", "cities, provinces, any polygons: what they emit, and for whom",
     cmd_places},
    {"hotspots", "STUDY [LAYER]", "where emissions stand close together: names, makeup",
     cmd_hotspots},
    {"check", "STUDY", "validate a study; list what a run would write", cmd_check},
    {"explain", "STUDY LON LAT", "one cell: its plants, proxies, sectors, markets",
     cmd_explain},
    {"compare", "A B", "two gridded inventories: totals, likeness, largest differences",
     cmd_compare},
    {"tiles", "FILE", "a layer as map tiles for the web: MBTiles, or a folder",
     cmd_tiles},
    {"verify", "OUT", "re-read the outputs of a run against its run.json", cmd_verify},
    {"mrio", "info TABLE", "what is in a trade table: sums, balances, accounts",
     cmd_mrio},
    {"info", "[NAME]", "versions, exit codes, grids, styles; a grid or style by name",
     cmd_info},
};
const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

enum {
    OPT_CACHE = 256,
    OPT_MEMORY,
    OPT_NO_RASTERS,
    OPT_REFERENCE,
    OPT_VERSION,
    OPT_GRID,
    OPT_UNIT_A,
    OPT_UNIT_B,
    OPT_VARIABLE_A,
    OPT_VARIABLE_B,
    OPT_TOP,
    OPT_JSON,
    OPT_FROM,
    OPT_TO,
    OPT_WORLD,
    OPT_WITHIN,
    OPT_GROUPS,
    OPT_SECTOR,
    OPT_PRODUCT,
    OPT_LEAST,
    OPT_NET,
    OPT_MATRIX,
    OPT_FORMAT,
    OPT_Z,
    OPT_Y,
    OPT_TABLE,
    OPT_KEEP_GOING,
    OPT_RESUME,
    OPT_FORCE,
    OPT_MAP,
    OPT_RATIO,
    OPT_STYLE,
    OPT_BORDERS,
    OPT_ZOOM,
    OPT_MBTILES,
    OPT_FOLDER,
    OPT_QML,
    OPT_BARE,
    OPT_SET,
    OPT_BY,
    OPT_OPTION,
    OPT_MRIO,
    OPT_REGIONS,
    OPT_OF,
};

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"threads", required_argument, NULL, 't'},
    {"cache", required_argument, NULL, OPT_CACHE},
    {"max-memory", required_argument, NULL, OPT_MEMORY},
    {"no-rasters", no_argument, NULL, OPT_NO_RASTERS},
    {"study-reference", no_argument, NULL, OPT_REFERENCE},
    {"grid", required_argument, NULL, OPT_GRID},
    {"unit-a", required_argument, NULL, OPT_UNIT_A},
    {"unit-b", required_argument, NULL, OPT_UNIT_B},
    {"variable-a", required_argument, NULL, OPT_VARIABLE_A},
    {"variable-b", required_argument, NULL, OPT_VARIABLE_B},
    {"top", required_argument, NULL, OPT_TOP},
    {"json", no_argument, NULL, OPT_JSON},
    {"from", required_argument, NULL, OPT_FROM},
    {"to", required_argument, NULL, OPT_TO},
    {"world", no_argument, NULL, OPT_WORLD},
    {"within", required_argument, NULL, OPT_WITHIN},
    {"groups", required_argument, NULL, OPT_GROUPS},
    {"sector", required_argument, NULL, OPT_SECTOR},
    {"product", required_argument, NULL, OPT_PRODUCT},
    {"min-share", required_argument, NULL, OPT_LEAST},
    {"net", no_argument, NULL, OPT_NET},
    {"matrix", no_argument, NULL, OPT_MATRIX},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"z", required_argument, NULL, OPT_Z},
    {"y", required_argument, NULL, OPT_Y},
    {"table-version", required_argument, NULL, OPT_TABLE},
    {"keep-going", no_argument, NULL, OPT_KEEP_GOING},
    {"resume", no_argument, NULL, OPT_RESUME},
    {"force", no_argument, NULL, OPT_FORCE},
    {"map", required_argument, NULL, OPT_MAP},
    {"ratio", required_argument, NULL, OPT_RATIO},
    {"style", required_argument, NULL, OPT_STYLE},
    {"borders", required_argument, NULL, OPT_BORDERS},
    {"zoom", required_argument, NULL, OPT_ZOOM},
    {"mbtiles", required_argument, NULL, OPT_MBTILES},
    {"folder", required_argument, NULL, OPT_FOLDER},
    {"qml", required_argument, NULL, OPT_QML},
    {"bare", no_argument, NULL, OPT_BARE},
    {"set", required_argument, NULL, OPT_SET},
    {"by", required_argument, NULL, OPT_BY},
    {"option", required_argument, NULL, OPT_OPTION},
    {"mrio", no_argument, NULL, OPT_MRIO},
    {"regions", required_argument, NULL, OPT_REGIONS},
    {"of", required_argument, NULL, OPT_OF},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

static void help(FILE *stream)
{
    fputs("usage: hotgrid COMMAND [OPTIONS] ...\n\n"
          "Maps where CO2 is emitted, and for whom.\n\n",
          stream);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(stream, "  hotgrid %-9s %-14s %s\n", commands[i].name,
                commands[i].operands, commands[i].what);
    fputs(
        "\n"
        "  -o, --output DIR      where the results go (default: what the study "
        "says)\n"
        "  -t, --threads N       threads (default: as many as there are processors)\n"
        "      --cache DIR       keep coverage and fine proxies on the grid there for "
        "later runs\n"
        "      --max-memory MiB  refuse work that would take more (default: half of "
        "what\n"
        "                        the machine has available)\n"
        "      --keep-going      leave out layers that cannot be made, make the others\n"
        "      --resume          keep what an earlier run left whole from the same "
        "inputs "
        "(the\n"
        "                        default)\n"
        "      --force           make everything anew\n"
        "      --bare            also pictures of the cells alone, with world files "
        "(run)\n"
        "      --no-rasters      only the file of emissions and the tables (grid)\n"
        "      --study-reference print every key of a study file (info)\n"
        "      --unit-a, --unit-b UNIT   of the values of A and B (compare), such as "
        "\"t CO2\",\n"
        "                        \"1e6 t C\", \"kg CO2 m-2 s-1\" (default: what the "
        "file says)\n"
        "      --variable-a, --variable-b NAME   of a netCDF file (compare)\n"
        "      --grid NAME       grid to compare on (default: the coarser of the two)\n"
        "      --map, --ratio FILE   .png, .pdf or .svg of A - B, of A / B (compare), "
        "with\n"
        "                        --style NAME and --borders FILE\n"
        "      --top N           largest differences to list (compare; default 10), or "
        "flows "
        "(default:\n"
        "                        all, 20 on the map), or regions (decompose)\n"
        "      --from, --to R    flows of this region of the trade table, or group as "
        "one\n"
        "      --within GROUP    flows between its members alone\n"
        "      --groups A,B      each of these groups is one party\n"
        "      --sector S        flows of what that sector emits\n"
        "      --product S       flows for the final demand of what that sector sells\n"
        "      --min-share P     flows of at least P percent of all\n"
        "      --net             flows less what flows back\n"
        "      --matrix          flows as a matrix with sums; with -o also the net one\n"
        "      --world           flows of what the trade table emits, not the study\n"
        "      --regions A,B     from A to B: regions or groups of one study "
        "(decompose)\n"
        "      --of ACCOUNT      production (the default) or consumption (decompose)\n"
        "      --set NAME, --by ORDER   one set of places; by total, foreign or density "
        "(places)\n"
        "      --option NAME     one option of a scenario (relocate); --mrio: in the "
        "trade "
        "table too\n"
        "      --json            print JSON (accounts, compare, decompose, flows, "
        "hotspots, "
        "mrio, places)\n"
        "      --format NAME     layout of a trade table (mrio; default: what it looks "
        "like)\n"
        "      --z, --y NAME     its files of flows and of final demand (mrio)\n"
        "      --table-version TEXT   which table of a folder (mrio), such as a year\n"
        "      --mbtiles FILE, --folder DIR   where tiles go, with --zoom A-B and --qml "
        "FILE\n"
        "  -q, --quiet           only errors\n"
        "  -v, --verbose         say what is done\n"
        "      --version\n"
        "  -h, --help\n\n"
        "Results go to stdout, messages to stderr.  `hotgrid info` lists the exit "
        "codes.\n",
        stream);
}

/* Half of the memory the machine has available; 0 where it cannot be told. */
static uint64_t half_of_memory(void)
{
    const long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
    uint64_t available = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "r");
    while (file && fgets(line, sizeof(line), file)) {
        unsigned long long kb;
        if (sscanf(line, "MemAvailable: %llu kB", &kb) == 1)
            available = (uint64_t)kb * 1024;
    }
    if (file)
        fclose(file);
    return available / 2;
}

static bool positive(const char *option, const char *text, int64_t most, int64_t *out)
{
    if (hg_text_integer(text, strlen(text), out) == HG_NUMBER_OK && *out >= 1 &&
        *out <= most)
        return true;
    fprintf(stderr, "hotgrid: %s wants a whole number from 1 to %lld, not `%s`\n", option,
            (long long)most, text);
    return false;
}

/* Options of compare; false for any other. */
static bool parse_compare(int option, struct hg_compare_options *compare)
{
    const char **const at = option == OPT_GRID         ? &compare->grid
                            : option == OPT_UNIT_A     ? &compare->a.unit
                            : option == OPT_UNIT_B     ? &compare->b.unit
                            : option == OPT_VARIABLE_A ? &compare->a.variable
                            : option == OPT_VARIABLE_B ? &compare->b.variable
                            : option == OPT_MAP        ? &compare->map
                            : option == OPT_RATIO      ? &compare->ratio
                            : option == OPT_STYLE      ? &compare->style
                            : option == OPT_BORDERS    ? &compare->borders
                                                       : NULL;
    if (at)
        *at = optarg;
    return at != NULL;
}

/* Options of mrio; false for any other. */
static bool parse_mrio(int option, struct hg_mrio_info *mrio)
{
    const char **const at = option == OPT_FORMAT  ? &mrio->format
                            : option == OPT_Z     ? &mrio->z
                            : option == OPT_Y     ? &mrio->y
                            : option == OPT_TABLE ? &mrio->version
                                                  : NULL;
    if (at)
        *at = optarg;
    return at != NULL;
}

/* Options of flows; false for any other, and for a share that is none. */
static bool parse_flows(int option, struct hg_flow_options *flows)
{
    const char **const at = option == OPT_FROM      ? &flows->from
                            : option == OPT_TO      ? &flows->to
                            : option == OPT_WITHIN  ? &flows->within
                            : option == OPT_GROUPS  ? &flows->groups
                            : option == OPT_SECTOR  ? &flows->sector
                            : option == OPT_PRODUCT ? &flows->product
                                                    : NULL;
    bool *const flag = option == OPT_WORLD    ? &flows->world
                       : option == OPT_NET    ? &flows->net
                       : option == OPT_MATRIX ? &flows->matrix
                                              : NULL;
    if (at)
        *at = optarg;
    if (flag)
        *flag = true;
    if (option != OPT_LEAST)
        return at || flag;
    if (hg_text_number(optarg, strlen(optarg), &flows->least_percent) == HG_NUMBER_OK &&
        flows->least_percent >= 0 && flows->least_percent <= 100)
        return true;
    fprintf(stderr, "hotgrid: --min-share wants percent from 0 to 100, not `%s`\n",
            optarg);
    return false;
}

/* Options of decompose; false for any other. */
static bool parse_decompose(int option, struct hg_decompose_options *decompose)
{
    const char **const at = option == OPT_REGIONS ? &decompose->regions
                            : option == OPT_OF    ? &decompose->account
                                                  : NULL;
    if (at)
        *at = optarg;
    return at != NULL;
}

/* "0-5", or "5" for 0-5; false for anything else. */
static bool parse_zooms(const char *text, struct hg_tile_options *tiles)
{
    const char *dash = strchr(text, '-');
    const size_t n = dash ? (size_t)(dash - text) : 0;
    const char *end = dash ? dash + 1 : text;
    int64_t first = 0, last = 0;
    if ((dash && hg_text_integer(text, n, &first) != HG_NUMBER_OK) ||
        hg_text_integer(end, strlen(end), &last) != HG_NUMBER_OK || first < 0 ||
        last < first || last > 99)
        return false;
    tiles->zooms = true;
    tiles->first = (unsigned)first;
    tiles->last = (unsigned)last;
    return true;
}

/* Options of tiles; false for any other, and for zooms that are none. */
static bool parse_tiles(int option, struct hg_tile_options *tiles)
{
    const char **const at = option == OPT_MBTILES  ? &tiles->mbtiles
                            : option == OPT_FOLDER ? &tiles->folder
                            : option == OPT_QML    ? &tiles->style
                                                   : NULL;
    if (at)
        *at = optarg;
    if (option == OPT_ZOOM && !parse_zooms(optarg, tiles)) {
        fprintf(stderr, "hotgrid: --zoom wants zooms such as 0-5, not `%s`\n", optarg);
        return false;
    }
    return at || option == OPT_ZOOM;
}

/* Options without a value that do one thing; false for any other. */
static bool parse_flag(int option, struct cli *cli)
{
    bool *const at = option == OPT_BARE         ? &cli->run.bare
                     : option == OPT_NO_RASTERS ? &cli->run.no_rasters
                     : option == OPT_KEEP_GOING ? &cli->run.keep_going
                     : option == OPT_FORCE      ? &cli->run.force
                     : option == OPT_REFERENCE  ? &cli->study_reference
                     : option == OPT_MRIO       ? &cli->relocate.mrio
                     : option == 'q'            ? &cli->quiet
                     : option == 'v'            ? &cli->verbose
                                                : NULL;
    if (at)
        *at = true;
    return at != NULL;
}

/* -1: go on; else the exit code. */
static int parse(int argc, char **argv, struct cli *cli)
{
    int option;
    int64_t number = 0;
    bool resume = false;
    while ((option = getopt_long(argc, argv, "o:t:qvh", options, NULL)) != -1) {
        switch (option) {
        case 'o':
            cli->run.output = optarg;
            break;
        case 't':
            if (!positive("--threads", optarg, 1024, &number))
                return 2;
            cli->run.threads = (unsigned)number;
            break;
        case OPT_CACHE:
            cli->run.cache = optarg;
            break;
        case OPT_MEMORY:
            if (!positive("--max-memory", optarg, (int64_t)1 << 30, &number))
                return 2;
            cli->run.max_memory = (uint64_t)number << 20;
            break;
        case OPT_JSON:
            cli->run.json = cli->compare.json = true;
            break;
        case OPT_TOP:
            if (!positive("--top", optarg, 100000, &number))
                return 2;
            cli->compare.n_largest = cli->flows.top = (size_t)number;
            break;
        case OPT_SET:
            cli->places.set = optarg;
            break;
        case OPT_BY:
            cli->places.by = optarg;
            break;
        case OPT_RESUME:
            resume = true;
            break;
        case OPT_OPTION:
            cli->relocate.option = optarg;
            break;
        case 'h':
            help(stdout);
            return 0;
        case OPT_VERSION:
            puts("hotgrid " HG_VERSION);
            return 0;
        default:
            if (parse_flag(option, cli) || parse_mrio(option, &cli->mrio) ||
                parse_flows(option, &cli->flows) ||
                parse_decompose(option, &cli->decompose) ||
                parse_compare(option, &cli->compare) || parse_tiles(option, &cli->tiles))
                break;
            fputs("hotgrid: see `hotgrid --help`\n", stderr);
            return 2;
        }
    }
    if (resume && cli->run.force) {
        fputs("hotgrid: --resume and --force do not go together\n", stderr);
        return 2;
    }
    cli->n_operand = argc - optind;
    cli->operand = argv + optind;
    return -1;
}

static const struct command *find(const char *name)
{
    const char *names[32];
    for (size_t i = 0; i < n_commands; i++) {
        names[i] = commands[i].name;
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    }
    const char *near = hg_text_nearest(name, names, n_commands);
    fprintf(stderr, "hotgrid: `%s` is not a command%s%s%s; see `hotgrid --help`\n", name,
            near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    return NULL;
}

static void print_message(void *context, enum hg_log_level level, const char *text)
{
    const struct cli *cli = context;
    if (cli->quiet && level != HG_LOG_ERROR)
        return;
    if (level == HG_LOG_DEBUG && !cli->verbose)
        return;
    fprintf(stderr, "%shotgrid: %s%s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "",
            level == HG_LOG_WARNING ? "warning: " : "", text);
}

/* Streams that were closed stay unwritable, but no file may get their numbers: messages
 * would go into it. */
static void occupy_closed_streams(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* The exit code, unless results could not be written. */
static int close_stdout(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fprintf(stderr, "hotgrid: cannot write to stdout: %s\n", strerror(errno));
    return code ? code : exit_code(HG_E_OUTPUT);
}

int main(int argc, char **argv)
{
    struct cli cli = {.compare = {.n_largest = 10}};
    hg_large_start();
    hg_blas_start();
    occupy_closed_streams();
    const int early = parse(argc, argv, &cli);
    if (early >= 0)
        return close_stdout(early);
    if (cli.n_operand == 0) {
        help(stderr);
        return 2;
    }
    const struct command *command = find(cli.operand[0]);
    if (!command)
        return 2;
    cli.operand++;
    cli.n_operand--;
    cli.log = (struct hg_log){.context = &cli, .message = print_message};
    cli_watch(&cli);
    cli.run.log = &cli.log;
    if (!cli.run.max_memory)
        cli.run.max_memory = half_of_memory();
    hg_stop_catch();
    hg_io_start();
    const int code = command->run(&cli);
    hg_io_finish();
    return close_stdout(code);
}
