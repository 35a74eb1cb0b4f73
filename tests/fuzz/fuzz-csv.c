/* fuzz-csv.c - any bytes as a CSV table; what is read is written anew and read the same
 */
#include "fuzz.h"
#include <hotgrid/csv.h>
#include <hotgrid/text.h>
#include <string.h>
#include <unistd.h>

static struct hg_csv *open_fd(int fd, struct hg_error *err)
{
    char path[64];
    struct hg_csv *csv = NULL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    const enum hg_status status = hg_csv_open(path, &csv, err);
    MUST((status == HG_OK) == (csv != NULL));
    MUST(status == HG_OK || status == HG_E_INPUT);
    MUST(status == HG_OK || err->message[0] != '\0');
    return csv;
}

static void add_quoted(struct hg_text *out, const char *field, size_t length, bool last)
{
    hg_text_add(out, "\"", 1);
    for (size_t i = 0; i < length; i++)
        hg_text_add(out, field[i] == '"' ? "\"\"" : &field[i], field[i] == '"' ? 2 : 1);
    hg_text_add(out, last ? "\"\r\n" : "\",", last ? 3 : 2);
}

/* Reads all rows and writes them with every field in quotes; returns their number. */
static size_t read_all(struct hg_csv *csv, struct hg_faults *faults, struct hg_text *out)
{
    const size_t n = hg_csv_columns(csv), most = hg_csv_rows_at_most(csv);
    size_t rows = 0, line = 1;
    struct hg_error err = {0};
    MUST(n >= 1 && n <= 64);
    for (size_t i = 0; i < n; i++) {
        const char *name = hg_csv_column_name(csv, i);
        MUST(hg_csv_column(csv, name) == i);
        add_quoted(out, name, strlen(name), i + 1 == n);
    }
    for (bool more = true;; rows++) {
        MUST(hg_csv_next(csv, faults, &more, &err) == HG_OK);
        if (!more)
            break;
        MUST(hg_csv_line(csv) > line);
        line = hg_csv_line(csv);
        for (size_t i = 0; i < n; i++) {
            size_t length;
            double value;
            const char *field = hg_csv_field(csv, i, &length);
            MUST(strlen(field) == length && hg_text_is_utf8(field, length));
            (void)hg_text_number(field, length, &value);
            add_quoted(out, field, length, i + 1 == n);
        }
    }
    MUST(rows <= most);
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hg_error err = {0};
    struct hg_text first = {0}, second = {0};
    struct hg_faults *faults = NULL;
    MUST(hg_faults_create(&faults, &err) == HG_OK);
    int fd = fuzz_file(data, size);
    struct hg_csv *csv = open_fd(fd, &err);
    if (csv) {
        const size_t rows = read_all(csv, faults, &first);
        const size_t before = hg_faults_count(faults);
        hg_csv_close(csv);
        close(fd);
        fd = fuzz_file(first.bytes, first.length);
        csv = open_fd(fd, &err);
        MUST(csv != NULL);
        MUST(read_all(csv, faults, &second) == rows);
        MUST(hg_faults_count(faults) == before);
        MUST(first.length == second.length);
        MUST(memcmp(first.bytes, second.bytes, first.length) == 0);
    }
    hg_csv_close(csv);
    close(fd);
    free(first.bytes);
    free(second.bytes);
    hg_faults_destroy(faults);
    return 0;
}
