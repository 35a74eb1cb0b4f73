/* test-trade_table.c - a study whose provinces are nested into the table of the world */
#include "check.h"
#include "toy_study.h"
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing is bought between industries: rows of S are rows of final demand.  The world
 * has RA, RB and RC; RA is nested, into the regions A and B of the study.
 *
 *             RA  RB  RC                  A   B  EX
 *     RA s1   80  40   0        A s1      3   1  10
 *     RA s2   30   0  30        A s2      1   1   0
 *     RB s1   10  50   0        B s1      1   3  30
 *     RB s2    0   1   0        B s2      0   1  20
 *     RC s1    0   0   5
 *     RC s2    0   0   5
 *
 * So A s1 sells 80 x 3/8 = 30 to A, 10 to B and 40 x 10/40 = 10 to RB, B s1 10, 30 and
 * 30; A s2 30 x 1/3 = 10 to A, 10 to B and 0 to RC, B s2 0, 10 and 30. */
static const char world_Z[] =
    "region\t\tRA\tRA\tRB\tRB\tRC\tRC\nsector\t\ts1\ts2\ts1\ts2\ts1\ts2\n"
    "RA\ts1\t0\t0\t0\t0\t0\t0\nRA\ts2\t0\t0\t0\t0\t0\t0\nRB\ts1\t0\t0\t0\t0\t0\t0\n"
    "RB\ts2\t0\t0\t0\t0\t0\t0\nRC\ts1\t0\t0\t0\t0\t0\t0\nRC\ts2\t0\t0\t0\t0\t0\t0\n";
static const char world_Y[] =
    "region\t\tRA\tRB\tRC\ncategory\t\tfd\tfd\tfd\nRA\ts1\t80\t40\t0\nRA\ts2\t30\t0\t30\n"
    "RB\ts1\t10\t50\t0\nRB\ts2\t0\t1\t0\nRC\ts1\t0\t0\t5\nRC\ts2\t0\t0\t5\n";
static const char provinces_Z[] = "region\t\tA\tA\tB\tB\nsector\t\tt1\tt2\tt1\tt2\nA\tt1"
                                  "\t0\t0\t0\t0\nA\tt2\t0\t0\t0\t0\n"
                                  "B\tt1\t0\t0\t0\t0\nB\tt2\t0\t0\t0\t0\n";
static const char provinces_Y[] =
    "region\t\tA\tA\tB\tB\ncategory\t\tfd\tEX\tfd\tEX\nA\tt1\t3\t10\t1\t0\n"
    "A\tt2\t1\t0\t1\t0\nB\tt1\t1\t0\t3\t30\nB\tt2\t0\t0\t1\t20\n";

static int begin(void **state)
{
    if (scratch_setup(state) != 0 || mkdir(scratch_path("io"), 0700) != 0)
        return -1;
    toy_files();
    scratch_text("Z.txt", world_Z);
    scratch_text("Y.txt", world_Y);
    scratch_text("io/Z.txt", provinces_Z);
    scratch_text("io/Y.txt", provinces_Y);
    scratch_text("sector_map.csv", "sector,mrio_sector\nt1,s1\nt2,s2\n");
    return 0;
}

static int end(void **state)
{
    (void)unlink(scratch_path("io/Z.txt"));
    (void)unlink(scratch_path("io/Y.txt"));
    (void)rmdir(scratch_path("io"));
    return scratch_teardown(state);
}

static const char *study_of(const char *inventory, const char *trade)
{
    char text[2000];
    (void)snprintf(text, sizeof(text),
                   "name: toy\nyear: 2012\ngrid: grid.yaml\n"
                   "regions: {file: regions.geojson, id: id, name: name}\n"
                   "inventory:\n  totals: [{file: inventory.csv}]\n"
                   "  proxies: [{use: [area]}]\n  household: [hh]\n  %s\n"
                   "trade:\n  format: pymrio\n  path: .\n%s"
                   "layers:\n  - {account: total}\noutput: out\n",
                   inventory, trade);
    return scratch_text("study.yaml", text);
}

static const char *study_with(const char *trade)
{
    return study_of("", trade);
}

#define NEST                                                                             \
    "  nest: {format: pymrio, path: io, parent: RA, sectors: sector_map.csv, "           \
    "abroad: [EX]%s}\n"

static const char *nested_study(const char *more)
{
    char trade[400];
    (void)snprintf(trade, sizeof(trade), NEST, more);
    return study_with(trade);
}

