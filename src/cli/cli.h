/* cli.h - what the commands share: options, streams, exit codes */
#ifndef HG_CLI_H
#define HG_CLI_H

#include <hotgrid/decompose_study.h>
#include <hotgrid/error.h>
#include <hotgrid/levers.h>
#include <hotgrid/log.h>
#include <hotgrid/mrio_info.h>
#include <hotgrid/progress.h>
#include <hotgrid/run.h>
#include <hotgrid/tile_layer.h>
#include <stdbool.h>

struct cli {
    struct hg_run_options run;
    struct hg_log log;
    struct hg_compare_options compare;
    struct hg_mrio_info mrio;
    struct hg_flow_options flows;
    struct hg_place_options places;
    struct hg_relocate_options relocate;
    struct hg_decompose_options decompose;
    struct hg_tile_options tiles;
    bool quiet, verbose, help, version, resume;
    size_t top;     /* rows that are listed; 0: what the verb lists by itself */
    uint64_t given; /* options, a bit each, for options.c */
    struct hg_progress progress;
    double told;          /* when progress was last told as a line */
    bool study_reference; /* of info */
    int n_operand;
    char **operand;
};

/* Verbs, a bit each. */
enum verb {
    RUN = 1 << 0,
    GRID = 1 << 1,
    ATTRIBUTE = 1 << 2,
    ACCOUNTS = 1 << 3,
    FLOWS = 1 << 4,
    TARGETS = 1 << 5,
    RELOCATE = 1 << 6,
    BENCHMARK = 1 << 7,
    DECOMPOSE = 1 << 8,
    PLACES = 1 << 9,
    HOTSPOTS = 1 << 10,
    CHECK = 1 << 11,
    EXPLAIN = 1 << 12,
    COMPARE = 1 << 13,
    TILES = 1 << 14,
    VERIFY = 1 << 15,
    MRIO = 1 << 16,
    INFO = 1 << 17
};

struct command {
    enum verb verb;
    const char *name, *operands, *what;
    int (*run)(struct cli *cli);
};

extern const struct command commands[];
extern const size_t n_commands;

int cmd_run(struct cli *cli);
int cmd_grid(struct cli *cli);
int cmd_attribute(struct cli *cli);
int cmd_accounts(struct cli *cli);
int cmd_flows(struct cli *cli);
int cmd_targets(struct cli *cli);
int cmd_hotspots(struct cli *cli);
int cmd_relocate(struct cli *cli);
int cmd_benchmark(struct cli *cli);
int cmd_places(struct cli *cli);
int cmd_check(struct cli *cli);
int cmd_compare(struct cli *cli);
int cmd_decompose(struct cli *cli);
int cmd_explain(struct cli *cli);
int cmd_tiles(struct cli *cli);
int cmd_verify(struct cli *cli);
int cmd_info(struct cli *cli);
int cmd_mrio(struct cli *cli);

/* A verb that takes a study, run with its path. */
typedef enum hg_status cli_verb(const char *study_path,
                                const struct hg_run_options *options,
                                struct hg_faults *faults, struct hg_text *summary,
                                struct hg_error *err);
int cli_study(struct cli *cli, cli_verb *run, const char *name);

/* Exit code of a status: DESIGN's table, as `hotgrid info` prints it. */
int exit_code(enum hg_status status);

/* Prints results, faults and the error to their streams; returns the exit code. */
int cli_finish(struct cli *cli, enum hg_status status, const struct hg_faults *faults,
               const struct hg_text *result, const struct hg_error *err);

/* From now on progress is told to people. */
void cli_watch(struct cli *cli);

/* Complains about the number of operands; 2. */
int cli_usage(const char *command);

#endif
