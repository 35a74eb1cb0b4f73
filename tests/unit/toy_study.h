/*
 * toy_study.h - a whole study small enough for a pencil, in the folder of scratch.h
 *
 * Four by two cells of a degree; region A is the western half, B the eastern.  Nothing is
 * bought between industries, so that shares are rows of final demand:
 *
 *           t CO2   for RA   for RB
 *   A s1       60     3/4      1/4
 *   A s2       40     1/2      1/2
 *   A hh       20      1        0     (households)
 *   B s1      100     1/4      3/4
 *
 * 220 t, of which 15 + 20 + 25 = 60 t are for the other region.
 */
#ifndef HG_TEST_TOY_STUDY_H
#define HG_TEST_TOY_STUDY_H

#include "scratch.h"
#include "study/job.h"
#include <hotgrid/raster_file.h>
#include <stdlib.h>

#define TOY_GRID                                                                         \
    "name: toy\ncrs: EPSG:4326\nwest: 0\nsouth: 0\neast: 4\nnorth: 2\ncolumns: 4\n"      \
    "rows: 2\n"
#define TOY_RECTANGLE(code, west, east)                                                  \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" code "\",\"name\":\"Land " code    \
    "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" west ",0],[" east       \
    ",0],[" east ",2],[" west ",2],[" west ",0]]]}}"
#define TOY_REGIONS                                                                      \
    "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(                      \
        "A", "0", "2") "," TOY_RECTANGLE("B", "2", "4") "]}"
#define TOY_INVENTORY                                                                    \
    "region,sector,value,unit\nA,s1,60,t\nA,s2,40,t\nA,hh,20,t\nB,s1,100,t\n"
#define TOY_POINTS                                                                       \
    "id,name,region,sector,lon,lat,weight\np1,One,B,s1,2.5,0.5,3\n"                      \
    "p2,Two,B,s1,3.5,1.5,1\n"
#define TOY_REGION_MAP "region,mrio_region\nA,RA\nB,RB\n"
#define TOY_SECTORS    "sector,name\ns1,Power\ns2,Steel & more\nhh,Households\n"
#define TOY_Z                                                                            \
    "region\t\tRA\tRA\tRB\tRB\nsector\t\ts1\ts2\ts1\ts2\nRA\ts1\t0\t0\t0\t0\n"           \
    "RA\ts2\t0\t0\t0\t0\nRB\ts1\t0\t0\t0\t0\nRB\ts2\t0\t0\t0\t0\n"
#define TOY_Y                                                                            \
    "region\t\tRA\tRB\ncategory\t\tfd\tfd\nRA\ts1\t3\t1\nRA\ts2\t2\t2\nRB\ts1\t1\t3\n"   \
    "RB\ts2\t0\t4\n"
#define TOY_LAYERS "  - {account: total}\n  - {account: foreign}\n"

/* All but the study file itself. */
static inline void toy_files(void)
{
    scratch_text("grid.yaml", TOY_GRID);
    scratch_text("regions.geojson", TOY_REGIONS);
    scratch_text("inventory.csv", TOY_INVENTORY);
    scratch_text("points.csv", TOY_POINTS);
    scratch_text("region_map.csv", TOY_REGION_MAP);
    scratch_text("sectors.csv", TOY_SECTORS);
    scratch_text("Z.txt", TOY_Z);
    scratch_text("Y.txt", TOY_Y);
}

/* The path of a study file with these layers and groups. */
static inline const char *toy_study(const char *layers, const char *groups)
{
    char text[4000];
    (void)snprintf(text, sizeof(text),
                   "name: toy\nyear: 2012\ngrid: grid.yaml\n"
                   "regions: {file: regions.geojson, id: id, name: name}\n"
                   "inventory:\n"
                   "  totals: [{file: inventory.csv}]\n"
                   "  points: [{file: points.csv, total: scale}]\n"
                   "  sectors: sectors.csv\n"
                   "  proxies: [{use: [area]}]\n"
                   "  household: [hh]\n"
                   "trade: {format: pymrio, path: ., regions: region_map.csv}\n"
                   "%s%slayers:\n%soutput: out\n",
                   *groups ? "groups:\n" : "", groups, layers);
    return scratch_text("study.yaml", text);
}

struct toy {
    struct hg_run_options options;
    struct hg_faults *faults;
    struct job *job;
};

/* Runs a study up to a stage (STAGE_...); the test fails where it does. */
static inline void toy_run(struct toy *toy, const char *study, unsigned last)
{
    struct hg_error err = {0};
    *toy = (struct toy){.options = {.threads = 1}, .faults = scratch_faults()};
    hg_io_start();
    assert_ok(job_create(study, &toy->options, toy->faults, &toy->job, &err), err);
    if (!toy->job)
        abort(); /* the analyser does not know that assert_ok() ends the test */
    assert_ok(job_run(toy->job, last, &err), err);
    assert_int_equal(hg_faults_count(toy->faults), 0);
}

static inline void toy_end(struct toy *toy)
{
    job_destroy(toy->job);
    hg_faults_destroy(toy->faults);
}

#endif