static double total_to(const struct job *job, const char *destination)
{
    const size_t d = hg_axis_find(job->mrio->regions, destination);
    if (d == HG_NOT_FOUND)
        fail_msg("no destination %s", destination);
    return job->accounts->destination[d] / 1000;
}

static void assert_note(const struct job *job, const char *name, double value)
{
    for (size_t i = 0; i < hg_ledger_notes(job->ledger); i++) {
        const struct hg_note *note = hg_ledger_get_note(job->ledger, i);
        if (strcmp(note->name, name) != 0)
            continue;
        assert_near(note->value, value, 1e-12);
        return;
    }
    fail_msg("the ledger has no note: %s", name);
}

static void names_of_the_world_do_not_hide_those_of_provinces(void **state)
{
    (void)state;
    struct toy toy;
    char trade[400];
    scratch_text("names.csv", "region,name\nRA,Country\nRB,Neighbour\n");
    (void)snprintf(trade, sizeof(trade), NEST "  names: names.csv\n", "");
    toy_run(&toy, study_with(trade), STAGE_TRADE);
    assert_string_equal(job_code_name(toy.job, "A"), "Land A");
    assert_string_equal(job_code_name(toy.job, "RA"), "Country");
    assert_string_equal(job_code_name(toy.job, "RB"), "Neighbour");
    assert_string_equal(job_code_name(toy.job, "RC"), "RC");
    toy_end(&toy);
}

/* The inventory: A s1 60 t, A s2 40, A hh 20, B s1 100. */
static void provinces_have_markets_of_their_own(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, nested_study(""), STAGE_TRADE);
    assert_near(total_to(toy.job, "A"), 36 + 20 + 20 + 100 / 7.0, 1e-12);
    assert_near(total_to(toy.job, "B"), 12 + 20 + 300 / 7.0, 1e-12);
    assert_near(total_to(toy.job, "RB"), 12 + 300 / 7.0, 1e-12);
    assert_near(total_to(toy.job, "RC"), 0, 0);
    const struct hg_study_group *parent = &toy.job->study->groups[0];
    assert_int_equal(toy.job->study->n_groups, 1);
    assert_string_equal(parent->name, "RA");
    assert_int_equal(parent->members.n, 2);
    assert_string_equal(parent->members.word[0], "A");
    assert_string_equal(parent->members.word[1], "B");
    assert_near(toy.job->accounts->foreign / 1000, 12 + 12 + 20 + 400 / 7.0, 1e-12);
    assert_note(toy.job, "nested: exports not by pattern, percent", 0);
    assert_note(toy.job, "nested: flows within not by pattern, percent", 0);
    /* 10 of RB s1 for RA: by the same product from within, 4 : 4 */
    assert_near(toy.job->mrio->Y[4 * 4 + 0], 5, 1e-15);
    toy_end(&toy);
}

/* Customs say that only B sells s1 to RB: A s1 then is 3/4 for A, 1/4 for B. */
static void customs_decide_who_exports(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("exports.csv", "province,destination,value,sector\nB,RB,7,t1\n");
    toy_run(&toy, nested_study(", exports: exports.csv"), STAGE_TRADE);
    assert_near(total_to(toy.job, "A"), 45 + 20 + 20 + 100 / 8.0, 1e-12);
    assert_near(total_to(toy.job, "RB"), 50, 1e-12);
    toy_end(&toy);
}

/* Outputs of s1 are 14 of 48 and 34 of 48 of the parent's 120: 35 and 85. */
static void a_balanced_study_balances(void **state)
{
    (void)state;
    struct toy toy;
    char Y[sizeof(provinces_Y)];
    memcpy(Y, provinces_Y, sizeof(Y));
    *(strstr(Y, "B\tt2\t0") + 5) = '1'; /* else only A has s2 for A */
    scratch_text("io/Y.txt", Y);
    toy_run(&toy, nested_study(", balance: gras"), STAGE_TRADE);
    const double *y = toy.job->mrio->Y;
    assert_near(y[0] + y[1] + y[2], 35, 1e-12);
    assert_near(y[8] + y[9] + y[10], 85, 1e-12);
    assert_near(y[0] + y[1] + y[8] + y[9], 80, 1e-12);
    assert_note(toy.job, "balanced: sectors", 2);
    toy_end(&toy);
}

