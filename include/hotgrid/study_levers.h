/*
 * study_levers.h - what a study file says of its levers: targets, moves, standards,
 * changes
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_LEVERS_H
#define HG_STUDY_LEVERS_H

#include <hotgrid/words.h>
#include <stdbool.h>

struct hg_study_targets {
    size_t line;           /* in the study file; 0: there is no such key */
    const char *reference; /* best, mean, a region or group of the table, or a file */
    struct hg_spot reference_at;
    const char *output;      /* file of the outputs of the study's industries, or NULL */
    const char *energy;      /* file of what pairs use of energy, or NULL */
    struct hg_words regions; /* that are ranked; empty: all */
    double least_share;      /* percent of a sector's output: of the best */
    bool all;                /* not exports alone */
};

struct hg_study_relocate {
    size_t line;          /* in the study file; 0: there is no such key */
    const char *scenario; /* file of moves; NULL: there is no such key */
    const char *only;     /* option that a verb is asked for; NULL: all */
    bool mrio;            /* accounts of the trade table with them too */
    bool own_technique;   /* inputs of the moved plants: their own, else those of the
                             destination */
    const char
        *electricity; /* sector in whose cells it is made; NULL: the moving one's */
};

struct hg_study_benchmark {
    const char *plants, *measures;            /* plants NULL: there is no such key */
    const char *standards;                    /* a name from benchmarks/, or a path */
    double pollutants, energy, water, carbon; /* what the pillars weigh */
    bool by_excess; /* symbols on the map have the size of that, not of the output */
};

struct hg_study_decompose {  /* one comparison of `decompose` */
    const char *name;        /* of its files; NULL: of those without a name */
    const char *before;      /* study of the earlier year; NULL: regions */
    struct hg_words regions; /* two of the trade table, groups, or "all" */
    bool consumption;        /* the account that is told and drawn; else production */
    size_t line;             /* in the study file */
};

#endif
