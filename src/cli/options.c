/* options.c - the options of the command line, and which verbs use them: one table */
#include "cli/options.h"
#include <getopt.h>
#include <hotgrid/text.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Verbs that read a study; those that lay out layers by stages write and draw; those that
 * list rows, and say them as JSON. */
enum {
    LAYERS = RUN | GRID | ATTRIBUTE | TARGETS | RELOCATE,
    STUDIES = LAYERS | ACCOUNTS | FLOWS | BENCHMARK | DECOMPOSE | PLACES | HOTSPOTS |
              CHECK | EXPLAIN,
    LISTS = ACCOUNTS | FLOWS | TARGETS | RELOCATE | BENCHMARK | DECOMPOSE | PLACES |
            HOTSPOTS | COMPARE | MRIO,
    ALL = STUDIES | COMPARE | TILES | VERIFY | MRIO | INFO
};

/* Takes the value of an option; false, and told, where it is none. */
typedef bool take_value(struct cli *cli, const char *text);

struct choice {
    const char *name, *value; /* what its value is called; NULL: it has none */
    char letter;
    unsigned verbs;   /* that use it */
    size_t at;        /* where in struct cli: a word, or a flag where there is no value */
    take_value *take; /* in place of at, for what is no word */
    const char *what;
};

static bool positive(const char *option, const char *text, int64_t most, int64_t *out)
{
    if (hg_text_integer(text, strlen(text), out) == HG_NUMBER_OK && *out >= 1 &&
        *out <= most)
        return true;
    fprintf(stderr, "hotgrid: %s wants a whole number from 1 to %lld, not `%s`\n", option,
            (long long)most, text);
    return false;
}

static bool take_threads(struct cli *cli, const char *text)
{
    int64_t number = 0;
    const bool ok = positive("--threads", text, 1024, &number);
    cli->run.threads = (unsigned)number;
    return ok;
}

static bool take_memory(struct cli *cli, const char *text)
{
    int64_t number = 0;
    const bool ok = positive("--max-memory", text, (int64_t)1 << 30, &number);
    cli->run.max_memory = (uint64_t)number << 20;
    return ok;
}

static bool take_top(struct cli *cli, const char *text)
{
    int64_t number = 0;
    const bool ok = positive("--top", text, 100000, &number);
    cli->top = (size_t)number;
    return ok;
}

static bool take_share(struct cli *cli, const char *text)
{
    double *const least = &cli->flows.least_percent;
    if (hg_text_number(text, strlen(text), least) == HG_NUMBER_OK && *least >= 0 &&
        *least <= 100)
        return true;
    fprintf(stderr, "hotgrid: --min-share wants percent from 0 to 100, not `%s`\n", text);
    return false;
}

/* "0-5", or "5" for 0-5. */
static bool take_zooms(struct cli *cli, const char *text)
{
    struct hg_tile_options *const tiles = &cli->tiles;
    const char *dash = strchr(text, '-');
    const size_t n = dash ? (size_t)(dash - text) : 0;
    const char *end = dash ? dash + 1 : text;
    int64_t first = 0, last = 0;
    if ((dash && hg_text_integer(text, n, &first) != HG_NUMBER_OK) ||
        hg_text_integer(end, strlen(end), &last) != HG_NUMBER_OK || first < 0 ||
        last < first || last > 99) {
        fprintf(stderr, "hotgrid: --zoom wants zooms such as 0-5, not `%s`\n", text);
        return false;
    }
    tiles->zooms = true;
    tiles->first = (unsigned)first;
    tiles->last = (unsigned)last;
    return true;
}