/* RB passes 0.5 of what it buys of RA on, all to RC, without a markup. */
static void reexports_are_routed_before_the_table_is_solved(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("re.csv", "hub,destination,theta,rho,markup\nRB,RC,1,0.5,0\n");
    scratch_text("Y.txt", "region\t\tRA\tRB\tRC\ncategory\t\tfd\tfd\tfd\n"
                          "RA\ts1\t80\t40\t1\nRA\ts2\t30\t0\t30\nRB\ts1\t10\t50\t0\n"
                          "RB\ts2\t0\t1\t0\nRC\ts1\t0\t0\t5\nRC\ts2\t0\t0\t5\n");
    toy_run(&toy, study_with("  regions: region_map.csv\n  reexports: re.csv\n"),
            STAGE_TRADE);
    assert_near(toy.job->mrio->Y[1], 20, 1e-15);
    assert_near(toy.job->mrio->Y[2], 21, 1e-15);
    assert_note(toy.job, "re-exports: sales to hubs sent on, percent", 50);
    toy_end(&toy);
}

static void assert_refused(const char *study, const char *message)
{
    struct toy toy = {.options = {.threads = 1}, .faults = scratch_faults()};
    struct hg_error err = {0};
    enum hg_status status = job_create(study, &toy.options, toy.faults, &toy.job, &err);
    if (status == HG_OK)
        status = job_run(toy.job, STAGE_READ, &err);
    assert_true(status == HG_E_INPUT || status == HG_E_STUDY);
    if (!strstr(err.message, message))
        fail_msg("\"%s\" lacks \"%s\"", err.message, message);
    for (size_t i = 0; i < hg_faults_kept(toy.faults); i++) /* told once */
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(hg_faults_line(toy.faults, i),
                                    hg_faults_line(toy.faults, k));
    toy_end(&toy);
}

static void wrong_studies_are_refused(void **state)
{
    (void)state;
    assert_refused(nested_study(", balance: gras"), /* only A has s2 for A: too much */
                   "sector \"s2\" of the nested provinces cannot be balanced");
    scratch_text("re.csv", "hub,destination,theta,rho,markup\nRB,RC,1,0.5,0\n");
    scratch_text("exports.csv", "province,destination,value,sector\nC,RB,7,t1\n");
    assert_refused(study_with("  reexports: re.csv\n  reexports_corrected: true\n"),
                   "`reexports` would correct a table that `reexports_corrected` says is "
                   "corrected already");
    assert_refused(nested_study(", exports: exports.csv"),
                   "exports.csv:2: `province` \"C\" is none of the provincial table");
    assert_refused(study_with("  nest: {format: pymrio, path: io, parent: CHN}\n"),
                   "study.yaml:13:44: `parent` \"CHN\" is none of the world table");
    assert_refused(study_with("  nest: {format: pymrio, path: io, parent: RA, "
                              "sectors: sector_map.csv, abroad: [EXP]}\n"),
                   "study.yaml:13:82: `abroad` \"EXP\" is none of the provincial table");
    assert_refused(study_with("  nest: {format: pymrio, path: io, parent: RA}\n"),
                   "sector \"t1\" leads to \"t1\", which the trade table does not have");
    scratch_text("inventory.csv", "region,sector,value,unit\nA,s1,60,t\nB,s1,100,t\n");
    assert_refused(study_with(""),
                   "study.yaml:8:15: inventory.household: sector \"hh\" is not in the "
                   "inventory");
    scratch_text("io/Y.txt", "region\t\tA\tA\tB\tB\ncategory\t\tfd\tEX\tfd\tEX\n"
                             "A\tt1\t0\t0\t0\t0\nA\tt2\t0\t0\t0\t0\n"
                             "B\tt1\t0\t0\t0\t0\nB\tt2\t0\t0\t0\t0\n");
    assert_refused(nested_study(""), "all its flows and outputs are 0");
}

/* EX is no category but a region that has no rows: the same numbers by hand. */
static void a_region_that_only_buys_is_abroad(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("io/Y.txt", "region\t\tA\tB\tEX\ncategory\t\tfd\tfd\texport\n"
                             "A\tt1\t3\t1\t10\nA\tt2\t1\t1\t0\n"
                             "B\tt1\t1\t3\t30\nB\tt2\t0\t1\t20\n");
    toy_run(&toy, nested_study(""), STAGE_TRADE);
    assert_int_equal(hg_axis_size(toy.job->mrio->regions), 4); /* A, B, RB, RC */
    assert_near(toy.job->mrio->Y[0], 30, 1e-12);               /* A s1 to A, B, RB */
    assert_near(toy.job->mrio->Y[1], 10, 1e-12);
    assert_near(toy.job->mrio->Y[2], 10, 1e-12);
    assert_note(toy.job, "nested: exports not by pattern, percent", 0);
    assert_note(toy.job, "nested: flows within not by pattern, percent", 0);
    toy_end(&toy);
}

