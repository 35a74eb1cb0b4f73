/* fuzz-site_stream.c - any bytes as a file of points: in parts and by threads as one by
 * one */
#include "../unit/streamed.h"
#include "fuzz.h"
#include <hotgrid/tables.h>
#include <unistd.h>

/* A file in memory has no name that ends in .csv: a link gives it one. */
static void link_csv(int fd, char link[64])
{
    char target[64];
    snprintf(target, sizeof(target), "/proc/self/fd/%d", fd);
    snprintf(link, 64, "/tmp/hotgrid-fuzz-%d.csv", (int)getpid());
    unlink(link);
    MUST(symlink(target, link) == 0);
}

static void compare(const struct hg_table_source *source, unsigned threads, size_t part)
{
    struct hg_error err = {0};
    struct hg_faults *expected = NULL, *faults = NULL;
    struct hg_sites *sites = NULL;
    struct streamed s;
    MUST(hg_faults_create(&expected, &err) == HG_OK);
    MUST(hg_faults_create(&faults, &err) == HG_OK);
    const enum hg_status status =
        hg_read_sites(source, HG_POINTS_ADD, expected, &sites, &err);
    MUST(streamed_read(source, threads, part, faults, &s, &err) == status);
    size_t twins = 0; /* are told by the stream alone */
    for (size_t i = 0; i < hg_faults_kept(faults); i++)
        twins += strstr(hg_faults_line(faults, i), "stands already") != NULL;
    if (status == HG_OK && twins == 0) {
        MUST(hg_faults_count(faults) == hg_faults_count(expected));
        for (size_t i = 0; i < hg_faults_kept(faults); i++)
            MUST(strcmp(hg_faults_line(faults, i), hg_faults_line(expected, i)) == 0);
    }
    if (status == HG_OK && hg_faults_count(expected) == 0) {
        MUST(s.n == sites->n);
        for (size_t i = 0; i < s.n; i++) {
            MUST(s.row[i].lon == sites->site[i].lon);
            MUST(s.row[i].lat == sites->site[i].lat);
            MUST(s.row[i].kg == sites->site[i].weight);
            MUST(strncmp(s.row[i].id, sites->site[i].id, 79) == 0);
        }
    }
    streamed_finish(&s);
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
    hg_faults_destroy(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const standard[] = {"region", "sector", "unit"};
    static const char *const actual[] = {"=R", "=s", "=kt"};
    char link[64];
    if (size == 0)
        return 0;
    const int fd = fuzz_file(data + 1, size - 1);
    link_csv(fd, link);
    struct hg_table_source source = {.path = link};
    compare(&source, 1 + data[0] % 3, 1 + data[0] / 3);
    source.columns = (struct hg_columns){3, standard, actual};
    compare(&source, 1 + data[0] % 3, 1 + data[0] / 3);
    unlink(link);
    close(fd);
    return 0;
}