#define AT(member) .at = offsetof(struct cli, member)
static const struct choice choices[] = {
    {"output", "DIR", 'o', (STUDIES & ~(unsigned)EXPLAIN) | COMPARE, AT(run.output),
     .what = "where files go (default: where the study says, of lists nowhere)"},
    {"threads", "N", 't', ALL & ~(unsigned)(VERIFY | INFO), .take = take_threads,
     .what = "threads (default: as many as there are processors)"},
    {"cache", "DIR", 0, STUDIES | MRIO, AT(run.cache),
     .what = "keep coverage and fine proxies on the grid there for later runs"},
    {"max-memory", "MiB", 0, STUDIES | COMPARE, .take = take_memory,
     .what = "refuse work that would take more (default: half of what the machine has "
             "available)"},
    {"keep-going", NULL, 0, LAYERS, AT(run.keep_going),
     .what = "leave out layers that cannot be made, make the others"},
    {"resume", NULL, 0, LAYERS, AT(resume),
     .what = "keep what an earlier run left whole from the same inputs (the default)"},
    {"force", NULL, 0, LAYERS, AT(run.force), .what = "make everything anew"},
    {"dry-run", NULL, 0, RUN, AT(run.dry_run),
     .what = "tell what would be read and made, and what stands already; write nothing"},
    {"bare", NULL, 0, RUN, AT(run.bare),
     .what = "also pictures of the cells alone, with world files"},
    {"no-rasters", NULL, 0, GRID, AT(run.no_rasters),
     .what = "only the file of emissions and the tables"},
    {"json", NULL, 0, LISTS, AT(run.json), .what = "print JSON"},
    {"all", NULL, 0, EXPLAIN, AT(run.all),
     .what = "list all sectors and markets of the cell, not the leading ones alone"},
    {"top", "N", 0, FLOWS | TARGETS | BENCHMARK | DECOMPOSE | PLACES | COMPARE,
     .take = take_top,
     .what =
         "the N first rows alone (default: all; 20 flows on the map, 10 differences)"},
    {"from", "R", 0, FLOWS, AT(flows.from),
     .what = "flows from this region of the trade table, or group as one"},
    {"to", "R", 0, FLOWS, AT(flows.to), .what = "flows to it"},
    {"within", "GROUP", 0, FLOWS, AT(flows.within),
     .what = "flows between its members alone"},
    {"groups", "A,B", 0, FLOWS, AT(flows.groups),
     .what = "each of these groups is one party"},
    {"sector", "S", 0, FLOWS, AT(flows.sector),
     .what = "flows of what that sector emits"},
    {"product", "S", 0, FLOWS, AT(flows.product),
     .what = "flows for the final demand of what that sector sells"},
    {"min-share", "P", 0, FLOWS, .take = take_share,
     .what = "flows of at least P percent of all"},
    {"net", NULL, 0, FLOWS, AT(flows.net), .what = "flows less what flows back"},
    {"matrix", NULL, 0, FLOWS, AT(flows.matrix),
     .what = "flows as a matrix with sums; with -o also the net one"},
    {"world", NULL, 0, FLOWS, AT(flows.world),
     .what = "flows of what the trade table emits, not the study"},
    {"option", "NAME", 0, RELOCATE, AT(relocate.option),
     .what = "one option of the scenario"},
    {"mrio", NULL, 0, RELOCATE, AT(relocate.mrio),
     .what = "the moves in the trade table too"},
    {"regions", "A,B", 0, DECOMPOSE, AT(decompose.regions),
     .what = "from A to B: regions or groups of one study"},
    {"of", "ACCOUNT", 0, DECOMPOSE, AT(decompose.account),
     .what = "production (the default) or consumption"},
    {"set", "NAME", 0, PLACES, AT(places.set), .what = "one set of places"},
    {"by", "ORDER", 0, PLACES, AT(places.by),
     .what = "by total (the default), foreign or density"},
    {"unit-a", "UNIT", 0, COMPARE, AT(compare.a.unit),
     .what = "of the values of A, such as \"t CO2\", \"1e6 t C\", \"kg CO2 m-2 s-1\" "
             "(default: what the file says)"},
    {"unit-b", "UNIT", 0, COMPARE, AT(compare.b.unit), .what = "of those of B"},
    {"variable-a", "NAME", 0, COMPARE, AT(compare.a.variable),
     .what = "variable of a netCDF file A"},
    {"variable-b", "NAME", 0, COMPARE, AT(compare.b.variable), .what = "of B"},
    {"grid", "NAME", 0, COMPARE, AT(compare.grid),
     .what = "grid to compare on (default: the coarser of the two)"},
    {"map", "FILE", 0, COMPARE, AT(compare.map), .what = ".png, .pdf or .svg of A - B"},
    {"ratio", "FILE", 0, COMPARE, AT(compare.ratio), .what = "the same of A / B"},
    {"style", "NAME", 0, COMPARE, AT(compare.style), .what = "style of these maps"},
    {"borders", "FILE", 0, COMPARE, AT(compare.borders), .what = "lines over these maps"},
    {"mbtiles", "FILE", 0, TILES, AT(tiles.mbtiles), .what = "tiles in one file"},
    {"folder", "DIR", 0, TILES, AT(tiles.folder),
     .what = "tiles as files of a new folder"},
    {"zoom", "A-B", 0, TILES, .take = take_zooms,
     .what = "zooms (default: until pixels are as small as cells)"},
    {"qml", "FILE", 0, TILES, AT(tiles.style),
     .what = "QGIS style of the colours (default: that beside the layer)"},
    {"format", "NAME", 0, MRIO, AT(mrio.format),
     .what = "layout of the trade table (default: what it looks like)"},
    {"z", "NAME", 0, MRIO, AT(mrio.z), .what = "its file of flows"},
    {"y", "NAME", 0, MRIO, AT(mrio.y), .what = "its file of final demand"},
    {"table-version", "TEXT", 0, MRIO, AT(mrio.version),
     .what = "which table of a folder, such as a year"},
    {"study-reference", NULL, 0, INFO, AT(study_reference),
     .what = "print every key of a study file"},
    {"quiet", NULL, 'q', ALL, AT(quiet), .what = "only errors"},
    {"verbose", NULL, 'v', ALL, AT(verbose), .what = "say what is done"},
    {"version", NULL, 0, ALL, AT(version), .what = "print the version"},
    {"help", NULL, 'h', ALL, AT(help),
     .what = "print this, or behind a command its options"},
};
#undef AT
enum { N_CHOICE = sizeof(choices) / sizeof(choices[0]) };