static void a_region_that_only_buys_needs_to_be_abroad(void **state)
{
    (void)state;
    scratch_text("io/Y.txt", "region\t\tA\tB\tEX\ncategory\t\tfd\tfd\texport\n"
                             "A\tt1\t3\t1\t10\nA\tt2\t1\t1\t0\n"
                             "B\tt1\t1\t3\t30\nB\tt2\t0\t1\t20\n");
    assert_refused(study_with("  nest: {format: pymrio, path: io, parent: RA, "
                              "sectors: sector_map.csv}\n"),
                   "Y.txt:1:13: region EX, which Z does not have; give it rows and "
                   "columns of Z (zeros will do), or, in a provincial table, name it "
                   "under `trade: nest: abroad`");
}

static char *market_mix(const struct job *job)
{
    struct hg_text text = {0};
    hg_text_print(&text, "|");
    tell_market_mix(job, &text);
    return text.bytes;
}

/* Both regions of the study are RA's; nested, each is its own. */
static void regions_that_share_a_market_mix_are_told(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("region_map.csv", "region,mrio_region\nA,RA\nB,RA\n");
    toy_run(&toy, study_with("  regions: region_map.csv\n"), STAGE_TRADE);
    char *text = market_mix(toy.job);
    assert_string_equal(text,
                        "| All regions of RA share one market mix, sector by sector.");
    assert_int_equal(job_mix_sharers(toy.job, 0), 2);
    assert_int_equal(job_mix_sharers(toy.job, HG_NOT_FOUND), 0);
    free(text);
    toy_end(&toy);

    toy_run(&toy, nested_study(""), STAGE_TRADE);
    text = market_mix(toy.job);
    assert_string_equal(text, "|");
    assert_int_equal(job_mix_sharers(toy.job, job_own_market(toy.job, 1)), 1);
    free(text);
    toy_end(&toy);
}

/* Parts of China and of nowhere, in a table of China, Romania and the rest. */
#define CODED_REGIONS                                                                    \
    "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(                      \
        "CN-GD", "0", "2") "," TOY_RECTANGLE("EGY", "2", "4") "]}"

static const char *coded_study(const char *trade)
{
    scratch_text("regions.geojson", CODED_REGIONS);
    scratch_text("inventory.csv", "region,sector,value,unit\nCN-GD,s1,60,t\nEGY,s1,40,t\n"
                                  "EGY,hh,20,t\n");
    scratch_text("Z.txt", "region\t\tCHN\tROM\tRoW\nsector\t\ts1\ts1\ts1\n"
                          "CHN\ts1\t0\t0\t0\nROM\ts1\t0\t0\t0\nRoW\ts1\t0\t0\t0\n");
    scratch_text("Y.txt", "region\t\tCHN\tROM\tRoW\ncategory\t\tfd\tfd\tfd\n"
                          "CHN\ts1\t3\t1\t0\nROM\ts1\t0\t1\t0\nRoW\ts1\t1\t0\t1\n");
    return study_with(trade);
}

static void regions_are_found_by_their_codes(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, coded_study("  region_codes: true\n"), STAGE_TRADE);
    assert_near(total_to(toy.job, "CHN"), 45 + 20, 1e-12);
    assert_near(total_to(toy.job, "RoW"), 20 + 20, 1e-12);
    assert_note(toy.job, "regions in a rest of the world", 1);
    toy_end(&toy);

    scratch_text("region_map.csv", "region,mrio_region\nEGY,ROM\n"); /* goes before */
    toy_run(&toy, coded_study("  region_codes: true\n  regions: region_map.csv\n"),
            STAGE_TRADE);
    assert_near(total_to(toy.job, "ROM"), 15 + 40 + 20, 1e-12);
    assert_note(toy.job, "regions in a rest of the world", 0);
    toy_end(&toy);
}

