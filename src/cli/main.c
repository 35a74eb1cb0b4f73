/* main.c - the command line: options, then a command */
#include "cli/options.h"
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/stop.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command commands[] = {
    {RUN, "run", "STUDY", "make all layers, maps and tables of a study", cmd_run},
    {GRID, "grid", "STUDY", "put the emissions of a study on its grid, without markets",
     cmd_grid},
    {ATTRIBUTE, "attribute", "STUDY",
     "serve the cells to their markets: layers and tables, no maps", cmd_attribute},
    {ACCOUNTS, "accounts", "STUDY",
     "production, consumption, trade, ranks: tables without a grid", cmd_accounts},
    {FLOWS, "flows", "STUDY",
     "emissions by where they are made and for whom; a map with -o", cmd_flows},
    {TARGETS, "targets", "STUDY",
     "regions and sectors by what a benchmark would save; ranked", cmd_targets},
    {RELOCATE, "relocate", "STUDY",
     "capacity that moves: what falls here, rises there, is left", cmd_relocate},
    {BENCHMARK, "benchmark", "STUDY",
     "plants against limit, access and leader values; ranked", cmd_benchmark},
    {DECOMPOSE, "decompose", "STUDY [STUDY]",
     "what changed emissions: between two years, or --regions A,B", cmd_decompose},
    {PLACES, "places", "STUDY",
     "cities, provinces, any polygons: what they emit, and for whom", cmd_places},
    {HOTSPOTS, "hotspots", "STUDY [LAYER]",
     "where emissions stand close together: names, makeup", cmd_hotspots},
    {CHECK, "check", "STUDY", "validate a study; list what a run would write", cmd_check},
    {EXPLAIN, "explain", "STUDY LON LAT",
     "one cell: its plants, proxies, sectors, markets", cmd_explain},
    {COMPARE, "compare", "A B",
     "two gridded inventories: totals, likeness, largest differences", cmd_compare},
    {TILES, "tiles", "FILE", "a layer as map tiles for the web: MBTiles, or a folder",
     cmd_tiles},
    {VERIFY, "verify", "OUT", "re-read the outputs of a run against its run.json",
     cmd_verify},
    {MRIO, "mrio", "info TABLE", "what is in a trade table: sums, balances, accounts",
     cmd_mrio},
    {INFO, "info", "[NAME]",
     "versions, exit codes, grids, styles; a grid or style by name", cmd_info},
};
const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

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
    struct cli cli = {0};
    hg_large_start();
    hg_blas_start();
    occupy_closed_streams();
    if (!cli_parse(argc, argv, &cli))
        return 2;
    if (cli.version) {
        puts("hotgrid " HG_VERSION);
        return close_stdout(0);
    }
    if (cli.n_operand == 0) {
        cli_help(cli.help ? stdout : stderr, NULL);
        return close_stdout(cli.help ? 0 : 2);
    }
    const struct command *command = find(cli.operand[0]);
    if (command && cli.help) {
        cli_help(stdout, command);
        return close_stdout(0);
    }
    if (!command || !cli_fits(&cli, command))
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
