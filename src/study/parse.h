/* parse.h - a study from bytes, and what its schema cannot check */
#ifndef HG_STUDY_PARSE_H
#define HG_STUDY_PARSE_H

#include "study/yaml.h"
#include <hotgrid/study.h>

/* hg_study_read() of a file that is in memory already; path need not exist. */
HG_MUST_CHECK enum hg_status hg_study_parse(const char *path, const char *bytes,
                                            size_t length, struct hg_faults *faults,
                                            struct hg_study **out, struct hg_error *err);

/* A study that is checked: the file, the tree of it, and what was bound from that. */
struct check {
    const struct hg_yaml_file *file;
    const struct hg_yaml *root;
    const struct hg_study *study;
};

/* Do the parts of a study make sense together?  root is the tree it was bound from. */
void hg_study_check(const struct hg_yaml_file *file, const struct hg_yaml *root,
                    const struct hg_study *study);

/* Proxy files, blends, and the rules that use them. */
void hg_study_check_proxies(const struct hg_yaml_file *file, const struct hg_yaml *root,
                            const struct hg_study *study);

/* Groups and layers. */
void hg_study_check_layers(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study);

/* The gases of the inventory and of ready grids, and the units of these. */
void hg_study_check_gases(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study);

/* The parts of `uncertainty`, and the layers that need it. */
void hg_study_check_uncertainty(const struct hg_yaml_file *file,
                                const struct hg_yaml *root, const struct hg_study *study);

/* Insets, whose presets get their extent, and pages of maps. */
void hg_study_check_pages(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study);

/* Sets of places: where each comes from, and their names. */
void hg_study_check_places(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study);

/* The pattern of names. */
void hg_study_check_names(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study);

/* Comparisons: their two sides, and their names. */
void hg_study_check_decompose(const struct hg_yaml_file *file, const struct hg_yaml *root,
                              const struct hg_study *study);

/* Layers of levers, which need the key of theirs. */
void hg_study_check_levers(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study);

#endif