/* SCG was Serbia and Montenegro until 2006. */
static void codes_beside_iso_are_for_a_map(void **state)
{
    (void)state;
    struct toy toy;
    (void)coded_study("");
    scratch_text("inventory.csv", "region,sector,value,unit\nCN-GD,s1,60,t\nSCG,s1,40,t\n"
                                  "CN-GD,hh,20,t\n");
    scratch_text("regions.geojson",
                 "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(
                     "CN-GD", "0", "2") "," TOY_RECTANGLE("SCG", "2", "4") "]}");
    assert_refused(
        study_with("  region_codes: true\n"),
        "region \"SCG\" of the study emits, and is no code of ISO 3166 "
        "(codes/regions.csv) that leads to a region of the trade table; give it "
        "a row `SCG,MRIO_REGION` in a map beside `region_codes`: `regions: FILE`");
    scratch_text("region_map.csv", "region,mrio_region\nCN-GD,CHN\n");
    assert_refused(study_with("  region_codes: true\n  regions: region_map.csv\n"),
                   "`SCG,MRIO_REGION` in this map");
    scratch_text("region_map.csv", "region,mrio_region\nSCG,RoW\n");
    toy_run(&toy, study_with("  region_codes: true\n  regions: region_map.csv\n"),
            STAGE_TRADE);
    assert_near(total_to(toy.job, "CHN"), 45 + 20 + 20, 1e-12); /* hh, half of SCG */
    toy_end(&toy);
}

static void codes_that_could_be_found_are_advised(void **state)
{
    (void)state;
    assert_refused(coded_study(""),
                   "2 regions of the study (such as \"EGY\") are in the "
                   "trade table by another code of ISO 3166; say `trade: "
                   "region_codes: true`, or give a map of `regions`");
}

/* B has no market, and s2 none anywhere. */
static void what_is_unmapped_is_told_by_region_and_sector(void **state)
{
    (void)state;
    struct toy toy;
    static const char *const name[] = {"unmapped: region B", "unmapped: sector s2"};
    static const double kg[] = {100e3, 40e3};
    size_t n_found = 0;
    scratch_text("region_map.csv", "region,mrio_region\nA,RA\n");
    scratch_text("map.csv", "sector,mrio_sector\ns1,s1\nhh,hh\n");
    toy_run(
        &toy,
        study_of("unmapped: allow", "  regions: region_map.csv\n  sectors: map.csv\n"),
        STAGE_ATTRIBUTE);
    for (size_t i = 0; i < hg_ledger_lines(toy.job->ledger); i++) {
        const struct hg_line *line = hg_ledger_line(toy.job->ledger, i);
        for (size_t k = 0; k < line->n_right; k++)
            for (size_t m = 0; m < 2; m++)
                if (strcmp(line->right[k].name, name[m]) == 0) {
                    assert_near(hg_mass_kg(line->right[k].mass), kg[m], 1e-12);
                    n_found++;
                }
    }
    assert_int_equal(n_found, 2);
    toy_end(&toy);
}

/* Row of A s1 (sectors are hh, s1, s2), first of three destinations. */
enum { A_S1 = 1 * 3 };

/* s1 of the study is s1 and s2 of the table: by output 120 : 60, by a column 1 : 3. */
static void sectors_are_weighed_as_the_study_says(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("map.csv", "sector,mrio_sector,energy\ns1,s1,1\ns1,s2,3\ns2,s2,5\n"
                            "hh,hh,1\n");
    toy_run(&toy,
            study_with("  regions: region_map.csv\n"
                       "  sectors: {file: map.csv, weights: output}\n"),
            STAGE_TRADE);
    assert_near(toy.job->mix->share[A_S1], (2 * 80 / 120.0 + 30 / 60.0) / 3, 1e-14);
    assert_note(toy.job, "industries shared out evenly", 0);
    toy_end(&toy);
    toy_run(&toy,
            study_with("  regions: region_map.csv\n"
                       "  sectors: {file: map.csv, weights: energy}\n"),
            STAGE_TRADE);
    assert_near(toy.job->mix->share[A_S1], (80 / 120.0 + 3 * 30 / 60.0) / 4, 1e-14);
    toy_end(&toy);
}

#define scratch_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(provinces_have_markets_of_their_own),
        scratch_test(names_of_the_world_do_not_hide_those_of_provinces),
        scratch_test(customs_decide_who_exports),
        scratch_test(a_balanced_study_balances),
        scratch_test(reexports_are_routed_before_the_table_is_solved),
        scratch_test(a_region_that_only_buys_is_abroad),
        scratch_test(a_region_that_only_buys_needs_to_be_abroad),
        scratch_test(wrong_studies_are_refused),
        scratch_test(regions_that_share_a_market_mix_are_told),
        scratch_test(regions_are_found_by_their_codes),
        scratch_test(codes_beside_iso_are_for_a_map),
        scratch_test(codes_that_could_be_found_are_advised),
        scratch_test(what_is_unmapped_is_told_by_region_and_sector),
        scratch_test(sectors_are_weighed_as_the_study_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