/* "`a`, `b`". */
static void list_verbs(FILE *stream, unsigned verbs, const char *quote)
{
    const char *comma = "";
    for (size_t i = 0; i < n_commands; i++)
        if (verbs & commands[i].verb) {
            fprintf(stream, "%s%s%s%s", comma, quote, commands[i].name, quote);
            comma = ", ";
        }
}

static bool few(unsigned verbs)
{
    return __builtin_popcount(verbs) <= 3;
}

/* Words in lines of at most `wide` letters, from the column where the stream stands. */
static void wrap(FILE *stream, const char *text, size_t column)
{
    const size_t wide = 92, indent = column;
    while (*text) {
        const size_t length = strcspn(text, " ");
        if (column > indent && column + 1 + length > wide) {
            fprintf(stream, "\n%*s", (int)indent, "");
            column = indent;
        }
        column += (size_t)fprintf(stream, "%s%.*s", column > indent ? " " : "",
                                  (int)length, text);
        text += length + (text[length] == ' ');
    }
}

static void help_choice(FILE *stream, const struct choice *c, bool verbs)
{
    char head[64];
    enum { COLUMN = 28 };
    snprintf(head, sizeof(head), "  %c%c%s --%s%s%s", c->letter ? '-' : ' ',
             c->letter ? c->letter : ' ', c->letter ? "," : " ", c->name,
             c->value ? " " : "", c->value ? c->value : "");
    fprintf(stream, "%-*s", COLUMN, head);
    wrap(stream, c->what, COLUMN);
    if (verbs && few(c->verbs)) {
        fputs(" (", stream);
        list_verbs(stream, c->verbs, "");
        fputs(")", stream);
    }
    fputs("\n", stream);
}

void cli_help(FILE *stream, const struct command *command)
{
    if (command) {
        fprintf(stream, "usage: hotgrid %s %s [OPTIONS]\n\n%s\n\n", command->name,
                command->operands, command->what);
    } else {
        fputs("usage: hotgrid COMMAND [OPTIONS] ...\n\n"
              "Maps where CO2 is emitted, and for whom.\n\n",
              stream);
        for (size_t i = 0; i < n_commands; i++)
            fprintf(stream, "  hotgrid %-9s %-14s %s\n", commands[i].name,
                    commands[i].operands, commands[i].what);
        fputs("\n", stream);
    }
    for (size_t i = 0; i < N_CHOICE; i++)
        if (!command || choices[i].verbs & command->verb)
            help_choice(stream, &choices[i], !command);
    fputs(command ? ""
                  : "\n`hotgrid COMMAND --help` lists the options of a command.  Results "
                    "go to stdout,\nmessages to stderr.  `hotgrid info` lists the exit "
                    "codes.\n",
          stream);
}

/* Puts a value where the table says; false, and told, where it is none. */
static bool take(struct cli *cli, const struct choice *c, const char *value)
{
    char *const at = (char *)cli + c->at;
    if (c->take)
        return c->take(cli, value);
    if (c->value)
        *(const char **)(void *)at = value;
    else
        *(bool *)(void *)at = true;
    return true;
}

bool cli_parse(int argc, char **argv, struct cli *cli)
{
    enum { FIRST = 256 }; /* above all letters */
    struct option option[N_CHOICE + 1] = {0};
    char letters[2 * N_CHOICE + 1] = "";
    size_t n = 0;
    int found;
    for (size_t i = 0; i < N_CHOICE; i++) {
        const struct choice *c = &choices[i];
        option[i] = (struct option){c->name, c->value ? required_argument : no_argument,
                                    NULL, FIRST + (int)i};
        if (c->letter)
            n += (size_t)snprintf(letters + n, sizeof(letters) - n, "%c%s", c->letter,
                                  c->value ? ":" : "");
    }
    while ((found = getopt_long(argc, argv, letters, option, NULL)) != -1) {
        size_t i = found >= FIRST ? (size_t)(found - FIRST) : 0;
        while (found < FIRST && i < N_CHOICE && choices[i].letter != found)
            i++;
        if (i == N_CHOICE || !take(cli, &choices[i], optarg)) {
            fputs("hotgrid: see `hotgrid --help`\n", stderr);
            return false;
        }
        cli->given |= UINT64_C(1) << i;
    }
    cli->n_operand = argc - optind;
    cli->operand = argv + optind;
    return true;
}

bool cli_fits(const struct cli *cli, const struct command *command)
{
    _Static_assert(N_CHOICE <= 64, "a bit of cli->given for each option");
    bool fits = true;
    for (size_t i = 0; i < N_CHOICE; i++) {
        const struct choice *c = &choices[i];
        if (!(cli->given >> i & 1) || c->verbs & command->verb)
            continue;
        fprintf(stderr, "hotgrid: --%s is no option of `%s`, but of ", c->name,
                command->name);
        list_verbs(stderr, c->verbs, "`");
        fprintf(stderr, "; `hotgrid %s --help` lists those it has\n", command->name);
        fits = false;
    }
    if (cli->resume && cli->run.force) {
        fputs("hotgrid: --resume and --force do not go together\n", stderr);
        fits = false;
    }
    return fits;
}
